"""The history's table, and how one of an earlier version becomes one of this.

One table that anybody can read with `sqlite3`. It has no second copy of the texts, in an index or elsewhere:
looking through 100,000 of them takes some 50 ms, and what is forgotten is gone from every place there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

VERSION = 2
"""Kept in the file as `user_version`."""

_FIRST = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started TEXT NOT NULL,
    text TEXT NOT NULL,
    is_cut INTEGER NOT NULL DEFAULT 0,
    folded TEXT,
    face TEXT NOT NULL DEFAULT '',
    profile TEXT NOT NULL DEFAULT '',
    endpoint TEXT NOT NULL DEFAULT '',
    user TEXT NOT NULL DEFAULT '',
    dialect TEXT NOT NULL DEFAULT '',
    writes INTEGER NOT NULL DEFAULT 0,
    snippet TEXT NOT NULL DEFAULT '',
    parameters TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '',
    error_kind TEXT NOT NULL DEFAULT '',
    error_title TEXT NOT NULL DEFAULT '',
    seconds REAL,
    size INTEGER,
    rows INTEGER,
    digest TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '',
    result_size INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX runs_pinned ON runs (pinned);
CREATE INDEX runs_snippet ON runs (snippet) WHERE snippet != '';
CREATE INDEX runs_result ON runs (pinned, result_size) WHERE result != '';
"""

_DEEDS = "ALTER TABLE runs ADD COLUMN deed TEXT NOT NULL DEFAULT ''"
"""What was done to an instance without an expression."""

AS_NOW = {1: "SELECT *, '' AS deed FROM main.runs"}
"""By version: its table as one of this version, for a file that can only be read."""

_STEPS = (_FIRST, _DEEDS)
"""What brings a file from version N to N + 1."""


def version_of(database: sqlite3.Connection) -> int:
    """The version of an open file; 0 for an empty one. Raises sqlite3.Error."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(database: sqlite3.Connection) -> None:
    """Make the tables, or bring them to this version; others that do so at the same time are waited for.

    Raises sqlite3.Error; the file is then as it was.
    """
    if version_of(database) == 0:
        database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    try:
        for step in _STEPS[version_of(database) :]:
            for statement in filter(None, map(str.strip, step.split(";"))):
                database.execute(statement)
        if version_of(database) < VERSION:
            database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
