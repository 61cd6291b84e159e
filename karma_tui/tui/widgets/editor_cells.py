"""How many cells the characters of a line take, also of a line of a megabyte.

Textual's own functions remember every string they have measured and look at all of it with expressions of
several passes: tens of milliseconds for a long line, and the memory of every state of it. Here a line of
plain characters costs a glance, and any other is measured in pieces, of which only the changed one is new.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len

_PIECE = 256


def cells(text: str, tab: int) -> int:
    """The cells that the start of a line takes; a tab goes to the next multiple of `tab`."""
    if text.isascii() and "\t" not in text:
        return len(text)
    at = 0
    for start in range(0, len(text), _PIECE):
        at = _behind(at, text[start : start + _PIECE], tab)
    return at


def column_at(line: str, cell: int, tab: int) -> int:
    """The column of the character that covers a cell of the line; the line's length behind its end."""
    if line.isascii() and "\t" not in line:
        return min(max(0, cell), len(line))
    at = 0
    for start in range(0, len(line), _PIECE):
        piece = line[start : start + _PIECE]
        behind = _behind(at, piece, tab)
        if behind > cell:
            return start + _column_in(piece, at, cell, tab)
        at = behind
    return len(line)


def _column_in(piece: str, at: int, cell: int, tab: int) -> int:
    """The column within a piece that starts at the cell `at`."""
    for column, character in enumerate(piece):
        at = _behind(at, character, tab)
        if at > cell:
            return column
    return len(piece)


def _behind(at: int, piece: str, tab: int) -> int:
    """The cell behind a piece of a line that starts at the cell `at`."""
    if "\t" not in piece:
        return at + _width(piece)
    *parts, last = piece.split("\t")
    for part in parts:
        at += _width(part)
        at += tab - at % tab
    return at + _width(last)


@lru_cache(maxsize=16384)
def _width(piece: str) -> int:
    """The cells of a short piece without tabs; most pieces of a long line are the same as at the last key."""
    return cell_len(piece)
