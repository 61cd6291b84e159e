"""Where one local instance has its files: data and secret beside each other, sockets in the runtime folder.

Two programs that open the same data file must come to the same socket, however they spell its path;
and the socket's path must fit into the kernel's address, which is about a hundred bytes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from karma_tui import paths
from karma_tui.errors import StorageError

_LONGEST_SOCKET_PATH = 103
"""Bytes without the closing NUL on the system that allows least (macOS, 104)."""

_LONGEST_SUFFIX = ".lease"


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one local instance; all paths absolute."""

    data: Path
    secret: Path
    socket: Path

    @property
    def data_lock(self) -> Path:
        """Locked by the server's process as long as it has the data file open."""
        return Path(f"{self.data}.lock")

    @property
    def lease(self) -> Path:
        """The socket whose open connections keep the server running."""
        return Path(f"{self.socket}.lease")

    @property
    def lock(self) -> Path:
        """Held by whoever is starting the server or finding out whether it runs."""
        return Path(f"{self.socket}.lock")

    @property
    def log(self) -> Path:
        """What the server last said on stderr."""
        return Path(f"{self.socket}.log")


def place_of(data: Path | None) -> Place:
    """The place of a data file, None: of the user's own one. Raises StorageError without a usable folder."""
    file = (data.expanduser() if data is not None else paths.data_dir() / "local.db").resolve()
    name = hashlib.sha256(os.fsencode(file)).hexdigest()[:16]
    folder = paths.runtime_dir()
    if len(os.fsencode(folder / name)) + len(_LONGEST_SUFFIX) > _LONGEST_SOCKET_PATH:
        folder = _short_folder()
    return Place(file, file.with_name(f"{file.name}.secret"), folder / name)


def _short_folder() -> Path:
    """A folder of our own in the temporary folder; refused if somebody else made it, or can read it."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"karma-tui-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError as failure:
        raise StorageError("There is no folder for the local instance's socket", str(failure)) from failure
    if folder.is_symlink() or status.st_uid != user or status.st_mode & 0o077:
        raise StorageError(
            "The folder for the local instance's socket is not safe",
            f"{folder} belongs to another user or is open to others.",
            f"Remove it, or set {paths.HOME_VARIABLE} to a shorter path.",
        )
    return folder
