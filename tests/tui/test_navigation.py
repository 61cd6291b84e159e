"""Going from record to record: follow, back and forward, the trail, referrers, refs in place, metadata."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from karma_tui.errors import AuthError
from karma_tui.tui.app import KarmaApp
from karma_tui.tui.navigation.metadata_screen import MetadataScreen
from karma_tui.tui.navigation.trail import Trail
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.screens.main import MainScreen
from tests.tui.bench import FakeOpener, failure, result
from tests.tui.conftest import OpenApp
from tests.tui.library_bench import LibraryBench
from tests.tui.looking import facts_text, press, screen_text, settled, shows, toasts, type_text
from tests.tui.test_browsing import to_result

WIDE = (120, 40)


@pytest.fixture
def bench(opener: FakeOpener) -> LibraryBench:
    opener.bench = LibraryBench()
    return opener.bench


def trail_text(pilot: Pilot[Any]) -> str:
    trail = pilot.app.screen_stack[0].query_one(Trail)
    return str(trail.render()) if trail.display else ""


def main(pilot: Pilot[Any]) -> MainScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


async def to(pilot: Pilot[Any], *path: str | int) -> None:
    """Put the cursor on a value of the result."""
    assert main(pilot)._results.view.go_to(path)
    await settled(pilot)


async def test_a_ref_is_followed_and_the_way_back_leads_to_the_same_place(
    open_app: OpenApp, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await to_result(pilot, "book")
        await to(pilot, 4, "value", "author")
        await press(pilot, "enter")
        assert "record of author" in facts_text(pilot)
        assert 'name  "Author 1"' in screen_text(pilot)
        assert trail_text(pilot) == "book \u203a author Author 1"
        await to(pilot, "value", "mentor")
        await press(pilot, "enter")
        assert trail_text(pilot) == "book \u203a author Author 1 \u203a author Author 2"
        await press(pilot, "comma")
        assert trail_text(pilot) == "book \u203a author Author 1"
        assert main(pilot)._results.view.cursor_path == ("value", "mentor")
        await press(pilot, "backspace")
        assert "25 rows" in facts_text(pilot)
        assert main(pilot)._results.view.cursor_path == (4, "value", "author")
        assert trail_text(pilot) == ""
        await press(pilot, "backspace")
        assert "no result before" in toasts(pilot)
        await press(pilot, "full_stop", "full_stop")
        assert "Author 2" in trail_text(pilot)


async def test_the_way_back_keeps_view_and_sort(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await to_result(pilot, "book")
        await to(pilot, 0, "value", "title")
        await press(pilot, "s", "s", "2")
        assert "sorted by" in facts_text(pilot)
        await press(pilot, "1")
        await to(pilot, 3, "value", "author")
        await press(pilot, "enter", "2", "comma")
        assert "sorted by" in facts_text(pilot)
        assert main(pilot)._results.view_name == "tree"
        assert main(pilot)._results.view.cursor_path == (3, "value", "author")


async def test_a_step_of_the_trail_is_a_click_away(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await to_result(pilot, "book")
        await to(pilot, 0, "value", "author")
        await press(pilot, "enter")
        await pilot.click(Trail, offset=(2, 0))
        await settled(pilot)
        assert "25 rows" in facts_text(pilot)


async def test_a_run_begins_a_new_trail_and_can_be_gone_back_to(
    open_app: OpenApp, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        bench.answers = [result(b"[7]")]
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        await to_result(pilot, "book")
        assert trail_text(pilot) == ""
        await press(pilot, "comma")
        assert "1 row" in facts_text(pilot)
        assert "one()" in facts_text(pilot)


async def test_after_a_run_that_failed_back_leads_to_the_result_before(
    open_app: OpenApp, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await to_result(pilot, "book")
        bench.answers = [failure(AuthError("No"))]
        main(pilot)._buffers.active.focus()
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        if shows(app, LoginScreen):
            await press(pilot, "escape")
        main(pilot)._results.focus_content()
        await press(pilot, "comma")
        assert "25 rows" in facts_text(pilot)


async def test_a_run_that_ends_while_one_looks_around_can_be_left_for_where_one_was(
    open_app: OpenApp, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        bench.arriving.clear()
        bench.answers = [result(b"[" + b",".join([b'{"a":1}'] * 20_000) + b"]")]
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        assert "rows so far" in facts_text(pilot)
        await to_result(pilot, "book")
        await to(pilot, 4, "value", "title")
        assert "25 rows" in facts_text(pilot)
        bench.arriving.set()
        while "20,000 rows" not in facts_text(pilot):
            await settled(pilot)
        await press(pilot, "comma")
        assert "25 rows" in facts_text(pilot)
        assert main(pilot)._results.view.cursor_path == (4, "value", "title")


async def test_who_refers_to_a_record(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await to_result(pilot, "author")
        await to(pilot, 2, "value", "name")
        await press(pilot, "w")
        shown = screen_text(pilot)
        assert toasts(pilot) == ""
        assert "who refers to author" in facts_text(pilot)
        assert "book" in shown
        assert "8 items" in shown
        assert "1 item" in shown


async def test_without_a_model_that_refers_nothing_is_asked(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await to_result(pilot, "book")
        await to(pilot, 1, "value", "title")
        await press(pilot, "w")
        assert "No model has a reference to book" in toasts(pilot)
        assert bench.asked("mapList") == 1


async def test_refs_open_in_place_round_and_round(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await to_result(pilot, "book")
        await to(pilot, 1, "value", "author")
        await press(pilot, "x")
        assert "followed" in screen_text(pilot)
        for _ in range(3):
            await press(pilot, "down", "right")
        assert main(pilot)._results.view.cursor_path == (1, "value", "author", "mentor", "mentor", "mentor")
        for name in ("Author 0", "Author 1", "Author 2"):
            assert name in screen_text(pilot)
        assert bench.asked("metarialize") == 3


async def test_metadata_of_the_record_under_the_cursor(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await to_result(pilot, "book")
        await to(pilot, 2, "value", "title")
        asked = len(bench.ran)
        await press(pilot, "i")
        assert shows(app, MetadataScreen)
        assert "b000000000000002" in screen_text(pilot)
        assert "2019-01-02T03:04:05Z" in screen_text(pilot)
        assert len(bench.ran) == asked
        await press(pilot, "escape")
        await to(pilot, 2, "value", "author")
        await press(pilot, "i")
        assert "a000000000000002" in screen_text(pilot)
        assert len(bench.ran) == asked + 1


async def test_metadata_below_an_opened_ref_are_those_of_its_record(
    open_app: OpenApp, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        await to_result(pilot, "book")
        await to(pilot, 1, "value", "author")
        await press(pilot, "x")
        await to(pilot, 1, "value", "author", "name")
        await press(pilot, "i")
        assert shows(app, MetadataScreen)
        assert "a000000000000001" in screen_text(pilot)


async def test_where_no_record_is_known_that_is_told(open_app: OpenApp, bench: LibraryBench) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        bench.answers = [result(b'[{"title":"Dune"}]')]
        await type_text(pilot, "one()")
        await press(pilot, "f5", "f6", "down", "i", "w", "x", "r")
        for part in ("Which record is meant is not known", "This is no reference", "Nothing to read again"):
            assert part in toasts(pilot)


async def test_a_record_that_is_gone_is_told_and_nothing_else_changes(
    open_app: OpenApp, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await to_result(pilot, "book")
        bench.records["A" * 16].clear()
        await to(pilot, 1, "value", "author")
        await press(pilot, "enter")
        assert "There is no such record" in toasts(pilot)
        assert "25 rows" in facts_text(pilot)


async def test_in_dialect_0_1_the_model_tells_where_a_ref_leads(
    open_app: OpenApp, opener: FakeOpener, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (app, pilot):
        body = b'[{"created":"c","id":"b1","model":"' + b"B" * 16
        body += b'","updated":"u","value":{"author":"a000000000000001","title":"x"}}]'
        bench.answers = [result(body)]
        await type_text(pilot, "one()")
        await press(pilot, "f5", "f6")
        await to(pilot, 0, "value", "title")
        await press(pilot, "enter")
        assert "record of" not in facts_text(pilot)
        await to(pilot, 0, "value", "author")
        await press(pilot, "x")
        assert "followed" in screen_text(pilot)
        await press(pilot, "enter")
        assert isinstance(app, KarmaApp)
        assert "record of author" in facts_text(pilot)


async def test_in_dialect_0_1_two_ids_are_a_list(
    open_app: OpenApp, opener: FakeOpener, bench: LibraryBench
) -> None:
    bench.session = replace(bench.session, dialect="0.1")
    async with open_app(size=WIDE) as (_, pilot):
        bench.answers = [result(b'[["a000000000000001","a000000000000002"]]')]
        await type_text(pilot, "one()")
        await press(pilot, "f5", "f6", "down", "enter")
        assert '0  "a000000000000001"' in screen_text(pilot)
        await press(pilot, "enter", "right")
        assert '0  "a000000000000001"' in screen_text(pilot)
        assert bench.asked("metarialize") == 0


async def test_the_model_in_the_metadata_means_the_record_it_belongs_to(
    open_app: OpenApp, bench: LibraryBench
) -> None:
    async with open_app(size=WIDE) as (_, pilot):
        await to_result(pilot, "author")
        await to(pilot, 2, "model")
        pointed = main(pilot)._pointed.record
        assert pointed is not None
        assert pointed.record_id == "a000000000000002"
