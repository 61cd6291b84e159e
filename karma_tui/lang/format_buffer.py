"""A buffer of several expressions laid out: those that a blank line alone parts, one by one.

A text that reads as a whole is laid out as a whole (`format_text`). Comments stay with the expression that
they stand before, or behind on its line.
"""

from __future__ import annotations

from collections.abc import Iterator

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.format_text import format_text
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.source import fault
from karma_tui.lang.statements import statements


def format_buffer(text: str, dialect: Dialect | None = None) -> str:
    """As `format_text`, also for what cannot be read as a whole. Raises ExpressionError with its place."""
    try:
        return format_text(text, dialect)
    except ExpressionError as whole:
        parts = list(_parts(text))
        if len(parts) < 2:
            raise
        try:
            return "\n\n".join(_formatted(text, start, end, dialect) for start, end in parts)
        except ExpressionError as error:
            raise error from whole


def _formatted(text: str, start: int, end: int, dialect: Dialect | None) -> str:
    try:
        return format_text(text[start:end], dialect)
    except ExpressionError as error:
        span = error.span or Span(0, end - start)
        there = Span(start + span.start, start + span.end)
        # the words are told anew, since they name line and column
        found = fault(text, there, error.title, "", error.hint, expected=error.expected)
        raise found from error


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Stretches with one expression each, and the definitions right before it."""
    found = statements(text)
    start = 0
    for at, statement in enumerate(found):
        is_last = at == len(found) - 1
        if statement.defines and not is_last:
            continue
        end = len(text) if is_last else _line_end(text, statement.span.end, found[at + 1].span.start)
        yield start, end
        start = end


def _line_end(text: str, start: int, following: int) -> int:
    """The end of the line that a statement ends on, but not beyond where the next one starts."""
    end = text.find("\n", start, following)
    return following if end < 0 else end
