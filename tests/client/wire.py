"""The network between a session and a server: a TCP relay that refuses, cuts, or keeps what is said."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from karma_tui.client.endpoint import Endpoint

_REQUEST = re.compile(rb"(GET|POST) (\S+) HTTP/1\.1\r\n")
_NAMES = {
    (b"GET", b"/auth"): "renew",
    (b"POST", b"/auth"): "login",
    (b"POST", b"/"): "query",
}


class Wire:
    """Lets everything through to `port` until told otherwise; `requests` names what came by."""

    def __init__(self, port: int, read_timeout: float) -> None:
        self.read_timeout = read_timeout
        self.port = port
        """Where the server listens now; another one after a restart."""
        self.requests: list[str] = []
        self.answering = asyncio.Event()
        """Cleared: what the server says stays in the wire."""
        self.held = asyncio.Event()
        """Set when something does."""
        self.cut_after: int | None = None
        """Bytes of the next answer after which its connection is lost."""
        self.answering.set()
        self._own = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(f"http://127.0.0.1:{self._own}", read_timeout=self.read_timeout)

    @property
    def refused(self) -> bool:
        """Whether connections are refused now."""
        return self._server is None

    async def mend(self) -> None:
        """The network is there (again), at the same address."""
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self._own, reuse_address=True)
        self._own = self._server.sockets[0].getsockname()[1]

    async def tear(self) -> None:
        """The network is gone: what is open breaks, what is new is refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.drop()

    async def drop(self) -> None:
        """Break what is open; new connections are welcome."""
        for writer in tuple(self._writers):
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            try:
                theirs, to_server = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                return
            self._writers.add(to_server)
            back = asyncio.create_task(self._answers(theirs, writer))
            try:
                await self._asks(reader, to_server)
            finally:
                to_server.close()
                self._writers.discard(to_server)
                back.cancel()
                await asyncio.gather(back, return_exceptions=True)
        finally:
            writer.transport.abort()
            self._writers.discard(writer)
            self._tasks.discard(task)

    async def _asks(self, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65536):
                for method, path in _REQUEST.findall(chunk):
                    self.requests.append(_NAMES.get((method, path), path.decode()))
                to_server.write(chunk)
                await to_server.drain()

    async def _answers(self, theirs: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await theirs.read(65536):
                if not self.answering.is_set():
                    self.held.set()
                    await self.answering.wait()
                if self.cut_after is not None:
                    chunk, self.cut_after = chunk[: self.cut_after], None
                    writer.write(chunk)
                    await writer.drain()
                    break
                writer.write(chunk)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def wire_to(port: int, read_timeout: float = 5) -> AsyncIterator[Wire]:
    """A whole wire; torn at the end."""
    wire = Wire(port, read_timeout)
    await wire.mend()
    try:
        yield wire
    finally:
        wire.answering.set()
        await wire.tear()
