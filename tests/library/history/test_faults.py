"""What can be wrong with the file: it is told once, and never gets in the way of a run."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from karma_tui.errors import StorageError
from karma_tui.library.history import opening
from karma_tui.library.history.history import History
from karma_tui.library.history.limits import Limits
from tests.library.history.parts import Kept


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def _aside(folder: Path) -> list[Path]:
    return sorted(it for it in folder.iterdir() if ".damaged-" in it.name and not it.name.endswith("wal"))


def test_a_file_that_is_no_history_is_set_aside_and_its_name_told(kept: Kept, tmp_path: Path) -> None:
    kept.history.path.write_bytes(b"my poem, which must not be lost" * 50)
    kept.run("all")
    (aside,) = _aside(tmp_path)
    assert aside.read_bytes().startswith(b"my poem") and kept.texts() == ["all"]
    assert "has been set aside" in kept.told[0].title and str(aside) in kept.told[0].detail
    assert len(kept.told) == 1


def test_a_file_that_breaks_under_way_is_set_aside_with_all_that_is_in_it(kept: Kept, tmp_path: Path) -> None:
    for number in range(300):
        kept.run(f"run {number} " + "x" * 200)
    kept.writer.close()
    size = kept.history.path.stat().st_size
    with kept.history.path.open("r+b") as file:
        for page in range(1, size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 64)
    kept.run("after")
    (aside,) = _aside(tmp_path)
    assert aside.stat().st_size == size
    assert kept.texts() == ["after"] and "set aside" in kept.told[0].title


def test_a_damaged_file_that_is_read_is_set_aside_and_told(kept: Kept, tmp_path: Path) -> None:
    kept.history.path.write_bytes(b"x" * 5000)
    with pytest.raises(StorageError, match="set aside"):
        kept.history.page()
    assert len(_aside(tmp_path)) == 1 and kept.history.page() == []


def test_only_the_first_of_two_windows_sets_a_damaged_file_aside(kept: Kept, tmp_path: Path) -> None:
    kept.history.path.write_bytes(b"x" * 5000)
    first = opening.set_aside(kept.history.path, "broken")
    kept.run("new")
    second = opening.set_aside(kept.history.path, "broken")
    assert "set aside" in first.title and "set aside" not in second.title
    assert len(_aside(tmp_path)) == 1 and kept.texts() == ["new"]


@pytest.mark.parametrize("moved", [True, False])
def test_a_window_goes_on_in_the_new_file_when_another_one_moved_the_old_away(
    kept: Kept, tmp_path: Path, moved: bool
) -> None:
    kept.run("old")
    if moved:
        for path in tmp_path.glob("history.sqlite3*"):
            path.rename(tmp_path / f"away-{path.name}")
    else:
        for path in tmp_path.glob("history.sqlite3*"):
            path.unlink()
    other = Kept(tmp_path)
    other.run("other")
    kept.run("new")
    other.run("last")
    kept.writer.close()
    assert other.texts() == ["last", "new", "other"] and not kept.told and not other.told


def test_two_files_set_aside_in_one_second_both_stay(kept: Kept, tmp_path: Path) -> None:
    for content in (b"x" * 5000, b"y" * 5000, b"z" * 5000):
        kept.history.path.write_bytes(content)
        opening.set_aside(kept.history.path, "broken")
    assert {it.read_bytes()[:1] for it in _aside(tmp_path)} == {b"x", b"y", b"z"}


def test_an_empty_file_is_a_new_history(kept: Kept) -> None:
    kept.history.path.touch()
    kept.run("all")
    assert kept.texts() == ["all"] and not kept.told


def test_a_file_that_another_process_holds_is_told_and_caught_up_with(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.0)
    monkeypatch.setattr(opening.open_to_write, "__defaults__", (0.0,))
    kept.run("before")
    kept.writer.close()
    other = sqlite3.connect(kept.history.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    written = kept.begin("all")
    assert kept.told[0].title == "The history cannot be used" and "locked" in kept.told[0].detail
    assert [it.text for it in kept.history.page()] == ["before"]
    other.execute("ROLLBACK")
    other.close()
    from karma_tui.library.history.facts import OK, Ended

    kept.writer.end(written, Ended(OK, 3.0))
    assert kept.texts() == ["all", "before"]


def test_what_another_program_keeps_from_being_wiped_is_told(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening.open_to_write, "__defaults__", (0.0,))
    ident = kept.run("c4n4ry").id
    other = sqlite3.connect(kept.history.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM runs").fetchall()
    with pytest.raises(StorageError, match="not yet gone from the disk"):
        kept.history.forget([ident])
    assert kept.texts() == []
    other.close()
    kept.history.forget([ident])
    assert b"c4n4ry" not in kept.every_byte()


def test_what_cannot_be_kept_is_told_once_in_a_process(tmp_path: Path) -> None:
    told: list[StorageError] = []
    history = History(tmp_path / "missing", Limits(), told.append)
    kept = Kept(tmp_path)
    for _ in range(3):
        kept.writer = history.writer()
        kept.run()
    assert len(told) == 1 and "missing" in told[0].detail


_AS_NOBODY = """
import os, sys
from pathlib import Path
from karma_tui.library.history.facts import OK, Ended, Started
from karma_tui.library.history.history import History
from karma_tui.library.history.writer import Written
from datetime import datetime, UTC
os.setgroups([]); os.setgid(65534); os.setuid(65534)
told = []
history = History(Path(sys.argv[1]), told=told.append)
writer = history.writer()
written = Written(Started(datetime.now(UTC), "all"))
writer.begin(written); writer.end(written, Ended(OK, 1.0)); writer.close()
print(len(told), told and told[0].title, [it.text for it in history.page()])
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root to become another user")
@pytest.mark.parametrize("wal", [False, True])
def test_a_history_that_may_only_be_read_is_read_and_the_rest_told(
    kept: Kept, tmp_path: Path, wal: bool
) -> None:
    kept.run("before")
    if not wal:
        kept.writer.close()
    for path in (tmp_path, *tmp_path.parents):
        if path.owner() == "root" and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    for path in tmp_path.iterdir():
        path.chmod(0o755 if path.is_dir() else 0o644)
    found = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert found.stdout.strip() == "1 The history cannot be used ['before']", found.stderr


_FULL = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
from tests.library.history.parts import Kept
kept = Kept(Path(sys.argv[1]))
for number in range(100):
    kept.run("x " * 2_000, body=b"[1]")
print(len({it.title for it in kept.told}), kept.told[0].title, len(kept.texts()) > 1)
"""


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert found.stdout.strip() == "1 The history cannot be used True", found.stderr
    kept = Kept(tmp_path)
    kept.run("room again")
    assert kept.texts()[0] == "room again" and not kept.told
