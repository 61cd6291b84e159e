from __future__ import annotations

from pathlib import Path

from textual import events

from karma_tui.lang.complete.items import Item, Kind, Stop
from tests.tui.assist.host import Choices, answered, desk, screen_text, type_in


async def test_typing_shows_what_may_follow_with_type_and_a_word_about_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        assert app.labels == ["filterList", "first", "field"]
        shown = screen_text(pilot)
        assert "(value) -> any" in shown and "The first of them." in shown


async def test_the_list_waits_for_the_end_of_a_burst_of_keys(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await pilot.press("f")
        app.timers.advance(0.03)
        await pilot.press("i")
        app.timers.advance(0.03)
        assert app.told.asked == []
        await type_in(pilot, "r", wait=0.04)
        assert app.told.asked == ["fir"]
        assert app.labels == ["first"]


async def test_the_list_never_hides_the_line_that_is_typed(tmp_path: Path) -> None:
    for text in ("", "\n" * 8):
        async with desk(tmp_path, text, size=(80, 12)) as (app, pilot):
            app.editor.move_cursor(app.editor.document.end)
            await pilot.pause()
            await type_in(pilot, "f")
            row = app.editor.cursor_screen_offset.y
            assert app.labels
            assert not app.assistant.popup.region.contains(5, row)
            assert screen_text(pilot).splitlines()[row].strip().endswith("f")


async def test_nothing_comes_up_on_paste_undo_or_loading(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.post_message(events.Paste("fi"))
        await type_in(pilot)
        assert app.editor.text == "fi"
        await type_in(pilot, "ctrl+z")
        app.editor.load_text("fi")
        await type_in(pilot)
        assert app.told.asked == [] and app.labels == []


async def test_pasting_takes_an_open_list_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        app.post_message(events.Paste("irst"))
        await type_in(pilot)
        assert app.labels == []


async def test_escape_is_quiet_until_the_next_word(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        await type_in(pilot, "escape")
        assert app.labels == [] and app.editor.has_focus
        await type_in(pilot, "i")
        assert app.labels == []
        await type_in(pilot, "space")
        await type_in(pilot, "f")
        assert app.labels != []


async def test_an_answer_older_than_the_text_is_dropped(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.told.gate.clear()
        await type_in(pilot, "f")
        await type_in(pilot, "i")
        await type_in(pilot, "r")
        app.told.gate.set()
        await answered(pilot)
        assert app.told.asked == ["f", "fir"]
        assert app.labels == ["first"]


async def test_an_answer_is_not_shown_after_the_focus_went_elsewhere(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.told.gate.clear()
        await type_in(pilot, "f")
        app.other.focus()
        await pilot.pause()
        app.told.gate.set()
        await answered(pilot)
        assert app.labels == []


async def test_accepting_inserts_the_shape_with_the_first_place_ready(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        await type_in(pilot, "enter")
        assert app.editor.text == "filterList(, )"
        assert app.editor.cursor_location == (0, 11)
        await type_in(pilot, "a")
        assert app.labels == []
        await type_in(pilot, "tab")
        assert app.editor.cursor_location == (0, 14)
        await type_in(pilot, "b")
        await type_in(pilot, "shift+tab")
        assert app.editor.selected_text == "a"
        await type_in(pilot, "tab")
        await type_in(pilot, "tab")
        assert app.editor.text == "filterList(a, b)"
        assert app.editor.cursor_location == (0, 16)


async def test_accepting_does_not_bring_the_list_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.told.items = (Item("first", "first", Kind.NAME), Item("firstly", "firstly", Kind.NAME))
        await type_in(pilot, "f")
        await type_in(pilot, "tab")
        assert app.editor.text == "first"
        assert app.labels == []


async def test_a_shape_inside_a_shape_comes_back_to_the_outer_one(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        await type_in(pilot, "tab")
        await type_in(pilot, "f")
        await type_in(pilot, "down", "tab")
        assert app.editor.text == "filterList(first(), )"
        await type_in(pilot, "x")
        await type_in(pilot, "tab")
        await type_in(pilot, "y")
        assert app.editor.text == "filterList(first(x), y)"


async def test_plain_keys_leave_the_places_of_a_shape(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        await type_in(pilot, "enter")
        await type_in(pilot, "home")
        await type_in(pilot, "tab")
        assert app.editor.text.startswith("  filterList")


async def test_a_place_that_has_a_text_is_selected(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.told.items = (Item("tag", 'tag("name")', Kind.FUNCTION, stops=(Stop(5, 9),)),)
        await type_in(pilot, "t")
        await type_in(pilot, "tab")
        assert app.editor.selected_text == "name"
        await type_in(pilot, "x")
        assert app.editor.text == 'tag("x")'


async def test_enter_breaks_the_line_where_the_word_is_written_out(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.told.items = (Item("a", "a", Kind.NAME), Item("all", "all()", Kind.FUNCTION))
        await type_in(pilot, "a")
        assert app.labels == ["a", "all"]
        await type_in(pilot, "enter")
        assert app.editor.text == "a\n"


async def test_arrows_choose_and_what_was_typed_meanwhile_is_replaced(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        await pilot.press("down", "down", "i", "enter")
        await answered(pilot)
        assert app.editor.text == "field"


async def test_letters_typed_after_the_list_came_count_when_one_is_taken(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        await pilot.press("i", "r", "tab")
        await answered(pilot)
        assert app.editor.text == "first()"
        await type_in(pilot, "end", "space", "f")
        await pilot.press("z", "tab")
        await answered(pilot)
        assert app.editor.text == "first() fz"


async def test_letters_that_are_commands_of_modal_keys_call_nothing_up(tmp_path: Path) -> None:
    async with desk(tmp_path, "first") as (app, pilot):

        def delete(event: events.Key) -> bool:
            app.editor.delete((0, 1), (0, 2))
            return True

        app.editor.move_cursor((0, 1))
        app.editor.key_layer = delete
        await type_in(pilot, "x")
        assert app.editor.text == "frst"
        assert app.told.asked == [] and app.labels == []


async def test_typing_over_a_selection_calls_the_list_up(tmp_path: Path) -> None:
    async with desk(tmp_path, "value") as (app, pilot):
        app.editor.select_all()
        await type_in(pilot, "f")
        assert app.editor.text == "f" and app.labels != []


async def test_a_click_takes_a_proposal(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        await pilot.click(app.assistant.popup, offset=(3, 1))
        await answered(pilot)
        assert app.editor.text == "first()"
        assert app.editor.has_focus


async def test_moving_away_takes_the_list_away(tmp_path: Path) -> None:
    async with desk(tmp_path, "x\n") as (app, pilot):
        app.editor.move_cursor((1, 0))
        await type_in(pilot, "f")
        await type_in(pilot, "left")
        await type_in(pilot, "left")
        assert app.labels == []


async def test_a_letter_that_is_no_part_of_a_word_takes_the_list_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f")
        await type_in(pilot, "(")
        assert app.labels == []


async def test_a_word_that_the_cursor_has_left_calls_nothing_up(tmp_path: Path) -> None:
    async with desk(tmp_path, " x") as (app, pilot):
        await pilot.press("f", "end", "space")
        await type_in(pilot, "left", "left")
        assert app.told.asked == [] and app.labels == []


async def test_taking_letters_back_narrows_an_open_list_but_calls_none_up(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await type_in(pilot, "f", "i")
        assert app.labels == ["filterList", "first", "field"]
        await type_in(pilot, "r")
        await type_in(pilot, "backspace")
        assert app.labels == ["filterList", "first", "field"]
        await type_in(pilot, "escape")
        await type_in(pilot, "space", "f", "i", "backspace", wait=0.0)
        app.assistant.completer.close()
        await type_in(pilot, "backspace")
        assert app.labels == []


async def test_with_completion_on_key_only_the_key_shows_it(tmp_path: Path) -> None:
    async with desk(tmp_path, choices=Choices(completion="key")) as (app, pilot):
        await type_in(pilot, "f")
        assert app.labels == []
        app.assistant.completer.ask()
        await answered(pilot)
        assert app.labels == ["filterList", "first", "field"]
        await type_in(pilot, "i")
        await type_in(pilot, "r")
        assert app.labels == ["first"]


async def test_what_was_taken_is_counted_and_kept_without_the_text(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.editor.load_text("secret ")
        app.editor.move_cursor((0, 7))
        await type_in(pilot, "f")
        await type_in(pilot, "enter")
        assert app.uses.counted == {"filterList": 1}
    (kept,) = (tmp_path / "uses").iterdir()
    assert "filterList" in kept.read_text() and "secret" not in kept.read_text()


async def test_words_of_a_server_are_never_markup(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        app.told.items = (Item("f[b]x[/b]", "fx", Kind.FIELD, "[link=a]t", "[/nope] \x1b[31mred"),)
        await type_in(pilot, "f")
        for part in ("f[b]x[/b]", "[link=a]t", "[/nope]"):
            assert part in screen_text(pilot)
        assert "\x1b" not in screen_text(pilot)
