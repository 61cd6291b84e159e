"""One writer's transaction within a commit that it may share with others: the SQL of `WriteTransaction`.

A writer that only adds new records asks SQLite nothing, or looks records up first. Any other sets a
savepoint, so that what it does can be undone without the others' work; the records that it has added so far
go into the tables then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping

from karma_tui.local.ports import Key, StoredRecord, UniqueTaken
from karma_tui.local.sqlite_batch import INTO_RECORD, Batch, Edge, NewRow, insert
from karma_tui.local.sqlite_transaction import SqliteTransaction
from karma_tui.local.sqlite_view import ModelState, View

NextVersion = Callable[[], int]


class Member(SqliteTransaction):
    """A write transaction; whoever made it ends it by `finish` or by `undo`."""

    __slots__ = (
        "_batch",
        "_changed",
        "_cleared",
        "_edges",
        "_next_version",
        "_renewed",
        "_rows",
        "_savepoint",
        "_settings",
        "_touched",
    )

    def __init__(self, batch: Batch, next_version: NextVersion) -> None:
        super().__init__(batch.connect, batch.view)
        self._batch = batch
        self._next_version = next_version
        self._savepoint: sqlite3.Connection | None = None
        self._rows: list[NewRow] = []
        self._edges: list[Edge] = []
        self._touched: dict[str, ModelState] = {}
        self._settings: dict[str, str | None] = {}
        self._renewed = ""
        self._changed = False
        self._cleared = False

    def setting(self, name: str) -> str | None:
        """An instance-wide setting, or None."""
        if name in self._settings:
            return self._settings[name]
        return self._seen().settings.get(name)

    def renewed(self) -> str:
        """When an expression last wrote, or nothing."""
        return self._renewed or self._seen().renewed

    def renew(self, time: str) -> None:
        """Note that an expression writes at this time."""
        self._renewed = time
        self._changed = True

    def add(
        self, model: str, time: str, bodies: Mapping[str, bytes], edges: Iterable[tuple[str, Key]]
    ) -> None:
        """Insert records of a model by their ids, which must be new, and the references that they hold."""
        self._rows += [(model, identity, time, time, body) for identity, body in bodies.items()]
        self._edges += [(model, identity, *target) for identity, target in edges]
        self._touch(model, len(bodies))

    def put(self, record: StoredRecord, targets: Iterable[Key], uniques: Iterable[tuple[str, bytes]]) -> None:
        """Insert or replace a record; nothing is changed when UniqueTaken is raised."""
        connection = self._tables()
        model, identity = record.model, record.id
        keys = list(uniques)
        _check_free(connection, model, identity, keys)
        row = (model, identity, record.created, record.updated, record.body)
        fresh = _inserted(connection, row)
        if not fresh:
            _forget_edges_and_keys(connection, model, identity)
            connection.execute(f"REPLACE {INTO_RECORD}", row)
        if edges := [(model, identity, to_model, to_id) for to_model, to_id in targets]:
            connection.executemany(
                "INSERT OR IGNORE INTO edge (model, id, to_model, to_id) VALUES (?, ?, ?, ?)", edges
            )
        if keys:
            connection.executemany(
                "INSERT OR REPLACE INTO unique_key (model, node, hash, id) VALUES (?, ?, ?, ?)",
                [(model, node, digest, identity) for node, digest in keys],
            )
        self._touch(model, 1 if fresh else 0)

    def delete(self, model: str, record: str) -> None:
        """Remove a record, its outgoing references and unique keys; quiet when it does not exist."""
        connection = self._tables()
        gone = connection.execute("DELETE FROM record WHERE model = ? AND id = ?", (model, record))
        if gone.rowcount:
            _forget_edges_and_keys(connection, model, record)
            self._touch(model, -1)

    def set_setting(self, name: str, value: str | None) -> None:
        """Keep an instance-wide setting; None removes it."""
        self._changed = True
        self._settings[name] = value
        if value is None:
            self._tables().execute("DELETE FROM setting WHERE name = ?", (name,))
        else:
            self._tables().execute(
                "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value)
            )

    def clear(self) -> None:
        """Remove every record, reference, unique key and setting."""
        connection = self._tables()
        for table in ("record", "edge", "unique_key", "setting", "model_state"):
            connection.execute(f"DELETE FROM {table}")
        self._view = View(0, {}, {})
        self._touched.clear()
        self._settings.clear()
        self._changed = self._cleared = True

    def finish(self) -> None:
        """Leave what was done to the batch, which will commit it."""
        batch = self._batch
        if self._savepoint is not None:
            self._tables().execute("RELEASE member")
        elif self._rows:
            batch.add(self._rows, self._edges)
            self._rows, self._edges = [], []
        if not self._changed:
            return
        seen, settings = self._seen(), self._seen().settings
        if self._settings:
            changed = {**settings, **self._settings}
            settings = {name: value for name, value in changed.items() if value is not None}
        if self._cleared:
            batch.touched.clear()
        batch.touched.update(self._touched)
        batch.view = View(seen.epoch, settings, {**seen.models, **self._touched}, self.renewed())
        batch.changed = True

    def undo(self, error: BaseException) -> None:
        """Take back what was done; the whole batch, if SQLite has undone that already or cannot part them."""
        batch = self._batch
        if batch.failure is not None:
            return
        if batch.lost():
            batch.fail(error if isinstance(error, sqlite3.Error) else sqlite3.OperationalError(str(error)))
        elif self._savepoint is not None:
            try:
                self._savepoint.execute("ROLLBACK TO member")
                self._savepoint.execute("RELEASE member")
            except sqlite3.Error as failure:
                batch.fail(failure)

    def _connect(self) -> sqlite3.Connection:
        """As `_tables`; who has done nothing yet that may have to be undone needs no savepoint to read."""
        if self._savepoint is None and not self._rows:
            return self._batch.connect()
        return self._tables()

    def _tables(self) -> sqlite3.Connection:
        """The connection with everything on it that was done before, by this member and by others."""
        connection = self._savepoint
        if connection is None:
            connection = self._batch.connect()
            connection.execute("SAVEPOINT member")
            self._savepoint = connection
        if self._rows:
            rows, edges = self._rows, self._edges
            self._rows, self._edges = [], []
            insert(connection, rows, edges)
        return connection

    def _state(self, model: str) -> ModelState:
        return self._touched.get(model) or self._seen().models.get(model, (0, 0))

    def _touch(self, model: str, growth: int) -> None:
        self._changed = True
        self._touched[model] = (self._next_version(), self._state(model)[1] + growth)


def _check_free(
    connection: sqlite3.Connection, model: str, record: str, keys: Iterable[tuple[str, bytes]]
) -> None:
    for node, digest in keys:
        row = connection.execute(
            "SELECT id FROM unique_key WHERE model = ? AND node = ? AND hash = ?", (model, node, digest)
        ).fetchone()
        if row is not None and row[0] != record:
            raise UniqueTaken(model, node, row[0])


def _inserted(connection: sqlite3.Connection, row: NewRow) -> bool:
    """Insert a record, as most that are put are new; False, and nothing changes, if it is there already."""
    try:
        connection.execute(f"INSERT {INTO_RECORD}", row)
    except sqlite3.IntegrityError:
        return False
    return True


def _forget_edges_and_keys(connection: sqlite3.Connection, model: str, record: str) -> None:
    connection.execute("DELETE FROM edge WHERE model = ? AND id = ?", (model, record))
    connection.execute("DELETE FROM unique_key WHERE model = ? AND id = ?", (model, record))
