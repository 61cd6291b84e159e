"""A file that comes into being as a whole: written beside its later place, then named.

Nothing is ever replaced by it, whoever is quicker, and nothing of it stays behind when it is given up.
Dumps hold password hashes, so the file is readable by its owner alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from karma_tui.errors import StorageError

T = TypeVar("T")

_NAMED = 1000
"""Names that are tried before giving up: beyond that somebody fills the folder."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PACKED = (".data.gz", ".zip", ".gz")


class Spool:
    """A private temporary file, with size and checksum of what went in. Its methods block."""

    def __init__(self, file: BinaryIO, temporary: Path) -> None:
        self._file = file
        self.temporary = temporary
        self.size = 0
        self.digest = hashlib.sha256()

    @classmethod
    def beside(cls, path: Path) -> Spool:
        """A spool in the folder of `path`. Raises StorageError when that cannot be."""
        try:
            handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
        except OSError as error:
            raise unwritable(path, error) from None
        return cls(os.fdopen(handle, "wb"), Path(name))

    def write(self, data: bytes) -> None:
        """Append. Raises StorageError, as for a full disk."""
        try:
            self._file.write(data)
        except OSError as error:
            raise unwritable(self.temporary, error) from None
        self.size += len(data)
        self.digest.update(data)

    def complete(self) -> None:
        """Have everything safely on the disk. Raises StorageError."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise unwritable(self.temporary, error) from None

    def publish(self, path: Path, *, numbered: bool = False) -> Path:
        """Give the complete file its name and tell which; `numbered`: the next free one if it is taken.

        Raises StorageError, also when the name has been taken meanwhile.
        """
        for name in numbered_names(path) if numbered else iter((path,)):
            try:
                _name_exclusively(self.temporary, name)
            except FileExistsError:
                continue
            except OSError as error:
                raise unwritable(name, error) from None
            self.discard()
            return name
        raise existing(path)

    def discard(self) -> None:
        """Remove what is left of the temporary file."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self.temporary.unlink(missing_ok=True)


async def whole(work: Callable[[], T], undo: Callable[[T], object]) -> T:
    """Do a short piece of work in a thread; when cancelled meanwhile, wait for it and undo it."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(StorageError):
            undo(await task)
        raise


def numbered_names(path: Path) -> Iterator[Path]:
    """`x.zip`, `x-2.zip`, `x-3.zip` ..."""
    ending = next((it for it in _PACKED if path.name.endswith(it)), path.suffix)
    stem = path.name[: len(path.name) - len(ending)] if ending else path.name
    yield path
    for number in range(2, _NAMED):
        yield path.with_name(f"{stem}-{number}{ending}")


def is_taken(path: Path) -> bool:
    """Whether something has this name, a dangling link too."""
    return path.exists() or path.is_symlink()


def existing(path: Path) -> StorageError:
    """The name is taken."""
    return StorageError(
        "The file exists already", str(path), "Choose another name; dumps never replace a file."
    )


def unwritable(path: Path, error: OSError) -> StorageError:
    """A file that cannot be written, and what to do about it."""
    if error.errno in _FULL:
        return StorageError(
            "The dump cannot be written: there is no room for it",
            f"{path.parent}: {error.strerror}. Nothing was left behind.",
            "Make room, or name a file on another disk.",
        )
    hint = "Make the folder first." if error.errno == errno.ENOENT else "Check the folder's permissions."
    return StorageError("The dump cannot be written", f"{path}: {error.strerror or error}", hint)


def _name_exclusively(temporary: Path, path: Path) -> None:
    """Name a file without replacing another: by a link, or by claiming the name where links are unknown."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        path.open("xb").close()
        temporary.replace(path)
