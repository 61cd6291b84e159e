"""The shape of a data file: tables, marks that tell ours from anybody else's, and the checks on opening one.

Only this module knows DDL. It neither decides where a file lies nor who may open it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from karma_tui.errors import StorageError

APPLICATION_ID = 0x4B54_5549
"""Mark in the file's header: "KTUI"."""

FORMAT = 1
"""Version of the tables below, kept as SQLite's user_version."""

PAGE_SIZE = 8192

MAGIC = b"SQLite format 3\x00"

_TABLES = """
CREATE TABLE record (
    model TEXT NOT NULL, id TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (model, id)
) WITHOUT ROWID;
CREATE TABLE edge (
    model TEXT NOT NULL, id TEXT NOT NULL, to_model TEXT NOT NULL, to_id TEXT NOT NULL,
    PRIMARY KEY (model, id, to_model, to_id)
) WITHOUT ROWID;
CREATE INDEX edge_back ON edge (to_model, to_id, model, id);
CREATE TABLE unique_key (
    model TEXT NOT NULL, node TEXT NOT NULL, hash BLOB NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (model, node, hash)
) WITHOUT ROWID;
CREATE INDEX unique_key_of ON unique_key (model, id);
CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE model_state (
    model TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, count INTEGER NOT NULL
) WITHOUT ROWID;
"""

_COLUMNS = {
    "record": ("model", "id", "created", "updated", "body"),
    "edge": ("model", "id", "to_model", "to_id"),
    "unique_key": ("model", "node", "hash", "id"),
    "setting": ("name", "value"),
    "model_state": ("model", "version", "count"),
}


def write_schema(connection: sqlite3.Connection) -> None:
    """Turn an empty database into an empty data file of ours, in WAL mode."""
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(f"BEGIN; {_TABLES} COMMIT;")


def check_header(path: Path) -> None:
    """Look at a file's first bytes without letting SQLite touch it; StorageError unless marked as ours."""
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(MAGIC):
        raise StorageError(
            "Not a data file of karma-tui",
            f"{path} does not begin like a database. Nothing in it was changed.",
            "Name another file, or move this one away to begin a new instance.",
        )
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StorageError(
            "Not a data file of karma-tui",
            f"{path} is a database of another program. Nothing in it was changed.",
            "Name another file.",
        )


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Compare format number, page size and tables with ours; StorageError if they differ."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > FORMAT:
        raise StorageError(
            "Data file of a newer karma-tui",
            f"{path} has format {version}, this program knows {FORMAT}. Nothing in it was changed.",
            "Install a newer karma-tui.",
        )
    page_size = connection.execute("PRAGMA page_size").fetchone()[0]
    if version != FORMAT or page_size != PAGE_SIZE or _columns(connection) != _COLUMNS:
        raise damaged(path, "its tables are not the ones of this format")


def check_pages(connection: sqlite3.Connection, path: Path) -> None:
    """Let SQLite verify every page; StorageError with its first finding."""
    finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise damaged(path, str(finding))


def damaged(path: Path, finding: str) -> StorageError:
    """The error for a data file whose content is not sound."""
    return StorageError(
        "The data file is damaged",
        f"{path}: {finding}. Nothing in it was changed.",
        "Restore it from a dump, or move it away to begin a new instance.",
    )


def _columns(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {
        name: tuple(row[1] for row in connection.execute(f"PRAGMA table_info({name})"))
        for (name,) in tables.fetchall()
        if name in _COLUMNS
    }
