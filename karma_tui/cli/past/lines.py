"""A run as a line of text: on a terminal as wide as that is, elsewhere whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from karma_tui.library.history.entry import Entry
from karma_tui.library.history.telling import SIGNS, duration, first_line, when
from karma_tui.results.strings import visible
from karma_tui.results.width import fitted, padded

_PROFILE = 12


def lines(entries: Iterable[Entry], now: datetime, room: int | None) -> Iterator[str]:
    """A line for each; `room` is a terminal's columns, None for no limit."""
    for entry in entries:
        sign = SIGNS.get(entry.outcome, "?")
        profile = padded(fitted(visible(entry.profile), _PROFILE), _PROFILE)
        head = (
            f"{entry.id:>6} {'*' if entry.pinned else ' '} {when(entry.started, now):>11}  "
            f"{sign} {(entry.outcome or 'unfinished')[:10]:<10}  {profile}  {duration(entry.seconds):>8}  "
        )
        line = head + visible(first_line(entry.text).expandtabs(4))
        yield line if room is None else fitted(line, room)
