"""Instants as the language knows them: nanoseconds, the offset they were written with, RFC 3339 text.

`datetime` is too coarse (microseconds) and cannot hold the year 0; this module does the calendar by
itself and nothing else.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_SECOND: Final = 1_000_000_000
_TEXT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:(Z)|([+-])(\d\d):(\d\d))", re.ASCII
)
_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DateTime:
    """Nanoseconds since 1970 in UTC, and the offset from UTC in minutes that it is shown with."""

    __slots__ = ("nanoseconds", "offset")

    def __init__(self, nanoseconds: int, offset: int = 0) -> None:
        self.nanoseconds = nanoseconds
        self.offset = offset

    def same(self, other: DateTime) -> bool:
        """Equality of the language: two times with an offset are never equal (spec kvm-1.0 section 1)."""
        return self.nanoseconds == other.nanoseconds and self.offset == 0 == other.offset

    def text(self, fraction: bool = False) -> str:
        """RFC 3339 with its own offset; to the second unless the fraction is asked for."""
        seconds, nanoseconds = divmod(self.nanoseconds + self.offset * 60 * _SECOND, _SECOND)
        days, second = divmod(seconds, 86_400)
        year, month, day = _civil(days)
        part = f".{nanoseconds:09d}".rstrip("0") if fraction and nanoseconds else ""
        zone = "Z"
        if self.offset:
            hours, minutes = divmod(abs(self.offset), 60)
            zone = f"{'-' if self.offset < 0 else '+'}{hours:02d}:{minutes:02d}"
        clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        return f"{year:04d}-{month:02d}-{day:02d}T{clock}{part}{zone}"


def parse(text: str) -> DateTime | None:
    """RFC 3339 text with a zone, capital T and Z; None where it is not that or no such day exists."""
    match = _TEXT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match[group]) for group in range(1, 7))
    if not (
        1 <= month <= 12 and 1 <= day <= _days_in(year, month) and hour < 24 and minute < 60 and second < 60
    ):
        return None
    offset = 0
    if match[9]:
        hours, minutes = int(match[10]), int(match[11])
        if hours > 24 or minutes > 60:
            return None
        offset = (hours * 60 + minutes) * (-1 if match[9] == "-" else 1)
    fraction = int((match[7] or "")[:9].ljust(9, "0"))
    seconds = _days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
    return DateTime(seconds * _SECOND + fraction, offset)


def of_datetime(moment: datetime) -> DateTime:
    """A clock's reading, in UTC."""
    delta = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return DateTime(((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds) * 1000)


def stamp(moment: datetime) -> str:
    """A record's time as the store keeps it: UTC with microseconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year: int, month: int) -> int:
    return 29 if month == 2 and _leap(year) else _MONTH_DAYS[month - 1]


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar; years start in March for the sum."""
    if month <= 2:
        year -= 1
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def _civil(days: int) -> tuple[int, int, int]:
    """The inverse of `_days`."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    of_year = day_of_era - (365 * of_era + of_era // 4 - of_era // 100)
    part = (5 * of_year + 2) // 153
    month = part + 3 if part < 10 else part - 9
    return of_era + era * 400 + (month <= 2), month, of_year - (153 * part + 2) // 5 + 1


ZERO: Final = DateTime(_days(1, 1, 1) * 86_400 * _SECOND)
"""0001-01-01T00:00:00Z, the zero value."""
