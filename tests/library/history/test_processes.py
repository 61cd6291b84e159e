"""Several processes at once on one file, and one that is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

from karma_tui.library.history import opening
from karma_tui.library.history.entry import Wanted
from karma_tui.library.history.facts import UNFINISHED
from tests.library.history.parts import Kept

_WRITES = """
import sys
from pathlib import Path
from tests.library.history.parts import Kept
kept = Kept(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(150):
    kept.run(f"{sys.argv[2]} {number}", body=b"[1]")
kept.writer.close()
print(len(kept.told))
"""

_HANGS = """
import sys, time
from pathlib import Path
from tests.library.history.parts import Kept
kept = Kept(Path(sys.argv[1]))
kept.begin("deleteAll()", writes=True)
print("begun", flush=True)
sys.stdin.readline()
"""


def _started(script: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_three_processes_make_and_write_one_history_at_once(tmp_path: Path) -> None:
    names = ("a", "b", "c")
    processes = [_started(_WRITES, str(tmp_path), name) for name in names]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0].strip() for process in processes] == ["0", "0", "0"]
    kept = Kept(tmp_path)
    for name in names:
        assert [it for it in reversed(kept.texts()) if it[0] == name] == [f"{name} {n}" for n in range(150)]
    assert kept.history.count(Wanted(outcome=UNFINISHED)) == 0


def test_a_run_whose_process_is_killed_is_there_as_not_finished(tmp_path: Path) -> None:
    process = _started(_HANGS, str(tmp_path))
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = Kept(tmp_path)
    (entry,) = kept.history.page()
    assert (entry.text, entry.outcome_word, entry.writes) == ("deleteAll()", "unfinished", True)
    kept.run("next")
    assert kept.texts() == ["next", "deleteAll()"] and not kept.told


def test_a_window_waits_for_another_one_that_is_making_the_history(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    with opening._alone(kept.history.path):
        thread = Thread(target=kept.run, args=("x",))
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
    thread.join()
    assert kept.texts() == ["x"] and not kept.told
