"""Settings and model versions kept in memory, so that looking them up costs no SQL.

Every query asks for them several times, and they change only with a write. Each committed state has a
number of its own (the epoch), kept in the data file; a transaction reads that number, and shares the
copy in memory if it is of the same state. Epochs are never used twice, so a copy can never be mistaken
for another state's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from karma_tui.lang.machine.moment import DateTime

ModelState = tuple[int, int]
"""Version and number of records of a model."""

_EPOCH_ROW: Final = ""
"""The row of `model_state` that holds the epoch, and as its count when the language was last written in, in
nanoseconds since 1970 (0: never); no model has this id.
"""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_SET_STATE: Final = "INSERT OR REPLACE INTO model_state (model, version, count) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class View:
    """Settings and model states of one epoch."""

    epoch: int
    settings: Mapping[str, str]
    models: Mapping[str, ModelState]
    renewed: str = ""
    """As `ports.ReadTransaction.renewed`."""


class Views:
    """The views of the state that was looked at last, and of the one that was committed last."""

    def __init__(self) -> None:
        self._latest = View(-1, {}, {})
        self.committed = self._latest
        """What this process, the only one to write, has committed last."""

    def of(self, connection: sqlite3.Connection) -> View:
        """The view of the state that a connection's transaction sees."""
        epoch = epoch_of(connection)
        view = self._latest
        if view.epoch != epoch:
            view = self._latest = _load(connection, epoch)
        return view

    def store(self, connection: sqlite3.Connection, view: View, touched: Mapping[str, ModelState]) -> None:
        """Write a new state's epoch and touched model states, and remember its view."""
        states = [(model, version, count) for model, (version, count) in touched.items()]
        connection.executemany(_SET_STATE, [*states, (_EPOCH_ROW, view.epoch, _nanoseconds(view.renewed))])
        self._latest = view


def epoch_of(connection: sqlite3.Connection) -> int:
    """The number of the state that a connection's transaction sees."""
    row = connection.execute("SELECT version FROM model_state WHERE model = ?", (_EPOCH_ROW,)).fetchone()
    return 0 if row is None else int(row[0])


def set_epoch(connection: sqlite3.Connection, epoch: int) -> None:
    """Give the state that a connection is about to commit its number."""
    connection.execute(
        "INSERT INTO model_state (model, version, count) VALUES (?, ?, 0) "
        "ON CONFLICT (model) DO UPDATE SET version = excluded.version",
        (_EPOCH_ROW, epoch),
    )


def _load(connection: sqlite3.Connection, epoch: int) -> View:
    settings = dict(connection.execute("SELECT name, value FROM setting").fetchall())
    states = connection.execute("SELECT model, version, count FROM model_state").fetchall()
    models = {model: (version, count) for model, version, count in states}
    nanoseconds = models.pop(_EPOCH_ROW, (0, 0))[1]
    renewed = DateTime(nanoseconds).text(fraction=True) if nanoseconds else ""
    return View(epoch, settings, models, renewed)


def _nanoseconds(time: str) -> int:
    """Of a time as the store keeps it: UTC with microseconds."""
    if not time:
        return 0
    since = datetime.fromisoformat(time) - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000_000 + since.microseconds * 1000
