"""Positions in a source text, and errors that carry them.

Every reader of this room reports a fault the same way: the stretch of text to blame, its line and
column, what was expected there and the nearest known name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from karma_tui.errors import ExpressionError, Span

_SHOWN = 24


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1 and in characters, of an offset; offsets outside are moved inside."""
    offset = max(0, min(offset, len(text)))
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def byte_offset(text: str, offset: int) -> int:
    """The UTF-8 byte offset of a character offset; bytes escaped by "surrogateescape" count as one."""
    return len(text[:offset].encode("utf-8", "surrogateescape"))


def char_offset(text: str, offset: int) -> int:
    """The character offset of a UTF-8 byte offset; inside a character it is that character's."""
    head = text[: max(offset, 0)].encode("utf-8", "surrogateescape")[: max(offset, 0)]
    return len(head.decode("utf-8", "ignore"))


def fault(
    text: str,
    span: Span,
    title: str,
    detail: str = "",
    hint: str = "",
    *,
    expected: str = "",
    near: str = "",
) -> ExpressionError:
    """An ExpressionError about a stretch of `text`, with line and column set.

    Without a `detail` one is made of the position and of what was expected; without a `hint` the
    nearest known name is proposed.
    """
    line, column = position(text, span.start)
    if not detail:
        is_said = title == f"Expected {expected}"
        wanted = "found" if is_said else f"expected {expected}, found" if expected else "at"
        detail = f"Line {line}, column {column}: {wanted} {excerpt(text, span.start)}."
    if not hint and near:
        hint = f"Did you mean {near}?"
    return ExpressionError(title, detail, hint, span, expected=expected, near=near, line=line, column=column)


@contextmanager
def placing(text: str | None) -> Iterator[None]:
    """Errors of what is done inside get line and column in `text`; None for nodes that came from no text."""
    try:
        yield
    except ExpressionError as error:
        if text is not None:
            placed(error, text)
        raise


def placed(error: ExpressionError, text: str) -> ExpressionError:
    """The same error with line and column set, for one raised where its text was not at hand."""
    if error.span is not None and not error.line:
        error.line, error.column = position(text, error.span.start)
    return error


def excerpt(text: str, offset: int) -> str:
    """What stands at an offset, quoted for a message: the rest of the line, cut, controls escaped."""
    if offset >= len(text):
        return "the end of the text"
    line = text[offset : offset + _SHOWN + 1].split("\n", 1)[0]
    if not line:
        return "the end of the line"
    shown = line[:_SHOWN] + ("…" if len(line) > _SHOWN else "")
    return "".join(char if char.isprintable() or char == "…" else f"\\u{ord(char):04x}" for char in shown)
