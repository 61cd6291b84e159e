"""The helpers in the whole app, with the language's own checker, on an instance in memory."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from textual.pilot import Pilot

from karma_tui.errors import QueryRefused, Span
from karma_tui.tui.assist.completion_list import CompletionList
from karma_tui.tui.assist.functions_screen import FunctionsScreen
from karma_tui.tui.screens.help import HelpScreen
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.views.messages_view import MessagesView
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.run import Outcome, Run
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, fill, press, screen_text, settled, shows, toasts, type_text

PATIENCE_SECONDS = 20.0


async def seen(pilot: Pilot[Any], wanted: Callable[[], bool]) -> None:
    """Wait until something is so: the helpers answer when they are done, on a busy machine later."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not wanted():
        assert time.monotonic() < end, screen_text(pilot)
        await asyncio.sleep(0.01)
        await pilot.pause()


def labels(pilot: Pilot[Any]) -> list[str]:
    lists = pilot.app.screen_stack[0].query(CompletionList)  # none as long as the helpers are not there
    return [item.label for found in lists if found.found is not None for item in found.found.items]


def editor(pilot: Pilot[Any]) -> Editor:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen._buffers.active


def main(pilot: Pilot[Any]) -> MainScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


async def test_typing_offers_the_instances_tags_and_fields(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "first(all(tag(")
        await pilot.press(*'"b')
        await seen(pilot, lambda: "book" in " ".join(labels(pilot)))
        await pilot.press("tab")
        assert 'tag("book' in editor(pilot).text
        editor(pilot).load_text('first(all(tag("book")))')
        editor(pilot).move_cursor(editor(pilot).document.end)
        await pilot.press(*".t")
        await seen(pilot, lambda: "title" in labels(pilot))
        await pilot.press("tab")
        assert editor(pilot).text == 'first(all(tag("book"))).title'


