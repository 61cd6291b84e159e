"""Where a server listens: a TCP port, or a Unix socket that only its owner can reach.

Nothing here accepts connections. A socket file that nobody serves any more is replaced, one that is
being served never.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from karma_tui.errors import StorageError, UsageError

_BACKLOG = 256


def listen_tcp(host: str, port: int, *, allow_remote: bool) -> socket.socket:
    """Listen on a host and port (0: any free one). Raises StorageError, UsageError for hosts others reach."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise UsageError("Unknown host", f"{host!r}: {error.strerror or error}.") from error
    if not allow_remote and not _is_loopback(str(address[0])):
        raise UsageError(
            "Not a loopback address",
            f"{host} can be reached from other machines, over plain HTTP that anybody on the way can read.",
            "Add --allow-remote if that is what you want.",
        )
    # the protocol is named so that asyncio turns off Nagle's delay on what is accepted here
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise _cannot_listen(f"{host}:{port}", error) from error
    listener.setblocking(False)
    return listener


def listen_unix(path: Path) -> socket.socket:
    """Listen on a socket of mode 0600 in a folder of mode 0700, made if missing. Raises StorageError."""
    _check_folder(path.parent)
    with _only_one_in(path.parent):
        _remove_stale(path)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        previous = os.umask(0o177)
        try:
            listener.bind(str(path))
            listener.listen(_BACKLOG)
        except OSError as error:
            listener.close()
            raise _cannot_listen(str(path), error) from error
        finally:
            os.umask(previous)
    listener.setblocking(False)
    return listener


def url_of(listener: socket.socket) -> str:
    """The URL under which a listener is reached: `http://host:port` or `unix:path`."""
    if listener.family == socket.AF_UNIX:
        return f"unix:{listener.getsockname()}"
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _check_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.stat()
    except OSError as error:
        raise StorageError("The socket's folder cannot be used", f"{folder}: {error.strerror}.") from error
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise StorageError(
            "The socket's folder is not private",
            f"{folder} belongs to somebody else or is open to others.",
            f"Name a socket in a folder of your own, or close this one: chmod 700 {folder}",
        )


def _is_loopback(address: str) -> bool:
    return address == "::1" or (address.startswith("127.") and address.count(".") == 3)


@contextmanager
def _only_one_in(folder: Path) -> Iterator[None]:
    """Keep others from taking a socket that is bound but not yet listening for a stale one."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _remove_stale(path: Path) -> None:
    """Remove a socket file that nobody serves. Raises StorageError if somebody does, or it is no socket."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise StorageError("Not a socket", f"{path} is something else.", "Name another path.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            path.unlink(missing_ok=True)
            return
        except OSError as error:
            raise _cannot_listen(str(path), error) from error
    raise StorageError("The socket is in use", f"Another process serves {path}.", "Use that one, or stop it.")


def _cannot_listen(place: str, error: OSError) -> StorageError:
    if error.errno == errno.EADDRINUSE:
        return StorageError(
            "The port is in use",
            f"Another program listens on {place}.",
            "Choose another --port; 0 finds a free one.",
        )
    return StorageError("Cannot listen", f"{place}: {error.strerror or error}.")
