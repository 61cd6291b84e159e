"""One line of a comparison as segments: a mark that tells without colour, then where and what.

All text comes here safe (`results.compare_lines`); it becomes segments and never markup.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from karma_tui.results.compare_change import WORDS, Change
from karma_tui.results.compare_lines import Line
from karma_tui.results.preview import Kind, Part

DEEPEST_INDENT = 20

STYLE_SHEET = "\n".join(
    [
        "DifferenceList { height: 1fr; background: $surface; color: $foreground;",
        "& > .difference-list--added { color: $text-success; text-style: bold; }",
        "& > .difference-list--removed { color: $text-error; text-style: bold; }",
        "& > .difference-list--changed, & > .difference-list--moved { color: $text-warning; }",
        "& > .difference-list--spelled { color: $syntax-comment; }",
        "& > .difference-list--key { color: $syntax-field; }",
        "& > .difference-list--string { color: $syntax-string; }",
        "& > .difference-list--number { color: $syntax-number; }",
        "& > .difference-list--bool, & > .difference-list--null { color: $syntax-constant; }",
        "& > .difference-list--ref { color: $syntax-function; }",
        "& > .difference-list--list, & > .difference-list--object, & > .difference-list--punctuation {",
        "color: $syntax-punctuation; }",
        "& > .difference-list--text { color: $foreground; }",
        "& > .difference-list--note { color: $syntax-comment; }",
        "& > .difference-list--cursor { text-style: underline; }",
        "&:focus > .difference-list--cursor {",
        "color: $block-cursor-foreground; background: $block-cursor-background; text-style: none; }",
        "&:focus:nocolor > .difference-list--cursor { text-style: reverse; }",
        "}",
    ]
)

_NAMES: dict[Change, str] = {
    change: WORDS[change].split()[0] for change in Change if change is not Change.SAME
}
CLASSES = {*_NAMES.values(), *(str(kind) for kind in Kind), "cursor"}


def record_line(change: Change, parts: tuple[Part, ...], marker: str) -> list[tuple[str, str]]:
    """A record's line as texts and the names of their styles."""
    return [
        (f"{change} ", _NAMES.get(change, "text")),
        (f"{marker} ", "punctuation"),
        *((part.text, str(part.kind)) for part in parts),
    ]


def inner_line(line: Line) -> list[tuple[str, str]]:
    """The line of a difference inside a record."""
    indent = "  " * (2 + min(line.depth, DEEPEST_INDENT))
    return [
        (indent, "text"),
        (f"{line.change} ", _NAMES.get(line.change, "text")),
        (line.label, "key" if line.label.startswith((".", "[")) else "note"),
        ("  ", "text"),
        *((part.text, str(part.kind)) for part in line.parts),
    ]


def strip_of(pieces: list[tuple[str, str]], style_of: Callable[[str], Style], over: Style | None) -> Strip:
    """The whole line, not cropped; `over` is laid over every part."""
    return Strip(
        [
            Segment(text, style_of(name) + over if over is not None else style_of(name))
            for text, name in pieces
            if text
        ]
    )
