"""A connection to a Unix socket: bytes go in and out here, h11 says what they mean in HTTP/1.1."""

from __future__ import annotations

import asyncio
import select
import socket
from contextlib import suppress

import h11

_PIECE = 1 << 16
"""Bytes that are taken in at once."""

_LONGEST_HEAD = 100 * 1024
"""Bytes that the head of an answer may have."""


class Connection:
    """One connection, between requests or in one. Whoever listens may be any server."""

    def __init__(self, link: socket.socket, patience: float) -> None:
        self._link = link
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self.has_ended = False
        """Whether the other side has closed it."""
        self.idle_since = 0.0

    async def send(self, *events: h11.Event) -> None:
        """Send these parts of a request. Raises OSError, TimeoutError, h11.ProtocolError."""
        data = b"".join([self._http.send(event) or b"" for event in events])
        async with asyncio.timeout(self._patience):
            await self._loop.sock_sendall(self._link, data)

    async def receive(self) -> h11.Event:
        """The next part of the answer. Raises OSError, TimeoutError, h11.ProtocolError."""
        while not isinstance(event := self._http.next_event(), h11.Event):
            if event is h11.PAUSED:
                raise h11.RemoteProtocolError("there is more than an answer")
            async with asyncio.timeout(self._patience):
                data = await self._loop.sock_recv(self._link, _PIECE)
            self.has_ended = not data
            self._http.receive_data(data)
        await asyncio.sleep(0)  # what has come in already is handed on without holding up anybody
        return event

    @property
    def unread(self) -> bytes:
        """What came in and is no part of an answer, or not yet."""
        return self._http.trailing_data[0]

    def goes_on(self) -> bool:
        """Begin anew after a whole exchange; false if this connection can take no other."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return not self.unread

    @property
    def is_quiet(self) -> bool:
        """Whether nothing came in unasked: neither an end nor more than was asked for."""
        poll = select.poll()
        poll.register(self._link, select.POLLIN)
        return not poll.poll(0)

    def interrupt(self) -> None:
        """Let whoever waits on it find it closed."""
        with suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Close it now, whatever is on its way; nobody may be waiting on it."""
        self._link.close()


async def connect(path: str, patience: float) -> Connection:
    """A new connection, on which each step may take `patience` seconds.

    Raises OSError, ValueError for a path that no socket can have.
    """
    link = socket.socket(socket.AF_UNIX)
    link.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(link, path)
    except BaseException:
        link.close()
        raise
    return Connection(link, patience)
