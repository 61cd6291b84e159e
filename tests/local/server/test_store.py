"""The store keeps what it acknowledged, shows every reader one moment, and gives each writer its own undo."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.errors import StorageError
from karma_tui.local.ports import Key, Moved, ReadTransaction, StoredRecord, UniqueTaken, WriteTransaction
from karma_tui.local.sqlite_batch import Batch
from karma_tui.local.sqlite_member import Member
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


def add(work: WriteTransaction, *identities: str, edges: Iterable[tuple[str, Key]] = ()) -> None:
    """Records that wait in memory for the commit as long as nobody looks."""
    work.add("M", record("").created, dict.fromkeys(identities, b"x"), edges)


def statements(store: SqliteStore) -> list[str]:
    """Everything that the writer will ask of SQLite from now on, by its first word."""
    said: list[str] = []
    with store._writer.alone() as connection:
        connection.set_trace_callback(lambda text: said.append(text.split()[0]))
    return said


def test_added_records_are_found_by_whoever_added_them_and_after_the_commit_by_all(
    store: SqliteStore,
) -> None:
    with store.write() as work:
        add(work, "b", "a", edges=[("a", ("N", "x")), ("a", ("N", "x")), ("b", ("M", "a"))])
        assert (work.count("M"), work.get("M", "a")) == (2, record("a"))
        assert list(work.referrers("N", "x")) == [("M", "a")]
        add(work, "c")
        assert [found.id for found in work.all("M")] == ["a", "b", "c"]
        work.delete("M", "b")
        add(work, "d")
    with store.read() as view:
        assert [found.id for found in view.all("M")] == ["a", "c", "d"]
        assert (view.count("M"), list(view.referred("M", "a"))) == (3, [("N", "x")])


def test_group_that_only_adds_costs_as_many_statements_as_one_writer(store: SqliteStore) -> None:
    said = statements(store)
    with store.together() as group:
        for number in range(8):
            with group.write() as work:
                add(work, f"w{number}")
    assert [word for word in said if word != "INSERT"] == ["BEGIN", "COMMIT"]
    with store.read() as view:
        assert view.count("M") == 8


def test_nothing_of_a_group_is_seen_before_all_of_it_is_durable(store: SqliteStore) -> None:
    with store.together() as group:
        for number in range(3):
            with group.write() as work:
                assert work.count("M") == number
                add(work, f"w{number}")
            with store.read() as view, store.glance() as glance:
                assert (view.count("M"), glance.count("M"), view.get("M", "w0")) == (0, 0, None)
    with store.read() as view, store.glance() as glance:
        assert (view.count("M"), glance.count("M")) == (3, 3)


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("failing", range(3))
def test_failing_member_of_a_group_is_undone_alone(store: SqliteStore, looks: bool, failing: int) -> None:
    versions = []
    with store.together() as group:
        for number in range(3):
            with suppress(ZeroDivisionError), group.write() as work:
                add(work, f"w{number}")
                work.set_setting("last", str(number)) if looks else None
                assert (work.get("M", "w0") is not None) == (failing > 0 or number == 0) or not looks
                add(work, f"x{number}")
                versions.append(work.version("M"))
                1 // (number - failing)
    kept = sorted([f"{letter}{number}" for letter in "wx" for number in range(3) if number != failing])
    with store.read() as view:
        assert [found.id for found in view.all("M")] == kept
        assert view.count("M") == 4
        assert view.setting("last") == (str(max({0, 1, 2} - {failing})) if looks else None)
    assert len(set(versions)) == 3


def test_unique_key_taken_within_a_group_hurts_only_who_came_later(store: SqliteStore) -> None:
    taken = 0
    with store.together() as group:
        for number in range(3):
            try:
                with group.write() as work:
                    add(work, f"plain{number}")
                    work.put(record(f"w{number}"), (), [("name", b"1")])
            except UniqueTaken:
                taken += 1
    assert taken == 2
    with store.read() as view:
        assert [found.id for found in view.all("M")] == ["plain0", "w0"]


def test_member_that_clears_all_leaves_what_comes_after_it(store: SqliteStore) -> None:
    with store.write() as work:
        put(work, "old")
        work.put(record("a", model="N"), (), ())
        work.set_setting("meta", "one")
    with store.together() as group:
        with group.write() as work:
            add(work, "before")
        with group.write() as work:
            work.clear()
        with group.write() as work:
            assert (work.count("M"), work.count("N"), work.setting("meta")) == (0, 0, None)
            add(work, "after")
    with store.read() as view, store.glance() as glance:
        assert [found.id for found in view.all("M")] == ["after"]
        assert (view.count("M"), view.count("N"), view.setting("meta")) == (1, 0, None)
        assert (glance.count("M"), glance.count("N"), glance.setting("meta")) == (1, 0, None)


def test_id_that_is_taken_fails_the_whole_commit_and_overwrites_nothing(store: SqliteStore) -> None:
    with store.write() as work:
        work.put(record("a", b"first"), (), ())
    with pytest.raises(StorageError), store.together() as group:
        for identity in ("b", "a", "c"):
            with group.write() as work:
                add(work, identity)
    with store.read() as view:
        assert [found.body for found in view.all("M")] == [b"first"]
    with store.write() as work:
        add(work, "d")
        assert work.count("M") == 2


def test_member_that_cannot_be_undone_alone_takes_the_whole_group_with_it(store: SqliteStore) -> None:
    with pytest.raises(StorageError), store.together() as group:
        with group.write() as work:
            add(work, "a")
        with suppress(ZeroDivisionError), group.write() as work:
            put(work, "half")
            work._tables().execute("RELEASE member")  # type: ignore[attr-defined]
            raise ZeroDivisionError
    with store.write() as work:
        add(work, "b")
    with store.read() as view:
        assert ([found.id for found in view.all("M")], view.count("M")) == (["b"], 1)


def test_finished_writers_leave_nothing_for_the_garbage_collector(store: SqliteStore) -> None:
    """It runs seldom in a server, and what writers hold can be big."""
    gc.collect()
    gc.disable()
    try:
        for number in range(3):
            with store.together() as group, group.write() as work:
                work.get("M", "a")
                add(work, f"w{number}")
                work.get("M", "a") if number else None
        del group, work
        assert not [found for found in gc.get_objects() if isinstance(found, Member | Batch)]
    finally:
        gc.enable()


def test_more_records_than_wait_in_memory_are_all_there(store: SqliteStore) -> None:
    with store.together() as group:
        for number in range(5):
            with group.write() as work:
                add(work, *(f"{number}-{at:03}" for at in range(900)))
    with store.read() as view:
        assert view.count("M") == len(list(view.all("M"))) == 4500


def test_group_that_wrote_nothing_leaves_the_versions_alone(store: SqliteStore) -> None:
    said = statements(store)
    with store.together() as group, group.write() as work:
        assert work.version("M") == 0
    assert said == []


def test_full_disk_is_told_to_all_of_a_group(store: SqliteStore) -> None:
    with store._writer.alone() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageError, match="full"), store.together() as group:
        for number in range(4):
            with group.write() as work:
                work.add("M", record("").created, {f"w{number}": bytes(9000)}, ())
    with store.read() as view:
        assert (view.count("M"), list(view.all("M"))) == (0, [])
    with store._writer.alone() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    with store.write() as work:
        add(work, "z")
    with store.read() as view:
        assert view.count("M") == 1


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["add", "put", "delete", "get", "set", "fail"]), st.integers(0, 7)), max_size=6
)


@settings(max_examples=50, deadline=None)
@given(st.lists(OPERATIONS, min_size=1, max_size=5))
def test_group_leaves_what_single_writers_would_have_left(members: list[list[tuple[str, int]]]) -> None:
    """Whether writers share a commit, and whether their records wait in memory, makes no difference."""

    def work_off(work: WriteTransaction, operations: list[tuple[str, int]], number: int, plain: bool) -> None:
        for step, (what, at) in enumerate(operations):
            fresh = f"{number}-{step}"
            if what == "add" and plain:
                work.add("M", record("").created, {fresh: b"x"}, [(fresh, ("N", str(at)))])
            elif what == "add":
                work.put(record(fresh), [("N", str(at))], ())
            elif what == "put":
                work.put(record(str(at)), [("N", "y")], [("name", bytes([at % 3]))])
            elif what == "delete":
                work.delete("M", str(at))
            elif what == "set":
                work.set_setting("s", str(at))
            elif what == "get":
                seen.append((work.get("M", str(at)), work.count("M"), work.setting("s")))
            else:
                raise ZeroDivisionError

    def state(store: SqliteStore) -> object:
        with store.read() as view:
            held = [(found, list(view.referred("M", found.id))) for found in view.all("M")]
            return held, view.count("M"), view.setting("s")

    left, seen = [], list[object]()
    for shared in (True, False):
        seen.clear()
        with TemporaryDirectory() as folder:
            store = SqliteStore(_made(Path(folder) / "data.db"), None, durable=False)
            with ExitStack() as stack:
                group = stack.enter_context(store.together()) if shared else store
                for number, operations in enumerate(members):
                    with suppress(ZeroDivisionError, UniqueTaken), group.write() as work:
                        work_off(work, operations, number, shared)
            left.append((state(store), list(seen)))
            store.close()
    assert left[0] == left[1]


def _made(path: Path) -> Path:
    open_store(path).close()
    return path
