"""uvicorn's HTTP protocol with some differences.

What it writes for one answer leaves in one piece: uvicorn sends the head and the body separately, each
sending is a system call that wakes the client, and together they cost more than everything else a short
answer takes. And a request may have any method, as with the real servers (spec http-1.0 section 1), and
letters beyond ASCII in its path, while the parser refuses both. An offer to go on in another protocol,
which some clients make with every request, is not heard: the parser would take it, and the body for the
other protocol's. And a head has to end some time, or a client could have any amount of memory.
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


_REQUEST_LINE: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) ([^ \r\n]+) HTTP/1\.[01]\r\n")
_PARSED: Final = frozenset((b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH"))
"""Methods that the parser is shown as they are; others it sees as PATCH, which has a body and no effects."""

_BEYOND: Final = re.compile(rb"[\x80-\xff]")
"""What many clients send in paths as it is, and the parser wants escaped."""
_OFFER: Final = re.compile(rb"\r\nUpgrade(?=[ \t]*:)", re.IGNORECASE)
LARGEST_HEAD: Final = 1024 * 1024 + 4096
"""Bytes of a request before its body, about; as many as the real servers read."""
_TOO_LARGE: Final = b"431 Request Header Fields Too Large"
_REFUSAL: Final = (
    b"HTTP/1.1 " + _TOO_LARGE + b"\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n" % len(_TOO_LARGE) + _TOO_LARGE
)


class AnyMethodProtocol(HttpToolsProtocol):
    """A connection whose requests may have any method, but no endless head."""

    _method = ""
    """That of the request being read, where the parser is shown another."""
    _in_head = True
    _in_body = False
    _head = 0
    """Bytes of the head that is being read; of what follows a body, those of its fields."""

    def data_received(self, data: bytes) -> None:
        """Take bytes from the socket; a request may change its method here, and loses its offers."""
        if not self._in_body:
            line = _REQUEST_LINE.match(data)
            if line is not None:
                data = self._plainly(line[1], line[2]) + data[line.end(2) :]
            data = _without_offers(data)
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
        if self._head > LARGEST_HEAD and not self.transport.is_closing():
            self.transport.write(_REFUSAL)
            self.transport.close()

    def _plainly(self, method: bytes, target: bytes) -> bytes:
        """The beginning of a request as the parser takes it: a method it knows, a path of plain letters."""
        unheard = method not in _PARSED
        self._method = method.decode("ascii") if unheard else ""
        return (b"PATCH" if unheard else method) + b" " + _BEYOND.sub(_escaped, target)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head, self._head = True, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field has been read, of the head or of what follows a body in chunks."""
        if not self._in_head:
            self._head += len(name) + len(value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head has been read: name the method as it was sent."""
        self._in_head, self._in_body, self._head = False, True, 0
        super().on_headers_complete()
        if self._method:
            self.scope["method"], self._method = self._method, ""

    def on_message_complete(self) -> None:
        """The body has been read: another request may begin."""
        self._in_body = False
        super().on_message_complete()


def _escaped(found: re.Match[bytes]) -> bytes:
    return b"%%%02X" % found[0][0]


def _without_offers(data: bytes) -> bytes:
    """Bytes of a head, and perhaps of a body after it, with the fields renamed that offer a protocol."""
    end = data.find(b"\r\n\r\n")
    head = data if end < 0 else data[:end]
    return data if _OFFER.search(head) is None else _OFFER.sub(b"\r\nX-Offer", head) + data[len(head) :]


def gathering_protocol(*args: Any, **kwargs: Any) -> HttpToolsProtocol:
    """A protocol for one connection, as uvicorn makes them, that gathers its writes."""
    protocol = AnyMethodProtocol(*args, **kwargs)
    connect = protocol.connection_made

    def connection_made(transport: asyncio.Transport) -> None:
        connect(GatheringTransport(transport, protocol.loop))  # type: ignore[arg-type]

    protocol.connection_made = connection_made  # type: ignore[method-assign]
    return protocol
