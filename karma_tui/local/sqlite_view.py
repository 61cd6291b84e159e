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
from typing import Final

ModelState = tuple[int, int]
"""Version and number of records of a model."""

_EPOCH_ROW: Final = ""
"""The row of `model_state` that holds the epoch; no model has this id."""

_SET_STATE: Final = "INSERT OR REPLACE INTO model_state (model, version, count) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class View:
    """Settings and model states of one epoch."""

    epoch: int
    settings: Mapping[str, str]
    models: Mapping[str, ModelState]


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
        connection.executemany(_SET_STATE, [*states, (_EPOCH_ROW, view.epoch, 0)])
        self._latest = view


def epoch_of(connection: sqlite3.Connection) -> int:
    """The number of the state that a connection's transaction sees."""
    row = connection.execute("SELECT version FROM model_state WHERE model = ?", (_EPOCH_ROW,)).fetchone()
    return 0 if row is None else int(row[0])


def set_epoch(connection: sqlite3.Connection, epoch: int) -> None:
    """Give the state that a connection is about to commit its number."""
    connection.execute(_SET_STATE, (_EPOCH_ROW, epoch, 0))


def _load(connection: sqlite3.Connection, epoch: int) -> View:
    settings = dict(connection.execute("SELECT name, value FROM setting").fetchall())
    states = connection.execute("SELECT model, version, count FROM model_state").fetchall()
    return View(epoch, settings, {model: (version, count) for model, version, count in states})
