"""Times as people type them: a day, a day and a time, or how long ago."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from karma_tui.errors import UsageError

_AGO = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(word: str, now: datetime) -> datetime:
    """The time that is meant; without a time zone it is that of `now`. Raises UsageError."""
    try:
        if ago := _AGO.fullmatch(word.strip()):
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        found = datetime.fromisoformat(word.strip())
    except (ValueError, OverflowError):
        raise UsageError(
            f"{word!r} is not a time",
            hint="Write 2026-01-31, 2026-01-31T12:00, or how long ago: 30m, 12h, 7d, 2w.",
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=now.tzinfo)
