"""What can be told of one request and its answer, and who is told: for the HTTP log, on screen or in a file.

No header's value is ever part of it, nor the body of a sign-in. What remains of a request's body is kept as
its beginning and masked when it is read (`redact`). While nobody listens nothing is noted at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from karma_tui.redact import redact

KEPT = 16_384
"""Bytes of a request's body that are kept, so that nothing secret is cut in two where the text is."""

SHOWN = 4_000
"""Characters of a body that are told."""

_DOUBTFUL = 2_000
"""Characters at the end of a cut body that may be the beginning of something secret."""

DIALECT = "dialect"
"""The purpose of finding out a server's dialect: it refuses one of two requests."""

HIDDEN_BODY = "[the body of a sign-in is never kept]"


class Phase(StrEnum):
    """How far an exchange is."""

    SENT = "sent"
    ANSWERING = "answering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what has come of it so far. Times are in seconds, sizes in bytes."""

    number: int
    """Counts the requests of this process, from 1."""
    began: float
    """When, by the local wall clock, in Unix seconds."""
    method: str
    path: str
    server: str
    """The server's address as shown to people."""
    is_signed: bool = False
    """Whether the request had a signature, which is told nowhere."""
    is_private: bool = False
    """Whether its body is a secret."""
    purpose: str = ""
    """What it is for, where the path does not tell."""
    again: str = ""
    """Why this repeats an earlier request; "" if it does not."""
    body: bytes = field(default=b"", repr=False)
    """The beginning of the request's body; empty if it is private."""
    sent: int = 0
    """Bytes of the request's body."""
    phase: Phase = Phase.SENT
    status: int = 0
    """0: no answer yet."""
    content_type: str = ""
    encoding: str = ""
    received: int = 0
    """Bytes of the answer's body as they came over the wire."""
    unpacked: int = 0
    """The same after unpacking."""
    refusal: bytes = field(default=b"", repr=False)
    """The beginning of the answer's body, where the server refused."""
    is_fresh: bool = False
    """Whether a connection was made for it."""
    connecting: float | None = None
    """Until the connection was made, encryption included; None where one was there."""
    first_byte: float | None = None
    """From the beginning until the answer began."""
    total: float | None = None
    """From the beginning to the end; None while it goes on."""
    error: str = ""
    """What went wrong on the way."""

    @property
    def what(self) -> str:
        """What the request was for, in a word or two."""
        by_path = "REST" if self.path.startswith("/rest/") else "request"
        return self.purpose or _WHAT.get((self.method, self.path), by_path)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.phase in (Phase.DONE, Phase.FAILED, Phase.CANCELLED)

    @property
    def is_well(self) -> bool:
        """Whether nothing has gone wrong so far."""
        expected = (0, 200, 400) if self.purpose == DIALECT else (0, 200)
        return self.phase not in (Phase.FAILED, Phase.CANCELLED) and self.status in expected

    @property
    def request_text(self) -> str:
        """The beginning of the request's body, secrets masked."""
        return HIDDEN_BODY if self.is_private else _told(self.body)

    @property
    def refusal_text(self) -> str:
        """The server's words where it refused, secrets masked."""
        return _told(self.refusal)

    @property
    def error_text(self) -> str:
        """What went wrong on the way, secrets masked."""
        return redact(self.error)


_WHAT = {
    ("GET", "/"): "version",
    ("POST", "/"): "query",
    ("POST", "/auth"): "sign in",
    ("GET", "/auth"): "renew",
    ("GET", "/admin/export"): "export",
    ("POST", "/admin/import"): "import",
    ("POST", "/admin/reset"): "reset",
    ("POST", "/admin/rotate_instance_secret"): "rotate secret",
}

Listener: TypeAlias = Callable[[Exchange], None]
"""Is called in the event loop for each step of each exchange; takes no time and raises nothing."""

listeners: list[Listener] = []
"""Of this process: all servers, whoever asks them."""


def listen(listener: Listener) -> Callable[[], None]:
    """Tell every exchange from now on to `listener`; returns what ends that, and may be called twice."""
    listeners.append(listener)

    def stop() -> None:
        if listener in listeners:
            listeners.remove(listener)

    return stop


def tell(exchange: Exchange) -> None:
    """Something happened."""
    for listener in tuple(listeners):
        listener(exchange)


def _told(body: bytes) -> str:
    text = redact(body.decode("utf-8", "replace"))
    if len(body) >= KEPT:
        text = text[:-_DOUBTFUL]
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
