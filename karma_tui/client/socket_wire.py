"""HTTP/1.1 over a Unix socket: connections that are kept, requests out, answers in.

Whoever listens there may be any server, so nothing is taken for granted of what it says. How an answer is
read is in `socket_answer.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

from karma_tui.client import faults
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.socket_answer import Broken, Head, Receiving, read_head
from karma_tui.client.socket_connection import Connection, connect
from karma_tui.client.trace import Content, Trace
from karma_tui.client.wire import IDLE_SECONDS, USER_AGENT
from karma_tui.errors import KarmaError

_UNESCAPED = "!#$%&'()*+,/:;=?@[]~"
"""What stays as it is in the path of a request besides letters, digits and `-._`."""


class SocketWire:
    """See `wire.Wire`."""

    def __init__(self, endpoint: Endpoint, clock: Callable[[], float] = time.monotonic) -> None:
        self._endpoint = endpoint
        self._clock = clock
        self._idle: list[Connection] = []
        self._busy: set[Connection] = set()
        self._is_closed = False

    async def ask(
        self, method: str, path: str, content: Content, headers: Mapping[str, str], trace: Trace
    ) -> Receiving:
        """See `wire.Wire`."""
        connection = self._kept() or await self._connect(trace)
        self._busy.add(connection)
        try:
            await self._send(connection, method, path, content, headers)
            head = await self._head(connection, method)
            await trace("http11.receive_response_headers.complete", {})
            return Receiving(self._endpoint, connection, head, self._release, trace)
        except BaseException as failure:
            self._release(connection, keep=False)
            if isinstance(failure, TimeoutError):
                raise faults.answer_timed_out(self._endpoint) from failure
            if isinstance(failure, OSError | Broken):
                raise self._fault(failure, trace) from failure
            raise

    async def close(self) -> None:
        """See `wire.Wire`."""
        self._is_closed = True
        for connection in self._busy:
            connection.hang_up()
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.close()

    # --- connections

    def _kept(self) -> Connection | None:
        """A connection of an earlier request that the other side has not closed meanwhile."""
        while self._idle:
            connection = self._idle.pop()
            is_old = self._clock() - connection.idle_since > IDLE_SECONDS
            if connection.is_quiet and not is_old:
                return connection
            connection.hang_up()
        return None

    def _release(self, connection: Connection, *, keep: bool) -> None:
        """Nobody uses it any more; `keep` if it can be used again."""
        self._busy.discard(connection)
        if keep and not self._is_closed:
            connection.idle_since = self._clock()
            self._idle.append(connection)
        else:
            connection.hang_up()

    async def _connect(self, trace: Trace) -> Connection:
        await trace("connection.connect_unix_socket.started", {})
        try:
            async with asyncio.timeout(self._endpoint.connect_timeout):
                connection = await connect(self._endpoint.socket or "")
        except TimeoutError as error:
            raise faults.connect_timed_out(self._endpoint) from error
        except (OSError, ValueError) as error:  # the latter for a path that no socket can have
            raise faults.not_connected(self._endpoint, error) from error
        await trace("connection.connect_unix_socket.complete", {})
        return connection

    # --- one exchange

    async def _send(
        self, connection: Connection, method: str, path: str, content: Content, headers: Mapping[str, str]
    ) -> None:
        """A server that has seen enough may answer and close before it has read all: see what it says."""
        lines, is_chunked = self._lines(method, path, content, headers)
        try:
            if isinstance(content, bytes):
                await self._write(connection, lines + content)
                return
            await self._write(connection, lines)
            async for part in content:
                if part:
                    await self._write(connection, b"%x\r\n%b\r\n" % (len(part), part) if is_chunked else part)
            if is_chunked:
                await self._write(connection, b"0\r\n\r\n")
        except ConnectionError:
            return

    async def _write(self, connection: Connection, data: bytes) -> None:
        async with asyncio.timeout(self._endpoint.read_timeout):
            connection.writer.write(data)
            await connection.writer.drain()

    def _lines(
        self, method: str, path: str, content: Content, headers: Mapping[str, str]
    ) -> tuple[bytes, bool]:
        """The head of a request, and whether its body goes in chunks; header values were looked at before."""
        parts = urlsplit(self._endpoint.address(path))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        given = {name.lower() for name in headers}
        lines = [
            f"{method} {quote(target, safe=_UNESCAPED)} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Accept: */*",
            "Connection: keep-alive",
            f"User-Agent: {USER_AGENT}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        is_chunked = not isinstance(content, bytes) and "content-length" not in given
        if is_chunked:
            lines.append("Transfer-Encoding: chunked")
        elif isinstance(content, bytes) and (content or method not in ("GET", "HEAD")):
            lines.append(f"Content-Length: {len(content)}")
        return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n", is_chunked

    async def _head(self, connection: Connection, method: str) -> Head:
        while True:
            async with asyncio.timeout(self._endpoint.read_timeout):
                head = await read_head(connection, method)
            if not head.is_interim:
                return head

    def _fault(self, error: OSError | Broken, trace: Trace) -> KarmaError:
        if not trace.is_fresh:
            return faults.dropped(self._endpoint)
        if isinstance(error, Broken) and not error.is_end:
            return faults.stranger(self._endpoint, 0, str(error))
        return faults.closed_without_answer(self._endpoint)
