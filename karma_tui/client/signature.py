"""What can be known about a signature without the secret: its spelling and when the server issued it.

The text goes back to the server untouched (notes-for-client 24, 25); it is a secret and never printed.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from karma_tui.lang.nodes import Dialect

LIFETIME = 900
"""Seconds that a signature is valid after its issue, by the server's clock (http-1.0 §3)."""

_DATE = re.compile(r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT", re.ASCII)
"""As every server writes it now (RFC 9110 section 5.6.7); older spellings are allowed."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_LENGTH = 88
"""Bytes of a decoded signature, in both generations."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A login's proof: opaque, but for the issue time in its first eight bytes."""

    text: str = field(repr=False)

    @property
    def issued(self) -> int | None:
        """The server's clock at issue, Unix seconds; None when the text is not a karma.run signature."""
        padded = self.text.replace("-", "+").replace("_", "/") + "=" * (-len(self.text) % 4)
        try:
            raw = base64.b64decode(padded, validate=True)
        except (binascii.Error, ValueError):
            return None
        return int.from_bytes(raw[:8], "little") if len(raw) == _LENGTH else None

    @property
    def expires(self) -> int | None:
        """The last second, by the server's clock, in which the server accepts it; None when unreadable."""
        issued = self.issued
        return None if issued is None else issued + LIFETIME

    @property
    def spelling(self) -> Dialect | None:
        """Which generation writes signatures like this: a hint about the dialect, no proof."""
        if self.issued is None:
            return None
        if any(mark in self.text for mark in "+/="):
            return Dialect.V01
        return Dialect.V1


class ServerClock:
    """The server's clock, estimated from the `Date` headers of its answers.

    Signatures end by the server's clock; a local clock that is minutes off must not matter.
    """

    def __init__(self) -> None:
        self.offset = 0.0
        """Seconds to add to the local wall clock."""

    def observe(self, server_time: float | None, wall: float) -> None:
        """Take in an answer's server time, received at local time `wall`; None changes nothing."""
        if server_time is not None:
            self.offset = server_time - wall

    def now(self, wall: float) -> float:
        """The server's time when the local clock shows `wall`."""
        return wall + self.offset


def read_date(header: str | None) -> float | None:
    """A `Date` header as Unix seconds; None when it is missing or not a date."""
    if not header:
        return None
    usual = _DATE.fullmatch(header)
    try:
        if usual is None or usual[2] not in _MONTHS:
            return _older_date(header)
        day, year, hour, minute, second = (int(usual[at]) for at in (1, 3, 4, 5, 6))
        month = _MONTHS.index(usual[2]) + 1
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _older_date(header: str) -> float:
    from email.utils import parsedate_to_datetime  # brings the whole library of mail along

    return parsedate_to_datetime(header).timestamp()
