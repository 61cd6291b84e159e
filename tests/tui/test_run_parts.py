"""Running parts of a buffer: the expression at the cursor, and each one in turn."""

from __future__ import annotations

from karma_tui.errors import QueryRefused, Span
from karma_tui.tui.widgets.buffers import Buffers
from tests.tui.bench import FakeOpener, failure, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, toasts, type_text


def _ran(opener: FakeOpener) -> list[str]:
    return [" ".join(text.split()) for text, _ in opener.bench.ran]


async def test_the_expression_at_the_cursor_runs_with_what_it_needs(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "let a = 1i32;\nlet b = 2i32;\nf(b);\ng(a)")
        await press(pilot, "alt+x")
        assert _ran(opener) == ["let a = 1i32; g(a)"]
        await press(pilot, "up", "alt+x")
        assert _ran(opener)[1:] == ["let b = 2i32; f(b)"]


async def test_an_expression_without_a_semicolon_ends_at_a_blank_line(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, 'all(tag("a"))\n\nall(tag("b"))')
        await press(pilot, "alt+x")
        assert _ran(opener) == ['all(tag("b"))']


async def test_each_runs_in_turn_and_every_outcome_is_told(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "let a = 1i32;\nf(a);\n\ng(a); h()")
        opener.bench.answers = [result(b"[1]"), result(b"[1,2]"), result(b"[1,2,3]")]
        await press(pilot, "alt+j")
        assert _ran(opener) == ["let a = 1i32; f(a)", "let a = 1i32; g(a)", "h()"]
        told = toasts(pilot)
        assert "3 expressions run" in told
        assert "line 2: 1 row" in told
        assert "line 4: 2 rows" in told
        assert "line 4: 3 rows" in told
        assert "3 rows" in screen_text(pilot)


async def test_the_first_error_ends_it_and_is_marked_in_the_text(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "f();\nnope();\ng()")
        opener.bench.answers = [result(b"1"), failure(QueryRefused("It said no", span=Span(5, 9)))]
        await press(pilot, "alt+j")
        assert _ran(opener) == ["f()", "nope()"]
        assert "Stopped at expression 2 of 3" in toasts(pilot)
        assert "line 2" in screen_text(pilot)
        await press(pilot, "f4")
        assert pilot.app.screen.query_one(Buffers).active.cursor_location == (1, 0)


async def test_only_the_selected_expressions_run(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "f();\ng();\nh()")
        await press(pilot, "shift+up", "shift+home", "alt+j")
        assert _ran(opener) == ["g()", "h()"]


async def test_a_definition_that_writes_is_not_run_more_than_once(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, 'let a = create(tag("x"), self => ({}));\nf(a);\ng(a)')
        await press(pilot, "alt+j")
        assert _ran(opener) == []
        assert "more than once" in toasts(pilot)


async def test_cancelling_ends_the_whole_row(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.hold = True
    async with open_app() as (_, pilot):
        await type_text(pilot, "f();\ng()")
        await press(pilot, "alt+j")
        await press(pilot, "ctrl+c")
        assert _ran(opener) == ["f()"]
        assert "Stopped at expression 1 of 2" in toasts(pilot)


async def test_the_whole_buffer_runs_whatever_is_selected(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, "f(); g()")
        await press(pilot, "shift+left")
        await app.screen.run_action("run_all")
        await press(pilot)
        assert _ran(opener) == ["f(); g()"]


async def test_another_run_meanwhile_is_refused_and_the_row_goes_on(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.hold = True
    async with open_app() as (_, pilot):
        await type_text(pilot, "f();\ng()")
        await press(pilot, "alt+j", "f5")
        assert "A run is going on" in toasts(pilot)
        await press(pilot, "ctrl+c")
        assert "Stopped at expression 1 of 2" in toasts(pilot)
