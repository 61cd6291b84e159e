"""Keeps the local instance running while somebody uses it: joins a live server, else starts one.

A connection to the server's lease socket is held open. It tells the server that it is needed, and its
end tells us, at once and without asking, that the server died. The secret lies in a file beside the data,
so signatures outlive any restart.
"""

from __future__ import annotations

import asyncio
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from karma_tui.errors import StorageError
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.local_process import Started, start_on_socket

Start = Callable[[Place], Started]


class LocalInstance:
    """The lease on one local instance. One owner per process and data file is enough, more do no harm."""

    def __init__(self, place: Place, start: Start = start_on_socket) -> None:
        self.place = place
        self._start = start
        self._lease: socket.socket | None = None
        self._started: Started | None = None
        self._turn = asyncio.Lock()

    @property
    def url(self) -> str:
        """The address as `client` takes it."""
        return f"unix:{self.place.socket}"

    @property
    def is_alive(self) -> bool:
        """Whether the server held by the lease still runs. Costs one system call."""
        if self._lease is None:
            return False
        try:
            return self._lease.recv(64, socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    async def ensure(self) -> bool:
        """Make sure that the server runs; True if it had to be joined or started. Raises StorageError."""
        async with self._turn:
            if self.is_alive:
                return False
            self.release()
            self._lease = await asyncio.to_thread(self._join_or_start)
            return True

    def release(self) -> None:
        """Give up the lease; the server ends by itself a while after the last one."""
        if self._lease is not None:
            self._lease.close()
            self._lease = None
        if self._started is not None:
            self._started.process.poll()  # reaps it, should it have died

    def _join_or_start(self) -> socket.socket:
        with _locked(self.place.lock):
            lease = _connect(self.place.lease)
            if lease is None:
                _remove_stale(self.place.socket)
                _remove_stale(self.place.lease)
                self._started = self._start(self.place)
                lease = _connect(self.place.lease)
        if lease is None:
            raise StorageError(
                "The local instance ended right after its start", f"Its log is {self.place.log}."
            )
        return lease


def _connect(path: Path) -> socket.socket | None:
    """A connection to a Unix socket, None if nobody listens there."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(str(path))
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    except OSError as failure:
        connection.close()
        raise StorageError(
            "The local instance cannot be reached", f"{path}: {failure.strerror}."
        ) from failure
    return connection


def _remove_stale(path: Path) -> None:
    """Remove the socket of a server that died; anything else in its place is somebody's file and stays."""
    try:
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()
    except FileNotFoundError:
        return


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file, so that two programs starting at once start one server."""
    import fcntl  # exists wherever Unix sockets are used

    with path.open("ab") as file:
        path.chmod(0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
