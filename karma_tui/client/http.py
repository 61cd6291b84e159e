"""Requests out, whole answers in, faults as errors of our tree; what carries them is `wire.py`'s business.

It knows nothing of karma.run's paths or error bodies. It never follows redirects, never repeats a
request, never puts a signature into an address, and decodes no content but gzip (see `transfer.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from karma_tui.client import exchange, faults
from karma_tui.client.clock import Clock, SystemClock
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.repeats import purpose_here, why_again
from karma_tui.client.reply import RawReply, Reply
from karma_tui.client.sink import Sink
from karma_tui.client.trace import Content, Telling, Trace, next_number
from karma_tui.client.transfer import MAX_ANSWER, BrokenEncoding, Unpacking, decode
from karma_tui.client.wire import Incoming, Wire, open_wire

if TYPE_CHECKING:
    import httpx

__all__ = ["Content", "Http", "RawReply", "Reply"]

SIGNATURE_HEADER = "X-Karma-Signature"

_HEAD = 400
"""Bytes of a handed-on body that the reply keeps, to see what it is."""

_DECODE_APART = 1 << 18
"""Compressed bytes from which on decoding is left to a thread."""


class Http:
    """A pool of connections to one endpoint; nothing is opened before the first request."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.clock = clock or SystemClock()
        self._transport = transport
        self._wire: Wire | None = None
        self._opening = asyncio.Lock()

    async def send(
        self,
        method: str,
        path: str,
        *,
        content: Content = b"",
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
        sink: Sink | None = None,
        private: bool = False,
    ) -> Reply:
        """Send one request and take in its whole answer. The body of a `private` one is told to nobody.

        With a `sink` the body of a success goes there as it comes, and only its beginning is in the reply.
        Raises ConnectionFailed, ServerCrashed (closed without an answer) or NotKarmaError (redirect,
        damaged compression). Cancelling it closes the connection, which tells the server to stop.
        """
        start = self.clock.monotonic()
        asked = self._headers(signature, headers, compressed=True)
        async with self._streamed(method, path, content, asked, private=private) as raw:
            if sink is not None and raw.status == 200:
                body = await self._hand_on(raw, sink)
            else:
                body = await self._take_in(raw)
                raw.trace.unpacked(len(body), b"" if raw.status == 200 else body)
            return Reply(raw.status, raw.headers, body, self.clock.monotonic() - start)

    def stream(
        self,
        method: str,
        path: str,
        *,
        content: Content = b"",
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
        compressed: bool = True,
    ) -> AbstractAsyncContextManager[RawReply]:
        """Send one request and read its answer piece by piece; faults as in `send`, also while reading."""
        asked = self._headers(signature, headers, compressed=compressed)
        return self._streamed(method, path, content, asked)

    def patient(self, seconds: float) -> Http:
        """Other connections to the same server, which may be silent for at least so long; close them."""
        endpoint = replace(self.endpoint, read_timeout=max(seconds, self.endpoint.read_timeout))
        return Http(endpoint, clock=self.clock, transport=self._transport)

    async def aclose(self) -> None:
        """Close all connections; no traffic."""
        if self._wire is not None:
            wire, self._wire = self._wire, None
            await wire.close()

    @asynccontextmanager
    async def _streamed(
        self,
        method: str,
        path: str,
        content: Content,
        headers: Mapping[str, str],
        *,
        private: bool = False,
    ) -> AsyncIterator[RawReply]:
        wire = await self._open()
        trace = self._trace(method, path, headers, private=private)
        try:
            answer = await wire.ask(method, path, trace.begin(content), headers, trace)
            try:
                trace.answered(answer.status, answer.headers)
                if answer.is_redirect:
                    named = answer.headers.get("location", "")
                    raise faults.redirected(self.endpoint, answer.status, named)
                yield RawReply(answer.status, answer.headers, self._chunks(answer, trace), trace)
            finally:
                await answer.close()
        except BaseException as failure:
            trace.end(failure)
            raise
        trace.end(None)

    def _trace(self, method: str, path: str, headers: Mapping[str, str], *, private: bool) -> Trace:
        """Noting costs time, so that much is noted only if somebody listens."""
        if not exchange.listeners:
            return Trace()
        begun = exchange.Exchange(
            next_number(),
            self.clock.wall(),
            method,
            path,
            self.endpoint.label,
            is_signed=SIGNATURE_HEADER in headers,
            is_private=private,
            purpose=purpose_here(),
            again=why_again(),
        )
        return Telling(begun, self.clock)

    async def _chunks(self, answer: Incoming, trace: Trace) -> AsyncIterator[bytes]:
        async for chunk in answer.chunks():
            trace.took(len(chunk))
            yield chunk

    async def _take_in(self, raw: RawReply) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for chunk in raw.chunks:
            parts.append(chunk)
            size += len(chunk)
            if size > MAX_ANSWER:
                raise faults.broken_encoding(self.endpoint, f"The answer has more than {MAX_ANSWER:,} bytes.")
        body = b"".join(parts)
        encoding = raw.headers.get("content-encoding", "")
        try:
            if encoding and size > _DECODE_APART:
                return await asyncio.to_thread(decode, body, encoding)
            return decode(body, encoding)
        except BrokenEncoding as error:
            raise faults.broken_encoding(self.endpoint, str(error)) from None

    async def _hand_on(self, raw: RawReply, sink: Sink) -> bytes:
        """Feed the sink, and answer the body's beginning; a body that cannot be karma.run's is not fed."""
        head = b""
        size = 0
        try:
            unpacking = Unpacking(raw.headers.get("content-encoding", ""))
            sink.begin()
            async for chunk in raw.chunks:
                plain = unpacking.feed(chunk)
                size += len(plain)
                head += plain[: _HEAD - len(head)]
                if not head.lstrip().startswith(b"<"):
                    sink.feed(plain)
            unpacking.finish()
            raw.trace.unpacked(size)
        except BrokenEncoding as error:
            raise faults.broken_encoding(self.endpoint, str(error)) from None
        return head

    def _headers(
        self, signature: str | None, extra: Mapping[str, str] | None, *, compressed: bool
    ) -> dict[str, str]:
        """The headers of every request: the codec always, never `Expect` (notes-for-client 43, 45)."""
        headers = {
            "X-Karma-Codec": "json",
            "Accept-Encoding": "gzip" if compressed and not self.endpoint.is_local else "identity",
        }
        if signature is not None:
            headers[SIGNATURE_HEADER] = signature
        headers.update(extra or {})
        for name, value in headers.items():
            if not value.isascii() or not value.isprintable():
                raise faults.unsendable_header(name)
        return headers

    async def _open(self) -> Wire:
        async with self._opening:
            if self._wire is None:
                self._wire = await open_wire(self.endpoint, self._transport)
            return self._wire
