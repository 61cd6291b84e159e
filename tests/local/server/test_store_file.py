"""A file that cannot be used is refused in words, and left exactly as it was."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from karma_tui.errors import StorageError
from karma_tui.local.ports import Store, StoredRecord
from karma_tui.local.store import SqliteStore, open_store

STAMP = "2020-01-01T00:00:00.000000Z"


def fill(store: Store) -> None:
    with store.write() as work:
        work.set_setting("meta", "M")
        for number in range(200):
            work.put(StoredRecord("M", f"r{number:03}", STAMP, STAMP, os.urandom(400)), (), ())


def refusal(path: Path) -> StorageError:
    """What opening the file says; the file must not change by it."""
    before = path.read_bytes()
    with pytest.raises(StorageError) as caught:
        open_store(path)
    assert path.read_bytes() == before
    assert caught.value.hint
    return caught.value


def test_new_file_is_filled_and_private(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data.db", fill)
    with store.read() as view:
        assert (view.setting("meta"), view.count("M")) == ("M", 200)
    assert (tmp_path / "data.db").stat().st_mode & 0o777 == 0o600
    store.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data.db", "data.db.lock"]


def test_failed_filling_leaves_no_file(tmp_path: Path) -> None:
    def broken(store: Store) -> None:
        fill(store)
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        open_store(tmp_path / "data.db", broken)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["data.db.lock"]
    open_store(tmp_path / "data.db", fill).close()


def test_existing_file_is_not_filled_again(tmp_path: Path) -> None:
    open_store(tmp_path / "data.db", fill).close()

    def never(store: Store) -> None:
        raise AssertionError(store)

    store = open_store(tmp_path / "data.db", never)
    with store.read() as view:
        assert view.count("M") == 200
    store.close()


def test_text_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 20)
    assert refusal(path).title == "Not a data file of karma-tui"


def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    assert "another program" in refusal(path).detail


def test_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    open_store(path, fill).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert refusal(path).title == "Data file of a newer karma-tui"


def test_damaged_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    open_store(path, fill).close()
    content = bytearray(path.read_bytes())
    content[3 * 8192 : 9 * 8192] = os.urandom(6 * 8192)
    path.write_bytes(content)
    assert refusal(path).title == "The data file is damaged"


def test_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    open_store(path, fill).close()
    path.write_bytes(path.read_bytes()[: 4 * 8192])
    assert refusal(path).title == "The data file is damaged"


def test_file_marked_read_only_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    open_store(path, fill).close()
    path.chmod(0o444)
    assert refusal(path).title == "The data file is read-only"


def test_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError) as caught:
        open_store(tmp_path / "folder")
    assert caught.value.title == "Not a data file"


@pytest.mark.parametrize("below", ["missing/data.db", "file/data.db"])
def test_impossible_folder_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as caught:
        open_store(tmp_path / below)
    assert caught.value.title == "Cannot create the lock file"


def test_second_opener_is_told_who_holds_the_file(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data.db", fill)
    with pytest.raises(StorageError) as caught:
        open_store(tmp_path / "data.db")
    assert caught.value.title == "Another process has the data file open"
    assert str(os.getpid()) in caught.value.detail
    store.close()
    open_store(tmp_path / "data.db").close()


def test_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data.db", fill)
    store.close()
    store.close()
    with pytest.raises(StorageError), store.read() as view:
        view.count("M")


def test_copy_replaces_the_data_of_another_store(tmp_path: Path) -> None:
    first = open_store(tmp_path / "first.db", fill)
    first.copy_to(tmp_path / "copy.db")
    second = open_store(tmp_path / "second.db")
    with second.write() as work:
        work.put(StoredRecord("M", "mine", STAMP, STAMP, b""), (), ())
        newest = work.version("M")
    with second.read() as running:
        assert running.count("M") == 1
        second.replace_with(tmp_path / "copy.db")
        assert running.count("M") == 1
    with second.read() as view:
        assert (view.count("M"), view.get("M", "mine")) == (200, None)
        assert view.version("M") > newest
    with second.write() as work:
        work.delete("M", "r000")
        assert work.version("M") > newest
    second.close()
    first.close()


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000], ids=["empty", "nonsense"])
def test_replacing_by_nonsense_changes_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.db").write_bytes(content)
    store = open_store(tmp_path / "data.db", fill)
    with pytest.raises(StorageError):
        store.replace_with(tmp_path / "bad.db")
    with store.read() as view:
        assert view.count("M") == 200
    store.close()


def test_replacing_by_a_damaged_file_changes_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data.db", fill)
    store.copy_to(tmp_path / "copy.db")
    content = bytearray((tmp_path / "copy.db").read_bytes())
    content[3 * 8192 : 9 * 8192] = bytes(6 * 8192)
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(StorageError):
        store.replace_with(tmp_path / "copy.db")
    with store.read() as view:
        assert len(list(view.all("M"))) == 200
    store.close()


def test_store_of_type_sqlite_satisfies_the_seam(tmp_path: Path) -> None:
    store: Store = open_store(tmp_path / "data.db")
    assert isinstance(store, SqliteStore)
