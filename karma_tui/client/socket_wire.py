"""Requests over a Unix socket, on connections that are kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

import h11

from karma_tui.client import faults
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.socket_answer import Receiving
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
            await self._send(connection, self._request(method, path, content, headers), content)
            head = await self._head(connection)
            await trace("http11.receive_response_headers.complete", {})
            return Receiving(self._endpoint, connection, head, self._release, trace)
        except BaseException as failure:
            self._release(connection, keep=False)
            if isinstance(failure, TimeoutError):
                raise faults.answer_timed_out(self._endpoint) from failure
            if isinstance(failure, OSError | h11.ProtocolError):
                raise self._fault(connection, failure, trace) from failure
            raise

    async def close(self) -> None:
        """See `wire.Wire`."""
        self._is_closed = True
        for connection in self._busy:
            connection.interrupt()
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.hang_up()

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
                connection = await connect(self._endpoint.socket or "", self._endpoint.read_timeout)
        except TimeoutError as error:
            raise faults.connect_timed_out(self._endpoint) from error
        except (OSError, ValueError) as error:  # the latter for a path that no socket can have
            raise faults.not_connected(self._endpoint, error) from error
        await trace("connection.connect_unix_socket.complete", {})
        return connection

    # --- one exchange

    async def _send(self, connection: Connection, request: h11.Request, content: Content) -> None:
        """A server that has seen enough may answer and close before it has read all: see what it says."""
        try:
            if isinstance(content, bytes):
                await connection.send(request, h11.Data(content), h11.EndOfMessage())
                return
            await connection.send(request)
            async for part in content:
                await connection.send(h11.Data(part))
            await connection.send(h11.EndOfMessage())
        except ConnectionError:
            return

    def _request(self, method: str, path: str, content: Content, headers: Mapping[str, str]) -> h11.Request:
        """The head of a request; one whose length is not told goes in chunks."""
        parts = urlsplit(self._endpoint.address(path))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        own = {
            "Host": parts.netloc,
            "Accept": "*/*",
            "Connection": "keep-alive",
            "User-Agent": USER_AGENT,
            **headers,
        }
        if isinstance(content, bytes):
            if content or method not in ("GET", "HEAD"):
                own["Content-Length"] = str(len(content))
        elif "content-length" not in {name.lower() for name in headers}:
            own["Transfer-Encoding"] = "chunked"
        return h11.Request(method=method, target=quote(target, safe=_UNESCAPED), headers=list(own.items()))

    async def _head(self, connection: Connection) -> h11.Response:
        while not isinstance(event := await connection.receive(), h11.Response):
            if not isinstance(event, h11.InformationalResponse):
                raise h11.RemoteProtocolError("there is no answer")
        return event

    def _fault(self, connection: Connection, error: OSError | h11.ProtocolError, trace: Trace) -> KarmaError:
        if not trace.is_fresh:
            return faults.dropped(self._endpoint)
        is_cut = connection.has_ended and b"HTTP/".startswith(connection.unread[:5])
        if isinstance(error, h11.RemoteProtocolError) and not is_cut:
            return faults.stranger(self._endpoint, 0, str(error))
        return faults.closed_without_answer(self._endpoint)
