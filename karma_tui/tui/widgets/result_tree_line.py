"""One line of the result tree as segments: a pure function of a row and the styles, for any width.

Kept apart from the widget so that what a line looks like can be tested without a screen. All text of a
row comes here safe (results.preview); it becomes segments and never markup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from karma_tui.results.preview import Kind
from karma_tui.results.row import Row
from karma_tui.tui.views.lighting import Light

INDENT = 2
DEEPEST_INDENT = 30
"""Levels that are indented; deeper rows stay at that column and name their depth."""

STYLE_SHEET = """
ResultTree {
    height: 1fr;
    background: $surface;
    color: $foreground;
    & > .result-tree--key { color: $syntax-field; }
    & > .result-tree--string { color: $syntax-string; }
    & > .result-tree--number { color: $syntax-number; }
    & > .result-tree--bool { color: $syntax-constant; }
    & > .result-tree--null { color: $syntax-constant; text-style: italic; }
    & > .result-tree--ref { color: $syntax-function; }
    & > .result-tree--list, & > .result-tree--object, & > .result-tree--punctuation {
        color: $syntax-punctuation;
    }
    & > .result-tree--text { color: $foreground; }
    & > .result-tree--note { color: $syntax-comment; }
    & > .result-tree--found { background: $found-background; text-style: bold underline; }
    &:nocolor > .result-tree--found { text-style: bold reverse; }
    & > .result-tree--cursor { text-style: underline; }
    &:focus > .result-tree--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: none;
    }
    &:focus:nocolor > .result-tree--cursor { text-style: reverse; }
}
"""
"""Colours by kind, from the theme's syntax colours; the cursor is also visible without any colour."""


@dataclass(frozen=True, slots=True)
class Markers:
    """The signs in front of rows that can be opened."""

    closed: str = "▸"
    opened: str = "▾"


def marker_span(row: Row) -> range:
    """The columns in which a click opens or closes the row."""
    start = INDENT * min(row.depth, DEEPEST_INDENT)
    return range(start, start + 2)


def line(
    row: Row,
    style_of: Callable[[Kind], Style],
    markers: Markers,
    over: Style | None = None,
    light: Light | None = None,
) -> Strip:
    """The whole line, not cropped; `over` is laid over every part, for the line under the cursor."""
    pieces = [(" " * marker_span(row).start, Kind.PUNCTUATION), (_marker(row, markers), Kind.PUNCTUATION)]
    if row.depth > DEEPEST_INDENT:
        pieces.append((f"level {row.depth} ", Kind.NOTE))
    if row.key or row.depth:
        pieces += [(row.key, Kind.NOTE if row.position else Kind.KEY), ("  ", Kind.PUNCTUATION)]
    pieces += [(part.text, part.kind) for part in row.parts]
    if row.kind is Kind.LIST:
        pieces.append((_count(row.count), Kind.NOTE))
    segments: list[Segment] = []
    for text, kind in pieces:
        style = style_of(kind) + over if over is not None else style_of(kind)
        if light is not None and text:
            segments.extend(light.segments(text, kind, style))
        elif text:
            segments.append(Segment(text, style))
    return Strip(segments)


def _marker(row: Row, markers: Markers) -> str:
    if not row.expandable:
        return "  "
    return f"{markers.opened if row.expanded else markers.closed} "


def _count(count: int | None) -> str:
    if not count:
        return ""
    return " 1 item" if count == 1 else f" {count:,} items"
