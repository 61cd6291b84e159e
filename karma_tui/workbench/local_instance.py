"""Keeps the local instance running while somebody uses it: joins a live server, else starts one.

A connection to the server's lease socket is held open. It tells the server that it is needed, and its
end tells us, at once and without asking, that the server died. The secret lies in a file beside the data,
so signatures outlive any restart.
"""

from __future__ import annotations

import asyncio
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event

from karma_tui.errors import StorageError
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.local_process import DumpRefused, Started, start_on_socket

Start = Callable[[Place], Started]

_ENDING = 3.0
"""Seconds in which a server that is just ending lets go of its sockets and its data file."""


class LocalInstance:
    """The lease on one local instance. One owner per process and data file is enough, more do no harm."""

    def __init__(self, place: Place, start: Start | None = None) -> None:
        self.place = place
        self._unwanted = Event()
        self._start = start or partial(start_on_socket, unwanted=self._unwanted)
        self._lease: socket.socket | None = None
        self._started: Started | None = None
        self._turn = asyncio.Lock()

    def is_alive(self) -> bool:
        """Whether the server held by the lease still runs. Costs one system call."""
        return self._lease is not None and not _ended(self._lease, 0)

    async def ensure(self) -> bool:
        """Make sure that the server runs; True if it had to be joined or started. Raises StorageError."""
        async with self._turn:
            if self.is_alive():
                return False
            self.release()
            self._unwanted.clear()
            try:
                self._lease = await asyncio.to_thread(self._join_or_start)
            except asyncio.CancelledError:
                self._unwanted.set()
                raise
            return True

    async def has_ended(self) -> bool:
        """Whether a server that did not answer is gone, or goes now: one joined in its last moment, say."""
        lease = self._lease
        return lease is None or await asyncio.to_thread(_ended, lease, _ENDING)

    def release(self) -> None:
        """Give up the lease; the server ends by itself a while after the last one."""
        if self._lease is not None:
            self._lease.close()
            self._lease = None
        if self._started is not None:
            if self.place.passing:
                self._started.process.terminate()  # nobody will join it
            self._started.process.poll()  # reaps it, should it have died

    def _join_or_start(self) -> socket.socket:
        with _locked(self.place.lock):
            lease = _connect(self.place.lease)
            if lease is None:
                self._started = self._start_anew()
                lease = _connect(self.place.lease)
        if lease is None:
            raise StorageError(
                "The local instance ended right after its start", f"Its log is {self.place.log}."
            )
        return lease

    def _start_anew(self) -> Started:
        try:
            return self._start(self.place)
        except DumpRefused:
            raise
        except StorageError:
            # a predecessor that is just ending has no sockets any more, but still the data file
            if self._unwanted.is_set() or not freed(self.place.data_lock, _ENDING):
                raise
        return self._start(self.place)


def _ended(lease: socket.socket, patience: float) -> bool:
    """Whether the other side of a lease is gone, or goes within some seconds; it never says anything."""
    try:
        if not select.select([lease], [], [], patience)[0]:
            return False
        return lease.recv(64) == b""
    except OSError:
        return True


def _connect(path: Path) -> socket.socket | None:
    """A connection to a Unix socket, None if nobody listens there."""
    if not hasattr(socket, "AF_UNIX"):
        raise StorageError(
            "There is no local instance on this system",
            "It needs Unix sockets, which this Python does not offer.",
            "Name a server with --url.",
        )
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


def freed(lock: Path, patience: float) -> bool:
    """Whether nobody holds a lock file, or whoever does lets go within some seconds."""
    import fcntl  # exists wherever Unix sockets are used

    deadline = time.monotonic() + patience
    try:
        file = lock.open("rb")
    except OSError:
        return False  # no lock file: whatever went wrong, it was not that
    with file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
            time.sleep(0.05)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file, so that two programs starting at once start one server."""
    import fcntl  # exists wherever Unix sockets are used

    with path.open("ab") as file:
        path.chmod(0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
