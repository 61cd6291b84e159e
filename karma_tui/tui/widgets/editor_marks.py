"""Where an error's stretch of text lies on the editor's lines.

Errors count characters from the start of the text, an editor shows lines; this converts once, for all the
lines a mark touches. A mark always covers at least one character, or its line could not show it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import accumulate
from typing import TypeAlias

from karma_tui.errors import Span


class MarkKind(StrEnum):
    """How bad it is; also the class of its style."""

    ERROR = "mark"
    WARNING = "warning"


Mark: TypeAlias = tuple[int, int, MarkKind]
"""The columns of a mark, first and the one after the last, and its kind."""

Marks: TypeAlias = Mapping[int, Sequence[Mark]]
"""The marks of each marked line."""


def offset_of(lines: Sequence[str], newline: int, row: int, column: int) -> int:
    """The offset in the text of a place on a line; `newline` is the length of a line end."""
    return sum(map(len, lines[:row])) + newline * row + column


def place_of(lines: Sequence[str], newline: int, offset: int) -> tuple[int, int]:
    """Line and column of an offset; places outside of the text, or inside a line end, are moved into it."""
    return _place_of(lines, _line_starts(lines, newline), offset)


def _place_of(lines: Sequence[str], starts: Sequence[int], offset: int) -> tuple[int, int]:
    row = max(0, bisect_right(starts, offset) - 1)
    return row, max(0, min(offset - starts[row], len(lines[row])))


def marks_of(
    lines: Sequence[str], newline: int, spans: Iterable[Span], kind: MarkKind = MarkKind.ERROR
) -> dict[int, list[Mark]]:
    """The columns that the spans cover, line by line."""
    marks: dict[int, list[Mark]] = {}
    starts: list[int] = []
    for span in spans:
        starts = starts or _line_starts(lines, newline)
        first, first_column = _place_of(lines, starts, span.start)
        last, last_column = _place_of(lines, starts, max(span.start, span.end))
        for row in range(first, last + 1):
            start = first_column if row == first else 0
            end = last_column if row == last else len(lines[row])
            if row in (first, last) or lines[row]:
                marks.setdefault(row, []).append((*_widened(start, end, len(lines[row])), kind))
    return marks


def together(*layers: Marks) -> Marks:
    """Several layers of marks as one."""
    present = [layer for layer in layers if layer]
    if len(present) == 1:
        return present[0]
    rows = {row for layer in present for row in layer}
    return {row: [mark for layer in present for mark in layer.get(row, ())] for row in rows}


def moved(marks: Marks, before: Sequence[str], after: Sequence[str]) -> Marks:
    """The marks of the lines that an edit did not touch, where these lines are now.

    Lines are compared by identity: an editor keeps the lines it does not touch.
    """
    shorter = min(len(before), len(after))
    top = 0
    while top < shorter and before[top] is after[top]:
        top += 1
    bottom = 0
    while bottom < shorter - top and before[-1 - bottom] is after[-1 - bottom]:
        bottom += 1
    shift = len(after) - len(before)
    first_below = len(before) - bottom
    kept = {row: found for row, found in marks.items() if row < top}
    kept.update((row + shift, found) for row, found in marks.items() if row >= first_below)
    return kept


def _widened(start: int, end: int, length: int) -> tuple[int, int]:
    """At least one character, the last of the line if the mark is behind it."""
    if end > start:
        return start, end
    start = min(start, max(0, length - 1))
    return start, start + 1


def _line_starts(lines: Sequence[str], newline: int) -> list[int]:
    return list(accumulate((len(line) + newline for line in lines[:-1]), initial=0))
