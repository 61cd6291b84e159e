"""Long results are shown while they come in, and stay where they are when they are complete."""

from __future__ import annotations

from karma_tui.tui.widgets.result_tree import ResultTree
from karma_tui.tui.widgets.results import Results
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import facts_text, press, screen_text, settled, type_text

LONG = b"[" + b",".join(b'{"title":"book %07d"}' % number for number in range(20_000)) + b"]"


async def test_the_first_rows_are_there_before_the_last(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(LONG)]
    opener.bench.arriving.clear()
    async with open_app(size=(100, 30)) as (app, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "f5")
        assert "rows so far" in facts_text(pilot)
        assert "book 0000003" in screen_text(pilot)
        tree = app.screen.query_one(ResultTree)
        app.screen.query_one(Results).focus_content()
        await press(pilot, "down", "down", "down")
        opener.bench.arriving.set()
        await settled(pilot)
        assert "20,000 rows" in facts_text(pilot)
        assert tree.cursor_path == (2,)
        await press(pilot, "end")
        assert "book 0019999" in screen_text(pilot)


async def test_what_came_before_a_cancel_stays(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(LONG)]
    opener.bench.arriving.clear()
    async with open_app(size=(100, 30)) as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "f5")
        await press(pilot, "escape")
        assert "cancelled after" in facts_text(pilot)
        assert "book 0000003" in screen_text(pilot)
