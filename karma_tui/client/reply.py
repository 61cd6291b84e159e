"""An answer as it comes over the wire: whole, or piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from karma_tui.client.trace import Trace


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer: header names in lower case, body decoded, `elapsed` seconds up to its last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed: float


@dataclass(frozen=True, slots=True)
class RawReply:
    """An answer whose body still comes in; `chunks` are the bytes as sent, not decoded."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]
    trace: Trace = field(default_factory=Trace)
    """What watches the exchange."""
