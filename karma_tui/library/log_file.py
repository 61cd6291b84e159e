"""A log file of the user's: lines are only added, for the owner's eyes, and the file does not grow for ever.

Only a file that is ours is written to: a regular one, no link, the user's own, empty or begun by us. Several
processes may add to one; a full file makes way under a lock (`FILE.1`, `FILE.2`, ...).
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import Path

from karma_tui.errors import StorageError

HEAD = '{"karma-tui": "HTTP log", "format": 1}\n'
"""The first line of each file, by which ours are known."""

LIMIT = 5 << 20
"""Bytes from which on a file makes way for a new one."""

OLDER = 3
"""Files kept beside the one that is written to."""

_FLAGS = os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_PRIVATE = 0o600


class LogFile:
    """See the module. Raises StorageError when made for a file that may not or cannot be written to."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self.path = path.expanduser().absolute()
        self._limit = limit
        self._is_torn = False
        """Whether a line was cut off, as by a full disk."""
        self._descriptor = self._open()

    def write(self, line: str) -> None:
        """Add a line, without its end. Raises StorageError; another line may be tried later."""
        start = "\n" if self._is_torn else ""
        data = f"{start}{line}\n".encode("utf-8", "backslashreplace")
        try:
            self._keep_up(len(data))
            # in one piece, so that lines of several processes never mix
            written = os.write(self._descriptor, data)
            if written < len(data):
                self._is_torn = not self._took_back(written)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self._is_torn = False
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def _took_back(self, written: int) -> bool:
        """Take away what was written of a line that is not whole; False if another line is behind it."""
        end = os.lseek(self._descriptor, 0, os.SEEK_CUR)
        if os.fstat(self._descriptor).st_size != end:
            return False
        os.ftruncate(self._descriptor, end - written)
        return True

    def close(self) -> None:
        """Nothing more is written; may be called twice."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _keep_up(self, more: int) -> None:
        """Make room for a line in the file of that name; another process may have moved ours away."""
        if self._descriptor < 0 or not self._has_name():
            self._reopen()
        if os.fstat(self._descriptor).st_size + more <= self._limit:
            return
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            if self._has_name():
                if not _may_move(self.path):
                    raise OSError(errno.EEXIST, f"it is full, and {self.path.name}.1 and so on are taken")
                _move(self.path)
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._reopen()

    def _reopen(self) -> None:
        self.close()
        self._descriptor = self._open()

    def _has_name(self) -> bool:
        ours = os.fstat(self._descriptor)
        try:
            named = self.path.lstat()
        except FileNotFoundError:
            return False
        return (ours.st_dev, ours.st_ino) == (named.st_dev, named.st_ino)

    def _open(self) -> int:
        try:
            descriptor = os.open(self.path, _FLAGS, _PRIVATE)
        except OSError as error:
            raise _unopened(self.path, error) from error
        try:
            _check(self.path, descriptor)
            _begin(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise _unwritable(self.path, error) from error
        except StorageError:
            os.close(descriptor)
            raise
        return descriptor


def _check(path: Path, descriptor: int) -> None:
    """Raises StorageError for a file that is not ours to write to."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise _refused(path, "It is not a regular file.")
    if status.st_uid != os.getuid():
        raise _refused(path, f"It belongs to another user (user id {status.st_uid}).")
    if status.st_size and not _is_ours(descriptor):
        raise _refused(path, "There is something else in it, which nothing is added to.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        os.fchmod(descriptor, _PRIVATE)


def _begin(descriptor: int) -> None:
    """The first line of a new file; the end of a line that was cut off, by a full disk for example."""
    size = os.fstat(descriptor).st_size
    if not size:
        os.write(descriptor, HEAD.encode())
    elif os.pread(descriptor, 1, size - 1) != b"\n":
        os.write(descriptor, b"\n")


def _is_ours(descriptor: int) -> bool:
    head = HEAD.encode()
    found = os.pread(descriptor, len(head), 0)
    return bool(found) and head.startswith(found)


def _may_move(path: Path) -> bool:
    """Whether all that moving would replace is ours."""
    for number in range(1, OLDER + 1):
        older = _numbered(path, number)
        if not os.path.lexists(older):
            return True  # what is behind the gap stays where it is
        try:
            descriptor = os.open(older, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return False
        try:
            if not _is_ours(descriptor):
                return False
        finally:
            os.close(descriptor)
    return True


def _move(path: Path) -> None:
    """`FILE` becomes `FILE.1`, that `FILE.2`, up to the first name that is free; else the oldest goes."""
    names = [_numbered(path, number) for number in range(OLDER + 1)]
    free = next((at for at, name in enumerate(names) if not os.path.lexists(name)), OLDER)
    for at in range(free, 0, -1):
        names[at - 1].replace(names[at])


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}") if number else path


def _unopened(path: Path, error: OSError) -> StorageError:
    if error.errno == errno.ELOOP:
        return _refused(path, "It is a symbolic link.")
    if error.errno == errno.ENXIO:
        return _refused(path, "It is not a regular file.")
    return StorageError(
        "The log file cannot be opened",
        f"{path}: {error.strerror or error}.",
        "Name a file in a folder that is there and that you may write to.",
    )


def _refused(path: Path, reason: str) -> StorageError:
    return StorageError(
        "This file is not used as a log file",
        f"{path}: {reason}",
        "Name a new file, or a log that karma-tui has begun.",
    )


def _unwritable(path: Path, error: OSError) -> StorageError:
    return StorageError("The log file cannot be written", f"{path}: {error.strerror or error}.")
