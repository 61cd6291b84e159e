"""Where one local instance has its files: data and secret beside each other, sockets in the runtime folder.

Two programs that open the same data file must come to the same socket, however they spell its path;
and the socket's path must fit into the kernel's address, which is about a hundred bytes.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from karma_tui import paths
from karma_tui.digest import hex_digest
from karma_tui.errors import StorageError
from karma_tui.library.files import real_path
from karma_tui.workbench.target import name_of_dump

_LONGEST_SOCKET_PATH = 103
"""Bytes without the closing NUL on the system that allows least (macOS, 104)."""

_LONGEST_SUFFIX = ".lease"

LOCAL_NAME = "local instance"
"""What an instance is called that was not opened from a dump."""


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one local instance; all paths absolute."""

    data: Path
    secret: Path
    socket: Path
    dump: Path | None = None
    """What a new data file is filled from; None: samples."""
    passing: bool = False
    """Nobody else knows of this instance, and its files go with whoever opened it."""

    @property
    def name(self) -> str:
        """What the instance is called where others have an address."""
        return LOCAL_NAME if self.dump is None else name_of_dump(self.dump)

    @property
    def dump_to_open(self) -> Path | None:
        """The dump as long as there is no data file of it; a later start goes on with the data file."""
        return None if self.data.exists() else self.dump

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


def place_of(data: Path | None, dump: Path | None = None) -> Place:
    """The place of a data file, None: of the user's own one. Raises StorageError without a usable folder."""
    file = real_path(data.expanduser() if data is not None else paths.data_dir() / "local.db")
    name = hex_digest(os.fsencode(file), 16)
    folder = paths.runtime_dir()
    if not _fits(folder / name):
        folder = _short_folder()
    return Place(file, file.with_name(f"{file.name}.secret"), folder / name, dump)


def place_in(folder: Path, dump: Path) -> Place:
    """The place of a dump's copy that goes with its folder, which also has the sockets, if they fit there."""
    place = replace(place_of(folder / "data.db", dump), passing=True)
    socket = place.data.with_name("socket")
    return replace(place, socket=socket) if _fits(socket) else place


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) + len(_LONGEST_SUFFIX) <= _LONGEST_SOCKET_PATH


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
