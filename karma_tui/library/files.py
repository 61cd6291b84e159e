"""Reading and writing the user's own small text files: whole or not at all, for the owner's eyes only.

Everything this room keeps passes here, so that a crash never leaves half a file. It must not know
what the files mean.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from karma_tui.errors import StorageError

MAX_BYTES = 16 * 1024 * 1024
"""Nothing a person writes by hand is larger; a bigger file is somebody else's."""


def read_text(path: Path) -> str:
    """The file as UTF-8 text (a byte order mark is dropped). Raises StorageError; also if missing."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise StorageError("A file is too large", f"{path} has more than {MAX_BYTES} bytes.")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"{path}: byte {error.start} is not UTF-8 text."
        raise StorageError("A file cannot be read", detail, "Save it as UTF-8.") from error
    except OSError as error:
        raise StorageError("A file cannot be read", f"{path}: {error.strerror or error}.") from error


def write_private(path: Path, text: str) -> None:
    """Replace the file by this text in one step, mode 0600, safely on disk. Raises StorageError.

    A symbolic link is followed, so that settings kept in another folder stay there.
    """
    target = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except (OSError, UnicodeEncodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageError(
            "A file cannot be written",
            f"{path}: {reason}.",
            "Check the folder's permissions and the free space.",
        ) from error
