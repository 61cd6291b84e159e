"""The prompt's keys: when Enter runs, what Tab does, what is suggested, what is pasted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prompt_toolkit.buffer import Buffer

from karma_tui import crashes
from karma_tui.lang.complete.items import Completions
from karma_tui.repl.interrupting import Interrupted
from karma_tui.repl.keys import is_whole, next_word
from tests.repl.desk import Typist, desk_of, typing

ALT_ENTER = "\x1b\r"
CTRL_C, CTRL_D, CTRL_E = "\x03", "\x04", "\x05"
F5 = "\x1b[15~"
PASTE, PASTED = "\x1b[200~", "\x1b[201~"


def _buffer(typist: Typist) -> Buffer:
    return typist.prompt._buffer


def _proposed(typist: Typist) -> list[str]:
    state = _buffer(typist).complete_state
    return [it.text for it in state.completions] if state is not None else []


async def test_enter_runs_what_is_complete() -> None:
    async with typing() as typist:
        assert await typist.enter("int32(5)", "\r") == "int32(5)"


@pytest.mark.parametrize("enter", ["\r", "\n"])
async def test_enter_begins_a_line_with_indent_where_something_is_open(enter: str) -> None:
    async with typing() as typist:
        entered = await typist.enter("addInt32(", enter, "int32(1),", enter, "int32(2)", enter, ")", enter)
        assert entered == "addInt32(\n  int32(1),\n  int32(2)\n)"


async def test_there_is_always_a_way_to_a_new_line_and_to_run() -> None:
    async with typing() as typist:
        assert await typist.enter("true", ALT_ENTER, "|> not()", "\r") == "true\n|> not()"
        assert await typist.enter("foo(", F5) == "foo("
        assert await typist.enter("foo(", "\x18\r") == "foo("


async def test_with_vi_keys_escape_waits_for_nothing_and_enter_runs_then() -> None:
    desk = desk_of()
    desk.choices.keys = "vi"
    async with typing(desk) as typist:
        assert await typist.enter("int32(5)", "\x1b\r") == "int32(5)"
        assert await typist.enter("true", "\x1b", "o|> not()", "\r") == "true\n|> not()"


async def test_a_command_is_one_line_whatever_is_open_in_it() -> None:
    async with typing() as typist:
        assert await typist.enter(r"\json foo(", "\r") == r"\json foo("


async def test_ctrl_c_gives_the_line_up_and_ctrl_d_leaves_on_an_empty_one() -> None:
    async with typing() as typist:
        with pytest.raises(Interrupted):
            await typist.enter("int32(", CTRL_C)
        with pytest.raises(EOFError):
            await typist.enter(CTRL_D)


async def test_what_was_entered_before_is_suggested_and_taken_with_a_key() -> None:
    async with typing() as typist:
        await typist.enter('all(tag("book"))', "\r")
        await typist.enter('length(all(tag("book")))', "\r")
        assert await typist.enter("all", CTRL_E, "\r") == 'all(tag("book"))'
        assert await typist.enter("le", "\x1bf", CTRL_E, "\r") == 'length(all(tag("book")))'


async def test_up_brings_back_what_was_entered() -> None:
    async with typing() as typist:
        await typist.enter("int32(1)", "\r")
        await typist.enter("int32(2)", "\r")
        reading = asyncio.ensure_future(typist.prompt.read())
        await typist.until(lambda: len(_buffer(typist)._working_lines) == 3)
        typist.keys.send_text("\x1b[A\x1b[A\r")
        assert await reading == "int32(1)"


async def test_what_is_pasted_is_taken_as_it_is_and_not_run() -> None:
    async with typing() as typist:
        entered = await typist.enter(f"{PASTE}int32(1)\r\nint32(2)\n{PASTED}", "\r")
        assert entered == "int32(1)\nint32(2)\n"


async def test_a_paste_asks_for_no_completion() -> None:
    asked: list[str] = []
    desk = desk_of()
    assert desk.link.assist is not None
    complete = desk.link.assist.complete

    def noted(text: str, offset: int) -> Completions:
        asked.append(text)
        return complete(text, offset)

    desk.link.assist.complete = noted  # type: ignore[method-assign]
    async with typing(desk) as typist:
        await typist.enter(f"{PASTE}{'filterList ' * 5000}{PASTED}", "\r")
    assert asked == []


async def test_tab_proposes_and_enter_takes_with_the_cursor_at_the_first_place() -> None:
    async with typing() as typist:
        reading = asyncio.ensure_future(typist.prompt.read())
        typist.keys.send_text("filterL\t")
        await typist.until(lambda: _proposed(typist))
        typist.keys.send_text("\t")
        await typist.until(lambda: _buffer(typist).text.startswith("filterList("))
        if _buffer(typist).complete_state is not None:
            typist.keys.send_text("\r")
            await typist.until(lambda: _buffer(typist).complete_state is None)
        typist.keys.send_text('all(tag("book"))')
        await typist.until(lambda: "book" in _buffer(typist).text)
        typist.keys.send_text("\ttrue\r")
        assert await reading == 'filterList(all(tag("book")), (index, value) => true)'


async def test_commands_and_their_words_are_proposed() -> None:
    async with typing() as typist:
        reading = asyncio.ensure_future(typist.prompt.read())
        typist.keys.send_text("\\form\t")
        await typist.until(lambda: _proposed(typist) == ["format"])
        typist.keys.send_text("\t")
        await typist.until(lambda: _buffer(typist).text == r"\format")
        typist.keys.send_text(" ta")
        await typist.until(lambda: _buffer(typist).text == r"\format ta")
        typist.keys.send_text("\t")
        await typist.until(lambda: _proposed(typist)[:1] == ["table"])
        typist.keys.send_text("\t")
        await typist.until(lambda: _buffer(typist).text == r"\format table")
        typist.keys.send_text("\r\r")
        assert await reading == r"\format table"


async def test_problems_are_found_after_a_pause_and_underlined() -> None:
    async with typing() as typist:
        reading = asyncio.ensure_future(typist.prompt.read())
        typist.keys.send_text('field("nope", first(all(tag("book"))))')
        live = typist.prompt._live
        await typist.until(lambda: live.told.problems)
        text = _buffer(typist).text
        marks = live.marks(text)
        assert marks and marks[0][2] == "class:problem.error"
        assert live.told.signature is None or live.told.signature.name
        assert not live.marks("x" + text)  # what has changed since is not pointed at
        typist.keys.send_text("\r")
        await reading


async def test_what_is_still_to_be_typed_is_no_problem() -> None:
    async with typing() as typist:
        reading = asyncio.ensure_future(typist.prompt.read())
        typist.keys.send_text('filterList(all(tag("book")), ')
        live = typist.prompt._live
        await typist.until(lambda: live.told.signature is not None)
        assert live.told.problems == ()
        typist.keys.send_text(CTRL_C)
        with pytest.raises(Interrupted):
            await reading


async def test_definitions_that_are_kept_are_known_to_the_check() -> None:
    async with typing() as typist:
        typist.desk.definitions.taken("let pages = int32(300)")
        reading = asyncio.ensure_future(typist.prompt.read())
        typist.keys.send_text("addInt32(pages, pages) ")
        live = typist.prompt._live
        await typist.until(lambda: live.told.text == "addInt32(pages, pages) ")
        assert live.told.problems == ()
        typist.keys.send_text("\r")
        await reading


async def test_vi_keys_edit_modally() -> None:
    async with typing() as typist:
        typist.desk.choices.keys = "vi"
        assert await typist.enter("int32(57)", "\x1b", "hx", "\r") == "int32(5)"


@pytest.mark.parametrize(
    ("text", "whole"),
    [("", True), ("  ", True), (r"\json f(", True), ("f(", False), ("f()", True), ("a |>", False)],
)
def test_enter_runs_only_what_may_be_whole(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


def test_a_suggestion_is_taken_word_by_word() -> None:
    assert next_word('l(tag("book"))') == "l"
    assert next_word('(tag("book"))') == "(tag"
    assert next_word("))") == "))"


async def test_a_fault_beside_the_prompt_is_one_calm_line_and_a_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    crashes.keep_in(tmp_path)
    async with typing() as typist:
        for _ in range(3):
            typist.prompt.note_fault(asyncio.get_running_loop(), {"exception": ValueError("secret words")})
        assert await typist.enter("int32(5)", "\r") == "int32(5)"
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert len(crashes.reports(tmp_path)) == 1
