"""A chart of a result's records: what is drawn along, what is measured, and the bars that come of it.

Only fields and numbers are in a `ChartPlan`, so that it can be remembered for a query without any of its
data. Counting is done by `chart_count`; which fields there are to choose from is told by `chart_fields`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from karma_tui.results.conditions import Condition, field_name
from karma_tui.results.rows import Path


class ChartKind(StrEnum):
    """How the records are put together."""

    BARS = "bars"
    """One bar for each value of the field, the longest first."""
    HISTOGRAM = "histogram"
    """One bar for each stretch of a number."""
    TIME = "time"
    """One bar for each stretch of time, of equal length."""


class Measure(StrEnum):
    """How long a bar is."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """What is drawn. `value` is the field that is summed up; None with COUNT. Paths are inside a record."""

    kind: ChartKind
    field: Path
    measure: Measure = Measure.COUNT
    value: Path | None = None

    @property
    def title(self) -> str:
        """`sum of value.score by value.kind`."""
        by = {ChartKind.BARS: "by", ChartKind.HISTOGRAM: "over", ChartKind.TIME: "over time of"}[self.kind]
        if self.value is None or self.measure is Measure.COUNT:
            return f"records {by} {field_name(self.field)}"
        return f"{self.measure} of {field_name(self.value)} {by} {field_name(self.field)}"

    def to_plain(self) -> dict[str, Any]:
        """As texts and lists, for a file."""
        plain: dict[str, Any] = {
            "kind": self.kind.value,
            "field": list(self.field),
            "measure": self.measure.value,
        }
        if self.value is not None:
            plain["value"] = list(self.value)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ChartPlan | None:
        """From what a file holds; None if that makes no sense."""
        field, value = _path(plain.get("field")), _path(plain.get("value"))
        try:
            kind, measure = ChartKind(plain.get("kind", "")), Measure(plain.get("measure", ""))
        except (ValueError, TypeError):
            return None
        if field is None:
            return None
        return cls(kind, field, measure, value) if value else cls(kind, field)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name as it was sent (make it safe to show it), its length, and how many records it is."""

    label: str
    length: Decimal | int
    records: int
    conditions: tuple[Condition, ...] = ()
    """What only the records of the bar meet; empty if that cannot be said."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, in their order; `note` says what is not in them, or why there are none."""

    plan: ChartPlan
    bars: tuple[Bar, ...]
    records: int
    """All that were looked at."""
    note: str = ""


def _path(value: object) -> Path | None:
    if not isinstance(value, list) or len(value) > 100:
        return None
    steps = [step for step in value if isinstance(step, str) or (type(step) is int and step >= 0)]
    return tuple(steps) if len(steps) == len(value) else None
