"""A file is written whole or not at all, and nobody's file is lost."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from karma_tui.errors import Cancelled, StorageError, UsageError
from karma_tui.results.export import Chunk
from karma_tui.workbench.exporting import AlreadyThere, write_export

PARTS = [Chunk(b"one", 1, 2), Chunk(b"two", 2, 2)]


def test_a_file_has_all_chunks_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    written = write_export(
        iter(PARTS), tmp_path / "out", progress=lambda done, total: told.append((done, total))
    )
    assert (tmp_path / "out").read_bytes() == b"onetwo"
    assert (written.size, told) == (6, [(1, 2), (2, 2)])
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_that_is_there_is_replaced_only_if_told_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"precious")
    target.chmod(0o640)
    with pytest.raises(AlreadyThere):
        write_export(iter(PARTS), target)
    assert target.read_bytes() == b"precious"
    write_export(iter(PARTS), target, replace=True)
    assert target.read_bytes() == b"onetwo"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_file_made_meanwhile_is_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "out"

    def chunks() -> Iterator[Chunk]:
        yield PARTS[0]
        target.write_bytes(b"somebody else's")

    with pytest.raises(AlreadyThere):
        write_export(chunks(), target)
    assert target.read_bytes() == b"somebody else's"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_export(iter(PARTS), tmp_path / "link", replace=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"onetwo"


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write_export(iter(PARTS), tmp_path / "out", stop=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_refuses_leaves_what_was_there(tmp_path: Path) -> None:
    def chunks() -> Iterator[Chunk]:
        yield PARTS[0]
        raise UsageError("No")

    (tmp_path / "out").write_bytes(b"old")
    with pytest.raises(UsageError):
        write_export(chunks(), tmp_path / "out", replace=True)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out", b"old")]


def test_without_room_nothing_is_left_and_the_error_says_so(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        with pytest.raises(StorageError, match="no room"):
            write_export(iter([Chunk(bytes(1 << 20), 1, 2)] * 2), tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "missing/out"])
def test_what_cannot_be_a_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError):
        write_export(iter(PARTS), tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError):
            write_export(iter(PARTS), tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)
