"""What the app says of a past run: pure, from the entry, the time and the width there is."""

from __future__ import annotations

from datetime import datetime

from karma_tui.library.history.entry import Entry
from karma_tui.library.history.facts import CANCELLED, ERROR, OK, UNFINISHED
from karma_tui.library.history.telling import DEEDS, SIGNS, duration, when
from karma_tui.results.preview import size_text
from karma_tui.results.strings import visible
from karma_tui.results.width import fitted, padded

WIDE = 100
"""Columns from which on a line has room for profile and size."""

Piece = tuple[str, str]
"""A text and the name of its style."""

_STYLES = {OK: "ok", ERROR: "error", CANCELLED: "cancelled", UNFINISHED: "unfinished"}
_WORDS = {OK: "ok", ERROR: "error", CANCELLED: "cancelled", UNFINISHED: "unfinished"}
_PIN = "★"
_PROFILE = 14


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


def facts(entry: Entry, now: datetime, here: str) -> list[str]:
    """What is known of a run, in up to three lines. `here` is the profile that one works on."""
    there = entry.started.astimezone(now.tzinfo)
    known = [
        f"{entry.outcome_word}",
        DEEDS.get(entry.deed, entry.deed),
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
    if entry.profile != here and not entry.deed:
        lines.append(f"It ran on {entry.profile}; run again it runs on {here}.")
    if entry.is_cut:
        lines.append("It was too long to be kept whole.")
    return lines
