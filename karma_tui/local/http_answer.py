"""An answer and its way onto the wire: CORS, content type, gzip (spec http-1.0 section 1, steps 1 to 4)."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass

from karma_tui.local.http_request import Request, Send

TEXT = "text/plain; charset=utf-8"
JSON = "application/json; charset=utf-8"

_INLINE_GZIP = 64 * 1024
"""Bodies up to this many bytes are compressed at once, longer ones in a thread."""

_PIECE = 1024 * 1024
"""Bytes given to the connection at once; it copies what it cannot send immediately, up to three times."""

_GZIP_LEVEL = 4
_GZIP_WINDOW = zlib.MAX_WBITS | 16
"""zlib's way to ask for the gzip format."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with a body in one piece or, if `stream` is given, in many."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    close: bool = False
    """Whether the connection ends with this answer."""
    stream: Iterator[bytes] | None = None
    """Pieces of the body; producing one may block, so each is fetched in a thread."""


async def send_answer(send: Send, request: Request, answer: Answer, *, compress: bool) -> None:
    """Send an answer, compressed if asked to (also when it is empty)."""
    headers = _headers(request, answer)
    if answer.stream is not None:
        pieces = _gzipped(answer.stream) if compress else _threaded(answer.stream)
        if compress:
            headers.append((b"content-encoding", b"gzip"))
        await _send_pieces(send, answer.status, headers, pieces)
        return
    body = answer.body
    if compress:
        headers.append((b"content-encoding", b"gzip"))
        body = await _compressed(body)
    headers.append((b"content-length", str(len(body)).encode("ascii")))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    for at in range(0, len(body) - _PIECE, _PIECE):
        await send({"type": "http.response.body", "body": body[at : at + _PIECE], "more_body": True})
    rest = body[(len(body) - 1) // _PIECE * _PIECE :] if len(body) > _PIECE else body
    await send({"type": "http.response.body", "body": rest})


def _headers(request: Request, answer: Answer) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", answer.content_type.encode("ascii")),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-headers", request.header("access-control-request-headers").encode("latin-1")),
        (b"access-control-allow-methods", request.header("access-control-request-method").encode("latin-1")),
    ]
    headers += [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in answer.headers]
    if answer.close:
        headers.append((b"connection", b"close"))
    return headers


async def _compressed(body: bytes) -> bytes:
    if len(body) <= _INLINE_GZIP:
        return zlib.compress(body, _GZIP_LEVEL, _GZIP_WINDOW)
    return await asyncio.to_thread(zlib.compress, body, _GZIP_LEVEL, _GZIP_WINDOW)


async def _send_pieces(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], pieces: AsyncIterator[bytes]
) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    async for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _threaded(stream: Iterator[bytes]) -> AsyncGenerator[bytes, None]:
    while piece := await asyncio.to_thread(next, stream, b""):
        yield piece


async def _gzipped(stream: Iterator[bytes]) -> AsyncGenerator[bytes, None]:
    packer = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)
    async with aclosing(_threaded(stream)) as pieces:
        async for piece in pieces:
            if packed := packer.compress(piece):
                yield packed
    yield packer.flush()
