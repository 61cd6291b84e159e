"""One transaction on one connection: the SQL behind `ports.ReadTransaction` and `WriteTransaction`.

It neither begins nor ends transactions; whoever hands out the connection does. Reading connections are
opened with `query_only`, so the writing methods cannot do harm there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence

from karma_tui.local.ports import Key, StoredRecord, UniqueTaken
from karma_tui.local.sqlite_view import ModelState, View, Views

Connect = Callable[[], sqlite3.Connection]
NextVersion = Callable[[], int]


class SqliteTransaction:
    """Reads and writes records through `connect`, which may open the snapshot on its first call."""

    __slots__ = ("_changed", "_connect", "_next_version", "_settings", "_touched", "_view", "_views")

    def __init__(
        self, connect: Connect, views: Views, next_version: NextVersion, view: View | None = None
    ) -> None:
        """`view` is that of the snapshot, if it is known already."""
        self._connect = connect
        self._views = views
        self._next_version = next_version
        self._view = view
        self._touched: dict[str, ModelState] = {}
        self._settings: dict[str, str | None] = {}
        self._changed = False

    def get(self, model: str, record: str) -> StoredRecord | None:
        """One record, or None."""
        row = self._connect().execute(
            "SELECT model, id, created, updated, body FROM record WHERE model = ? AND id = ?", (model, record)
        )
        found = row.fetchone()
        return None if found is None else StoredRecord(*found)

    def all(self, model: str) -> Iterator[StoredRecord]:
        """The records of a model in byte order of their ids; to be consumed before the transaction ends."""
        rows = self._connect().execute(
            "SELECT model, id, created, updated, body FROM record WHERE model = ? ORDER BY id", (model,)
        )
        return (StoredRecord(*row) for row in rows)

    def count(self, model: str) -> int:
        """How many records a model has; kept beside the records, never counted."""
        return self._state(model)[1]

    def version(self, model: str) -> int:
        """The model's version; no number comes twice in the life of a process, not even after a rollback."""
        return self._state(model)[0]

    def referred(self, model: str, record: str) -> Sequence[Key]:
        """Whom a record points at, sorted by model id, then record id."""
        return (
            self._connect()
            .execute(
                "SELECT to_model, to_id FROM edge WHERE model = ? AND id = ? ORDER BY to_model, to_id",
                (model, record),
            )
            .fetchall()
        )

    def referrers(self, model: str, record: str) -> Sequence[Key]:
        """Who points at a record, sorted by model id, then record id."""
        return (
            self._connect()
            .execute(
                "SELECT model, id FROM edge WHERE to_model = ? AND to_id = ? ORDER BY model, id",
                (model, record),
            )
            .fetchall()
        )

    def setting(self, name: str) -> str | None:
        """An instance-wide setting, or None."""
        if name in self._settings:
            return self._settings[name]
        return self._seen().settings.get(name)

    def put(self, record: StoredRecord, targets: Iterable[Key], uniques: Iterable[tuple[str, bytes]]) -> None:
        """Insert or replace a record; nothing is changed when UniqueTaken is raised."""
        connection = self._connect()
        model, identity = record.model, record.id
        keys = list(uniques)
        self._check_free(model, identity, keys)
        row = (model, identity, record.created, record.updated, record.body)
        fresh = _inserted(connection, row)
        if not fresh:
            _forget_edges_and_keys(connection, model, identity)
            connection.execute(f"REPLACE {_INTO_RECORD}", row)
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
        connection = self._connect()
        gone = connection.execute("DELETE FROM record WHERE model = ? AND id = ?", (model, record))
        if gone.rowcount:
            _forget_edges_and_keys(connection, model, record)
            self._touch(model, -1)

    def set_setting(self, name: str, value: str | None) -> None:
        """Keep an instance-wide setting; None removes it."""
        self._changed = True
        self._settings[name] = value
        if value is None:
            self._connect().execute("DELETE FROM setting WHERE name = ?", (name,))
        else:
            self._connect().execute(
                "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value)
            )

    def clear(self) -> None:
        """Remove every record, reference, unique key and setting."""
        connection = self._connect()
        for table in ("record", "edge", "unique_key", "setting", "model_state"):
            connection.execute(f"DELETE FROM {table}")
        self._view = View(0, {}, {})
        self._touched.clear()
        self._settings.clear()
        self._changed = True

    def flush(self) -> None:
        """Write the changed versions and counts; called once, before the transaction is made durable."""
        if not self._changed:
            return
        seen = self._seen()
        settings = {**seen.settings, **self._settings}
        kept = {name: value for name, value in settings.items() if value is not None}
        view = View(self._next_version(), kept, {**seen.models, **self._touched})
        self._views.store(self._connect(), view, self._touched)

    def _seen(self) -> View:
        """Settings and model states as they were when this transaction began."""
        if self._view is None:
            self._view = self._views.of(self._connect())
        return self._view

    def _state(self, model: str) -> ModelState:
        """Version and count of a model, this transaction's own changes included."""
        return self._touched.get(model) or self._seen().models.get(model, (0, 0))

    def _touch(self, model: str, growth: int) -> None:
        self._changed = True
        self._touched[model] = (self._next_version(), self._state(model)[1] + growth)

    def _check_free(self, model: str, record: str, keys: Iterable[tuple[str, bytes]]) -> None:
        for node, digest in keys:
            row = (
                self._connect()
                .execute(
                    "SELECT id FROM unique_key WHERE model = ? AND node = ? AND hash = ?",
                    (model, node, digest),
                )
                .fetchone()
            )
            if row is not None and row[0] != record:
                raise UniqueTaken(model, node, row[0])


_INTO_RECORD = "INTO record (model, id, created, updated, body) VALUES (?, ?, ?, ?, ?)"


def _inserted(connection: sqlite3.Connection, row: tuple[str, str, str, str, bytes]) -> bool:
    """Insert a record, as most that are put are new; False, and nothing changes, if it is there already."""
    try:
        connection.execute(f"INSERT {_INTO_RECORD}", row)
    except sqlite3.IntegrityError:
        return False
    return True


def _forget_edges_and_keys(connection: sqlite3.Connection, model: str, record: str) -> None:
    connection.execute("DELETE FROM edge WHERE model = ? AND id = ?", (model, record))
    connection.execute("DELETE FROM unique_key WHERE model = ? AND id = ?", (model, record))
