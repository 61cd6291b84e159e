"""Finding, filtering, sorting and finding one's way in a result, by keys and by mouse."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from karma_tui.tui.views.path_bar import PathBar
from karma_tui.tui.views.result_find_bar import ResultFindBar
from karma_tui.tui.widgets.results import Results
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, facts_text, fill, press, screen_text, settled, toasts, type_text

BOOKS = [
    {"title": "Dune", "pages": 412, "more": {"place": "Arrakis"}},
    {"title": "Emma", "pages": 474},
    {"title": "Dune Messiah", "pages": 256, "more": {"place": "Arrakis"}},
    {"title": "Ulysses", "pages": None},
]


@asynccontextmanager
async def on_result(
    open_app: OpenApp, opener: FakeOpener, value: Any, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Results, Pilot[Any]]]:
    """The app with a result that has the focus."""
    opener.bench.answers = [result(json.dumps(value).encode())]
    async with open_app(size=size) as (app, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "f5")
        results = app.screen.query_one(Results)
        results.focus_content()
        await settled(pilot)
        yield results, pilot


def path_line(pilot: Pilot[Any]) -> str:
    return pilot.app.screen_stack[0].query_one(PathBar).render().plain


def found_text(pilot: Pilot[Any]) -> str:
    bar = pilot.app.screen_stack[0].query_one(ResultFindBar)
    return str(bar.query_one("#result-find-count").render())


async def find(pilot: Pilot[Any], text: str) -> None:
    await press(pilot, "slash")
    fill(pilot, text)
    await settled(pilot)


async def test_what_is_typed_is_found_and_what_hides_it_is_opened(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with on_result(open_app, opener, BOOKS) as (results, pilot):
        await find(pilot, "arrakis")
        assert results.view.cursor_path == (0, "more", "place")
        assert found_text(pilot) == "1 of 2"
        assert 'place  "Arrakis"' in screen_text(pilot)
        await press(pilot, "enter")
        assert results.view.cursor_path == (2, "more", "place")
        assert found_text(pilot) == "2 of 2"
        await press(pilot, "enter")
        assert results.view.cursor_path == (0, "more", "place")
        assert found_text(pilot) == "1 of 2, from the start"
        await press(pilot, "up")
        assert found_text(pilot) == "2 of 2, from the end"


async def test_after_the_bar_n_goes_on_and_escape_ends_it(open_app: OpenApp, opener: FakeOpener) -> None:
    async with on_result(open_app, opener, BOOKS) as (results, pilot):
        await find(pilot, "dune")
        await press(pilot, "escape", "n")
        assert results.view.cursor_path == (2, "title")
        assert "2 of 2" in path_line(pilot)
        await press(pilot, "N")
        assert results.view.cursor_path == (0, "title")
        await press(pilot, "end", "N")
        assert results.view.cursor_path == (2, "title")
        await press(pilot, "escape")
        assert "of 2" not in path_line(pilot)


async def test_keys_values_and_patterns_are_looked_for_as_chosen(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with on_result(open_app, opener, [{"dune": 1}, {"x": "dune"}]) as (_, pilot):
        await find(pilot, "dune")
        assert found_text(pilot) == "1 of 2"
        await press(pilot, "alt+k")
        assert found_text(pilot) == "1 of 1"
        fill(pilot, "^D.ne")
        await press(pilot, "alt+k", "alt+k", "alt+e")
        assert found_text(pilot) == "none found"
        fill(pilot, "^d.ne")
        await settled(pilot)
        assert found_text(pilot) == "1 of 2"
        fill(pilot, "(")
        await settled(pilot)
        assert "Not a regular expression" in screen_text(pilot)


async def test_a_key_with_alt_as_terminals_send_it_is_no_letter(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    """`ESC e` comes from Textual's parser as alt+e with the letter beside it; `press` leaves that out."""
    async with on_result(open_app, opener, ["dune", "dxne"]) as (_, pilot):
        await find(pilot, "d.ne")
        assert found_text(pilot) == "none found"
        pilot.app.post_message(Key("alt+e", "e"))
        await settled(pilot)
        assert found_text(pilot) == "1 of 2"
        assert pilot.app.screen.query_one(ResultFindBar).query_one(Input).value == "d.ne"


async def test_a_key_with_alt_that_does_nothing_is_not_typed_into_the_text(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, "ab")
        app.post_message(Key("alt+q", "q"))
        await type_text(pilot, "c")
        await settled(pilot)
        assert [text for _, text in buffer_texts(pilot)] == ["abc"]


