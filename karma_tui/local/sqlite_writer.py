"""The single writer: whose turn it is, and when the disk is asked to keep what was written.

Writers that queue up, and those that come as a group, share one commit: each can be undone for itself
(sqlite_member.py), the last of the queue (or the one that fills the batch) commits, and nobody is told
"done" before that commit is on disk. So eight waiting writers pay for one disk flush, and a single writer
waits for nobody.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from karma_tui.local.sqlite_batch import Batch
from karma_tui.local.sqlite_errors import FAILURES, translation
from karma_tui.local.sqlite_member import Member, NextVersion
from karma_tui.local.sqlite_view import Views

_BATCH = 64
"""Most writers that share a commit, give or take a group; bounds how long the first of them waits."""


class Group:
    """Writers of one thread that are committed together."""

    __slots__ = ("_batch", "_next_version", "_path")

    def __init__(self, batch: Batch, next_version: NextVersion, path: Path) -> None:
        self._batch = batch
        self._next_version = next_version
        self._path = path

    @contextmanager
    def write(self) -> Iterator[Member]:
        """A write transaction, one after another; on an exception nothing of it remains."""
        self._batch.members += 1
        member = Member(self._batch, self._next_version)
        try:
            yield member
            member.finish()
        except FAILURES as error:
            member.undo(error)
            raise translation(self._path, error) from error
        except BaseException as error:
            member.undo(error)
            raise


class Writer:
    """Hands the writing connection to one thread after another; a thread must not nest its turns."""

    def __init__(self, connection: sqlite3.Connection, views: Views, path: Path) -> None:
        self._connection = connection
        self._views = views
        self._path = path
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._waiting = 0
        self._batch: Batch | None = None
        self._version = int(
            connection.execute("SELECT coalesce(max(version), 0) FROM model_state").fetchone()[0]
        )
        views.committed = views.of(connection)

    @contextmanager
    def transaction(self) -> Iterator[Member]:
        """A write transaction; on a clean end it is durable, on an exception nothing of it remains."""
        with self.group() as group, group.write() as member:
            yield member

    @contextmanager
    def group(self) -> Iterator[Group]:
        """Several write transactions; on a clean end those that succeeded are durable, else it raises."""
        self._announce(1)
        with self._turn:
            self._announce(-1)
            batch = self._batch
            if batch is None:
                batch = self._batch = Batch(self._connection, self._views.committed)
            try:
                yield Group(batch, self._next_version, self._path)
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

    def _commit_if_last(self, batch: Batch) -> None:
        with self._count:
            more = self._waiting > 0
        if batch.failure is not None or not more or batch.members >= _BATCH:
            self._commit(batch)

    def _commit(self, batch: Batch) -> None:
        """Commit a batch, unless it has failed, and tell all its members; the next writer begins another."""
        self._batch = None
        try:
            batch.commit(self._views, self._next_version)
        except sqlite3.Error as error:
            batch.fail(error)
        finally:
            batch.settled.set()
