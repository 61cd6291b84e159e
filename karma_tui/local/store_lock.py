"""One process per data file: a lock that lives exactly as long as the process that holds it.

The lock is on a file beside the data file, because closing any handle of the data file itself would
drop SQLite's own locks. The lock file stays behind, empty of meaning, when its holder ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from karma_tui.errors import StorageError


class DataFileLock:
    """The exclusive right to a data file; StorageError from the constructor if another process has it."""

    def __init__(self, data_file: Path) -> None:
        self._path = data_file.with_name(data_file.name + ".lock")
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError(
                "Cannot create the lock file",
                f"{self._path}: {error.strerror}.",
                "Check that the folder exists and can be written to.",
            ) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._handle, 32, 0).decode("ascii", "replace").strip()
            os.close(self._handle)
            raise StorageError(
                "Another process has the data file open",
                f"{data_file} is in use" + (f" by process {holder}." if holder.isdigit() else "."),
                "Use the instance that is already running, stop it, or name another data file.",
            ) from error
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, str(os.getpid()).encode("ascii"), 0)

    def release(self) -> None:
        """Give the right back; harmless when called twice."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
