"""Reads the answers of an HTTP/1.1 server: the head, and a body of known length, in chunks or to the end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from karma_tui.client import faults
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.socket_connection import Connection
from karma_tui.client.trace import Trace

_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: [^\r\n]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")

_PIECE = 1 << 16
"""Bytes that are handed on at once."""

_BODILESS = frozenset((204, 304))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class Broken(Exception):
    """What came is no answer, or not all of one; `is_end`: nothing was wrong but that it ended."""

    def __init__(self, what: str, *, is_end: bool = False) -> None:
        super().__init__(what)
        self.is_end = is_end


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer. `length` is that of the body in bytes, None if only its end tells."""

    status: int
    headers: Mapping[str, str]
    keeps: bool
    """Whether the connection can be used again."""
    is_chunked: bool
    length: int | None

    @property
    def is_interim(self) -> bool:
        """Whether the answer proper is still to come."""
        return 100 <= self.status < 200 and self.status != 101


async def read_head(connection: Connection, method: str) -> Head:
    """Read the head of an answer to a request of that method. Raises Broken, OSError."""
    try:
        data = await connection.read_until(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        is_end = not error.partial or error.partial.startswith(b"HTTP/")
        raise Broken("It has ended." if is_end else _excerpt(error.partial), is_end=is_end) from None
    except asyncio.LimitOverrunError:
        raise Broken("The head of the answer does not end.") from None
    first, *lines = data[:-4].split(b"\r\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise Broken(_excerpt(first))
    headers = _headers(lines)
    code = int(status[2])
    named = headers.get("connection", "").lower().replace(" ", "").split(",")
    keeps = status[1] == b"1" and "close" not in named
    if method == "HEAD" or code in _BODILESS or code < 200:
        return Head(code, headers, keeps, False, 0)
    if coding := headers.get("transfer-encoding", ""):
        if coding.lower() != "chunked":
            raise Broken(f"Transfer-Encoding: {coding}")
        return Head(code, headers, keeps, True, None)
    length = _length(headers)
    return Head(code, headers, keeps and length is not None, False, length)


class Release(Protocol):
    """Takes a connection back."""

    def __call__(self, connection: Connection, *, keep: bool) -> None:
        """`keep` if it can be used again."""


class Receiving:
    """See `wire.Incoming`."""

    def __init__(
        self,
        endpoint: Endpoint,
        connection: Connection,
        head: Head,
        release: Release,
        trace: Trace,
    ) -> None:
        self._endpoint = endpoint
        self._connection = connection
        self._head = head
        self._release = release
        self._trace = trace
        self._is_whole = head.length == 0
        self._is_closed = False
        self.status = head.status
        self.headers = head.headers
        self.is_redirect = head.status in _REDIRECTS and "location" in head.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """See `wire.Incoming`."""
        try:
            async for piece in self._pieces():
                yield piece
            self._is_whole = True
        except TimeoutError as error:
            raise faults.answer_timed_out(self._endpoint) from error
        except (OSError, Broken) as error:
            self._trace.has_begun = True
            raise faults.cut_off(self._endpoint, str(error)) from error

    async def close(self) -> None:
        """See `wire.Incoming`."""
        if self._is_closed:
            return
        self._is_closed = True
        self._release(self._connection, keep=self._is_whole and self._head.keeps)

    async def _pieces(self) -> AsyncIterator[bytes]:
        if self._head.is_chunked:
            while size := await self._size():
                async for piece in self._exactly(size):
                    yield piece
                if await self._line() not in (b"\r\n", b"\n"):
                    raise Broken("A chunk is longer than it says.")
            while await self._line() not in (b"\r\n", b"\n"):
                pass  # what may follow the last chunk tells nothing to us
        elif self._head.length is None:
            while piece := await self._read(_PIECE):
                yield piece
        else:
            async for piece in self._exactly(self._head.length):
                yield piece

    async def _exactly(self, size: int) -> AsyncIterator[bytes]:
        left = size
        while left:
            piece = await self._read(min(left, _PIECE))
            if not piece:
                raise Broken(f"{left:,} of {size:,} bytes are missing.")
            left -= len(piece)
            yield piece
            await asyncio.sleep(0)  # what has come in already is handed on without waiting for anybody

    async def _size(self) -> int:
        found = _SIZE.fullmatch(await self._line())
        if found is None:
            raise Broken("A chunk has no length.")
        return int(found[1], 16)

    async def _line(self) -> bytes:
        async with asyncio.timeout(self._endpoint.read_timeout):
            try:
                return await self._connection.read_until(b"\n")
            except asyncio.IncompleteReadError:
                raise Broken("It ended before its last chunk.") from None
            except asyncio.LimitOverrunError:
                raise Broken("A line of its chunks does not end.") from None

    async def _read(self, size: int) -> bytes:
        async with asyncio.timeout(self._endpoint.read_timeout):
            return await self._connection.read(size)


def _headers(lines: list[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise Broken(_excerpt(line))
        name, value = field[1].decode("ascii").lower(), _text(field[2])
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _length(headers: Mapping[str, str]) -> int | None:
    """The body's length as told; None if it is not. Raises Broken for one that cannot be."""
    told = headers.get("content-length")
    if told is None:
        return None
    same = {part.strip() for part in told.split(",")}  # some gateways repeat it
    one = same.pop()
    if same or not (one.isascii() and one.isdigit()) or len(one) > 18:
        raise Broken(f"Content-Length: {told}")
    return int(one)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _excerpt(data: bytes) -> str:
    return f"It says: {_text(data[:200])}"
