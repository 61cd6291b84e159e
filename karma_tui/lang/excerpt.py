"""Where an error stands in a text: line, column, the line itself and a caret under the place. Pure text.

Lines may be megabytes long and hold wide or control characters; what comes out always fits a terminal
line and cannot move its cursor.
"""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from karma_tui.errors import KarmaError, Span

_BEFORE = 50
_AFTER = 24


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both from 1, the column in characters; `picture` holds the line and the caret."""

    line: int
    column: int
    picture: tuple[str, str]


def place_of(text: str, span: Span) -> Place:
    """Find a span in its text. Offsets beyond the end are taken as the end."""
    start = min(max(span.start, 0), len(text))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    end = min(max(span.end, start + 1), max(line_end, start + 1))
    left = max(line_start, start - _BEFORE)
    right = min(line_end, max(end, start) + _AFTER, start + _BEFORE + _AFTER)
    lead = "..." if left > line_start else ""
    tail = "..." if right < line_end else ""
    before = lead + printable(text[left:start])
    width = max(1, _cells(printable(text[start : min(end, right)])))
    number = str(text.count("\n", 0, start) + 1)
    return Place(
        line=int(number),
        column=start - line_start + 1,
        picture=(
            f"{number} | {before}{printable(text[start:right])}{tail}",
            f"{' ' * len(number)} | {' ' * _cells(before)}{'^' * width}",
        ),
    )


def error_lines(error: KarmaError, text: str = "", name: str = "") -> list[str]:
    """An error as lines to print: title with its place in the text, the line with a caret, detail, hint.

    `name` is what the text is called; without one only line and column are told.
    """
    place = place_of(text, error.span) if text and error.span is not None else None
    title = printable(error.title)
    if place is not None:
        where = f"{printable(name)}:{place.line}:{place.column}" if name else f"{place.line}:{place.column}"
        title = f"{where}: {title}"
    lines = [title]
    if place is not None:
        lines += [f"  {line}" for line in place.picture]
    if error.detail:
        lines += [f"  {line}" for line in printable_lines(error.detail).split("\n")]
    if error.hint:
        lines += [f"  hint: {line}" for line in printable_lines(error.hint).split("\n")]
    return lines


def printable(text: str) -> str:
    """The text with everything that could act on a terminal replaced: tabs by a space, the rest by U+FFFD."""
    return "".join(" " if char == "\t" else char if char.isprintable() else "�" for char in text)


def printable_lines(text: str) -> str:
    """Like `printable`, with line ends kept."""
    return "\n".join(printable(line) for line in text.splitlines())


def _cells(text: str) -> int:
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
