"""Sums of numbers as they were sent: exact, however many digits they have."""

from __future__ import annotations

from decimal import Context, Decimal, InvalidOperation
from typing import Final

from karma_tui.results.chart import Measure
from karma_tui.results.scan import Buffer
from karma_tui.results.strings import utf8

_EXACT: Final = Context(prec=100)


class Sums:
    """Records and the sum of a field of theirs."""

    __slots__ = ("records", "total", "values")

    def __init__(self) -> None:
        self.records = 0
        self.values = 0
        self.total: Decimal | int = 0

    def add(self, value: Decimal | int | None) -> None:
        """One record more; `value` None if it has none."""
        self.records += 1
        if value is not None:
            self.values += 1
            self.total = added(self.total, value)

    def join(self, records: int, values: int, total: Decimal | int) -> None:
        """Several records that were added up already."""
        self.records += records
        self.values += values
        self.total = added(self.total, total)

    def length(self, measure: Measure) -> Decimal | int:
        """How long the bar is."""
        if measure is Measure.COUNT:
            return self.records
        if measure is Measure.SUM:
            return self.total
        return Context(prec=20).divide(Decimal(self.total), Decimal(self.values)) if self.values else 0


def number_of(value: Buffer | None) -> Decimal | int | None:
    """A number as sent; None for anything else, and for what is not finite."""
    if value is None or not len(value) or value[0] not in b"-+0123456789":
        return None
    text = utf8(value)
    if len(text) < 19 and text.removeprefix("-").isdecimal():
        return int(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def added(left: Decimal | int, right: Decimal | int) -> Decimal | int:
    """The sum, with all digits up to a hundred."""
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return _EXACT.add(Decimal(left), Decimal(right))
