from __future__ import annotations

import pytest
from textual.widgets import OptionList

from karma_tui.errors import ConnectionFailed, ExpressionError, QueryRefused, Span
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.workbench.run import Outcome, Run
from tests.tui.bench import FakeOpener, failure, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import facts_text, press, screen_text, toasts, type_text


async def test_a_run_shows_rows_size_time_and_result(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(b'[{"title":"Dune"},{"title":"Emma"}]')]
    async with open_app() as (_, pilot):
        await type_text(pilot, 'all(tag("book"))')
        await press(pilot, "f5")
        assert facts_text(pilot).endswith('2 rows  35 bytes  12 ms  all(tag("book"))  list of record of book')
        assert "Dune" in screen_text(pilot)
    assert opener.bench.ran == [('all(tag("book"))', 0)]


async def test_control_j_runs_too(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "zero()")
        await press(pilot, "ctrl+j")
        assert opener.bench.ran == [("zero()", 0)]
        assert pilot.app.screen_stack[0].query_one(Buffers).active.text == "zero()"


async def test_only_the_selection_runs(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "first()\nsecond()")
        await press(pilot, "shift+home", "f5")
    assert opener.bench.ran == [("second()", 8)]


async def test_an_empty_buffer_runs_nothing(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "f5")
        assert "nothing to run" in toasts(pilot)
    assert opener.bench.ran == []


async def test_escape_cancels_and_keeps_the_former_result(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(b'["former"]')]
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        opener.bench.hold = True
        await press(pilot, "f5")
        assert "running" in screen_text(pilot)
        assert "Cancel" in screen_text(pilot)
        await press(pilot, "escape")
        assert facts_text(pilot).startswith("cancelled after")
        assert "former" in screen_text(pilot)
        assert "ready" in screen_text(pilot)


async def test_control_c_cancels_while_something_runs(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.hold = True
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        await press(pilot, "ctrl+c")
        assert facts_text(pilot).startswith("cancelled after")


async def test_a_second_run_has_to_wait(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.hold = True
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5", "f5")
        assert "A run is going on" in toasts(pilot)
        await press(pilot, "escape")
    assert len(opener.bench.ran) == 1


async def test_typing_goes_on_while_something_runs(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.hold = True
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5", "x", "y")
        assert pilot.app.screen_stack[0].query_one(Buffers).active.text == "one()xy"
        await press(pilot, "escape")


async def test_an_error_is_shown_with_its_place_and_can_be_gone_to(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    error = ExpressionError("Unknown function frist", "There is no such function.", "Did you mean first?")
    run = Run(Outcome.ERROR, elapsed=0.001, error=error, places=(Span(8, 13),))
    opener.bench.answers = [run]
    async with open_app() as (_, pilot):
        await type_text(pilot, "let a =\nfrist(b)\n")
        await press(pilot, "f5")
        shown = screen_text(pilot)
        for part in (
            "Unknown function frist",
            "line 2, column 1 (F4",
            "no such function",
            "Did you mean first?",
        ):
            assert part in shown
        await press(pilot, "f6", "f4")
        editor = pilot.app.screen_stack[0].query_one(Buffers).active
        assert editor.has_focus
        assert editor.cursor_location == (1, 0)


async def test_the_place_is_forgotten_once_the_text_changes(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [
        Run(Outcome.ERROR, error=ExpressionError("No"), places=(Span(0, 1),)),
    ]
    async with open_app() as (_, pilot):
        await type_text(pilot, 'tag("book")')
        await press(pilot, "f5")
        assert pilot.app.screen.check_action("error", ())
        await press(pilot, "space")
        assert not pilot.app.screen.check_action("error", ())


async def test_a_servers_words_are_never_markup(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [failure(QueryRefused("[bold]no[/bold]", "[/unbalanced", "[link=x]hint"))]
    async with open_app() as (_, pilot):
        await type_text(pilot, "[x](y)")
        await press(pilot, "f5")
        for part in ("[bold]no[/bold]", "[/unbalanced", "[link=x]hint"):
            assert part in screen_text(pilot)


@pytest.mark.usefixtures("faults_are_planted")
async def test_a_fault_inside_is_shown_and_the_app_goes_on(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [ValueError("odd"), result(b"7")]
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        assert "internal error (ValueError)" in screen_text(pilot)
        await press(pilot, "f5")
        assert facts_text(pilot).startswith("1 value")


async def test_an_error_raised_instead_of_told_is_shown_alike(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [ConnectionFailed("No answer", "Connection refused.", "Is it running?")]
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        assert "Connection refused." in screen_text(pilot)


async def test_remarks_about_a_run_are_shown(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [Run(Outcome.OK, b"1", 0.001, messages=("translated from dialect 0.1",))]
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        assert "Note: translated from dialect 0.1" in facts_text(pilot)


async def test_a_run_that_may_have_changed_data_reads_the_models_again(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.answers = [result(b"1"), result(b"1", writes=True)]
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        before = opener.bench.catalogue_reads
        await press(pilot, "f5")
        assert opener.bench.catalogue_reads == before + 1


async def test_the_palette_offers_what_is_possible_now(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "ctrl+p")
        await press(pilot, *"run")
        assert "Run the selection" not in screen_text(pilot)  # of nothing
        await press(pilot, "escape")
        await type_text(pilot, "one()")
        await press(pilot, "ctrl+p")
        await press(pilot, *"run")
        assert "Run the selection" in screen_text(pilot)
        assert "Stop the run" not in screen_text(pilot)
        assert pilot.app.screen.query_one(OptionList).option_count >= 1
