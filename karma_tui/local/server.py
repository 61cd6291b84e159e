"""Runs an instance behind a listener until it is told to end: uvicorn, signals, leases.

It neither opens data files nor decides where to listen.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from uvicorn import Config, Server

from karma_tui.local.http_app import App
from karma_tui.local.server_lease import Leases
from karma_tui.local.server_protocol import gathering_protocol

_KEEP_ALIVE = 120
"""Seconds that an idle connection is kept: a client's next query finds it still open."""

_GRACE = 3
"""Seconds that running requests get to finish when the server is told to end."""


@dataclass(frozen=True, slots=True)
class LeasePlan:
    """The lease socket and for how many seconds the server stays when no lease is held."""

    listener: socket.socket
    linger: float


async def serve(
    app: App, listener: socket.socket, lease: LeasePlan | None, ready: Callable[[], None]
) -> None:
    """Answer requests until SIGTERM, SIGINT or the end of the last lease; calls `ready` when it can."""
    config = Config(
        cast("Callable[..., object]", app),
        http=cast("type[asyncio.Protocol]", gathering_protocol),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
    )
    config.load()
    server = Server(config)
    leases = Leases(lease.linger, lambda: _end(server)) if lease else None
    if leases and lease:
        await leases.open(lease.listener)
    # uvicorn handles these signals only while it runs, and raises them again afterwards
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _end(server))
    ready()
    await server.serve(sockets=[listener])
    if leases:
        leases.close()


def _end(server: Server) -> None:
    server.should_exit = True
