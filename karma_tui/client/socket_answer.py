"""An answer on a Unix socket: its head is there, its body is read piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

import h11

from karma_tui.client import faults
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.socket_connection import Connection
from karma_tui.client.trace import Trace

_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class Release(Protocol):
    """Takes a connection back."""

    def __call__(self, connection: Connection, *, keep: bool) -> None:
        """`keep` if it can be used again."""


class Receiving:
    """See `wire.Incoming`."""

    def __init__(
        self, endpoint: Endpoint, connection: Connection, head: h11.Response, release: Release, trace: Trace
    ) -> None:
        self._endpoint = endpoint
        self._connection = connection
        self._release = release
        self._trace = trace
        self._is_whole = False
        self._is_closed = False
        self.status = head.status_code
        self.headers = _joined(head)
        self.is_redirect = self.status in _REDIRECTS and "location" in self.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """See `wire.Incoming`."""
        try:
            while isinstance(event := await self._connection.receive(), h11.Data):
                yield bytes(event.data)
            if not isinstance(event, h11.EndOfMessage):
                raise h11.RemoteProtocolError("the body of the answer does not end")
            self._is_whole = True
        except TimeoutError as error:
            raise faults.answer_timed_out(self._endpoint) from error
        except (OSError, h11.ProtocolError) as error:
            self._trace.has_begun = True
            raise faults.cut_off(self._endpoint, str(error)) from error

    async def close(self) -> None:
        """See `wire.Incoming`."""
        if self._is_closed:
            return
        self._is_closed = True
        self._release(self._connection, keep=self._is_whole and self._connection.goes_on())


def _joined(head: h11.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in head.headers:  # names in lower case
        key, text = name.decode("ascii"), _text(value)
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
