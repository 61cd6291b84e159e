"""What the app says of a past run: pure, from the entry, the time and the width there is."""

from __future__ import annotations

from datetime import datetime

from karma_tui.library.history.entry import Entry
from karma_tui.library.history.facts import CANCELLED, ERROR, OK, UNFINISHED
from karma_tui.results.preview import size_text
from karma_tui.results.strings import visible
from karma_tui.results.width import fitted, padded

SIGNS = {OK: "✓", ERROR: "✗", CANCELLED: "-", UNFINISHED: "?"}
WIDE = 100
"""Columns from which on a line has room for profile and size."""

Piece = tuple[str, str]
"""A text and the name of its style."""

_STYLES = {OK: "ok", ERROR: "error", CANCELLED: "cancelled", UNFINISHED: "unfinished"}
_WORDS = {OK: "ok", ERROR: "error", CANCELLED: "cancelled", UNFINISHED: "unfinished"}
_PIN = "★"
_PROFILE = 14
_SOUGHT = 4_000
"""Characters in which the first line that says something is looked for."""


def columns(entry: Entry, now: datetime, width: int) -> list[Piece]:
    """The beginning of a run's line, up to its text. `now` is aware, in the time zone to show."""
    style = _STYLES.get(entry.outcome, "unfinished")
    outcome = f"{SIGNS.get(entry.outcome, '?')} {_WORDS.get(entry.outcome, entry.outcome)[:10]:<10}"
    pieces = [
        (f"{_PIN if entry.pinned else ' '} ", "pin"),
        (f"{outcome} ", style),
        (f"{when(entry.started, now):>11} ", "facts"),
    ]
    if width >= WIDE:
        name = padded(fitted(visible(entry.profile), _PROFILE), _PROFILE)
        size = size_text(entry.size) if entry.size is not None else ""
        pieces += [(f"{name} ", "profile"), (f"{size:>9} ", "facts")]
    pieces.append((f"{duration(entry.seconds):>8}  ", "facts"))
    return pieces


def first_line(text: str) -> str:
    """The first line of a text that is neither blank nor a comment; else the first there is."""
    lines = [line.strip() for line in text[:_SOUGHT].split("\n")]
    said = (line for line in lines if line and not line.startswith("//"))
    return next(said, next((line for line in lines if line), ""))


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


def facts(entry: Entry, now: datetime, here: str) -> list[str]:
    """What is known of a run, in up to three lines. `here` is the profile that one works on."""
    there = entry.started.astimezone(now.tzinfo)
    known = [
        f"{entry.outcome_word}",
        f"{there:%Y-%m-%d %H:%M:%S}",
        f"on {entry.profile}" + (f" as {entry.user}" if entry.user else ""),
        f"by {entry.face}" if entry.face else "",
        duration(entry.seconds),
        size_text(entry.size) if entry.size is not None else "",
        f"{entry.rows:,} records" if entry.rows is not None else "",
        "result kept" if entry.has_result else "",
        "writes" if entry.writes else "",
        "pinned" if entry.pinned else "",
    ]
    lines = ["  ".join(part for part in known if part)]
    if entry.snippet:
        values = "  ".join(f"${name} = {value}" for name, value in entry.parameters.items())
        lines.append(f"snippet {entry.snippet}  {values}".rstrip())
    if entry.error_title:
        lines.append(entry.error_title)
    if entry.profile != here:
        lines.append(f"It ran on {entry.profile}; run again it runs on {here}.")
    if entry.is_cut:
        lines.append("It was too long to be kept whole.")
    return lines
