"""Counts all records of a result into the bars of a chart, in steps, for a thread that can be stopped.

Counts are exact, and so are sums: numbers are added as decimals with all their digits. What has no place
in the chart is counted too and told.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from math import floor, isfinite, log10
from typing import Final, Protocol

from karma_tui.results.chart import Bar, Chart, ChartKind, ChartPlan
from karma_tui.results.chart_fields import case_of
from karma_tui.results.chart_sums import Sums, added, number_of
from karma_tui.results.chart_time import buckets, minute_of, unit_for
from karma_tui.results.conditions import Condition, Test
from karma_tui.results.document import Document
from karma_tui.results.fields import Field
from karma_tui.results.scan import Buffer, first
from karma_tui.results.strings import decode_string, utf8

STEP: Final = 2_000
"""Records between two signs of life."""
MOST_CATEGORIES: Final = 50_000
"""Different values that are counted apart; what comes after them is put together."""
MOST_BARS: Final = 1_000
BINS: Final = 20
ABSENT: Final = "(absent)"

_HUGE: Final = 1e300


class _Tally(Protocol):
    def add(self, value: Buffer | None, amount: Decimal | int | None) -> None:
        """One record."""

    def bars(self, plan: ChartPlan) -> tuple[tuple[Bar, ...], list[str]]:
        """The bars, and what is to be told besides."""


class Counting:
    """Goes through a document: `steps`, then `chart`."""

    def __init__(self, document: Document, plan: ChartPlan) -> None:
        self._document = document
        self._plan = plan
        self._tally = _TALLIES[plan.kind]()
        self._done = 0

    def steps(self) -> Iterator[int]:
        """Now and then how many records are counted."""
        field = Field(self._plan.field)
        summed = Field(self._plan.value) if self._plan.value is not None else None
        for number, record in enumerate(self._document.iter_bytes(), 1):
            amount = None if summed is None else number_of(summed.of(record))
            self._tally.add(field.of(record), amount)
            if number % STEP == 0:
                self._done = number
                yield number
        self._done = self._document.records
        yield self._done

    def chart(self) -> Chart:
        """What was counted."""
        bars, notes = self._tally.bars(self._plan)
        return Chart(self._plan, bars, self._done, "; ".join(notes))


class _Categories:
    """One bar for each value."""

    def __init__(self) -> None:
        self._sums: dict[str | None, Sums] = {}
        self._rest = Sums()

    def add(self, value: Buffer | None, amount: Decimal | int | None) -> None:
        key = None if value is None else utf8(value)
        sums = self._sums.get(key)
        if sums is None:
            sums = self._new(key, value)
        sums.add(amount)

    def _new(self, key: str | None, value: Buffer | None) -> Sums:
        """Unions are put together by their case, all else by what was sent."""
        if value is not None and first(value) == b"{":
            case = case_of(value)
            name = "{}" if case is None else "{" + json.dumps(case)
            return self._sums.setdefault(name, Sums())
        if len(self._sums) >= MOST_CATEGORIES:
            return self._rest
        return self._sums.setdefault(key, Sums())

    def bars(self, plan: ChartPlan) -> tuple[tuple[Bar, ...], list[str]]:
        bars = [self._bar(key, sums, plan) for key, sums in self._sums.items()]
        bars.sort(key=lambda bar: bar.length, reverse=True)
        notes = []
        if self._rest.records:
            notes.append(f"{self._rest.records:,} records have further values")
        if len(bars) > MOST_BARS:
            notes.append(f"{len(bars) - MOST_BARS:,} shorter bars are left out")
        return tuple(bars[:MOST_BARS]), notes

    def _bar(self, key: str | None, sums: Sums, plan: ChartPlan) -> Bar:
        length, path = sums.length(plan.measure), plan.field
        if key is None:
            return Bar(ABSENT, length, sums.records, (Condition(path, Test.ABSENT),))
        if key == "null":
            return Bar(key, length, sums.records, (Condition(path, Test.NULL),))
        if key.startswith("{"):
            case = json.loads(key[1:]) if key != "{}" else "{…}"
            return Bar(case, length, sums.records)
        if key.startswith("["):
            return Bar(key, length, sums.records)
        text = decode_string(key.encode("utf-8", "surrogateescape")) if key.startswith('"') else key
        return Bar(text or '""', length, sums.records, (Condition(path, Test.EQUALS, key),))


class _Histogram:
    """One bar for each stretch of a number; counts only."""

    def __init__(self) -> None:
        self._numbers = array("d")
        self._others = 0
        self._all_whole = True

    def add(self, value: Buffer | None, amount: Decimal | int | None) -> None:
        number = number_of(value)
        found = float(number) if number is not None else None
        if found is None or not abs(found) < _HUGE:
            self._others += 1
            return
        self._all_whole = self._all_whole and found.is_integer()
        self._numbers.append(found)

    def bars(self, plan: ChartPlan) -> tuple[tuple[Bar, ...], list[str]]:
        notes = [f"{self._others:,} without a finite number"] if self._others else []
        if not self._numbers:
            return (), notes
        low, high = min(self._numbers), max(self._numbers)
        width = _bin_width(low, high, whole=self._all_whole)
        start = _steps(low, width)
        counts = [0] * (_steps(high, width) - start + 1)
        step = float(width)
        edges = [float((start + at) * width) for at in range(len(counts) + 1)]
        for number in self._numbers:
            at = min(max(floor(number / step) - start, 0), len(counts) - 1)
            if number < edges[at]:
                at -= 1
            elif number >= edges[at + 1]:
                at += 1
            counts[min(max(at, 0), len(counts) - 1)] += 1
        return tuple(self._bar(plan, (start + at) * width, width, n) for at, n in enumerate(counts)), notes

    def _bar(self, plan: ChartPlan, low: Decimal, width: Decimal, count: int) -> Bar:
        high = low + width
        conditions = (
            Condition(plan.field, Test.AT_LEAST, _plain(low)),
            Condition(plan.field, Test.LESS, _plain(high)),
        )
        label = _plain(low) if self._all_whole and width == 1 else f"{_plain(low)} to {_plain(high)}"
        return Bar(label, count, count, conditions)


class _Time:
    """One bar for each stretch of time. Plain numbers by the minute: a million objects would be felt."""

    def __init__(self) -> None:
        self._records: dict[int, int] = {}
        self._values: dict[int, int] = {}
        self._totals: dict[int, Decimal | int] = {}
        self._others = 0
        self._is_utc = True

    def add(self, value: Buffer | None, amount: Decimal | int | None) -> None:
        text = decode_string(value) if value is not None and first(value) == b'"' else ""
        minute = minute_of(text)
        if minute is None:
            self._others += 1
            return
        self._is_utc = self._is_utc and text.endswith("Z")
        self._records[minute] = self._records.get(minute, 0) + 1
        if amount is not None:
            self._values[minute] = self._values.get(minute, 0) + 1
            self._totals[minute] = added(self._totals.get(minute, 0), amount)

    def bars(self, plan: ChartPlan) -> tuple[tuple[Bar, ...], list[str]]:
        notes = [f"{self._others:,} without a time"] if self._others else []
        if not self._records:
            return (), notes
        low, high = min(self._records), max(self._records)
        unit = unit_for(low, high)
        grouped: dict[str, Sums] = {}
        steps: dict[int, Sums] = {}
        for minute, records in self._records.items():
            step = minute // unit.step
            sums = steps.get(step)
            if sums is None:
                sums = steps[step] = grouped.setdefault(unit.label(minute), Sums())
            sums.join(records, self._values.get(minute, 0), self._totals.get(minute, 0))
        notes.insert(0, f"by {unit.value}, UTC")
        names = buckets(low, high, unit)
        return tuple(self._bar(plan, name, after, grouped.get(name, Sums())) for name, after in names), notes

    def _bar(self, plan: ChartPlan, name: str, after: str, sums: Sums) -> Bar:
        conditions: tuple[Condition, ...] = ()
        if self._is_utc:  # times of one zone are in the order of their text
            conditions = (
                Condition(plan.field, Test.AT_LEAST, json.dumps(name)),
                Condition(plan.field, Test.LESS, json.dumps(after)),
            )
        return Bar(name.replace("T", " "), sums.length(plan.measure), sums.records, conditions)


_TALLIES: Final[dict[ChartKind, type[_Tally]]] = {
    ChartKind.BARS: _Categories,
    ChartKind.HISTOGRAM: _Histogram,
    ChartKind.TIME: _Time,
}


def _steps(number: float, width: Decimal) -> int:
    """How many whole widths lie below a number, by the digits it is written with: 0.3 is three times 0.1."""
    return int((Decimal(repr(number)) / width).to_integral_value(ROUND_FLOOR))


def _bin_width(low: float, high: float, *, whole: bool) -> Decimal:
    """1, 2 or 5 times a power of ten, so that there are at most `BINS` stretches."""
    spread = high - low
    if not spread or not isfinite(spread):
        return Decimal(1) if not low or isfinite(spread) else Decimal(10) ** 300
    power = floor(log10(spread / BINS))
    for factor in (1, 2, 5, 10):
        width = Decimal(factor).scaleb(power)
        if spread / float(width) < BINS:
            break
    return max(width, Decimal(1)) if whole else width


def _plain(number: Decimal) -> str:
    text = f"{number:f}" if -8 < number.adjusted() < 16 else str(number)
    text = text.rstrip("0").rstrip(".") if "." in text and "E" not in text else text
    return "0" if text in ("-0", "") else text
