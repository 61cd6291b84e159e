"""The instance secret: the admin's password and the key of every signature, in a file for its owner alone.

The secret is text (base64 of 512 random bytes) and is compared as text. It must never be logged.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from karma_tui.errors import StorageError

_RANDOM_BYTES = 512


def load_or_create(path: Path) -> str:
    """The secret in a file; a missing file is made with a fresh secret. Raises StorageError."""
    try:
        return _read(path)
    except FileNotFoundError:
        store_secret(path, fresh())
        return _read(path)


def fresh() -> str:
    """A new secret: 684 characters."""
    return base64.b64encode(secrets.token_bytes(_RANDOM_BYTES)).decode("ascii")


def store_secret(path: Path, secret: str) -> None:
    """Write a secret atomically, readable by its owner alone. Raises StorageError."""
    building = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secret + "\n")
                file.flush()
                os.fsync(file.fileno())
            building.replace(path)
        except BaseException:
            building.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(
            "The secret cannot be written",
            f"{path}: {error.strerror}.",
            "Check that the folder exists and can be written to, or name another file with --secret-file.",
        ) from error


def _read(path: Path) -> str:
    try:
        secret = path.read_text("utf-8").strip()
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            "The secret cannot be read", f"{path}: {getattr(error, 'strerror', None) or 'it is not text'}."
        ) from error
    if len(_decoded(secret)) < _RANDOM_BYTES:
        raise StorageError(
            "Not an instance secret",
            f"{path} does not hold base64 text of at least {_RANDOM_BYTES} bytes.",
            "Name another file, or remove this one to have a secret made.",
        )
    return secret


def _decoded(secret: str) -> bytes:
    try:
        return base64.b64decode(secret, validate=True)
    except ValueError:
        return b""
