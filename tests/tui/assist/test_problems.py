from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from karma_tui.lang.complete.items import Item, Kind, Stop
from tests.tui.assist.host import Choices, answered, call_of, desk, error, screen_text, type_in, warning
from tests.tui.looking import toasts

TEXT = "one\ntwo three\nfour"


async def test_problems_are_looked_for_a_moment_after_the_last_key(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "1", wait=0.1)
        await type_in(pilot, "2", wait=0.14)
        assert app.told.studied == []
        await type_in(pilot, wait=0.02)
        assert app.told.studied == ["12"]


async def test_errors_and_warnings_are_signed_apart_and_counted(tmp_path: Path) -> None:
    async with desk(tmp_path, TEXT) as (app, pilot):
        app.told.problems = (error(0, 3), warning(4, 7), warning(8, 13))
        await type_in(pilot, "end", "space", wait=0.2)
        lines = screen_text(pilot).splitlines()
        assert lines[0].split()[0] == "1!"
        assert lines[1].split()[0] == "2?"
        assert lines[2].split()[0] == "3"
        assert app.counted[-1] == "1 error, 2 warnings"


async def test_marks_stay_on_the_lines_that_are_not_typed_on(tmp_path: Path) -> None:
    async with desk(tmp_path, TEXT) as (app, pilot):
        app.told.problems = (error(15, 19),)
        await type_in(pilot, "space", wait=0.2)
        app.editor.move_cursor((0, 0))
        await type_in(pilot, "enter", wait=0.0)
        assert [line.split()[0] for line in screen_text(pilot).splitlines()[:4]] == ["1", "2", "3", "4!"]
        await type_in(pilot, "up", wait=0.0)


async def test_all_is_well_again_once_the_text_is(tmp_path: Path) -> None:
    async with desk(tmp_path, TEXT) as (app, pilot):
        app.told.problems = (error(0, 3),)
        await type_in(pilot, "space", wait=0.2)
        app.told.problems = ()
        await type_in(pilot, "space", wait=0.2)
        assert app.counted[-1] == ""
        assert "!" not in screen_text(pilot)


async def test_one_goes_from_problem_to_problem_round_and_round(tmp_path: Path) -> None:
    async with desk(tmp_path, TEXT) as (app, pilot):
        app.told.problems = (error(0, 3), warning(4, 7), error(14, 18))
        app.editor.move_cursor((1, 9))
        app.assistant.diagnoser.check()
        await answered(pilot)
        places = []
        for direction in (1, 1, 1, -1, -1):
            app.assistant.diagnoser.go(direction)
            await pilot.pause()
            places.append(app.editor.cursor_location)
        assert places == [(2, 0), (0, 0), (1, 0), (0, 0), (2, 0)]


async def test_a_problem_under_the_cursor_is_told_below_the_editor(tmp_path: Path) -> None:
    async with desk(tmp_path, TEXT) as (app, pilot):
        app.told.problems = (error(4, 7, "No name two"),)
        app.assistant.diagnoser.check()
        await answered(pilot)
        app.editor.move_cursor((1, 1))
        await pilot.pause()
        app.timers.advance(0.2)
        await answered(pilot)
        assert app.line.plain == "Error: No name two  Correct it.  It is wrong."


async def test_the_call_at_the_cursor_is_told_with_its_present_parameter(tmp_path: Path) -> None:
    async with desk(tmp_path, TEXT) as (app, pilot):
        app.told.call = call_of(1)
        await type_in(pilot, "(", wait=0.1)
        assert app.line.plain == "filterList(value: list, filter: function) -> list"
        (bold,) = [span for span in app.line.render().spans if "bold" in str(span.style)]
        assert app.line.plain[bold.start : bold.end] == "filter: function"


async def test_switched_off_nothing_is_looked_for(tmp_path: Path) -> None:
    async with desk(tmp_path, TEXT, Choices(diagnostics=False)) as (app, pilot):
        await type_in(pilot, "(", wait=1.0)
        app.assistant.learn([], "1.0", is_local=True)
        await answered(pilot)
        assert app.told.studied == []


async def test_more_known_of_the_instance_means_looking_again(tmp_path: Path) -> None:
    async with desk(tmp_path, TEXT) as (app, pilot):
        app.assistant.learn([], "1.0", is_local=True)
        await answered(pilot)
        assert app.told.studied == [TEXT]


async def test_a_helper_that_fails_is_told_once_and_typing_goes_on(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):

        def fail(*_: object) -> None:
            raise RuntimeError("[b]odd[/b]")

        app.told.study = fail  # type: ignore[assignment,method-assign]
        app.assistant.diagnoser._study = fail  # type: ignore[assignment]
        await type_in(pilot, "(", wait=0.2)
        await type_in(pilot, ")", wait=0.2)
        assert app.editor.text == "()"
        assert len(app._notifications) == 1
        assert "internal error (RuntimeError)" in toasts(pilot)
        assert "odd" not in toasts(pilot)


async def test_nothing_is_told_of_places_that_wait_to_be_filled_in(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.told.items = (Item("get", "get(value, )", Kind.FUNCTION, stops=(Stop(4, 9), Stop(11, 11))),)
        app.told.problems = (error(0, 3, "Own"), error(4, 9, "Waits"), error(11, 12, "Nothing there"))
        await type_in(pilot, "g")
        await type_in(pilot, "tab", wait=0.3)
        assert [it.title for it in app.assistant.diagnoser.problems] == ["Own"]
        await type_in(pilot, "tab", wait=0.3)
        assert [it.title for it in app.assistant.diagnoser.problems] == ["Own", "Waits"]
        await type_in(pilot, "escape", wait=0.3)
        assert app.counted[-1] == "3 errors"


async def test_leaving_the_places_of_a_shape_brings_their_problems_up(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.told.items = (Item("get", "get(value)", Kind.FUNCTION, stops=(Stop(4, 9),)),)
        app.told.problems = (error(4, 9),)
        await type_in(pilot, "g")
        await type_in(pilot, "tab", wait=0.3)
        assert app.counted[-1:] in ([], [""])
        await type_in(pilot, "home", wait=0.3)
        assert app.counted[-1] == "1 error"


async def test_what_is_missing_is_told_once_the_cursor_is_elsewhere(tmp_path: Path) -> None:
    async with desk(tmp_path, "({a: 1})") as (app, pilot):
        app.told.problems = (replace(error(0, 8, "Missing"), may_grow=True), error(4, 6, "Wrong"))
        app.editor.move_cursor((0, 6))
        await type_in(pilot, "backspace", "1", wait=0.3)
        assert [it.title for it in app.assistant.diagnoser.problems] == ["Wrong"]
        await type_in(pilot, "left", wait=0.3)
        assert [it.title for it in app.assistant.diagnoser.problems] == ["Wrong"]
        await type_in(pilot, "end", wait=0.3)
        assert [it.title for it in app.assistant.diagnoser.problems] == ["Missing", "Wrong"]
        assert app.counted[-1] == "2 errors"