async def test_the_find_key_of_the_editor_finds_in_the_result_that_has_the_focus(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with on_result(open_app, opener, BOOKS) as (results, pilot):
        await press(pilot, "ctrl+f")
        assert isinstance(pilot.app.focused, Input)
        assert results.has_focus_within


async def test_only_matches_are_shown_until_escape(open_app: OpenApp, opener: FakeOpener) -> None:
    async with on_result(open_app, opener, BOOKS) as (results, pilot):
        await find(pilot, "dune")
        await press(pilot, "down", "escape", "ampersand")
        assert "filtered 2 of 4" in facts_text(pilot)
        assert "Emma" not in screen_text(pilot)
        assert results.view.cursor_path == (2, "title")
        await press(pilot, "ampersand")
        assert "filtered" not in facts_text(pilot)
        await press(pilot, "ampersand", "escape", "escape")
        assert "filtered" not in facts_text(pilot)
        assert "Emma" in screen_text(pilot)
        assert results.view.cursor_path == (2, "title")


async def test_a_condition_on_the_field_under_the_cursor_filters(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with on_result(open_app, opener, BOOKS) as (results, pilot):
        await press(pilot, "down", "right", "right", "down", "f")
        focused = pilot.app.focused
        assert isinstance(focused, Input) and focused.value == "= 412"
        assert "Where pages" in screen_text(pilot) and "~ contains" in screen_text(pilot)
        fill(pilot, "> 400")
        await press(pilot, "enter")
        assert "filtered 2 of 4: pages > 400" in facts_text(pilot)
        assert "Messiah" not in screen_text(pilot)
        await press(pilot, "f")
        fill(pilot, "=")
        await press(pilot, "enter")
        assert "There is nothing to compare with" in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert results.document is results.whole


async def test_sorting_by_the_field_under_the_cursor_turns_and_ends(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with on_result(open_app, opener, BOOKS) as (results, pilot):
        await press(pilot, "down", "right", "right", "down", "s")
        assert "sorted by pages, rising" in facts_text(pilot)
        assert results.view.cursor_path == (0, "pages")
        assert screen_text(pilot).index("Ulysses") < screen_text(pilot).index("Messiah")
        await press(pilot, "s")
        assert "sorted by pages, falling" in facts_text(pilot)
        await press(pilot, "s")
        assert "sorted" not in facts_text(pilot)
        assert results.document is results.whole


async def test_a_value_outside_of_records_cannot_be_sorted_by(open_app: OpenApp, opener: FakeOpener) -> None:
    async with on_result(open_app, opener, {"a": [1, 2]}) as (_, pilot):
        await press(pilot, "s")
        assert "Go to a record" in toasts(pilot)


async def test_another_result_is_not_filtered(open_app: OpenApp, opener: FakeOpener) -> None:
    async with on_result(open_app, opener, BOOKS) as (results, pilot):
        await find(pilot, "dune")
        await press(pilot, "alt+a", "escape")
        assert "filtered 2 of 4" in facts_text(pilot)
        opener.bench.answers = [result(json.dumps([*BOOKS, 1]).encode())]
        await press(pilot, "f5")
        assert "filtered" not in facts_text(pilot)
        assert results.document is not None and results.document.records == 5


async def test_the_path_is_told_and_its_steps_lead_up(open_app: OpenApp, opener: FakeOpener) -> None:
    async with on_result(open_app, opener, BOOKS, size=(100, 30)) as (results, pilot):
        await find(pilot, "arrakis")
        await press(pilot, "escape")
        assert path_line(pilot).startswith("$[0].more.place")
        assert path_line(pilot).endswith("9 bytes")
        await pilot.click(PathBar, offset=(7, 0))
        await settled(pilot)
        assert results.view.cursor_path == (0, "more")
        await pilot.click(PathBar, offset=(1, 0))
        await settled(pilot)
        assert not results.view.cursor_path


async def test_a_long_path_loses_its_middle(open_app: OpenApp, opener: FakeOpener) -> None:
    deep: Any = "end"
    for at in range(30):
        deep = {f"step_{at}": deep}
    async with on_result(open_app, opener, [deep]) as (_, pilot):
        await find(pilot, "end")
        await press(pilot, "escape")
        line = path_line(pilot)
        assert line.startswith("$…") and ".step_0 " in line and line.endswith("bytes")
        assert len(line) <= 78


async def test_levels_are_opened_and_closed(open_app: OpenApp, opener: FakeOpener) -> None:
    async with on_result(open_app, opener, [{"a": {"b": {"c": 1}}}, {"a": 2}], size=(80, 40)) as (_, pilot):
        await press(pilot, "plus")
        assert "a  {b" in screen_text(pilot) and "b  {c" not in screen_text(pilot)
        await press(pilot, "e")
        assert "c  1" in screen_text(pilot)
        await press(pilot, "minus")
        assert "a  {b" not in screen_text(pilot)
        assert "1  {a: 2}" in screen_text(pilot)
        for action, shown in (("expand_all", True), ("collapse_members", False)):
            await pilot.app.run_action(f"screen.{action}")
            await settled(pilot)
            assert ("c  1" in screen_text(pilot)) is shown


async def test_markup_in_keys_and_values_stays_text(open_app: OpenApp, opener: FakeOpener) -> None:
    async with on_result(open_app, opener, [{"[b]k[/b]": "[red]x"}]) as (_, pilot):
        await find(pilot, "[red]")
        await press(pilot, "escape", "ampersand")
        assert '["[b]k[/b]"]' in path_line(pilot)
        assert 'filtered 1 of 1: "[red]"' in facts_text(pilot)
