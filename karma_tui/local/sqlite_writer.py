"""The single writer: whose turn it is, and when the disk is asked to keep what was written.

Writers that queue up share one commit: each works in a savepoint of its own, the last of the queue
(or the one that fills the batch) commits, and nobody is told "done" before that commit is on disk.
So eight waiting writers pay for one disk flush, and a single writer waits for nobody.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from karma_tui.local.sqlite_transaction import SqliteTransaction
from karma_tui.local.sqlite_view import Views

_BATCH = 64
"""Most writers that share a commit; bounds how long the first of them waits."""


class _Batch:
    """Writers that will be committed together."""

    __slots__ = ("failure", "members", "settled")

    def __init__(self) -> None:
        self.members = 0
        self.settled = threading.Event()
        self.failure: sqlite3.Error | None = None


class Writer:
    """Hands the writing connection to one thread after another; a thread must not nest its turns."""

    def __init__(self, connection: sqlite3.Connection, views: Views) -> None:
        self._connection = connection
        self._views = views
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._waiting = 0
        self._batch: _Batch | None = None
        self._version = int(
            connection.execute("SELECT coalesce(max(version), 0) FROM model_state").fetchone()[0]
        )
        views.committed = views.of(connection)

    @contextmanager
    def transaction(self) -> Iterator[SqliteTransaction]:
        """A write transaction; on a clean end it is durable, on an exception nothing of it remains."""
        self._announce(1)
        with self._turn:
            self._announce(-1)
            batch = self._enter()
            try:
                work = SqliteTransaction(lambda: self._connection, self._views, self._next_version)
                yield work
                work.flush()
                self._connection.execute("RELEASE member")
            except BaseException as error:
                self._undo(batch, error)
                raise
            finally:
                self._commit_if_last(batch)
        batch.settled.wait()
        if batch.failure is not None:
            raise batch.failure

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The bare connection, outside of any transaction and with nobody else writing."""
        with self._turn:
            if self._batch is not None:
                self._commit(self._batch)
            yield self._connection

    def skip_versions(self, upto: int) -> None:
        """Never hand out a version number up to this one; called inside `alone`."""
        self._version = max(self._version, upto)

    @property
    def newest_version(self) -> int:
        """The highest version number handed out so far."""
        return self._version

    def _announce(self, change: int) -> None:
        with self._count:
            self._waiting += change

    def _next_version(self) -> int:
        self._version += 1
        return self._version

    def _enter(self) -> _Batch:
        """Join the open batch or begin one, and set this member's savepoint."""
        batch = self._batch
        if batch is None:
            self._connection.execute("BEGIN IMMEDIATE")
            batch = self._batch = _Batch()
        try:
            self._connection.execute("SAVEPOINT member")
        except sqlite3.Error:
            self._commit(batch)
            raise
        batch.members += 1
        return batch

    def _undo(self, batch: _Batch, error: BaseException) -> None:
        """Take back this member's work only, unless SQLite has undone the whole batch (disk full)."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK TO member")
            self._connection.execute("RELEASE member")
        else:
            failure = error if isinstance(error, sqlite3.Error) else sqlite3.OperationalError(str(error))
            self._settle(batch, failure)

    def _commit_if_last(self, batch: _Batch) -> None:
        with self._count:
            more = self._waiting > 0
        if batch is self._batch and (not more or batch.members >= _BATCH):
            self._commit(batch)

    def _commit(self, batch: _Batch) -> None:
        failure: sqlite3.Error | None = None
        try:
            view = self._views.of(self._connection)
            self._connection.execute("COMMIT")
            self._views.committed = view
        except sqlite3.Error as error:
            failure = error
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        finally:
            self._settle(batch, failure)

    def _settle(self, batch: _Batch, failure: sqlite3.Error | None) -> None:
        """Tell everybody in a batch how it ended; the next writer begins another."""
        self._batch = None
        batch.failure = failure
        batch.settled.set()
