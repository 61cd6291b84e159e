"""Watches a request on its way: what its fault means, and for those who listen, sizes and times.

`Trace` notes only what a fault is judged by; `Telling` also tells each step to the listeners of `exchange`.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from karma_tui.client.clock import Clock
from karma_tui.client.exchange import KEPT, Exchange, Phase, tell
from karma_tui.errors import KarmaError

Content: TypeAlias = bytes | AsyncIterable[bytes]

_numbers = itertools.count(1)


class Trace:
    """Notes whether a request got a connection of its own and whether an answer had begun."""

    def __init__(self) -> None:
        self.is_fresh = False
        self.has_begun = False

    async def __call__(self, event: str, _info: Mapping[str, Any]) -> None:
        """Called by the HTTP library at each step of a request."""
        if event.startswith("connection.connect_"):
            self.is_fresh = True
        elif event.endswith("receive_response_headers.complete"):
            self.has_begun = True

    def begin(self, content: Content) -> Content:
        """The request is about to be sent; answers what to send."""
        return content

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """The head of an answer is there."""

    def took(self, size: int) -> None:
        """So many bytes of the body came in."""

    def unpacked(self, size: int, refusal: bytes = b"") -> None:
        """The whole body is there; the beginning of one by which the server refused."""

    def end(self, failure: BaseException | None) -> None:
        """Nothing more will come."""


class Telling(Trace):
    """Tells the listeners of `exchange`."""

    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        super().__init__()
        self._exchange = exchange
        self._clock = clock
        self._start = clock.monotonic()
        self._connecting: float | None = None
        self._first: float | None = None
        self._sent = 0
        self._received = 0

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by the HTTP library at each step of a request."""
        await super().__call__(event, info)
        if event.startswith("connection.") and event.endswith(".complete"):
            self._connecting = self._elapsed
        elif event.endswith("receive_response_headers.complete"):
            self._first = self._elapsed

    def begin(self, content: Content) -> Content:
        """See Trace."""
        private = self._exchange.is_private
        if not isinstance(content, bytes):
            self._tell()
            return self._counted(content)
        self._sent = len(content)
        self._tell(body=b"" if private else content[:KEPT], sent=self._sent)
        return content

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """See Trace."""
        self._first = self._elapsed if self._first is None else self._first
        self._tell(
            phase=Phase.ANSWERING,
            status=status,
            sent=self._sent,
            content_type=headers.get("content-type", ""),
            encoding=headers.get("content-encoding", ""),
        )

    def took(self, size: int) -> None:
        """See Trace; too frequent to be told."""
        self._received += size

    def unpacked(self, size: int, refusal: bytes = b"") -> None:
        """See Trace; told at the end."""
        is_private = self._exchange.is_private
        self._exchange = replace(self._exchange, unpacked=size, refusal=b"" if is_private else refusal[:KEPT])

    def end(self, failure: BaseException | None) -> None:
        """See Trace."""
        phase, error = _ending(failure)
        unpacked = self._exchange.unpacked or self._received
        self._tell(
            phase=phase,
            error=error,
            sent=self._sent,
            received=self._received,
            unpacked=unpacked,
            total=self._elapsed,
        )

    @property
    def _elapsed(self) -> float:
        return self._clock.monotonic() - self._start

    def _tell(self, **changes: Any) -> None:
        self._exchange = replace(
            self._exchange,
            is_fresh=self.is_fresh,
            connecting=self._connecting,
            first_byte=self._first,
            **changes,
        )
        tell(self._exchange)

    async def _counted(self, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        async for part in content:
            self._sent += len(part)
            yield part


def next_number() -> int:
    """Counts the exchanges of this process."""
    return next(_numbers)


def _ending(failure: BaseException | None) -> tuple[Phase, str]:
    if failure is None:
        return Phase.DONE, ""
    if isinstance(failure, (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt)):
        return Phase.CANCELLED, ""
    if isinstance(failure, KarmaError):
        return Phase.FAILED, " ".join(part for part in (failure.title, failure.detail) if part)
    return Phase.FAILED, type(failure).__name__
