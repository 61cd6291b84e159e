"""uvicorn's HTTP protocol with one difference: what it writes for one answer leaves in one piece.

uvicorn sends the head and the body of an answer separately. Each sending is a system call that wakes the
client, and together they cost more than everything else a short answer takes.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GatheringTransport:
    """A transport that holds a first write back until the second comes, or the event loop is free."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""

    def write(self, data: bytes) -> None:
        """Write what is held back and this; or hold this back, if it is the first."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held + data)
        elif data:
            self._held = data
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write what is held back."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    def close(self) -> None:
        """Write what is held back, then close."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transport's own business."""
        return getattr(self._transport, name)


def gathering_protocol(*args: Any, **kwargs: Any) -> HttpToolsProtocol:
    """A protocol for one connection, as uvicorn makes them, that gathers its writes."""
    protocol = HttpToolsProtocol(*args, **kwargs)
    connect = protocol.connection_made

    def connection_made(transport: asyncio.Transport) -> None:
        connect(GatheringTransport(transport, protocol.loop))  # type: ignore[arg-type]

    protocol.connection_made = connection_made  # type: ignore[method-assign]
    return protocol
