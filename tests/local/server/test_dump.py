"""A dump brings back exactly the data it was made of; anything else changes nothing."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from karma_tui.lang.nodes import Dialect
from karma_tui.local.dump import BadDump, export, import_dump, workspace
from karma_tui.local.ports import Store, StoredRecord
from karma_tui.local.store import SqliteStore, open_store

STAMP = "2020-01-01T00:00:00.000000Z"


def fill(store: Store) -> None:
    with store.write() as work:
        work.set_setting("meta", "M")
        work.set_setting("root", "r000")
        for number in range(300):
            work.put(StoredRecord("M", f"r{number:03}", STAMP, STAMP, os.urandom(3000)), [("M", "r000")], ())


def content(store: Store) -> list[object]:
    with store.read() as view:
        return [view.setting("root"), *view.all("M"), *view.referrers("M", "r000")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "data.db", fill)
    yield opened
    opened.close()
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.suffix != ".dump") == [
        "data.db",
        "data.db.lock",
    ]


def save(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "some.dump"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("dialect", list(Dialect))
def test_dump_brings_the_data_back(store: SqliteStore, tmp_path: Path, dialect: Dialect) -> None:
    before = content(store)
    dump = b"".join(export(store, dialect))
    with store.write() as work:
        work.clear()
    import_dump(store, save(tmp_path, dump))
    assert content(store) == before


def test_dump_is_a_sound_archive_with_one_entry(store: SqliteStore) -> None:
    pieces = list(export(store, Dialect.V1))
    assert all(pieces)
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.namelist() == ["data.db"]
        assert archive.testzip() is None
        assert archive.read("data.db").startswith(b"SQLite format 3")


def test_dump_of_dialect_01_is_complete_gzip(store: SqliteStore) -> None:
    assert gzip.decompress(b"".join(export(store, Dialect.V01))).startswith(b"SQLite format 3")


def test_abandoned_export_leaves_nothing_behind(store: SqliteStore) -> None:
    pieces = export(store, Dialect.V1)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]


def test_leftovers_of_a_killed_process_are_removed(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / ".data.db-x.dump-workspace").mkdir()
    (tmp_path / ".data.db-x.dump-workspace" / "copy").write_text("half a dump")
    with workspace(store) as first, workspace(store) as second:
        assert sorted(str(left) for left in tmp_path.glob(".data.db-*")) == sorted([first, second])


def archive(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    "dump",
    [
        b"",
        b"this is no archive",
        archive(),
        archive(a=b"x", b=b"y"),
        archive(a=b"no database"),
        gzip.compress(b"no database", mtime=0),
        gzip.compress(b"no database", mtime=0)[:-4],
        b"\x1f\x8b",
    ],
    ids=["empty", "text", "no entry", "two entries", "text in zip", "text in gzip", "cut gzip", "magic only"],
)
def test_what_is_no_dump_changes_nothing(store: SqliteStore, tmp_path: Path, dump: bytes) -> None:
    before = content(store)
    with pytest.raises(BadDump):
        import_dump(store, save(tmp_path, dump))
    assert content(store) == before


@pytest.mark.parametrize("dialect", list(Dialect))
@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_cut_dump_changes_nothing(store: SqliteStore, tmp_path: Path, dialect: Dialect, part: float) -> None:
    dump = b"".join(export(store, dialect))
    with pytest.raises(BadDump):
        import_dump(store, save(tmp_path, dump[: int(len(dump) * part)]))
    with store.read() as view:
        assert view.count("M") == 300


def test_dump_of_an_instance_without_defaults_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    bare = open_store(tmp_path / "bare" / "bare.db")
    dump = b"".join(export(bare, Dialect.V1))
    bare.close()
    for entry in (tmp_path / "bare").iterdir():
        entry.unlink()
    (tmp_path / "bare").rmdir()
    with pytest.raises(BadDump, match="meta"):
        import_dump(store, save(tmp_path, dump))


def test_damaged_page_inside_a_sound_archive_changes_nothing(store: SqliteStore, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(export(store, Dialect.V1)))) as made:
        database = bytearray(made.read("data.db"))
    database[40 * 8192 : 60 * 8192] = bytes(20 * 8192)
    before = content(store)
    with pytest.raises(BadDump, match="damaged"):
        import_dump(store, save(tmp_path, archive(data=bytes(database))))
    assert content(store) == before
