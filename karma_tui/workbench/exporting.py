"""Writes a result to a file of the user's: whole or not at all, and never over another file unasked.

The bytes go to a new file beside the wanted one, which takes its place when all of it is safely on disk.
So a full disk, a cut power line or a Cancel leave what was there before.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from karma_tui.errors import Cancelled, StorageError
from karma_tui.library.files import real_path
from karma_tui.results.export import Chunk

Progress = Callable[[int, int], None]
"""Told how much of how much is done; of what depends on the format."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written."""

    path: Path
    size: int
    """Bytes."""


class AlreadyThere(StorageError):
    """The file exists, and was not to be replaced: ask, then say `replace`."""

    kind = "already-there"


def write_export(
    chunks: Iterator[Chunk],
    path: Path,
    *,
    replace: bool = False,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda done, total: None,
) -> Written:
    """Write the chunks to a file. It takes as long as they do: for a thread.

    Raises AlreadyThere, StorageError, Cancelled once `stop` says so, and what the chunks raise.
    A link is followed; the mode of a replaced file stays.
    """
    target = real_path(path)
    try:
        mode = _mode_of(target, path, replace)
        name = target.parent / f".{target.name[:40]}.{os.urandom(8).hex()}.tmp"
        descriptor = os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                if mode is not None:
                    os.fchmod(descriptor, mode)
                size = _write(stream, chunks, stop, progress)
                stream.flush()
                os.fsync(descriptor)
            _put(name, target, path, replace)
        finally:
            with contextlib.suppress(OSError):
                name.unlink()
    except OSError as error:
        raise _failure(path, error) from error
    return Written(path, size)


def _mode_of(target: Path, path: Path, replace: bool) -> int | None:
    """The mode of the file that is there; None if there is none."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise StorageError("That is not a file", f"{path} is a folder or a device.", "Give another name.")
    if not replace:
        raise _already_there(path)
    return stat.S_IMODE(status.st_mode)


def _write(stream: BinaryIO, chunks: Iterator[Chunk], stop: Callable[[], bool], progress: Progress) -> int:
    size = 0
    for chunk in chunks:
        if stop():
            raise Cancelled("The export was cancelled", "No file was written.")
        size += stream.write(chunk.data)
        progress(chunk.done, chunk.total)
    if stop():
        raise Cancelled("The export was cancelled", "No file was written.")
    return size


def _put(name: Path, target: Path, path: Path, replace: bool) -> None:
    """Give the finished file its name; not even a file made in the meantime is lost."""
    if replace:
        name.replace(target)
        return
    try:
        os.link(name, target)
    except FileExistsError:
        raise _already_there(path) from None
    except OSError:  # a file system without links
        if target.exists():
            raise _already_there(path) from None
        name.replace(target)


def _already_there(path: Path) -> AlreadyThere:
    return AlreadyThere(
        "The file exists already", f"{path} was left as it is.", "Replace it, or give another name."
    )


def _failure(path: Path, error: OSError) -> StorageError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageError(
            "The file cannot be written: there is no room for it",
            f"{path}: {error.strerror}. Nothing was left behind.",
            "Make room, or choose another disk.",
        )
    hint = "Make the folder first." if error.errno == errno.ENOENT else "Check the folder's permissions."
    return StorageError("The file cannot be written", f"{path}: {error.strerror or error}.", hint)
