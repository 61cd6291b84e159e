"""A past run in short words, for every face: its sign, when it ran, how long, and its first line."""

from __future__ import annotations

from datetime import datetime

from karma_tui.errors import UsageError
from karma_tui.library.history.entry import Entry
from karma_tui.library.history.facts import CANCELLED, ERROR, IMPORT, OK, RESET, ROTATION, UNFINISHED

SIGNS = {OK: "✓", ERROR: "✗", CANCELLED: "-", UNFINISHED: "?"}
"""By outcome; always beside the word."""

_SOUGHT = 4_000
"""Characters in which the first line that says something is looked for."""


def first_line(text: str) -> str:
    """The first line of a text that is neither blank nor a comment; else the first there is."""
    lines = [line.strip() for line in text[:_SOUGHT].split("\n")]
    said = (line for line in lines if line and not line.startswith("//"))
    return next(said, next((line for line in lines if line), ""))


DEEDS = {IMPORT: "an import", RESET: "a reset", ROTATION: "a change of the instance's secret"}


def no_expression(entry: Entry) -> UsageError:
    """Why an entry cannot be opened or run again as an expression."""
    what = DEEDS.get(entry.deed, entry.deed)
    return UsageError(
        f"This was {what}, no expression",
        "It is done in a dialogue or by a command of its own, which asks first.",
    )


def when(moment: datetime, now: datetime) -> str:
    """A time as short as it is clear: of today the time, of this year the day, else the year."""
    there = moment.astimezone(now.tzinfo)
    if there.date() == now.date():
        return f"{there:%H:%M:%S}"
    return f"{there:%m-%d %H:%M}" if there.year == now.year else f"{there:%Y-%m-%d}"


def duration(seconds: float | None) -> str:
    """`12 ms`, `3.4 s`, `2 min`; "" if it is not known."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
