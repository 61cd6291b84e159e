"""A data file opened for use: the SQLite implementation of `ports.Store`.

It opens, creates and replaces data files and translates SQLite's failures into StorageError. It never
looks into a record's body, and knows nothing of models, users or requests.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.local.ports import Moved, ReadTransaction, Store, WriteGroup, WriteTransaction
from karma_tui.local.sqlite_errors import translated
from karma_tui.local.sqlite_schema import check_header, check_pages, check_schema, damaged, write_schema
from karma_tui.local.sqlite_transaction import SqliteTransaction
from karma_tui.local.sqlite_view import View, Views, epoch_of, set_epoch
from karma_tui.local.sqlite_writer import Writer
from karma_tui.local.store_lock import DataFileLock

Fill = Callable[[Store], None]

_CHECKED_SIZE = 16 * 1024 * 1024
"""Files up to this many bytes have every page verified on opening; bigger ones would delay the start."""

_WRITER_CACHE = 16 * 1024
"""KiB of pages that the writer keeps at most: ids are random, so a load touches all pages of a model."""

_CHECKPOINT_PAGES = 4000
"""Pages in the log (of 4 KiB) before they are copied into the data file; that costs a flush of its own."""

_IDLE_READERS = 8
"""Reading connections kept for reuse."""


def open_store(path: Path, fill: Fill | None = None) -> SqliteStore:
    """Open a data file for this process alone, making it first if there is none.

    A new file is built under another name, given to `fill`, and appears only when complete.
    Raises StorageError if it is locked, not ours, damaged, read-only or cannot be made.
    """
    path = path.expanduser().resolve()
    lock = DataFileLock(path)
    try:
        with translated(path):
            if not path.exists() or path.stat().st_size == 0:
                _create(path, fill)
            _check_usable(path)
            return SqliteStore(path, lock)
    except BaseException:
        lock.release()
        raise


class SqliteStore:
    """A data file: many readers, one writer. Made by `open_store`."""

    def __init__(self, path: Path, lock: DataFileLock | None, *, durable: bool = True) -> None:
        self.path = path
        self._lock = lock
        self._connection = _connect(path)
        try:
            check_schema(self._connection, path)
            if path.stat().st_size <= _CHECKED_SIZE:
                check_pages(self._connection, path)
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
            self._connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE}")
            self._connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
            self._views = Views()
            self._writer = Writer(self._connection, self._views, path)
        except BaseException:
            self._connection.close()
            raise
        self._idle: list[sqlite3.Connection] = []
        self._pool = threading.Lock()
        self._closed = False

    @contextmanager
    def read(self) -> Iterator[ReadTransaction]:
        """A snapshot; taken when it is first looked into, so that a run which reads nothing costs nothing."""
        with self._snapshot(None) as transaction:
            yield transaction

    @contextmanager
    def glance(self) -> Iterator[ReadTransaction]:
        """A snapshot that knows settings and versions without SQL; Moved if records are newer than those."""
        with self._snapshot(self._views.committed) as transaction:
            yield transaction

    @contextmanager
    def _snapshot(self, view: View | None) -> Iterator[ReadTransaction]:
        taken: list[sqlite3.Connection] = []

        def connect() -> sqlite3.Connection:
            if not taken:
                taken.append(self._take())
                taken[0].execute("BEGIN")
                if view is not None and epoch_of(taken[0]) != view.epoch:
                    raise Moved
            return taken[0]

        try:
            with translated(self.path):
                yield SqliteTransaction(connect, view or self._views.of)
        finally:
            for connection in taken:
                self._give_back(connection)

    @contextmanager
    def write(self) -> Iterator[WriteTransaction]:
        """Become the single writer; durable when the context ends cleanly, undone on any exception."""
        with translated(self.path), self._writer.transaction() as work:
            yield work

    @contextmanager
    def together(self) -> Iterator[WriteGroup]:
        """Become the single writer for several transactions; those that succeed are durable at the end."""
        with translated(self.path), self._writer.group() as group:
            yield group

    def copy_to(self, target: Path) -> None:
        """Write a consistent, compact copy of the data to `target`, which must be absent or empty."""
        with translated(target):
            connection = _connect(self.path)
            try:
                connection.execute("VACUUM INTO ?", (str(target),))
            finally:
                connection.close()

    def replace_with(self, source: Path, needs: Sequence[str] = ()) -> None:
        """Replace all data by a copy of another data file, in one transaction: wholly or not at all.

        The source is verified first; StorageError if it is not one of ours, damaged or lacks one of the
        settings it `needs`. Its version numbers are moved past all that were ever handed out here.
        """
        with translated(source):
            check_header(source)
            incoming = _connect(source)
            try:
                check_schema(incoming, source)
                check_pages(incoming, source)
                _check_settings(incoming, source, needs)
                with self._writer.alone() as connection:
                    self._writer.skip_versions(_shift_versions(incoming, self._writer.newest_version))
                    incoming.backup(connection)
                    self._views.committed = self._views.of(connection)
            finally:
                incoming.close()

    def close(self) -> None:
        """Bring everything into the one file and let go of it; waits for the writer."""
        with self._writer.alone() as connection, self._pool:
            if self._closed:
                return
            self._closed = True
            for reader in self._idle:
                reader.close()
            self._idle.clear()
            connection.close()
        if self._lock is not None:
            self._lock.release()

    def _take(self) -> sqlite3.Connection:
        with self._pool:
            if self._closed:
                raise StorageError("The data file is closed", str(self.path))
            if self._idle:
                return self._idle.pop()
        connection = _connect(self.path)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        with self._pool:
            if not self._closed and len(self._idle) < _IDLE_READERS:
                self._idle.append(connection)
                return
        connection.close()


def _create(path: Path, fill: Fill | None) -> None:
    """Build a new data file beside `path` and move it there when it is complete and on disk."""
    building = path.with_name(path.name + ".new")
    for leftover in (building, *_companions(building)):
        leftover.unlink(missing_ok=True)
    building.touch(mode=0o600)
    try:
        connection = _connect(building)
        try:
            write_schema(connection)
        finally:
            connection.close()
        if fill is not None:
            store = SqliteStore(building, None, durable=False)
            try:
                fill(store)
            finally:
                store.close()
        _flush(building)
        building.replace(path)
    except BaseException:
        for leftover in (building, *_companions(building)):
            leftover.unlink(missing_ok=True)
        raise


def _flush(path: Path) -> None:
    """Wait until a file's content is on disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _check_usable(path: Path) -> None:
    """Refuse what is no file, is marked read-only (also for the superuser), or is not ours."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise StorageError("Not a data file", f"{path} is not a regular file.", "Name a file.")
    if not mode & 0o222:
        raise StorageError(
            "The data file is read-only",
            f"{path} is marked as not writable.",
            "Make it writable, or work on a copy of it.",
        )
    check_header(path)


def _connect(path: Path) -> sqlite3.Connection:
    """A connection in which transactions begin and end only where we say so; usable from any thread."""
    connection = sqlite3.connect(
        path, timeout=10.0, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _check_settings(connection: sqlite3.Connection, path: Path, needs: Sequence[str]) -> None:
    for name in needs:
        if connection.execute("SELECT 1 FROM setting WHERE name = ?", (name,)).fetchone() is None:
            raise damaged(path, f"the setting {name!r} is missing")


def _shift_versions(incoming: sqlite3.Connection, above: int) -> int:
    """Raise every version number of a file above a bound; answers the highest one then in it."""
    incoming.execute("UPDATE model_state SET version = version + ?", (above,))
    highest = int(incoming.execute("SELECT coalesce(max(version), 0) FROM model_state").fetchone()[0])
    set_epoch(incoming, highest + 1)
    return highest + 1


def _companions(path: Path) -> tuple[Path, Path]:
    """The files that SQLite keeps beside a database while it is open."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")
