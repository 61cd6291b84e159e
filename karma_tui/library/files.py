"""Reading and writing the user's own small text files: whole or not at all, for the owner's eyes only.

Everything this room keeps passes here, so that a crash never leaves half a file. It must not know
what the files mean.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from karma_tui.errors import StorageError

MAX_BYTES = 16 * 1024 * 1024
"""Nothing a person writes by hand is larger; a bigger file is somebody else's."""


def read_text(path: Path) -> str:
    """The file as UTF-8 text (a byte order mark is dropped). Raises StorageError; also if missing.

    Only of a regular file: a pipe in its place would be waited for without end.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise StorageError("A file cannot be read", f"{path} is not a regular file.")
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise StorageError("A file is too large", f"{path} has more than {MAX_BYTES} bytes.")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"{path}: byte {error.start} is not UTF-8 text."
        raise StorageError("A file cannot be read", detail, "Save it as UTF-8.") from error
    except OSError as error:
        raise StorageError("A file cannot be read", f"{path}: {error.strerror or error}.") from error


def real_path(path: Path) -> Path:
    """The path without links. Raises StorageError for links that lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise StorageError(
            "A file cannot be reached",
            f"{path}: {getattr(error, 'strerror', None) or 'its links go in a circle'}.",
        ) from error


def read_json(path: Path) -> Any:
    """The file as JSON. Raises StorageError, and ValueError for what is not JSON or nested beyond reason."""
    import orjson  # none of these files is read before the first frame

    # it bounds the nesting by itself; the standard library's reader trusts the size of the stack
    return orjson.loads(read_text(path).encode())


def write_private(path: Path, text: str) -> None:
    """Replace the file by this text in one step, mode 0600, safely on disk. Raises StorageError.

    A symbolic link is followed, so that settings kept in another folder stay there.
    """
    _replace(path, text, lambda target: 0o600)


def write_file(path: Path, text: str) -> None:
    """As `write_private`, for a file of the user's own: its mode stays, a new one is as the umask says."""
    _replace(path, text, _mode_of)


def _mode_of(path: Path) -> int | None:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


def _replace(path: Path, text: str, mode_of: Callable[[Path], int | None]) -> None:
    target = real_path(path)
    try:
        mode = mode_of(target)
        name = target.parent / f".{target.name[:40]}.{os.urandom(8).hex()}.tmp"
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
        descriptor = os.open(name, flags, 0o666 if mode is None else 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                if mode is not None:
                    os.fchmod(descriptor, mode)
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            name.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                name.unlink()
            raise
    except (OSError, UnicodeEncodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageError(
            "A file cannot be written",
            f"{path}: {reason}.",
            "Check the folder's permissions and the free space.",
        ) from error
