"""The messages as a view of the result: what is in them, where Enter leads, and that no place is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from karma_tui.errors import KarmaError, QueryRefused, Span
from karma_tui.results.text import path_text
from karma_tui.tui.failures import Place, line_starts, place_in, place_of
from karma_tui.tui.views.messages import MOST, Entry, Messages, failed_entries, run_entries
from karma_tui.tui.views.messages_view import MessagesView, entry_content
from karma_tui.tui.views.view_bar import ViewBar
from karma_tui.tui.widgets.results import Results
from karma_tui.workbench.run import Outcome, Run
from tests.tui.assist.test_on_screen import editor, seen
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, type_text

BODY = json.dumps([{"title": f"book {number}"} for number in range(9)]).encode()


def bar(pilot: Pilot[Any]) -> str:
    """The first row of the line above the result."""
    region = pilot.app.screen_stack[0].query_one(ViewBar).region
    return screen_text(pilot).split("\n")[region.y][region.x :]


def results_of(pilot: Pilot[Any]) -> Results:
    return pilot.app.screen_stack[0].query_one(Results)


async def ran(pilot: Pilot[Any], opener: FakeOpener, run: Run) -> Results:
    """After a run of that outcome, with the focus on the result."""
    opener.bench.answers = [run]
    await type_text(pilot, 'all(tag("book"))')
    await press(pilot, "f5")
    results = results_of(pilot)
    results.focus_content()
    await pilot.pause()
    return results


async def test_the_place_in_the_result_stays(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(size=(120, 40)) as (_, pilot):
        results = await ran(pilot, opener, result(BODY))
        results.view.go_to((7, "title"))
        for key in ("5", "2", "5", "1"):
            await press(pilot, key)
            assert path_text(results.view.cursor_path or ()) == "$[7].title"
        await press(pilot, "5", "escape")
        assert results.view_name == "tree"
        assert path_text(results.view.cursor_path or ()) == "$[7].title"


async def test_remarks_and_repetitions_of_a_run_are_listed_and_counted(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    run = replace(
        result(BODY),
        messages=("translated from dialect 0.1",),
        repeats=("the session had run out",),
        form="JSON 0.1",
    )
    async with open_app(size=(80, 24)) as (_, pilot):
        results = await ran(pilot, opener, run)
        assert "5:2" in bar(pilot)
        assert results.view_name == "tree"
        await press(pilot, "5")
        assert "Messages 2" in bar(pilot)
        text = screen_text(pilot)
        assert "remark   translated from dialect 0.1" in text
        assert "again    Sent again because the session had run out" in text
        assert "9 rows" in text
        assert "Read as JSON 0.1" in text


async def test_f12_shows_a_servers_words_and_enter_goes_to_the_place(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    error = QueryRefused("No such tag", "bok is not known", "Make it first", human="Tag Error\n=====\nbok")
    async with open_app(size=(120, 40)) as (_, pilot):
        results = await ran(pilot, opener, Run(Outcome.ERROR, error=error, places=(Span(8, 13),)))
        assert "No such tag" in screen_text(pilot)
        await press(pilot, "f12")
        text = screen_text(pilot)
        assert "1:9" in text
        assert "server   No such tag" in text
        assert "The server's own words:" in text
        assert "Tag Error" in text
        assert results.query_one(MessagesView).has_focus
        await press(pilot, "enter")
        assert editor(pilot).has_focus
        assert editor(pilot).cursor_location == (0, 8)
        await press(pilot, "f12", "escape")
        assert "Error: No such tag" in screen_text(pilot)


async def test_without_a_result_they_come_and_go_too(open_app: OpenApp) -> None:
    async with open_app(size=(100, 30)) as (_, pilot):
        before = screen_text(pilot)
        await press(pilot, "f12")
        assert "Nothing is wrong as far as is known." in screen_text(pilot)
        await press(pilot, "escape")
        assert screen_text(pilot).split("\n")[18:25] == before.split("\n")[18:25]
        await press(pilot, "f12", "1")
        assert "Nothing is wrong" not in screen_text(pilot)
        await press(pilot, "f12", "f12")
        assert "Nothing is wrong" not in screen_text(pilot)


async def test_problems_come_and_go_while_the_messages_are_in_sight(open_app: OpenApp) -> None:
    async with open_app(size=(100, 30)) as (_, pilot):
        await press(pilot, "f12")
        editor(pilot).focus()
        await type_text(pilot, "frist(1i32)")
        await seen(pilot, lambda: "Did you mean first?" in screen_text(pilot))
        assert "Messages 1" in screen_text(pilot)
        editor(pilot).load_text("first([1i32])")
        await seen(pilot, lambda: "Nothing is wrong" in screen_text(pilot))


async def test_an_error_stays_in_the_messages_where_they_are_looked_at(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app(size=(100, 30)) as (_, pilot):
        results = await ran(pilot, opener, result(BODY))
        await press(pilot, "5")
        opener.bench.answers = [Run(Outcome.ERROR, error=QueryRefused("It said no"))]
        await press(pilot, "f5")
        assert results.view_name == "messages"
        assert "server   It said no" in screen_text(pilot)
        opener.bench.answers = [result(BODY)]
        await press(pilot, "f5")
        assert "It said no" not in screen_text(pilot)
        await press(pilot, "1")
        assert "book 0" in screen_text(pilot)


async def test_markup_and_control_characters_of_a_server_are_shown_as_they_are(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    error = QueryRefused("[bold]no[/]", "\x1b[2J gone", human="[@click=app.quit]quit[/]")
    async with open_app(size=(100, 30)) as (_, pilot):
        await ran(pilot, opener, Run(Outcome.ERROR, error=error))
        await press(pilot, "f12")
        assert "[bold]no[/]" in screen_text(pilot)
        assert "[@click=app.quit]quit[/]" in screen_text(pilot)
        assert "\x1b" not in screen_text(pilot)


@pytest.mark.parametrize("width", [40, 80, 120])
async def test_the_line_of_views_fits_any_width(open_app: OpenApp, opener: FakeOpener, width: int) -> None:
    async with open_app(size=(width, 24)) as (_, pilot):
        await ran(pilot, opener, replace(result(BODY), messages=("a",) * 120))
        for key in "12345":
            await press(pilot, key)
            text = screen_text(pilot)
            region = pilot.app.screen_stack[0].query_one(ViewBar).region
            said = " ".join(" ".join(text.split("\n")[region.y : region.bottom]).split())
            assert "9 rows" in said
            names = ("Tree", "Table", "JSON", "Chart", "Messages 120")
            assert names[int(key) - 1] in said
            assert "120" in said


def test_more_problems_than_are_listed_are_counted() -> None:
    heard: list[int] = []
    messages = Messages(lambda: heard.append(1))
    messages.tell_text(MOST + 7, lambda: [Entry("error", "no")] * MOST)
    assert messages.count == MOST + 7
    assert len(messages.entries) == MOST + 1
    assert messages.entries[-1].title == "7 more problems are not listed"
    messages.tell_text(0, tuple)
    messages.tell_text(0, tuple)
    assert len(heard) == 2


def test_what_the_run_failed_for_is_told_once() -> None:
    messages = Messages(lambda: None)
    error = KarmaError("There is no function frist")
    messages.tell_run(failed_entries(error, "failed", place=Place(1, 1)))
    messages.tell_text(
        2,
        lambda: [
            Entry("error", error.title, place=Place(1, 1)),
            Entry("error", error.title, place=Place(2, 1)),
        ],
    )
    assert [entry.place for entry in messages.entries] == [Place(1, 1), None, Place(2, 1)]
    assert messages.count == 2


def test_plain_facts_are_not_counted() -> None:
    messages = Messages(lambda: None)
    messages.tell_run(run_entries(Run(Outcome.OK), None, "1 row in 2 ms"))
    assert messages.count == 0
    messages.tell_run(failed_entries(KarmaError("no"), "failed"))
    assert messages.count == 1


def test_a_message_of_any_length_is_cut_and_has_no_secret() -> None:
    from karma_tui.redact import register

    register("canary-in-a-message")
    content = entry_content(Entry("server", "canary-in-a-message", "x" * 100_000 + "canary-in-a-message"))
    assert "canary" not in content.plain
    assert len(content.plain) < 5_000


@pytest.mark.parametrize("text", ["", "a", "a\nb\n", "\n\n", "ä\r\nb"])
def test_places_in_a_text_are_found_alike(text: str) -> None:
    starts = line_starts(text)
    for offset in range(len(text) + 1):
        assert place_in(starts, offset) == place_of(text, offset)
