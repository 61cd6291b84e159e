from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from karma_tui.library.drafts import Buffer, open_drafts

ONE, TWO = Buffer("query 1", "1i32"), Buffer("query 2", "\ud800 lone and 𝄞")


def _files(state: Path) -> list[Path]:
    return sorted(state.glob("drafts/*/*.json"))


def test_the_first_window_begins_empty(tmp_path: Path) -> None:
    drafts, restored = open_drafts(tmp_path, "local")
    assert restored.buffers == ()
    drafts.close()


def test_a_closed_window_leaves_its_buffers_to_the_next(tmp_path: Path) -> None:
    first, _ = open_drafts(tmp_path, "local")
    first.save([ONE, TWO, Buffer("query 3", "  \n")])
    first.close()
    second, restored = open_drafts(tmp_path, "local")
    assert restored.buffers == (ONE, TWO)
    assert len(_files(tmp_path)) == 1
    second.close()
    third, again = open_drafts(tmp_path, "local")
    assert again.buffers == (ONE, TWO)
    third.close()


def test_two_windows_do_not_touch_each_others_buffers(tmp_path: Path) -> None:
    first, _ = open_drafts(tmp_path, "local")
    first.save([ONE])
    second, restored = open_drafts(tmp_path, "local")
    assert restored.buffers == ()
    second.save([TWO])
    first.save([ONE])
    first.close()
    second.close()
    third, both = open_drafts(tmp_path, "local")
    assert set(both.buffers) == {ONE, TWO}
    third.close()


def test_instances_are_kept_apart(tmp_path: Path) -> None:
    first, _ = open_drafts(tmp_path, "https://a.example.org")
    first.save([ONE])
    first.close()
    second, restored = open_drafts(tmp_path, "https://a-example.org")
    assert restored.buffers == ()
    second.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from karma_tui.library.drafts import Buffer, open_drafts
drafts, _ = open_drafts(Path(sys.argv[1]), "local")
drafts.save([Buffer("query 1", "typed before the end")])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_window_leaves_its_buffers_too(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=30)
    drafts, restored = open_drafts(tmp_path, "local")
    assert restored.buffers == (Buffer("query 1", "typed before the end"),)
    drafts.close()


def test_a_damaged_file_is_reported_and_kept(tmp_path: Path) -> None:
    first, _ = open_drafts(tmp_path, "local")
    first.save([ONE])
    first.close()
    (damaged,) = _files(tmp_path)
    damaged.write_text('{"version": 1, "buffers": [')
    second, restored = open_drafts(tmp_path, "local")
    assert restored.buffers == ()
    assert str(damaged) in restored.errors[0].detail
    assert damaged.read_text() == '{"version": 1, "buffers": ['
    second.close()
