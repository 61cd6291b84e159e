"""The chart view in the app."""

from __future__ import annotations

import json

import pytest

from karma_tui.results.chart import Bar, ChartPlan
from karma_tui.tui.views.chart_line import Widths, bar_text, cut, number_text
from karma_tui.tui.views.chart_view import ChartView
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import facts_text, press, screen_text, type_text

WIDE = "[b]wide 漢字 \u202e"
RECORDS = [
    {"kind": "xyz"[at % 3] if at % 5 else WIDE, "n": at, "t": f"20{10 + at}-01-01T00:00:00Z"}
    for at in range(20)
]
BODY = json.dumps(RECORDS).encode()


async def test_a_result_is_drawn_and_a_bar_keeps_its_records(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(BODY)]
    async with open_app() as (app, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5", "f6", "4")
        text = screen_text(pilot)
        assert "records by kind" in text and "20 records" in text
        assert "█" in text and "[b]wide 漢字" in text and "\u202e" not in text
        view = app.screen.query_one(ChartView)
        assert view.has_focus
        await press(pilot, "end", "enter")
        assert "filtered 4 of 20: kind = " in facts_text(pilot)
        assert "4 records" in screen_text(pilot)


async def test_what_is_drawn_is_chosen_by_keys_and_remembered_for_the_query(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.answers = [result(BODY), result(b"[1]"), result(BODY)]
    async with open_app() as (_, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5", "f6", "4", "v")
        assert "sum of n by kind" in screen_text(pilot)
        await press(pilot, "v")
        assert "mean of n by kind" in screen_text(pilot)
        await press(pilot, "a")
        assert "records over n" in screen_text(pilot)
        await press(pilot, "a")
        assert "over time of t" in screen_text(pilot) and "by year" in screen_text(pilot)
        await press(pilot, "t")
        assert "by t" in screen_text(pilot)
        await press(pilot, "f6", "end", "y", "f5", "f6")
        assert "records over the record" in screen_text(pilot)
        await press(pilot, "f6", "backspace", "f5", "f6")
        assert "records by t" in screen_text(pilot)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"a":1}', "only a list of records"),
        (b"[]", "the list is empty"),
        (b"[[],[]]", "no field"),
        (b"<html>", "only a list of records"),
    ],
)
async def test_why_there_is_no_chart_is_said(
    open_app: OpenApp, opener: FakeOpener, body: bytes, why: str
) -> None:
    opener.bench.answers = [result(body)]
    async with open_app() as (_, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5", "f6", "4")
        assert why in screen_text(pilot)
        await press(pilot, "a", "v", "t", "o", "enter", "down")
        assert why in screen_text(pilot)


async def test_a_scroll_bar_hides_no_number(open_app: OpenApp, opener: FakeOpener) -> None:
    names = [f"name {number:02}" for number in range(20)]
    opener.bench.answers = [
        result(json.dumps([{"kind": name} for name in names for _ in range(137)]).encode())
    ]
    async with open_app() as (app, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5", "f6", "4")
        assert app.screen.query_one(ChartView).show_vertical_scrollbar
        assert any("name 00" in line and " 137 " in line for line in screen_text(pilot).splitlines())


def test_bars_are_in_eighths_and_nothing_is_not_something() -> None:
    assert bar_text(10, 10, 4) == "████"
    assert bar_text(5, 10, 1) == "▌"
    assert bar_text(1, 10_000, 4) == "▏   "
    assert bar_text(0, 10, 4) == "    "
    assert bar_text(-10, 10, 4) == "░░░░"


def test_names_are_cut_by_cells() -> None:
    assert cut("漢字漢字", 5) == "漢字…"
    assert cut("ab", 4) == "ab  "
    widths = Widths((Bar("x" * 100, 1, 1),), 40)
    assert len("".join(widths.line(Bar("x" * 100, 1, 1)))) == 40


def test_numbers_keep_their_digits() -> None:
    from decimal import Decimal

    assert number_text(1234567) == "1,234,567"
    assert number_text(Decimal("0.1")) == "0.1"
    assert number_text(Decimal("1E+30")) == "1e+30"


def test_plans_go_round() -> None:
    from karma_tui.results.chart import ChartKind
    from karma_tui.results.chart_fields import Candidate, Role
    from karma_tui.tui.views.chart_plans import next_field, next_kind, next_value

    found = [Candidate(("a",), Role.CATEGORY, 9, 3), Candidate(("n",), Role.NUMBER, 9, 9)]
    plan = ChartPlan(ChartKind.BARS, ("a",))
    assert next_field(next_field(plan, found, 1), found, 1) == plan
    assert next_kind(plan, found) == plan
    assert next_value(next_value(next_value(plan, found, 1), found, 1), found, 1) == plan
    assert next_value(ChartPlan(ChartKind.HISTOGRAM, ("n",)), found, 1).value is None


async def test_the_chart_is_in_the_palette_too(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(BODY)]
    async with open_app() as (app, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5")
        await app.run_action("view_chart", app.screen)
        await pilot.pause()
        assert "records by kind" in screen_text(pilot)
