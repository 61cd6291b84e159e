"""What a face says about the session: pure text, urgency in words and signs, not in colour alone.

Calm until 5 minutes are left, then a warning, and an alarm in the last minute or when a renewal failed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from karma_tui.results.width import cells, fitted

WARNING_SECONDS = 5 * 60
ALARM_SECONDS = 60
LIFETIME_SECONDS = 15 * 60
"""A full bar: how long a signature lives (spec http-1.0 §3)."""

_CELLS = 10
_TROUBLE = {"stale": "refresh failed", "expired": "expired"}
"""States that are an alarm by themselves, and the words for them where there is little room."""


_CUT, _GONE = 4, 5
_Steps = tuple[tuple[int, int], ...]
_CALM: _Steps = (
    (0, 0), (1, 0), (2, 0), (2, 1), (3, 1), (3, 2), (_CUT, 2), (_CUT, 3), (_GONE, 3), (_GONE, 4),
)  # fmt: skip
_TROUBLED: _Steps = (
    (0, 0), (1, 0), (2, 0), (3, 0), (_CUT, 0), (3, 1), (_CUT, 1), (_GONE, 1), (_GONE, 2),
)  # fmt: skip
"""Which form of who-and-where goes with which form of the session, from most to least that is said.

The profile and the dialect go first, then how long ago the refresh was and who is signed in where; the
bar goes later, the clock never. In trouble, what went wrong stays as long as there is room for a name.
"""

_SHORTEST_WHO = 8
_LOOPBACK = re.compile(r"http://(localhost|127\.[0-9.]+|\[::1\])(?=[:/]|$)")


class SessionFacts(Protocol):
    """Who is signed in where, and for how long."""

    @property
    def user(self) -> str:
        """The user's name."""

    @property
    def endpoint(self) -> str:
        """The instance's address, as a person would say it."""

    @property
    def dialect(self) -> str | None:
        """`1.0` or `0.1`, None before it is known."""

    @property
    def state(self) -> str:
        """Where the session stands, in a word or two: `live`, `stale`, `expired`, `signing in`, …"""

    @property
    def seconds_left(self) -> float | None:
        """Until the signature expires; None without a session."""

    @property
    def refreshed_ago(self) -> float | None:
        """Seconds since the last login or renewal; None without one."""

    @property
    def message(self) -> str:
        """A sentence about trouble with the session, else ""."""


READY = "ready"
"""What a face says when it has nothing to do; see `standing`."""


def standing(facts: SessionFacts | None) -> str:
    """What to say instead of "ready" where the next run would not just go through, as far as one knows."""
    if facts is None:
        return READY
    if facts.state == "signing in":
        return facts.state
    if facts.state in ("expired", "signed out"):
        return "not signed in"
    return "waiting" if facts.message or facts.state == "stale" else READY


class Urgency(StrEnum):
    """How much the session wants attention; also the name of a style class."""

    CALM = "calm"
    WARNING = "warning"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class StatusText:
    """The parts of the status bar, each complete in itself."""

    who: str
    session: str
    activity: str
    urgency: Urgency


def urgency(facts: SessionFacts | None) -> Urgency:
    """The rule in this module's docstring; no session at all is calm, the activity says why there is none."""
    if facts is None:
        return Urgency.CALM
    if facts.message or facts.state in _TROUBLE:
        return Urgency.ALARM
    if facts.seconds_left is None:
        return Urgency.CALM
    if facts.seconds_left < ALARM_SECONDS:
        return Urgency.ALARM
    return Urgency.WARNING if facts.seconds_left < WARNING_SECONDS else Urgency.CALM


def status_text(profile: str, facts: SessionFacts | None, activity: str, width: int) -> StatusText:
    """The status in at most `width` cells if it can be: the least important words go first."""
    level = urgency(facts)
    if facts is None:
        return StatusText(place_name(profile), "", activity, level)
    whos = _who_forms(profile, facts)
    sessions = _session_forms(facts, level)
    for who, session in _CALM if level is not Urgency.ALARM else _TROUBLED:
        said = sessions[min(session, len(sessions) - 1)]
        room = width - cells(f" | {said} | {activity}")
        named = _cut(whos[-1], room) if who == _CUT else "" if who == _GONE else whos[who]
        if cells(named) <= room and (who != _CUT or room >= _SHORTEST_WHO):
            return StatusText(named, said, activity, level)
    return StatusText("", sessions[-1], activity, level)


def place_name(address: str) -> str:
    """An address as a person says it: without the scheme that is expected there, or its last slash.

    Plain HTTP is expected on this machine only; everywhere else it is worth being seen.
    """
    plain = _LOOPBACK.match(address) is not None
    return (address.removeprefix("http://" if plain else "https://")).rstrip("/")


def clock(seconds: float) -> str:
    """`14:32`; whole seconds, never negative, hours written as minutes."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    return f"{minutes}:{rest:02}"


def bar(seconds: float) -> str:
    """`[######----]`: how much of a signature's life is left."""
    full = min(_CELLS, max(0, int(seconds / LIFETIME_SECONDS * _CELLS)))
    return f"[{'#' * full}{'-' * (_CELLS - full)}]"


def _who_forms(profile: str, facts: SessionFacts) -> list[str]:
    """Who is signed in where, from full to shortest; a profile that only repeats the address is left out."""
    place, name = place_name(facts.endpoint), place_name(profile)
    where = f"{facts.user}@{place}"
    if not facts.dialect:
        full = medium = short = where
    else:
        full = medium = f"{where}  karma {facts.dialect}"
        short = f"{where} {facts.dialect}"
    return [full if name == place else f"{name}  {full}", medium, short, where]


def _session_forms(facts: SessionFacts, level: Urgency) -> list[str]:
    """The session's part from full to shortest."""
    sign = {Urgency.CALM: "", Urgency.WARNING: "! ", Urgency.ALARM: "!! "}[level]
    if facts.seconds_left is None or facts.state == "signing in":
        state = f"{sign}{facts.state}"
        return [f"{state}: {facts.message}", state] if facts.message else [state]
    short = f"{sign}session {clock(facts.seconds_left)}"
    medium = f"{short} {bar(facts.seconds_left)}"
    trouble = _TROUBLE.get(facts.state, "trouble" if facts.message else "")
    if trouble:
        told = f"{medium} {trouble}: {facts.message}" if facts.message else f"{medium} {trouble}"
        return [told, f"{medium} {trouble}", f"{short} {trouble}"]
    if facts.refreshed_ago is None:
        return [medium, medium, medium, medium, short]
    age = clock(facts.refreshed_ago)
    return [
        f"{medium} refreshed {age} ago",
        f"{medium} refreshed {age}",
        f"{medium} {age} ago",
        medium,
        short,
    ]


def _cut(text: str, room: int) -> str:
    return text if cells(text) <= room else f"{fitted(text, max(0, room - 1), '').rstrip()}…"
