"""Charts of records: what can be drawn, and that every record is counted exactly once."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.results.chart import Chart, ChartKind, ChartPlan, Measure
from karma_tui.results.chart_count import Counting
from karma_tui.results.chart_fields import Role, candidates, guess
from karma_tui.results.chart_time import Unit, buckets, minute_of, unit_for
from karma_tui.results.document import Document


def document(records: list[Any]) -> Document:
    return Document.from_bytes(json.dumps(records).encode())


def drawn(source: Document, plan: ChartPlan) -> Chart:
    counting = Counting(source, plan)
    for _ in counting.steps():
        pass
    return counting.chart()


RECORDS = [
    {"id": ["A" * 16, "B" * 16], "model": ["m", "n"], "created": "2020-01-01T00:00:00Z", "value": value}
    for value in (
        {"kind": {"page": {"n": 1}}, "score": 1.5, "at": "2020-01-01T10:00:00Z", "live": True, "name": "a"},
        {"kind": {"post": {"n": 2}}, "score": 2.5, "at": "2020-03-01T10:00:00Z", "live": True, "name": "b"},
        {"kind": {"page": {"n": 3}}, "score": 4, "at": "2020-03-02T10:00:00Z", "live": False, "name": "c"},
    )
]


def test_fields_are_found_with_what_they_are_good_for() -> None:
    found = {it.path: it.role for it in candidates(document(RECORDS))}
    assert found[("value", "kind")] is Role.CATEGORY
    assert found[("value", "score")] is Role.NUMBER
    assert found[("value", "at")] is Role.TIME
    assert found[("value", "kind", "page", "n")] is Role.NUMBER
    assert ("id",) not in found and ("model",) not in found


def test_the_first_guess_is_a_category_with_a_handful_of_values() -> None:
    plan = guess(candidates(document([{"n": at, "c": "xyz"[at % 3]} for at in range(30)])))
    assert plan == ChartPlan(ChartKind.BARS, ("c",))
    union = guess(candidates(document([{"b": at > 5, "u": {"xy"[at % 2]: at}} for at in range(30)])))
    assert union == ChartPlan(ChartKind.BARS, ("u",))
    flags = guess(candidates(document([{"b": at > 5, "s": str(at)} for at in range(30)])))
    assert flags == ChartPlan(ChartKind.BARS, ("b",))
    times = guess(candidates(document([{"n": at, "t": f"20{10 + at}-01-01T00:00:00Z"} for at in range(9)])))
    assert times is not None and times.kind is ChartKind.TIME
    assert guess(candidates(document([{"l": [1]}, {"l": []}]))) is None


def test_a_union_is_counted_by_its_cases() -> None:
    chart = drawn(document(RECORDS), ChartPlan(ChartKind.BARS, ("value", "kind")))
    assert [(bar.label, bar.length) for bar in chart.bars] == [("page", 2), ("post", 1)]


def test_sums_and_means_are_exact() -> None:
    source = Document.from_bytes(
        b'[{"k":"a","v":0.1},{"k":"a","v":0.2},{"k":"a","v":9007199254740993},{"k":"b"}]'
    )
    total = drawn(source, ChartPlan(ChartKind.BARS, ("k",), Measure.SUM, ("v",)))
    assert total.bars[0].length == Decimal("9007199254740993.3")
    mean = drawn(
        Document.from_bytes(b'[{"k":1,"v":1},{"k":1,"v":2},{"k":1,"v":null}]'),
        ChartPlan(ChartKind.BARS, ("k",), Measure.MEAN, ("v",)),
    )
    assert (mean.bars[0].length, mean.bars[0].records) == (Decimal("1.5"), 3)


VALUES = st.none() | st.booleans() | st.integers(-50, 50) | st.sampled_from(["a", "b", "", "5", "null", "é"])


@given(st.lists(st.dictionaries(st.just("k"), VALUES), max_size=30))
@settings(max_examples=100, deadline=None)
def test_bars_count_every_record_once_and_their_conditions_find_them_again(records: list[Any]) -> None:
    source = document(records)
    chart = drawn(source, ChartPlan(ChartKind.BARS, ("k",)))
    assert sum(bar.records for bar in chart.bars) == len(records)
    counts = Counter(json.dumps(record.get("k")) if "k" in record else None for record in records)
    assert sorted(bar.records for bar in chart.bars) == sorted(counts.values())
    for bar in chart.bars:
        found = [
            n
            for n, record in enumerate(source.iter_bytes())
            if all(c.predicate()(record) for c in bar.conditions)
        ]
        assert len(found) >= bar.records  # 5 and "5" are found together


@given(
    st.lists(
        st.integers(-(10**12), 10**12)
        | st.floats(-1e9, 1e9, allow_nan=False)
        | st.sampled_from([0.1, 0.3, "x"]),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=200, deadline=None)
def test_a_histogram_counts_every_number_once_in_order(numbers: list[Any]) -> None:
    source = document([{"n": number} for number in numbers])
    chart = drawn(source, ChartPlan(ChartKind.HISTOGRAM, ("n",)))
    real = [number for number in numbers if not isinstance(number, str)]
    assert sum(bar.records for bar in chart.bars) == len(real)
    assert len(chart.bars) <= 22
    for bar in chart.bars:
        if len({float(number) for number in real}) < 2 or len(real) > 10:
            continue
        found = sum(all(c.predicate()(record) for c in bar.conditions) for record in source.iter_bytes())
        assert found == bar.records


@given(
    st.lists(
        st.datetimes().map(lambda it: it.replace(microsecond=0).isoformat() + "Z"), min_size=1, max_size=30
    )
)
@settings(max_examples=40, deadline=None)
def test_a_time_series_counts_every_time_once_without_gaps(times: list[str]) -> None:
    source = document([{"t": time} for time in times])
    chart = drawn(source, ChartPlan(ChartKind.TIME, ("t",)))
    assert sum(bar.records for bar in chart.bars) == len(times)
    labels = [bar.label for bar in chart.bars]
    assert labels == sorted(set(labels))
    for bar in chart.bars[:3]:
        found = sum(all(c.predicate()(record) for c in bar.conditions) for record in source.iter_bytes())
        assert found == bar.records


@pytest.mark.parametrize(
    ("low", "high", "unit"),
    [
        ("2020-01-01T00:00:00Z", "2020-01-01T00:30:00Z", Unit.MINUTE),
        ("2020-01-01T00:00:00Z", "2020-01-02T00:30:00Z", Unit.HOUR),
        ("2020-01-01T00:00:00Z", "2020-02-02T00:30:00Z", Unit.DAY),
        ("2020-01-01T00:00:00Z", "2021-02-02T00:30:00Z", Unit.MONTH),
        ("1999-01-01T00:00:00Z", "2021-02-02T00:30:00Z", Unit.YEAR),
    ],
)
def test_the_unit_of_time_follows_the_range(low: str, high: str, unit: Unit) -> None:
    start, end = minute_of(low), minute_of(high)
    assert start is not None and end is not None
    assert unit_for(start, end) is unit
    names = [name for name, _ in buckets(start, end, unit)]
    assert (names[0], names[-1]) == (unit.label(start), unit.label(end))
    assert len(names) <= 62


def test_what_has_no_place_is_told() -> None:
    chart = drawn(
        document([{"t": "x"}, {}, {"t": "2020-01-01T00:00:00+02:00"}]), ChartPlan(ChartKind.TIME, ("t",))
    )
    assert chart.note == "by minute, UTC; 2 without a time"
    assert chart.bars[0].label == "2019-12-31 22:00"
    assert chart.bars[0].conditions == ()


def test_a_number_on_the_edge_of_two_stretches_is_in_the_upper_one() -> None:
    chart = drawn(document([{"n": 0.3}, {"n": -1.0}, {"n": 0.1}]), ChartPlan(ChartKind.HISTOGRAM, ("n",)))
    assert [bar.label for bar in chart.bars if bar.records] == ["-1 to -0.9", "0.1 to 0.2", "0.3 to 0.4"]


def test_odd_numbers_make_no_fault() -> None:
    source = Document.from_bytes(b'[{"n":1e400},{"n":-0},{"n":NaN},{"n":1e299},{"n":-1e299},{"n":1}]')
    chart = drawn(source, ChartPlan(ChartKind.HISTOGRAM, ("n",)))
    assert sum(bar.records for bar in chart.bars) == 4
    assert "2 without" in chart.note


PLANS = [ChartPlan(ChartKind.BARS, ("a", 0)), ChartPlan(ChartKind.TIME, ("t",), Measure.SUM, ("v", "w"))]


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_survives_being_kept(plan: ChartPlan) -> None:
    assert ChartPlan.from_plain(json.loads(json.dumps(plan.to_plain()))) == plan


@pytest.mark.parametrize(
    "plain", [{}, {"kind": "pie", "field": []}, {"kind": "bars", "field": [None], "measure": "count"}]
)
def test_a_plan_that_makes_no_sense_is_none(plain: dict[str, Any]) -> None:
    assert ChartPlan.from_plain(plain) is None
