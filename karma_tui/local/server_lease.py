"""Leases: a server nobody needs any more ends by itself.

Whoever needs the server holds a connection to its lease socket open. Connections end with the process
that holds them, however it ends, so no lease can be forgotten.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable


class Leases:
    """Counts the open connections and calls `expired` once there were none for `linger` seconds."""

    def __init__(self, linger: float, expired: Callable[[], None]) -> None:
        self._linger = linger
        self._expired = expired
        self._held = 0
        self._countdown: asyncio.TimerHandle | None = None
        self._server: asyncio.Server | None = None

    async def open(self, listener: socket.socket) -> None:
        """Accept leases from now on; the countdown begins at once."""
        self._server = await asyncio.start_unix_server(self._hold, sock=listener)
        self._count_down()

    def close(self) -> None:
        """Accept no more leases."""
        if self._server is not None:
            self._server.close()
        self._stop_counting()

    async def _hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One lease: as long as the other side keeps its end open. What it says does not matter."""
        self._held += 1
        self._stop_counting()
        try:
            while await reader.read(1024):
                pass
        except ConnectionError:
            pass  # ended by being cut off: ended all the same
        finally:
            writer.close()
            self._held -= 1
            if self._held == 0:
                self._count_down()

    def _count_down(self) -> None:
        self._countdown = asyncio.get_running_loop().call_later(self._linger, self._expired)

    def _stop_counting(self) -> None:
        if self._countdown is not None:
            self._countdown.cancel()
            self._countdown = None
