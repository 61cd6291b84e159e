"""The file that results go to after `\\out FILE`: appended to, one result after the other, until `\\out`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from karma_tui.errors import StorageError


class OutputFile:
    """An open file. Closing it is up to who opened it."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self.path = path
        self._stream = stream
        self.results = 0

    @classmethod
    def open(cls, path: Path) -> OutputFile:
        """A new file, or the end of one that is there. Raises StorageError."""
        if path.exists() and not path.is_file():
            raise StorageError("That is not a file", f"{path} is a folder or a device.", "Give another name.")
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC, 0o666)
            return cls(path, os.fdopen(descriptor, "wb"))
        except OSError as error:
            raise _failure(path, error) from error

    def write(self, data: bytes) -> None:
        """Append. Raises StorageError."""
        try:
            self._stream.write(data)
        except OSError as error:
            raise _failure(self.path, error) from error

    def end_result(self) -> None:
        """A result is written: others may read it now. Raises StorageError."""
        self.results += 1
        try:
            self._stream.flush()
        except OSError as error:
            raise _failure(self.path, error) from error

    def close(self) -> None:
        """Raises StorageError if what was written cannot be brought to the disk."""
        try:
            self._stream.close()
        except OSError as error:
            raise _failure(self.path, error) from error


def _failure(path: Path, error: OSError) -> StorageError:
    return StorageError("The file cannot be written", f"{path}: {error.strerror or error}.")
