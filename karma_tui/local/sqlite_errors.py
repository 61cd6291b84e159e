"""What SQLite and the file system complain about, in the words of this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.local.sqlite_schema import damaged


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn failures of SQLite and the file system into StorageError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "malformed" in text or "not a database" in text:
            raise damaged(path, text) from error
        raise StorageError(
            "The data file cannot be used", f"{path}: {text}.", "Nothing was written."
        ) from error
    except OSError as error:
        raise StorageError("The data file cannot be used", f"{path}: {error.strerror or error}.") from error
