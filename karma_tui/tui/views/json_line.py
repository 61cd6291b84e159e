"""One line of the JSON view as segments: a pure function of a row and the styles, for any width.

All text of a row comes here safe (results.json_row); it becomes segments and never markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from karma_tui.results.json_row import JsonRow
from karma_tui.results.preview import Kind
from karma_tui.tui.views.lighting import Light

INDENT: Final = 2
DEEPEST_INDENT: Final = 40
"""Levels that are indented; deeper lines stay at that column and name their depth."""
MARKER: Final = 2
"""Cells of the sign between number and line."""

STYLE_SHEET: Final = """
JsonView {
    height: 1fr;
    background: $surface;
    color: $foreground;
    & > .json--key { color: $syntax-field; }
    & > .json--string { color: $syntax-string; }
    & > .json--number { color: $syntax-number; }
    & > .json--bool { color: $syntax-constant; }
    & > .json--null { color: $syntax-constant; text-style: italic; }
    & > .json--ref, & > .json--list, & > .json--object, & > .json--punctuation { color: $syntax-punctuation; }
    & > .json--text { color: $foreground; }
    & > .json--note { color: $syntax-comment; }
    & > .json--found { background: $found-background; text-style: bold underline; }
    &:nocolor > .json--found { text-style: bold reverse; }
    & > .json--cursor { text-style: underline; }
    &:focus > .json--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: none;
    }
    &:focus:nocolor > .json--cursor { text-style: reverse; }
}
"""


def gutter(number: int | None, digits: int, row: JsonRow, style_of: Callable[[Kind], Style]) -> Strip:
    """The line's number, if it is known, and the sign of a line that begins a container."""
    marker = ("▸" if row.is_folded else "▾") if row.is_open else " "
    shown = "" if number is None else str(number)
    return Strip([Segment(f"{shown:>{digits}} {marker} ", style_of(Kind.NOTE))])


def line(
    row: JsonRow, style_of: Callable[[Kind], Style], over: Style | None = None, light: Light | None = None
) -> Strip:
    """The whole line, not cropped; `over` is laid over every part, for the line under the cursor."""
    return Strip(_segments(row, style_of, over, light))


def _segments(
    row: JsonRow, style_of: Callable[[Kind], Style], over: Style | None, light: Light | None
) -> Iterator[Segment]:
    def style(kind: Kind) -> Style:
        return style_of(kind) + over if over is not None else style_of(kind)

    yield Segment(" " * (INDENT * min(row.depth, DEEPEST_INDENT)), style(Kind.PUNCTUATION))
    if row.depth > DEEPEST_INDENT:
        yield Segment(f"level {row.depth} ", style(Kind.NOTE))
    for part in row.parts:
        if light is not None:
            yield from light.segments(part.text, part.kind, style(part.kind))
        else:
            yield Segment(part.text, style(part.kind))
