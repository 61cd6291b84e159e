"""When to renew: the timing of the renewal worker as pure functions (docs/session.md has the table).

A signature is valid for 15 minutes by the server's clock and renewed after 10 (endpoints-documented).
"""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.client.signature import LIFETIME

RENEW_AFTER = 600.0
"""Seconds after its issue at which a signature is renewed."""

TICK = 10.0
"""Seconds between two looks at the clocks; a wake-up is noticed within this time."""

JUMP = 15.0
"""Seconds by which the two clocks may part between two looks before we take it for sleep or a set clock."""

BACKOFF = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds before each further attempt while the server is away; the last one repeats."""

MARGIN = 5.0
"""A signature with less time left than this is not used for a request any more."""

COARSENESS = 2.0
"""Seconds by which the date of an answer may be off by itself: whole seconds, written now and then."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment."""

    wall: float
    monotonic: float


def has_jumped(before: Reading, now: Reading) -> bool:
    """Whether the machine slept or its clock was set between two readings."""
    return abs((now.wall - before.wall) - (now.monotonic - before.monotonic)) > JUMP


def pause_after(failures: int) -> float:
    """Seconds to wait after that many failed attempts in a row, at least one."""
    return BACKOFF[min(failures, len(BACKOFF)) - 1]


def seconds_left(issued: float, server_now: float) -> float:
    """Seconds until a signature ends, never below 0 nor above its whole life."""
    return min(max(issued + LIFETIME - server_now, 0.0), float(LIFETIME))


def dates_ahead(date: float | None, issued: float) -> float:
    """Seconds by which an answer's date is ahead of the clock that issued the signature in it.

    More than a date's own coarseness means that a gateway writes the dates, by a clock of its own.
    """
    ahead = 0.0 if date is None else date - issued
    return ahead if abs(ahead) > COARSENESS else 0.0


def is_due(issued: float, server_now: float) -> bool:
    """Whether a signature is old enough for renewal; one from the future is, too: the clocks disagree."""
    age = server_now - issued
    return age >= RENEW_AFTER or age < -MARGIN
