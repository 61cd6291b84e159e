"""Secrets in files of their own."""

from __future__ import annotations

import stat
from pathlib import Path

from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.secrets.secret import MAX_BYTES, Secret


def from_file(path: Path) -> Secret:
    """A file's text without its trailing newline. Raises StorageError if unreadable, empty or too large."""
    path = _expanded(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ValueError(f"larger than {MAX_BYTES} bytes")
        value = data.decode("utf-8-sig").rstrip("\r\n")
        if not value:
            raise ValueError("empty")
    except UnicodeDecodeError as error:
        raise _unusable(path, "not text") from error
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _unusable(path, str(error)) from error
    return Secret(value, f"file {path}")


def file_warning(path: Path) -> ConfigError | None:
    """What to say where others could read the secret's file too; None if they cannot, or nobody knows."""
    path = _expanded(path)
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or not stat.S_IMODE(status.st_mode) & 0o077:
        return None
    return ConfigError(
        "Others can read the secret's file",
        f"{path} has mode {stat.S_IMODE(status.st_mode):04o}.",
        f"Run: chmod 600 {path}",
    )


def _expanded(path: Path) -> Path:
    """`~` is the home folder; that of a user who is not there stays as it is, and no such file is found."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _unusable(path: Path, reason: str) -> StorageError:
    return StorageError(
        "The secret cannot be read from its file",
        f"{path}: {reason}.",
        "Name a file that holds the secret and nothing else.",
    )