async def test_the_key_shows_completions_without_a_word(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await pilot.press("ctrl+@")
        await seen(pilot, lambda: len(labels(pilot)) > 50)
        await pilot.press("escape")
        assert labels(pilot) == []
        assert editor(pilot).has_focus


async def test_escape_takes_the_list_away_before_it_stops_a_run(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "now()")
        opener.bench.hold = True
        await press(pilot, "f5")
        await pilot.press("space", "f")
        await seen(pilot, lambda: bool(labels(pilot)))
        await press(pilot, "escape")
        assert labels(pilot) == []
        assert "running" in screen_text(pilot)
        await press(pilot, "escape")
        assert "cancelled" in screen_text(pilot)


async def test_problems_are_counted_listed_and_gone_to(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, 'all(tag("bok"));\nfrist(all(tag("book")))')
        await seen(pilot, lambda: "2 errors" in screen_text(pilot))
        await press(pilot, "f4")
        assert editor(pilot).cursor_location[0] == 0
        await press(pilot, "f4")
        assert editor(pilot).cursor_location == (1, 0)
        await seen(pilot, lambda: "Did you mean first?" in screen_text(pilot))
        await press(pilot, "shift+f4")
        assert editor(pilot).cursor_location[0] == 0
        await press(pilot, "f12")
        assert app.screen.query_one(MessagesView).has_focus
        assert "bok" in screen_text(pilot) and "frist" in screen_text(pilot)
        await press(pilot, "down", "enter")
        assert editor(pilot).has_focus
        assert editor(pilot).cursor_location == (1, 0)


async def test_what_a_server_blames_is_listed_too(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [Run(Outcome.ERROR, error=QueryRefused("It said no"), places=(Span(4, 7),))]
    async with open_app() as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "f5", "f12")
        assert "1:5" in screen_text(pilot) and "It said no" in screen_text(pilot)
        await press(pilot, "enter")
        assert editor(pilot).cursor_location == (0, 4)


async def test_a_text_that_is_right_has_no_problems(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "frist(1i32)")
        await seen(pilot, lambda: "1 error" in screen_text(pilot))
        editor(pilot).load_text('length(all(tag("book")))')
        await seen(pilot, lambda: "error" not in screen_text(pilot))


async def test_an_instance_that_is_not_reached_makes_no_false_alarm(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.models = QueryRefused("You may not")
    async with open_app() as (_, pilot):
        await type_text(pilot, 'first(all(tag("nowhere"))).anything; frist(1i32)')
        await seen(pilot, lambda: "1 error" in screen_text(pilot))
        assert "frist" in screen_text(pilot)


async def test_f1_on_a_function_tells_all_about_it_and_its_example_can_be_taken(open_app: OpenApp) -> None:
    async with open_app(size=(100, 40)) as (app, pilot):
        await type_text(pilot, "length")
        await press(pilot, "f1")
        assert shows(app, FunctionsScreen)
        for part in ("length(", "Parameters", "Example"):
            assert part in screen_text(pilot)
        await press(pilot, "enter")
        assert not shows(app, FunctionsScreen)
        assert editor(pilot).text.startswith("lengthlength(")


async def test_f1_closes_the_help_on_a_function(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, "length")
        await press(pilot, "f1")
        await press(pilot, "f1")
        assert not shows(app, FunctionsScreen) and not shows(app, HelpScreen)


async def test_an_example_can_be_run_in_a_buffer_of_its_own(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(b"3")]
    async with open_app() as (_, pilot):
        await type_text(pilot, "length")
        await press(pilot, "f1")
        await press(pilot, "f5")
        await settled(pilot)
        assert [title for title, _ in buffer_texts(pilot)] == ["query 1", "length example"]
        assert opener.bench.ran and opener.bench.ran[0][0].startswith("length(")


@pytest.mark.parametrize("name", ["create", "delete", "modelOf"])
async def test_an_example_that_writes_or_does_damage_is_not_run(
    open_app: OpenApp, opener: FakeOpener, name: str
) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, name)
        await press(pilot, "f1")
        await press(pilot, "f5")
        await settled(pilot)
        assert buffer_texts(pilot)[-1][0] == f"{name} example"
        assert "Not run" in toasts(pilot)
    assert opener.bench.ran == []


async def test_f1_elsewhere_is_the_general_help_and_leads_to_a_search_of_functions(open_app: OpenApp) -> None:
    async with open_app(size=(100, 40)) as (app, pilot):
        await press(pilot, "f1")
        assert shows(app, HelpScreen)
        await press(pilot, "f2")
        assert shows(app, FunctionsScreen)
        await press(pilot, *"sort")
        assert "memSort" in screen_text(pilot)
        await press(pilot, "escape")
        assert not shows(app, FunctionsScreen)


async def test_the_server_types_an_expression_on_demand_and_runs_nothing(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.confirmations = [result(b'[{},{"list":{"ref":["META","B"]}}]')]
    async with open_app() as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await pilot.app.run_action("check_on_server", pilot.app.screen)
        await settled(pilot)
        assert "list of ->book" in toasts(pilot)
    assert opener.bench.ran == []
    assert opener.bench.confirmed == [('all(tag("book"))', 0)]


async def test_what_the_server_finds_wrong_is_marked(open_app: OpenApp, opener: FakeOpener) -> None:
    refused = QueryRefused("Not this type")
    opener.bench.confirmations = [Run(Outcome.ERROR, error=refused, places=(Span(4, 7),))]
    async with open_app() as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await pilot.app.run_action("check_on_server", pilot.app.screen)
        await settled(pilot)
        assert "Not this type" in screen_text(pilot) and "not run" in screen_text(pilot)
        await press(pilot, "f4")
        assert editor(pilot).cursor_location == (0, 4)


async def test_a_result_is_shown_with_its_types(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(b'[{"title":"Dune","author":["A","x"]}]')]
    async with open_app(size=(120, 40)) as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "f5")
        await seen(pilot, lambda: "list of record of book" in screen_text(pilot))
        await press(pilot, "f6", "down", "right", "down", "down")
        await seen(pilot, lambda: "->author" in screen_text(pilot))


async def test_helpers_are_loaded_for_a_text_and_not_for_an_empty_buffer(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        helpers = main(pilot)._helpers
        await pilot.press("down", "up", "ctrl+n")
        await settled(pilot)
        assert helpers.assistant is None
        await pilot.press("f")
        await seen(pilot, lambda: helpers.assistant is not None)
        assert editor(pilot).text == "f"


async def test_what_was_typed_while_they_were_loaded_is_completed_and_checked(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_load = threading.Event()

    def load(name: str) -> object:
        assert may_load.wait(PATIENCE_SECONDS)
        return import_module(name)

    monkeypatch.setattr("karma_tui.tui.assist.helpers.import_module", load)
    async with open_app() as (_, pilot):
        await pilot.press(*"firs")
        assert main(pilot)._helpers.assistant is None
        may_load.set()
        await seen(pilot, lambda: "first" in labels(pilot))
        await pilot.press("escape")
        await seen(pilot, lambda: "1 error" in screen_text(pilot))


async def test_what_is_asked_of_them_in_an_empty_buffer_is_done_once_they_are_there(
    open_app: OpenApp,
) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("ctrl+@")
        await seen(pilot, lambda: "first" in labels(pilot))
    async with open_app() as (app, pilot):
        app.screen.run_worker(app.run_action("screen.functions"))
        app.screen.run_worker(app.run_action("screen.functions"))
        await seen(pilot, lambda: shows(app, FunctionsScreen))
        await settled(pilot)
        assert len(app.screen_stack) == 2


async def test_a_draft_of_an_earlier_window_is_checked_at_once(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "first(1)")
        await press(pilot, "ctrl+q")
    async with open_app() as (_, pilot):
        await seen(pilot, lambda: "1 error" in screen_text(pilot))


async def test_switched_off_in_the_settings_nothing_comes_by_itself(
    open_app: OpenApp, files: UserFiles
) -> None:
    files.settings.write_text('completion = "off"\ndiagnostics = "off"\n')
    async with open_app() as (_, pilot):
        await pilot.press(*"firs")
        await pilot.press("ctrl+@")
        await seen(pilot, lambda: "first" in labels(pilot))
        assert "error" not in screen_text(pilot)


async def test_snippets_are_offered_by_name_also_when_they_have_just_been_saved(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "addInt32(1i32, 2i32)")
        await press(pilot, "ctrl+s")
        fill(pilot, "grand total")
        await press(pilot, "enter")
        assistant = pilot.app.screen_stack[0]._helpers.assistant  # type: ignore[attr-defined]
        await seen(pilot, lambda: "grand total" in assistant.assist.knowledge.snippets)
        await press(pilot, "ctrl+n")
        await pilot.press(*"grand")
        await seen(pilot, lambda: "grand total" in labels(pilot))
        await pilot.press("tab")
        assert editor(pilot).text == "addInt32(1i32, 2i32)"


async def test_of_parts_that_read_alike_the_wrong_one_is_blamed(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    text = 'all(tag("book")) |> filterList((i, b) => b.title == "x") |> mapList((i, b) => b.titel)'
    async with open_app() as (_, pilot):
        await type_text(pilot, text)
        await seen(pilot, lambda: "1 error" in screen_text(pilot))
        first, second = (text.index(part) for part in ("b.title", "b.titel"))
        places = (Span(first, first + 1), Span(second, second + 1))
        refused = QueryRefused("It does not compile", span=places[0])
        opener.bench.answers = [Run(Outcome.ERROR, error=refused, places=places)]
        await press(pilot, "f5")
        await seen(pilot, lambda: f"line 1, column {second + 1}" in screen_text(pilot))
