"""A log file only ever grows by whole lines, stays private and bounded, and is nobody else's file."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from karma_tui.errors import StorageError
from karma_tui.library.log_file import HEAD, LogFile


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_lines_are_added_to_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "http.log"
    first = LogFile(path)
    first.write("one")
    first.close()
    first.close()
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    second = LogFile(path)
    second.write("two")
    second.close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == f"{HEAD}one\ntwo\n"


def test_a_line_that_was_cut_off_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "http.log"
    path.write_text(f"{HEAD}cut of")
    file = LogFile(path)
    file.write("whole")
    file.close()
    assert lines(path)[1:] == ["cut of", "whole"]


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "text", "no folder"])
def test_what_is_not_a_log_of_ours_is_refused_and_left_alone(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "http.log", tmp_path / "other"
    if kind == "link":
        other.write_text("")
        path.symlink_to(other)
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "text":
        path.write_text("export PATH=/bin\n")
    else:
        path = tmp_path / "missing" / "http.log"
    with pytest.raises(StorageError) as caught:
        LogFile(path)
    assert str(path) in caught.value.detail
    assert caught.value.hint
    if kind == "text":
        assert path.read_text() == "export PATH=/bin\n"
    assert not other.exists() or other.read_text() == ""


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "http.log"
    path.write_text(HEAD)
    monkeypatch.setattr(os, "getuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(StorageError, match="not used"):
        LogFile(path)


def test_a_full_file_makes_way_and_the_oldest_goes(tmp_path: Path) -> None:
    path = tmp_path / "http.log"
    file = LogFile(path, limit=100)
    for number in range(40):
        file.write(f"{number:020}")
    file.close()
    names = sorted(it.name for it in tmp_path.iterdir())
    assert names == ["http.log", "http.log.1", "http.log.2", "http.log.3"]
    for name in names:
        found = lines(tmp_path / name)
        assert f"{found[0]}\n" == HEAD
        assert (tmp_path / name).stat().st_size <= 100
    kept = [line for name in reversed(names[1:]) for line in lines(tmp_path / name)[1:]] + lines(path)[1:]
    assert kept == [f"{number:020}" for number in range(40 - len(kept), 40)]


def test_two_writers_of_one_file_lose_nothing_when_it_makes_way(tmp_path: Path) -> None:
    path = tmp_path / "http.log"
    files = [LogFile(path, limit=1000), LogFile(path, limit=1000)]
    for number in range(90):
        files[number % 2].write(f"{number:020}")
    for file in files:
        file.close()
    found = {line for it in tmp_path.iterdir() for line in lines(it)[1:]}
    assert found == {f"{number:020}" for number in range(90)}


def test_rotation_never_replaces_somebody_elses_file(tmp_path: Path) -> None:
    path = tmp_path / "http.log"
    for number in (1, 2, 3):
        (tmp_path / f"http.log.{number}").write_text("mine")
    file = LogFile(path, limit=60)
    file.write("x")
    with pytest.raises(StorageError, match="cannot be written"):
        file.write("y" * 30)
    file.close()
    assert (tmp_path / "http.log.1").read_text() == "mine"


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "http.log"
    file = LogFile(path)
    file.write("one")
    path.rename(tmp_path / "kept")
    file.write("two")
    file.close()
    assert lines(tmp_path / "kept")[1:] == ["one"]
    assert lines(path)[1:] == ["two"]


def test_after_a_full_disk_the_next_line_is_a_line_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "http.log"
    file = LogFile(path)
    write = os.write

    def half(descriptor: int, data: Any) -> int:
        return write(descriptor, data[: len(data) // 2])

    def full(_descriptor: int, _data: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    for fault in (half, full):
        monkeypatch.setattr(os, "write", fault)
        with pytest.raises(StorageError, match="cannot be written"):
            file.write("lost line")
    monkeypatch.setattr(os, "write", write)
    file.write("whole line")
    file.close()
    assert lines(path)[1:] == ["whole line"], "nothing is left of a line that was not whole"


def test_a_cut_line_before_one_of_another_process_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "http.log"
    file, other = LogFile(path), LogFile(path)
    write = os.write

    def half(descriptor: int, data: Any) -> int:
        written = write(descriptor, data[: len(data) // 2])
        write(other._descriptor, b"\nof another\n")
        return written

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(StorageError):
        file.write("lost")
    monkeypatch.setattr(os, "write", write)
    file.write("whole")
    for it in (file, other):
        it.close()
    assert "of another" in lines(path)
    assert lines(path)[-1] == "whole"
