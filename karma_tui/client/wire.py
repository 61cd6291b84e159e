"""What carries requests to an endpoint: the HTTP library, or for Unix sockets just what speaks HTTP in it.

The library with all it needs takes as long to load, and as much memory, as half of the client; the local
instance, with which every new user begins, is reached without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from karma_tui.client.endpoint import Endpoint
from karma_tui.client.trace import Content, Trace
from karma_tui.version import __version__

if TYPE_CHECKING:
    import httpx

USER_AGENT = f"karma-tui/{__version__}"

IDLE_SECONDS = 60.0
"""How long an unused connection is kept."""


class Incoming(Protocol):
    """An answer whose head is there. Close it, whatever was read of it."""

    @property
    def status(self) -> int:
        """The status code."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By their names in lower case; repeated ones are joined by commas."""

    @property
    def is_redirect(self) -> bool:
        """Whether it names another address to go to."""

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as sent, not decoded. Raises as `Wire.ask` does."""

    async def close(self) -> None:
        """Keep the connection if all was read, else hang up."""


class Wire(Protocol):
    """Connections to one endpoint; none is opened before the first request."""

    async def ask(
        self, method: str, path: str, content: Content, headers: Mapping[str, str], trace: Trace
    ) -> Incoming:
        """Send one request and wait for the head of its answer; faults are errors of our tree.

        Cancelling it hangs up.
        """

    async def close(self) -> None:
        """Close all connections; no traffic."""


async def open_wire(endpoint: Endpoint, transport: httpx.AsyncBaseTransport | None = None) -> Wire:
    """What carries requests there. Raises StorageError for certificates, UsageError for a proxy."""
    if transport is None and endpoint.socket is not None and not endpoint.is_secure:
        from karma_tui.client.socket_wire import SocketWire

        return SocketWire(endpoint)
    await asyncio.to_thread(import_module, "karma_tui.client.library_wire")
    from karma_tui.client.library_wire import open_library

    return await open_library(endpoint, transport)
