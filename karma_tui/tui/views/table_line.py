"""One line of the table as segments: a pure function of cells, widths and styles.

Everything is measured in cells of the terminal, so that wide characters keep the columns straight. All text
of cells comes here safe (results.cells); it becomes segments and never markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from karma_tui.results.preview import Kind, Part
from karma_tui.results.strings import visible
from karma_tui.tui.views.lighting import Light
from karma_tui.tui.views.table_layout import GAP

TITLE: Final = 30
"""Cells of a title that make a column wider."""
TEXT: Final = 40
"""Cells up to which a column becomes as wide as its values."""
DIGITS: Final = 100
"""Cells up to which a column becomes as wide as its numbers."""

StyleOf = Callable[[Kind], Style]

STYLE_SHEET = """
TableView {
    height: 1fr;
    background: $surface;
    color: $foreground;
    & > .table--header { background: $panel; text-style: bold; }
    & > .table--here { text-style: bold underline; }
    & > .table--border { color: $syntax-comment; }
    & > .table--key { color: $syntax-field; }
    & > .table--string { color: $foreground; }
    & > .table--number { color: $syntax-number; }
    & > .table--bool { color: $syntax-constant; }
    & > .table--null { color: $syntax-constant; text-style: italic; }
    & > .table--ref { color: $syntax-function; }
    & > .table--list, & > .table--object, & > .table--punctuation { color: $syntax-punctuation; }
    & > .table--text { color: $foreground; }
    & > .table--note { color: $syntax-comment; }
    & > .table--found { background: $found-background; text-style: bold underline; }
    &:nocolor > .table--found { text-style: bold reverse; }
    & > .table--cursor { text-style: underline; }
    &:focus > .table--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: none;
    }
    &:focus:nocolor > .table--cursor { text-style: reverse; }
}
"""


def width_of(parts: Sequence[Part]) -> int:
    """Cells that a cell's whole text needs."""
    return sum(cell_len(part.text) for part in parts)


def wanted_width(parts: Sequence[Part]) -> int:
    """Cells that a column should have for a value: numbers whole, other values as far as is sensible."""
    return min(width_of(parts), DIGITS if is_number(parts) else TEXT)


def is_number(parts: Sequence[Part]) -> bool:
    """Whether the cell stands to the right."""
    return len(parts) == 1 and parts[0].kind is Kind.NUMBER


def fitted(parts: Sequence[Part], width: int) -> list[Part]:
    """A cell's text in exactly that many cells. What does not fit is cut, and its length, if told, stays."""
    used = width_of(parts)
    if used <= width:
        blank = Part(" " * (width - used), Kind.TEXT)
        return [blank, *parts] if is_number(parts) else [*parts, blank]
    note = [parts[-1]] if len(parts) > 1 and parts[-1].kind is Kind.NOTE else []
    if width_of(note) + 4 > width:
        note = []
    body = parts[: len(parts) - 1] if note else parts
    cut = list(_cut(body, width - width_of(note)))
    return [*cut, *note]


def _cut(parts: Sequence[Part], width: int) -> Iterator[Part]:
    """The beginning of the parts with an ellipsis, in exactly that many cells."""
    room = width - 1
    for part in parts:
        size = cell_len(part.text)
        if size > room:
            yield Part(set_cell_size(part.text.rstrip("…"), room) + "…", part.kind)
            return
        yield part
        room -= size
    yield Part("…" + " " * room, Kind.NOTE)


def title(text: str, width: int, arrow: str, *, right: bool) -> str:
    """A header's text in exactly that many cells; the arrow of a sort stands behind it."""
    room = width - (2 if arrow else 0)
    shown = visible(text)
    size = cell_len(shown)
    if size > room:
        shown = set_cell_size(shown, max(0, room - 1)) + "…" if room > 0 else ""
    shown = f"{shown} {arrow}" if arrow else shown
    space = " " * max(0, width - cell_len(shown))
    return space + shown if right else shown + space


def segments(
    parts: Sequence[Part], width: int, style_of: StyleOf, over: Style | None, light: Light | None
) -> Iterator[Segment]:
    """A cell and the gap behind it; `over` is laid over the cell."""
    for part in fitted(parts, width):
        style = style_of(part.kind)
        style = style + over if over is not None else style
        if light is not None:
            yield from light.segments(part.text, part.kind, style)
        else:
            yield Segment(part.text, style)
    yield Segment(" " * GAP)
