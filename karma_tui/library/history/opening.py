"""Opens the history's file: made for its owner alone, of this version, and set aside if it is none any more.

Whatever SQLite says becomes a StorageError in words for a person. A file that cannot be read is renamed,
never deleted, and its new name is told.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.library.history.schema import AS_NOW, VERSION, bring_up_to_date, version_of

PATIENCE = 2.0
"""Seconds that another process is waited for."""

_LOG_PAGES = 64
"""Pages of SQLite's log that wait to be brought into the file: who opens it next has to read them."""
_BESIDE = ("-wal", "-shm")


class Damaged(StorageError):
    """The file is no history any more; it was set aside, so that the next try begins a new one."""


def open_to_write(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    """The file, made if there is none. Raises StorageError, and Damaged after setting a broken one aside."""
    with explained(path):
        try:
            return _opened(path, patience)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            raise set_aside(path, str(error)) from error


@contextlib.contextmanager
def open_to_read(path: Path, patience: float = PATIENCE) -> Iterator[sqlite3.Connection | None]:
    """The file for as long as the block lasts, also if it may not be written to; None if there is none.

    Raises StorageError, also for what is asked of it inside the block.
    """
    with explained(path):
        database = _readable(path, patience)
        try:
            yield database
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            raise set_aside(path, str(error)) from error
        finally:
            if database is not None:
                database.close()


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """What SQLite and the system say, as StorageError."""
    try:
        yield
    except sqlite3.Error as error:
        raise _storage_error(path, str(error)) from error
    except OSError as error:
        raise _storage_error(path, error.strerror or str(error)) from error


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is broken, rather than busy, full or not allowed."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def set_aside(path: Path, reason: str) -> Damaged:
    """Rename a broken file unless somebody else just did; what to tell of it. Raises OSError."""
    with _alone(path):
        try:
            is_well = _is_well(path)
        except sqlite3.DatabaseError as error:
            is_well = not is_damage(error)
        if is_well:
            return Damaged("The history was damaged", f"{path}: {reason}.", "A new one has been begun.")
        kept = _free_name(path)
        # what belongs to the file goes first, so that a new one of its name never meets it
        for end in _BESIDE:
            with contextlib.suppress(FileNotFoundError):
                Path(f"{path}{end}").rename(f"{kept}{end}")
        path.rename(kept)
    return Damaged(
        "The history was damaged and has been set aside",
        f"{path}: {reason}. It is now {kept}.",
        "A new history has been begun; nothing else is concerned.",
    )


def _free_name(path: Path) -> Path:
    stem, number = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}", 1
    while (kept := path.with_name(f"{stem}-{number}" if number > 1 else stem)).exists():
        number += 1
    return kept


def _is_well(path: Path) -> bool:
    database = sqlite3.connect(path, isolation_level=None)
    try:
        return str(database.execute("PRAGMA quick_check(1)").fetchone()[0]) == "ok"
    finally:
        database.close()


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else makes, changes or renames the file meanwhile."""
    lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _opened(path: Path, patience: float) -> sqlite3.Connection:
    make_private(path)
    database = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        found = version_of(database)
        if found > VERSION:
            raise _too_new(path, found)
        database.execute("PRAGMA secure_delete = ON")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        if found < VERSION:
            with _alone(path):  # SQLite itself does not wait for another one who changes the journal's mode
                bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def _readable(path: Path, patience: float) -> sqlite3.Connection | None:
    if not path.exists():
        return None
    try:
        return open_to_write(path, patience)
    except Damaged:
        raise
    except StorageError:
        if not path.is_file():
            raise  # SQLite would wait for a pipe without end
        # a folder or file that may only be read; SQLite needs to know that nobody writes meanwhile
        for way in ("mode=ro", "immutable=1"):
            database = sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True, timeout=patience)
            try:
                found = version_of(database)
                database.execute("SELECT 1 FROM runs LIMIT 1").fetchone()
            except sqlite3.Error:
                database.close()
                continue
            if found <= VERSION:
                if found in AS_NOW:
                    database.execute(f"CREATE TEMP VIEW runs AS {AS_NOW[found]}")
                return database
            database.close()
        raise


def make_private(path: Path) -> None:
    """Make the file if there is none, and see to it that nobody else can read it. Raises OSError."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _too_new(path: Path, found: int) -> StorageError:
    return StorageError(
        "The history was made by a newer version",
        f"{path} is of version {found}; this program knows {VERSION}.",
        "It is left as it is. Use the newer version, or move the file away.",
    )


def _storage_error(path: Path, reason: str) -> StorageError:
    return StorageError(
        "The history cannot be used",
        f"{path}: {reason}.",
        'Queries run all the same. `history = "off"` in the settings keeps none.',
    )
