"""One snapshot on one connection: the SQL behind `ports.ReadTransaction`.

It neither begins nor ends transactions; whoever hands out the connection does. Reading connections are
opened with `query_only`. What a writer may do beyond reading is in sqlite_member.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence

from karma_tui.local.ports import Key, Row, StoredRecord
from karma_tui.local.sqlite_view import ModelState, View

Connect = Callable[[], sqlite3.Connection]


class SqliteTransaction:
    """Reads records through `connect`, which may open the snapshot on its first call."""

    __slots__ = ("_look", "_open", "_view")

    def __init__(self, connect: Connect, view: View | Callable[[sqlite3.Connection], View]) -> None:
        """`view` is that of the snapshot, or tells it from the connection when it is needed."""
        self._open = connect
        self._look = None if isinstance(view, View) else view
        self._view = view if isinstance(view, View) else None

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

    def page(self, model: str, after: str, count: int) -> list[Row]:
        """Up to so many records of a model whose ids follow `after`, in byte order of their ids."""
        rows = self._connect().execute(
            "SELECT id, created, updated, body FROM record WHERE model = ? AND id > ? ORDER BY id LIMIT ?",
            (model, after, count),
        )
        return rows.fetchall()

    def count(self, model: str) -> int:
        """How many records a model has; kept beside the records, never counted."""
        return self._state(model)[1]

    def version(self, model: str) -> int:
        """The model's version; no number comes twice in the life of a process, not even after a rollback."""
        return self._state(model)[0]

    def unchanged(self, seen: Iterable[tuple[str, int]]) -> bool:
        """Whether models still have the versions that were seen."""
        state = self._state
        return not [model for model, version in seen if state(model)[0] != version]

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

    def _connect(self) -> sqlite3.Connection:
        """The connection to read from."""
        return self._open()

    def setting(self, name: str) -> str | None:
        """An instance-wide setting, or None."""
        return self._seen().settings.get(name)

    def renewed(self) -> str:
        """When an expression last wrote, or nothing."""
        return self._seen().renewed

    def _seen(self) -> View:
        """Settings and model states as they were when this transaction began."""
        view = self._view
        if view is None:
            assert self._look is not None
            view = self._view = self._look(self._connect())
        return view

    def _state(self, model: str) -> ModelState:
        """Version and count of a model."""
        return self._seen().models.get(model, (0, 0))
