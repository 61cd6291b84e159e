"""Stretches of time for a chart: the finest unit that gives a readable number of bars. All of it is UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

MOST: Final = 60
"""Bars that a time series should have at most; years may be more."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Unit(StrEnum):
    """A stretch of time, the finest first."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"

    def label(self, minute: int) -> str:
        """The stretch that a minute since 1970 is in: how its times begin, `2020-01-31T23`."""
        return _moment(minute).isoformat()[: _LENGTHS[self]]

    @property
    def step(self) -> int:
        """Minutes that have the same label if they are in the same step: a day for what is longer."""
        return min(_MINUTES[self], _MINUTES[Unit.DAY])


_LENGTHS: Final = {Unit.MINUTE: 16, Unit.HOUR: 13, Unit.DAY: 10, Unit.MONTH: 7, Unit.YEAR: 4}
_MINUTES: Final = {
    Unit.MINUTE: 1,
    Unit.HOUR: 60,
    Unit.DAY: 1_440,
    Unit.MONTH: 43_829,
    Unit.YEAR: 525_949,
}


def minute_of(text: str) -> int | None:
    """Whole minutes from 1970 to a time as servers write it; None if it is none, or has no zone."""
    if len(text) < 20 or text[10] not in "Tt":
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return None
        return (moment - _EPOCH) // timedelta(minutes=1)
    except (ValueError, OverflowError):
        return None


def unit_for(low: int, high: int) -> Unit:
    """The unit for a range of minutes."""
    return next((unit for unit in Unit if (high - low) / _MINUTES[unit] < MOST), Unit.YEAR)


def buckets(low: int, high: int, unit: Unit) -> Iterator[tuple[str, str]]:
    """The stretches from one minute to another, without gaps: the beginning of each and of the next."""
    last = unit.label(high)
    moment = _moment(low)
    name = unit.label(low)
    while True:
        after, moment = _next(moment, unit)
        yield name, after
        if name == last:
            return
        name = after


def _next(moment: datetime, unit: Unit) -> tuple[str, datetime]:
    if unit in (Unit.MINUTE, Unit.HOUR, Unit.DAY):
        length = _MINUTES[unit]
        minute = ((moment - _EPOCH) // timedelta(minutes=1) // length + 1) * length
        if minute > (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(minutes=1):
            return "9999-99", moment
        return unit.label(minute), _moment(minute)
    year, month = moment.year, moment.month
    year, month = (year + month // 12, month % 12 + 1) if unit is Unit.MONTH else (year + 1, 1)
    if year > 9999:
        return "9999-99", moment
    then = datetime(year, month, 1, tzinfo=UTC)
    return then.isoformat()[: _LENGTHS[unit]], then


def _moment(minute: int) -> datetime:
    return _EPOCH + timedelta(minutes=minute)
