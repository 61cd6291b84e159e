"""What Enter and Tab put into the text, decided from the lines alone."""

from __future__ import annotations

from collections.abc import Sequence

INDENT = 2
"""Columns of one step of indentation."""

_PAIRS = {"(": ")", "[": "]", "{": "}"}


def line_break(before: str, after: str) -> tuple[str, int]:
    """What to insert between two parts of a line to break it there, and the new line's cursor column.

    The indentation is kept, and is one step deeper after an opening bracket; a closing bracket that
    follows at once goes to a line of its own.
    """
    margin = before[: len(before) - len(before.lstrip(" \t"))]
    opening = before.rstrip()[-1:]
    if opening not in _PAIRS:
        return f"\n{margin}", len(margin)
    inner = margin + " " * INDENT
    tail = f"\n{margin}" if after.lstrip()[:1] == _PAIRS[opening] else ""
    return f"\n{inner}{tail}", len(inner)


def indented(lines: Sequence[str]) -> list[str]:
    """The lines moved to the right by one step; empty ones stay empty."""
    return [" " * INDENT + line if line else line for line in lines]


def outdented(lines: Sequence[str]) -> list[str]:
    """The lines moved to the left by one step, as far as they have blanks to lose."""
    return [line[min(INDENT, len(line) - len(line.lstrip(" "))) :] for line in lines]
