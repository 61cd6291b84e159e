"""Takes entries and results away: those that are forgotten, and those that are too old or too many."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from karma_tui.library.history.facts import time_text
from karma_tui.library.history.limits import Limits
from karma_tui.library.history.results import remove_results
from karma_tui.library.history.words import placeholders

_AT_ONCE = 1_000
"""Entries removed in one transaction, so that others are not kept waiting."""

_TOO_MANY = "SELECT id FROM runs WHERE pinned = 0 ORDER BY id DESC LIMIT -1 OFFSET ?"
_TOO_OLD = "SELECT id FROM runs WHERE pinned = 0 AND started < ? ORDER BY id"


def trim(database: sqlite3.Connection, results: Path, limits: Limits, now: datetime, newest: int) -> None:
    """Take away what is too old, or too much if the newest entry had that id; pinned entries stay.

    Raises sqlite3.Error.
    """
    oldest = database.execute("SELECT id, started FROM runs WHERE pinned = 0 ORDER BY id LIMIT 1").fetchone()
    if oldest is None:
        return
    if newest - oldest[0] >= limits.entries:
        _remove(database, results, _TOO_MANY, limits.entries)
    if limits.days:
        before = time_text(now - timedelta(days=limits.days))
        if oldest[1] < before:
            _remove(database, results, _TOO_OLD, before)


def trim_results(database: sqlite3.Connection, results: Path, most_bytes: int) -> None:
    """Take the oldest results away until the others are within bounds; those of pinned entries stay."""
    total = "SELECT coalesce(sum(result_size), 0) FROM runs WHERE pinned = 0 AND result != ''"
    over = database.execute(total).fetchone()[0] - most_bytes
    if over <= 0:
        return
    gone: list[tuple[int, str]] = []
    oldest = "SELECT id, result, result_size FROM runs WHERE pinned = 0 AND result != '' ORDER BY id"
    for ident, name, size in database.execute(oldest):
        if over <= 0:
            break
        gone.append((ident, name))
        over -= size
    ids = [ident for ident, _ in gone]
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        database.execute(
            f"UPDATE runs SET result = '', result_size = 0 WHERE id IN ({placeholders(some)})", some
        )
    remove_results(results, [name for _, name in gone])


def remove(database: sqlite3.Connection, results: Path, ids: list[int]) -> int:
    """Take entries away with their results, at most a thousand; how many there were. Raises sqlite3.Error."""
    among = f"IN ({placeholders(ids)})"
    files = [
        row[0] for row in database.execute(f"SELECT result FROM runs WHERE result != '' AND id {among}", ids)
    ]
    count = database.execute(f"DELETE FROM runs WHERE id {among}", ids).rowcount
    remove_results(results, files)
    return count


def _remove(database: sqlite3.Connection, results: Path, which: str, value: object) -> None:
    ids = [row[0] for row in database.execute(which, (value,))]
    for start in range(0, len(ids), _AT_ONCE):
        remove(database, results, ids[start : start + _AT_ONCE])
