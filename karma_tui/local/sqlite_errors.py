"""What SQLite and the file system complain about, in the words of this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.local.ports import IdTaken
from karma_tui.local.sqlite_schema import damaged

FAILURES = (sqlite3.DatabaseError, OSError)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn failures of SQLite and the file system into StorageError."""
    try:
        yield
    except FAILURES as error:
        raise translation(path, error) from error


def translation(path: Path, error: Exception) -> StorageError:
    """A failure, one of FAILURES, as StorageError."""
    if isinstance(error, OSError):
        return StorageError("The data file cannot be used", f"{path}: {error.strerror or error}.")
    text = str(error)
    if isinstance(error, sqlite3.IntegrityError):  # nothing but ids has to be new without being looked up
        return IdTaken("The records were not written", f"{path}: {text}.", "Send the request again.")
    if "malformed" in text or "not a database" in text:
        return damaged(path, text)
    return StorageError("The data file cannot be used", f"{path}: {text}.", "Nothing was written.")
