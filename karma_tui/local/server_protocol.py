"""uvicorn's HTTP protocol with two differences.

What it writes for one answer leaves in one piece: uvicorn sends the head and the body separately, each
sending is a system call that wakes the client, and together they cost more than everything else a short
answer takes. And a request may have any method, as with the real servers (spec http-1.0 section 1), while
the parser refuses those that it has not heard of.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

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


_REQUEST_LINE: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) [^ \r\n]+ HTTP/1\.[01]\r\n")
_PARSED: Final = frozenset((b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH"))
"""Methods that the parser is shown as they are; others it sees as PATCH, which has a body and no effects."""


class AnyMethodProtocol(HttpToolsProtocol):
    """A connection whose requests may have any method."""

    _method = ""
    """That of the request being read, where the parser is shown another."""

    def data_received(self, data: bytes) -> None:
        """Take bytes from the socket; those that begin a request may change their method here."""
        if self.cycle is None or self.cycle.response_complete:
            line = _REQUEST_LINE.match(data)
            if line is not None:
                unheard = line[1] not in _PARSED
                self._method = line[1].decode("ascii") if unheard else ""
                data = b"PATCH" + data[line.end(1) :] if unheard else data
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head has been read: name the method as it was sent."""
        super().on_headers_complete()
        if self._method:
            self.scope["method"] = self._method


def gathering_protocol(*args: Any, **kwargs: Any) -> HttpToolsProtocol:
    """A protocol for one connection, as uvicorn makes them, that gathers its writes."""
    protocol = AnyMethodProtocol(*args, **kwargs)
    connect = protocol.connection_made

    def connection_made(transport: asyncio.Transport) -> None:
        connect(GatheringTransport(transport, protocol.loop))  # type: ignore[arg-type]

    protocol.connection_made = connection_made  # type: ignore[method-assign]
    return protocol
