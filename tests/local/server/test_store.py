"""The store keeps what it acknowledged, shows every reader one moment, and gives each writer its own undo."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from karma_tui.errors import StorageError
from karma_tui.local.ports import Moved, ReadTransaction, StoredRecord, UniqueTaken, WriteTransaction
from karma_tui.local.store import SqliteStore, open_store


def record(identity: str, body: bytes = b"x", model: str = "M") -> StoredRecord:
    return StoredRecord(model, identity, "2020-01-01T00:00:00.000000Z", "2020-01-01T00:00:00.000000Z", body)


def put(work: WriteTransaction, *identities: str) -> None:
    for identity in identities:
        work.put(record(identity), (), ())


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return open_store(tmp_path / "data.db")


def test_records_come_back_in_byte_order(store: SqliteStore) -> None:
    with store.write() as work:
        put(work, "b", "Z", "a", "B")
        work.put(record("a", model="N"), (), ())
    with store.read() as view:
        assert [found.id for found in view.all("M")] == ["B", "Z", "a", "b"]
        assert (view.count("M"), view.count("N"), view.count("none")) == (4, 1, 0)
        assert view.get("M", "Z") == record("Z")
        assert view.get("M", "z") is None


def test_writer_sees_its_own_changes_before_others_do(store: SqliteStore) -> None:
    with store.write() as work:
        put(work, "a")
        assert (work.get("M", "a"), work.count("M")) == (record("a"), 1)
        with store.read() as view:
            assert (view.get("M", "a"), view.count("M")) == (None, 0)


def test_snapshot_keeps_its_moment(store: SqliteStore) -> None:
    with store.read() as view:
        assert view.count("M") == 0
        with store.write() as work:
            put(work, "a")
        assert (view.count("M"), view.get("M", "a")) == (0, None)
    with store.read() as later:
        assert later.count("M") == 1


def test_glance_knows_what_was_committed_and_tells_when_that_is_no_longer_so(store: SqliteStore) -> None:
    with store.write() as work:
        put(work, "a")
        work.set_setting("meta", "one")
    with store.glance() as view:
        assert (view.count("M"), view.setting("meta"), view.get("M", "a")) == (1, "one", record("a"))
    with store.glance() as view:
        assert view.count("M") == 1
        with store.write() as work:
            put(work, "b")
        assert view.count("M") == 1
        with pytest.raises(Moved):
            view.get("M", "a")
    with store.glance() as view:
        assert (view.count("M"), view.get("M", "b")) == (2, record("b"))


def test_glance_never_sees_what_was_undone(store: SqliteStore) -> None:
    with pytest.raises(ValueError, match="enough"), store.write() as work:
        put(work, "a")
        work.set_setting("meta", "one")
        raise ValueError("enough")
    with store.glance() as view:
        assert (view.count("M"), view.setting("meta"), view.get("M", "a")) == (0, None, None)


def test_glance_sees_data_that_replaced_all_others(store: SqliteStore, tmp_path: Path) -> None:
    with store.write() as work:
        put(work, "a", "b")
    store.copy_to(tmp_path / "copy.db")
    with store.write() as work:
        work.delete("M", "a")
    store.replace_with(tmp_path / "copy.db")
    with store.glance() as view:
        assert (view.count("M"), view.get("M", "a")) == (2, record("a"))


def test_exception_undoes_everything(store: SqliteStore) -> None:
    with store.write() as work:
        put(work, "a")
        work.set_setting("meta", "one")
    with pytest.raises(ValueError, match="enough"), store.write() as work:
        put(work, "b")
        work.delete("M", "a")
        work.set_setting("meta", "two")
        raise ValueError("enough")
    with store.read() as view:
        assert [found.id for found in view.all("M")] == ["a"]
        assert (view.count("M"), view.setting("meta")) == (1, "one")


def test_version_changes_with_every_write_and_never_repeats(store: SqliteStore) -> None:
    seen = [0]
    for round_ in range(3):
        with store.write() as work:
            put(work, "a")
            seen.append(work.version("M"))
        with pytest.raises(ValueError, match="undo"), store.write() as work:
            work.delete("M", "a")
            seen.append(work.version("M"))
            raise ValueError("undo")
        with store.read() as view:
            assert view.version("M") == seen[-2], round_
            assert view.version("other") == 0
    assert len(set(seen)) == len(seen)


def test_references_are_kept_both_ways_and_follow_the_record(store: SqliteStore) -> None:
    with store.write() as work:
        work.put(record("a"), [("N", "y"), ("M", "b"), ("N", "x"), ("N", "x")], ())
        work.put(record("b"), [("N", "x")], ())
        assert list(work.referred("M", "a")) == [("M", "b"), ("N", "x"), ("N", "y")]
        assert list(work.referrers("N", "x")) == [("M", "a"), ("M", "b")]
        work.put(record("a"), [("N", "y")], ())
        assert list(work.referrers("N", "x")) == [("M", "b")]
        work.delete("M", "b")
        assert list(work.referrers("N", "x")) == []
        work.delete("M", "never there")


def test_unique_key_names_its_holder_and_is_freed_by_update_and_delete(store: SqliteStore) -> None:
    with store.write() as work:
        work.put(record("a"), (), [("name", b"1")])
        work.put(record("a"), (), [("name", b"1")])
        with pytest.raises(UniqueTaken) as taken:
            work.put(record("b"), (), [("mail", b"2"), ("name", b"1")])
        assert (taken.value.model, taken.value.node, taken.value.holder) == ("M", "name", "a")
        assert work.get("M", "b") is None
        work.put(record("c"), (), [("mail", b"2")])
        work.put(record("a"), (), [("name", b"3")])
        work.put(record("b"), (), [("name", b"1")])
        work.delete("M", "b")
        work.put(record("d"), (), [("name", b"1")])


def test_clear_removes_all(store: SqliteStore) -> None:
    with store.write() as work:
        work.put(record("a"), [("N", "x")], [("name", b"1")])
        work.set_setting("root", "a")
        work.clear()
        assert (work.count("M"), work.setting("root"), list(work.referrers("N", "x"))) == (0, None, [])
        work.put(record("b"), (), [("name", b"1")])
    with store.read() as view:
        assert view.count("M") == 1


def test_setting_can_be_removed(store: SqliteStore) -> None:
    with store.write() as work:
        work.set_setting("tag/x", "y")
        work.set_setting("tag/x", None)
        assert work.setting("tag/x") is None


def test_each_snapshot_keeps_its_own_settings_and_versions(store: SqliteStore) -> None:
    def seen(view: ReadTransaction) -> tuple[str | None, int, int]:
        return view.setting("meta"), view.version("M"), view.count("M")

    with store.write() as work:
        work.set_setting("meta", "one")
        put(work, "a")
    with store.read() as old:
        before = seen(old)
        with store.write() as work:
            work.set_setting("meta", "two")
            assert (work.setting("meta"), work.setting("other")) == ("two", None)
        with store.read() as middle:
            assert seen(middle) == ("two", *before[1:])
            with pytest.raises(ValueError, match="undo"), store.write() as work:
                work.clear()
                assert seen(work) == (None, 0, 0)
                raise ValueError("undo")
            with store.write() as work:
                put(work, "b")
            with store.read() as new:
                assert (new.setting("meta"), new.count("M")) == ("two", 2)
                assert new.version("M") > before[1]
                assert seen(old) == before
                assert seen(middle) == ("two", *before[1:])


def test_reader_cannot_write(store: SqliteStore) -> None:
    with pytest.raises(StorageError), store.read() as view:
        view._connect().execute("DELETE FROM record")  # type: ignore[attr-defined]


def test_readers_and_writers_in_parallel_see_only_whole_transactions(store: SqliteStore) -> None:
    """Writers put pairs; a reader that ever sees half a pair has seen inside a transaction."""
    writing = threading.Event()
    writing.set()

    def write(writer: int) -> None:
        for number in range(15):
            with store.write() as work:
                put(work, f"{writer}-{number}-left", f"{writer}-{number}-right")

    def read() -> int:
        looks = 0
        while writing.is_set() or looks == 0:
            with store.read() as view:
                found = list(view.all("M"))
                assert len(found) % 2 == 0
                assert len(found) == view.count("M")
            looks += 1
        return looks

    with ThreadPoolExecutor(6) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        for done in [threads.submit(write, writer) for writer in range(4)]:
            done.result()
        writing.clear()
        assert all(reader.result() > 0 for reader in readers)
    with store.read() as view:
        assert view.count("M") == 120


def test_failing_writer_in_a_shared_commit_takes_nobody_with_it(store: SqliteStore) -> None:
    """All but one writer succeed although their commits may be shared with the failing one."""
    inside = threading.Barrier(8)

    def write(writer: int) -> bool:
        inside.wait()
        try:
            with store.write() as work:
                put(work, f"w{writer}")
                if writer == 3:
                    raise ValueError(writer)
        except ValueError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(write, range(8)))
    assert outcomes.count(False) == 1
    with store.read() as view:
        assert [found.id for found in view.all("M")] == [f"w{writer}" for writer in range(8) if writer != 3]


def test_waiting_writers_share_one_commit(store: SqliteStore) -> None:
    """Seven writers queue up behind one; all eight are made durable by a single COMMIT."""
    commits: list[str] = []
    with store._writer.alone() as connection:
        connection.set_trace_callback(lambda text: commits.append(text) if text == "COMMIT" else None)

    def write(number: int) -> None:
        with store.write() as work:
            put(work, f"w{number}")

    with ThreadPoolExecutor(7) as threads:
        with store.write() as work:
            put(work, "first")
            others = [threads.submit(write, number) for number in range(7)]
            while store._writer._waiting < 7:
                os.sched_yield()
        for other in others:
            other.result()
    assert commits == ["COMMIT"]
    with store.read() as view:
        assert view.count("M") == 8


def test_full_disk_undoes_the_write_and_hurts_nobody_else(store: SqliteStore) -> None:
    """A limit on the file's pages stands for the disk's end; writers that share the commit are told too."""
    with store.write() as work:
        put(work, "a")
    with store._writer.alone() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    def write(number: int) -> bool:
        try:
            with store.write() as work:
                work.put(record(f"w{number}", bytes(9000)), (), ())
        except StorageError as error:
            assert "full" in error.detail
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(write, range(12)))
    assert False in outcomes
    with store.read() as view:
        kept = [found.id for found in view.all("M")]
    assert sorted(kept) == sorted(["a", *(f"w{number}" for number, done in enumerate(outcomes) if done)])
    with store._writer.alone() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    with store.write() as work:
        put(work, "z")


def test_acknowledged_write_survives_without_a_clean_close(tmp_path: Path) -> None:
    """A copy of the files as they lie on disk at that moment is what a killed process leaves behind."""
    path = tmp_path / "data.db"
    store = open_store(path)
    with store.write() as work:
        put(work, "a")
    left = tmp_path / "left"
    left.mkdir()
    for name in ("data.db", "data.db-wal"):
        (left / name).write_bytes((tmp_path / name).read_bytes())
    with open_store(left / "data.db").read() as view:
        assert view.get("M", "a") == record("a")
    store.close()
