"""What is committed together: the work of several writers, on the connection or still on its way there.

New records wait in memory for as long as nobody looks into the tables. So most writers cost no statement
of their own: everything that they brought goes into the tables at once, in the order of the tables' pages,
just before the commit.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from karma_tui.local.sqlite_view import ModelState, View, Views

NewRow: TypeAlias = tuple[str, str, str, str, bytes]
"""A record: model, id, created, updated, body."""

Edge: TypeAlias = tuple[str, str, str, str]
"""A reference: model and id of the record that holds it, model and id of the one it points at."""

INTO_RECORD: Final = "INTO record (model, id, created, updated, body) VALUES (?, ?, ?, ?, ?)"

_MOST_WAITING: Final = 2000
"""Records that wait in memory at most."""


class Batch:
    """Writers that will be committed together; used by one thread at a time."""

    __slots__ = (
        "_begun",
        "_connection",
        "_edges",
        "_rows",
        "changed",
        "failure",
        "members",
        "settled",
        "touched",
        "view",
    )

    def __init__(self, connection: sqlite3.Connection, view: View) -> None:
        self._connection = connection
        self._begun = False
        self._rows: list[NewRow] = []
        self._edges: list[Edge] = []
        self.view = view
        """Settings and model states after all members so far."""
        self.touched: dict[str, ModelState] = {}
        self.changed = False
        self.members = 0
        self.failure: sqlite3.Error | None = None
        """Why nothing of the batch remains, if so."""
        self.settled = threading.Event()

    def add(self, rows: list[NewRow], edges: list[Edge]) -> None:
        """Take over new records and their references from a member."""
        self._rows += rows
        self._edges += edges
        if len(self._rows) > _MOST_WAITING:
            self.connect()

    def connect(self) -> sqlite3.Connection:
        """The connection, in its transaction and with all on it that has been added."""
        if self.failure is not None:
            raise self.failure
        try:
            if not self._begun:
                self._connection.execute("BEGIN IMMEDIATE")
                self._begun = True
            if self._rows:
                insert(self._connection, self._rows, self._edges)
                self._rows, self._edges = [], []
        except sqlite3.Error as error:
            self.fail(error)
            raise
        return self._connection

    def lost(self) -> bool:
        """Whether SQLite has undone the whole transaction by itself (disk full)."""
        return self._begun and not self._connection.in_transaction

    def fail(self, error: sqlite3.Error) -> None:
        """Undo everything that the members have done."""
        self.failure = self.failure or error
        self._rows, self._edges = [], []
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def commit(self, views: Views, next_version: Callable[[], int]) -> None:
        """Bring everything to disk and wait until it is there; raises sqlite3.Error and nothing remains."""
        try:
            if self.changed:
                connection = self.connect()
                self.view = replace(self.view, epoch=next_version())
                views.store(connection, self.view, self.touched)
            if self._begun and self.failure is None:
                self._connection.execute("COMMIT")
                views.committed = self.view
        except sqlite3.Error as error:
            self.fail(error)
            raise


def insert(connection: sqlite3.Connection, rows: list[NewRow], edges: list[Edge]) -> None:
    """Insert new records and their references, in the order of the pages that they belong to."""
    rows.sort()
    connection.executemany(f"INSERT {INTO_RECORD}", rows)
    if edges:
        edges.sort()
        connection.executemany(
            "INSERT OR IGNORE INTO edge (model, id, to_model, to_id) VALUES (?, ?, ?, ?)", edges
        )
