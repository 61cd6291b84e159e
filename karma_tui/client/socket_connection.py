"""A connection to a Unix socket that is kept between requests as long as nothing unasked comes in."""

from __future__ import annotations

import asyncio
import select
from contextlib import suppress


class Counting(asyncio.StreamReaderProtocol):
    """Knows how much has come in."""

    arrived = 0

    def data_received(self, data: bytes) -> None:
        """Called by the transport."""
        self.arrived += len(data)
        super().data_received(data)


class Connection:
    """One connection, between requests or in one."""

    __slots__ = ("_counting", "_reader", "_taken", "idle_since", "writer")

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counting: Counting
    ) -> None:
        self._reader = reader
        self._counting = counting
        self._taken = 0
        self.writer = writer
        self.idle_since = 0.0

    @property
    def is_quiet(self) -> bool:
        """Whether nothing came in but what was read: neither an end nor more than was asked for."""
        if self.writer.is_closing() or self._reader.at_eof() or self._counting.arrived != self._taken:
            return False
        descriptor = self.writer.get_extra_info("socket").fileno()
        if descriptor < 0:
            return False
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return not poll.poll(0)

    async def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        data = await self._reader.read(size)
        self._taken += len(data)
        return data

    async def read_until(self, end: bytes) -> bytes:
        """All up to these bytes, which must come soon. Raises IncompleteReadError, LimitOverrunError."""
        data = await self._reader.readuntil(end)
        self._taken += len(data)
        return data

    def hang_up(self) -> None:
        """Close it now, whatever is on its way."""
        self.writer.transport.abort()

    async def close(self) -> None:
        """Close it."""
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


async def connect(path: str) -> Connection:
    """A new connection. Raises OSError, ValueError for a path that no socket can have."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(loop=loop)
    protocol = Counting(reader, loop=loop)
    transport, _ = await loop.create_unix_connection(lambda: protocol, path)
    return Connection(reader, asyncio.StreamWriter(transport, protocol, reader, loop), protocol)
