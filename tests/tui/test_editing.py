"""Editing in the app: finding, replacing, lines, pairs, layout and forms."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.editor import Editor
from tests.tui.conftest import OpenApp
from tests.tui.looking import fill, press, screen_text, settled, toasts, type_text


def _editor(pilot: Pilot[Any]) -> Editor:
    return pilot.app.screen_stack[0].query_one(Buffers).active


async def _open_with(pilot: Pilot[Any], text: str) -> Editor:
    await type_text(pilot, text)
    editor = _editor(pilot)
    editor.move_cursor((0, 0))
    return editor


async def test_finding_goes_from_place_to_place_and_counts_them(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "one two\nONE three\none")
        await press(pilot, "ctrl+f", *"one")
        assert "1/3" in screen_text(pilot)
        await press(pilot, "enter")
        assert "2/3" in screen_text(pilot)
        assert editor.selected_text == "ONE"
        await press(pilot, "down", "down")
        assert editor.selection.start == (0, 0)
        await press(pilot, "up")
        assert "3/3" in screen_text(pilot)
        await press(pilot, "escape", "x")
        assert editor.text == "one two\nONE three\nx"


async def test_finding_next_works_without_the_bar(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "a b a b")
        await press(pilot, "ctrl+f", "b", "escape", "ctrl+g")
        assert editor.selection.start == (0, 6)
        await press(pilot, "alt+g")
        assert editor.selection.start == (0, 2)


async def test_finding_minds_case_only_when_told(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await _open_with(pilot, "a A a")
        await press(pilot, "ctrl+f", "A")
        assert "1/3" in screen_text(pilot)
        await press(pilot, "alt+c")
        assert "1/1" in screen_text(pilot)
        assert "[x] Case" in screen_text(pilot)


async def test_a_wrong_pattern_is_told_in_the_bar(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await _open_with(pilot, "a(b)")
        await press(pilot, "ctrl+f", "alt+e", "(")
        assert "Not a regular expression" in screen_text(pilot)
        await press(pilot, "b", ")")
        assert "1/1" in screen_text(pilot)


async def test_all_are_replaced_as_one_step(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "a b a\nb a")
        await press(pilot, "alt+r", "a", "tab", "x", "y", "alt+a")
        assert editor.text == "xy b xy\nb xy"
        assert "3 places replaced" in toasts(pilot)
        await press(pilot, "escape", "ctrl+z")
        assert editor.text == "a b a\nb a"
        await press(pilot, "ctrl+y")
        assert editor.text == "xy b xy\nb xy"


async def test_one_is_replaced_and_the_next_shown(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "a b a")
        await press(pilot, "alt+r", "a", "tab", "a", "a", "enter")
        assert editor.text == "aa b a"
        assert editor.selection.start == (0, 5)
        await press(pilot, "enter")
        assert editor.text == "aa b aa"


async def test_only_selected_lines_are_searched_and_the_stretch_follows_the_text(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "a\na\na\na")
        await press(pilot, "down", "shift+down", "shift+end", "alt+r")
        assert "[x] Selection" in screen_text(pilot)
        await press(pilot, "a", "tab", "l", "o", "n", "g", "alt+a")
        assert editor.text == "a\nlong\nlong\na"
        await press(pilot, "alt+o", "tab")
        assert "2" in screen_text(pilot)


async def test_groups_of_a_pattern_are_put_in_place(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "f(a, b)")
        await press(pilot, "alt+r", "alt+e")
        fill(pilot, r"(\w), (\w)")
        await press(pilot, "tab")
        fill(pilot, r"\2, \1")
        await press(pilot, "alt+a")
        assert editor.text == "f(b, a)"


async def test_a_big_buffer_is_searched_without_hanging(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "// line of text\n" * 20_000)
        await press(pilot, "ctrl+f")
        fill(pilot, "text")
        await settled(pilot)
        assert "1/10,000+" in screen_text(pilot)
        await press(pilot, "escape", "alt+r", "tab", "x", "alt+a")
        assert editor.text == "// line of x\n" * 20_000


async def test_going_to_a_line(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "\n".join(f"line {n}" for n in range(50)))
        await press(pilot, "ctrl+l", *"30:3", "enter")
        assert editor.cursor_location == (29, 2)
        assert editor.has_focus
        await press(pilot, "ctrl+l", *"nope", "enter")
        assert "Not a line" in screen_text(pilot)
        await press(pilot, "escape", "x")
        assert editor.document.get_line(29) == "lixne 29"


async def test_lines_become_comments_and_code_again(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "  a;\n  b")
        await press(pilot, "down", "ctrl+underscore")
        assert editor.text == "  a;\n  // b"
        await press(pilot, "ctrl+underscore")
        assert editor.text == "  a;\n  b"
        await press(pilot, "ctrl+z", "ctrl+z")
        assert editor.text == "  a;\n  b"


async def test_json_has_no_comments_and_that_is_said(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, '{"a": 1}')
        await press(pilot, "ctrl+underscore")
        assert editor.text == '{"a": 1}'
        assert "JSON has no comments" in toasts(pilot)


async def test_brackets_and_quotes_come_in_pairs(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, *'all(tag("x')
        assert _editor(pilot).text == 'all(tag("x"))'
        await press(pilot, *'"))')
        assert _editor(pilot).text == 'all(tag("x"))'
        assert _editor(pilot).cursor_location == (0, 13)


async def test_an_empty_pair_is_deleted_together(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "f", "(", "[", "backspace")
        assert _editor(pilot).text == "f()"
        await press(pilot, "backspace")
        assert _editor(pilot).text == "f"


async def test_no_pairs_in_strings_and_comments_nor_in_what_is_pasted(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, '"', "(", "end")
        assert _editor(pilot).text == '"("'
        await press(pilot, *" // (")
        assert _editor(pilot).text == '"(" // ('
        pilot.app.post_message(events.Paste("\n(["))
        await settled(pilot)
        assert _editor(pilot).text == '"(" // (\n(['


async def test_a_selection_is_put_between_brackets(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "ab")
        await press(pilot, "shift+right", "shift+right", "(", '"')
        assert editor.text == '("ab")'
        await press(pilot, "ctrl+z", "ctrl+z")
        assert editor.text == "ab"


async def test_pairs_can_be_switched_off(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text("[editor]\nauto_pairs = false\n")
    async with open_app() as (_, pilot):
        await press(pilot, "(", "backspace", "[")
        assert _editor(pilot).text == "["


async def test_shift_and_tab_move_lines_back(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "    a\n  b\nc")
        await press(pilot, "shift+down", "shift+down", "shift+end", "shift+tab")
        assert editor.text == "  a\nb\nc"
        await press(pilot, "tab")
        assert editor.text == "    a\n  b\n  c"


async def test_formatting_keeps_comments_and_is_one_step(open_app: OpenApp) -> None:
    text = "// all\nlet a=1i32;addInt32(a,a) // end"
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, text)
        await press(pilot, "ctrl+t")
        assert editor.text == "// all\nlet a = 1i32;\naddInt32(a, a) // end"
        await press(pilot, "ctrl+t", "ctrl+z")
        assert editor.text == text


async def test_only_the_selection_is_formatted(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "f( )\nlength( [] )")
        await press(pilot, "down", "shift+end", "ctrl+t")
        assert editor.text == "f( )\nlength([])"


async def test_what_cannot_be_read_is_left_alone_and_told_with_its_place(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        editor = await _open_with(pilot, "length(\n  ,)")
        await press(pilot, "ctrl+t")
        assert editor.text == "length(\n  ,)"
        assert "ine 2" in toasts(pilot)
        assert editor.cursor_location == (1, 2)


async def test_text_becomes_json_and_comments_are_said_to_be_gone(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        editor = await _open_with(pilot, "1i32 // one")
        await app.screen.run_action("convert_to_json")
        await settled(pilot)
        assert editor.text.startswith('{\n  "function"')
        assert "1 comment is not in it" in toasts(pilot)
        await press(pilot, "ctrl+z")
        assert editor.text == "1i32 // one"


@pytest.mark.parametrize("action", ["convert_to_text", "convert_to_json", "convert_to_json_0_1", "format"])
async def test_an_empty_buffer_has_nothing_to_convert(open_app: OpenApp, action: str) -> None:
    async with open_app() as (app, pilot):
        await app.screen.run_action(action)
        await settled(pilot)
        assert "nothing" in toasts(pilot)


async def test_what_0_1_cannot_say_is_told_and_nothing_changes(open_app: OpenApp) -> None:
    text = "mapList([1i32], (i, v) => i)"
    async with open_app() as (app, pilot):
        editor = await _open_with(pilot, text)
        await app.screen.run_action("convert_to_json_0_1")
        await settled(pilot)
        assert editor.text == text
        assert "0.1" in toasts(pilot)


async def test_escape_does_not_lead_away_from_the_text(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "a", "escape", "escape", "b")
        assert "ab" in screen_text(pilot)
