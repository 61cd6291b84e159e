"""What the status bar says about the session: pure text, urgency in words and signs, not in colour alone.

Calm until 5 minutes are left, then a warning, and an alarm in the last minute or when a renewal failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from karma_tui.tui.ports import SessionFacts

WARNING_SECONDS = 5 * 60
ALARM_SECONDS = 60
LIFETIME_SECONDS = 15 * 60
"""A full bar: how long a signature lives (spec http-1.0 §3)."""

_CELLS = 10
_TROUBLE = {"stale": "refresh failed", "expired": "expired"}
"""States that are an alarm by themselves, and the words for them where there is little room."""


_SHORTENING = ((0, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (3, 2))
"""Which form of who-and-where goes with which form of the session, from most to least that is said."""


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
        return StatusText(profile, "", activity, level)
    where = f"{facts.user}@{facts.endpoint}"
    full = f"{profile}  {where}  karma {facts.dialect}" if facts.dialect else f"{profile}  {where}"
    whos = (full, f"{profile} {where} {facts.dialect or ''}".strip(), where, profile)
    sessions = _session_forms(facts, level)
    for who, session in _SHORTENING:
        found = StatusText(whos[who], sessions[min(session, len(sessions) - 1)], activity, level)
        if len(f"{found.who} | {found.session} | {found.activity}") <= width:
            return found
    return StatusText(whos[-1], sessions[-1], activity, level)


def clock(seconds: float) -> str:
    """`14:32`; whole seconds, never negative, hours written as minutes."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    return f"{minutes}:{rest:02}"


def bar(seconds: float) -> str:
    """`[######----]`: how much of a signature's life is left."""
    full = min(_CELLS, max(0, int(seconds / LIFETIME_SECONDS * _CELLS)))
    return f"[{'#' * full}{'-' * (_CELLS - full)}]"


def _session_forms(facts: SessionFacts, level: Urgency) -> list[str]:
    """The session's part from full to shortest."""
    sign = {Urgency.CALM: "", Urgency.WARNING: "! ", Urgency.ALARM: "!! "}[level]
    if facts.seconds_left is None:
        state = f"{sign}{facts.state}"
        return [f"{state}: {facts.message}", state] if facts.message else [state]
    short = f"{sign}session {clock(facts.seconds_left)}"
    medium = f"{short} {bar(facts.seconds_left)}"
    trouble = _TROUBLE.get(facts.state, "trouble" if facts.message else "")
    if trouble:
        told = f"{medium} {trouble}: {facts.message}" if facts.message else f"{medium} {trouble}"
        return [told, f"{medium} {trouble}", f"{short} {trouble}"]
    if facts.refreshed_ago is None:
        return [medium, short]
    return [
        f"{medium} refreshed {clock(facts.refreshed_ago)} ago",
        f"{medium} {clock(facts.refreshed_ago)} ago",
        medium,
    ]
