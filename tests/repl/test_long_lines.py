"""A very long line at the prompt: a stretch of it is drawn, all of it is entered, and keys stay quick."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import Transformation, TransformationInput

from karma_tui.repl.highlight import Underlines
from karma_tui.repl.live import LONGEST as LONGEST_STUDIED
from karma_tui.repl.live import NOTHING
from karma_tui.repl.long_lines import LONGEST, LongLines
from karma_tui.repl.taking_in import read_by_much
from tests.repl.desk import Typist, typing

PASTE, PASTED = "\x1b[200~", "\x1b[201~"
SCREENFUL = 2 * LONGEST


async def _send(typist: Typist, text: str) -> None:
    """More than a pipe holds at once."""
    await asyncio.to_thread(typist.keys.send_text, text)


def _drawn(text: str, cursor: int, row: int = 0) -> Transformation:
    document = Document(text, cursor)
    wanted = TransformationInput(
        BufferControl(Buffer()), document, row, lambda at: at, [("", document.lines[row])], 80, 24
    )
    return LongLines().apply_transformation(wanted)


@given(st.integers(0, 60_000), st.data())
def test_the_cursor_and_what_is_around_it_are_always_in_sight(length: int, data: st.DataObject) -> None:
    text = "".join(chr(0x4E00 + at % 20_000) for at in range(length))
    cursor = data.draw(st.integers(0, length))
    drawn = _drawn(text, cursor)
    shown = fragment_list_to_text(drawn.fragments)
    assert len(shown) <= SCREENFUL
    for near in range(max(0, cursor - 100), min(length, cursor + 100)):
        at = drawn.source_to_display(near)
        assert shown[at] == text[near]
        assert drawn.display_to_source(at) == near
    assert drawn.source_to_display(length) <= len(shown)


@given(st.integers(0, 30_000), st.integers(-10, 40_000))
def test_every_place_of_a_line_has_one_on_the_screen_in_order(length: int, display: int) -> None:
    drawn = _drawn("x" * length, length // 2)
    places = [drawn.source_to_display(at) for at in range(0, length + 1, 97)]
    assert places == sorted(places)
    assert 0 <= drawn.display_to_source(max(0, display)) <= max(length, display)


def test_a_short_line_is_drawn_as_it_is_and_a_long_one_elsewhere_from_its_beginning() -> None:
    assert fragment_list_to_text(_drawn("x" * LONGEST, 0).fragments) == "x" * LONGEST
    shown = fragment_list_to_text(_drawn("a\n" + "b" * 10_000, 0, row=1).fragments)
    assert shown.startswith("bbb")
    assert shown.endswith("… 8,000 characters … ")


def test_what_is_underlined_is_found_where_it_is_drawn() -> None:
    text = "x" * 20_000 + "!"
    cut = _drawn(text, len(text))
    marked = Underlines(lambda: [(20_000, 20_001, "class:problem")]).apply_transformation(
        TransformationInput(
            BufferControl(Buffer()),
            Document(text, len(text)),
            0,
            cut.source_to_display,
            cut.fragments,
            80,
            24,
        )
    )
    assert [part for style, part, *_ in marked.fragments if "problem" in style] == ["!"]


async def test_a_pasted_megabyte_is_entered_whole_and_not_studied_while_it_is_typed() -> None:
    async with typing() as typist:
        text = f'"{"x" * 1_000_000}"'
        reading = asyncio.ensure_future(typist.prompt.read())
        await _send(typist, f"{PASTE}{text}{PASTED}")
        await typist.until(lambda: len(typist.prompt._buffer.text) == len(text))
        live = typist.prompt._live
        assert live.told is NOTHING
        assert live._pause is None  # nothing was begun
        assert len(text) > LONGEST_STUDIED
        typist.keys.send_text("\r")
        assert await reading == text


async def test_a_text_that_grows_long_is_let_go_by_the_checker() -> None:
    async with typing() as typist:
        reading = asyncio.ensure_future(typist.prompt.read())
        typist.keys.send_text("tru(1)")
        live = typist.prompt._live
        await typist.until(lambda: live.told.problems)
        await _send(typist, f"{PASTE}{'x' * LONGEST_STUDIED}{PASTED}")
        await typist.until(lambda: live.told is NOTHING)
        assert live._lane is not None
        typist.keys.send_text("\x03")
        await asyncio.gather(reading, return_exceptions=True)


def test_a_terminal_is_read_in_large_pieces() -> None:
    with create_pipe_input() as keys:
        read_by_much(keys)
        keys.send_text(f"{PASTE}{'x' * 50_000}{PASTED}")
        (pressed,) = keys.read_keys()
        assert len(pressed.data) == 50_000
