"""What comes next when a key asks for another field, value or type of a chart. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karma_tui.results.chart import ChartKind, ChartPlan, Measure

if TYPE_CHECKING:
    from karma_tui.results.chart_fields import Candidate
    from karma_tui.results.rows import Path


def next_field(plan: ChartPlan, found: list[Candidate], by: int) -> ChartPlan:
    """Along the next field, in the kind of chart that fits it."""
    at = next((at for at, it in enumerate(found) if it.path == plan.field), 0)
    other = found[(at + by) % len(found)]
    kind = other.kinds[0]
    return _fitting(kind, other.path, plan.measure, plan.value)


def next_kind(plan: ChartPlan, found: list[Candidate]) -> ChartPlan:
    """In the next kind of chart that the field can be drawn in."""
    kinds = next((it.kinds for it in found if it.path == plan.field), (plan.kind,))
    at = kinds.index(plan.kind) if plan.kind in kinds else -1
    return _fitting(kinds[(at + 1) % len(kinds)], plan.field, plan.measure, plan.value)


def next_value(plan: ChartPlan, found: list[Candidate], by: int) -> ChartPlan:
    """With the next measure: the count, then sum and mean of each number."""
    from karma_tui.results.chart_fields import numbers

    if plan.kind is ChartKind.HISTOGRAM:
        return plan
    choices: list[tuple[Measure, Path | None]] = [(Measure.COUNT, None)]
    for path in numbers(found):
        choices += [(Measure.SUM, path), (Measure.MEAN, path)]
    now = (plan.measure, plan.value)
    at = choices.index(now) if now in choices else 0
    measure, value = choices[(at + by) % len(choices)]
    return ChartPlan(plan.kind, plan.field, measure, value)


def _fitting(kind: ChartKind, field: Path, measure: Measure, value: Path | None) -> ChartPlan:
    """A histogram only counts."""
    if kind is ChartKind.HISTOGRAM:
        return ChartPlan(kind, field)
    return ChartPlan(kind, field, measure, value)
