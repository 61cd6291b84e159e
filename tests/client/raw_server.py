"""A server that says exactly the bytes it is told to, on loopback or a Unix socket: for rare faults."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from karma_tui.client.endpoint import Endpoint

Behaviour = Callable[["Talk"], Awaitable[None]]


@dataclass
class Talk:
    """One request as it came in, and the means to answer it."""

    head: str
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


@dataclass
class RawServer:
    """What a test sees of the server: where it is and what it got."""

    endpoint: Endpoint
    requests: list[Talk] = field(default_factory=list)
    connections: int = 0
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client closed its connection."""


def answer(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An HTTP/1.1 answer with that body, and a Content-Length that may lie."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def raw_server(
    behaviour: Behaviour,
    *,
    socket: Path | None = None,
    read_timeout: float = 5.0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[RawServer]:
    """Serve every request of every connection by `behaviour`; a connection ends when that closes it."""
    tasks: set[asyncio.Task[None]] = set()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        writers.append(writer)
        found.connections += 1
        try:
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = next(
                    (
                        int(line.split(":")[1])
                        for line in head.split("\r\n")
                        if line.lower().startswith("content-length:")
                    ),
                    0,
                )
                talk = Talk(head, await reader.readexactly(length), reader, writer)
                found.requests.append(talk)
                await behaviour(talk)
        except (asyncio.IncompleteReadError, ConnectionError):
            found.hung_up.set()
        finally:
            writer.close()

    if socket is None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
        scheme = "http" if tls is None else "https"
        port = server.sockets[0].getsockname()[1]
        found = RawServer(Endpoint(f"{scheme}://127.0.0.1:{port}", read_timeout=read_timeout))
    else:
        server = await asyncio.start_unix_server(serve, socket)
        found = RawServer(Endpoint("http://localhost", socket=str(socket), read_timeout=read_timeout))
    try:
        yield found
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await asyncio.gather(*tasks, return_exceptions=True)
