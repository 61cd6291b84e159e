"""What printed KVM text is made of: words, places where a line may break, and pieces still to be printed.

The printers produce pieces; this module expands them without recursion and lays them out, on one line
or within a width. It knows nothing of nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Mark(Enum):
    """A place where the layout has a say: its role, and what stands there when nothing is broken."""

    OPEN = ("open", "")
    OPEN_BLOCK = ("open", " ")
    BREAK = ("break", " ")
    CLOSE = ("close", "")
    CLOSE_BLOCK = ("close", " ")
    NEWLINE = ("newline", "\n")

    def __init__(self, role: str, flat: str) -> None:
        self.role = role
        """ "open" and "close" surround the contents of brackets, "break" stands between two of them."""
        self.flat = flat
        """The text on an unbroken line."""


@dataclass(frozen=True, slots=True)
class Job:
    """A piece still to be printed: `write()` gives the pieces it is made of."""

    write: Callable[[], Pieces]


Piece: TypeAlias = "str | Mark | Job"
Pieces: TypeAlias = "list[Piece]"
Flat: TypeAlias = "list[str | Mark]"

_INDENT = 2
_DEEPEST_INDENT = 60
"""Deeper lines keep the same indentation, so that the text stays linear in the number of nodes."""


def bracketed(opener: str, items: list[Pieces], closer: str, separator: str = ",") -> Pieces:
    """Items between brackets, a separator after each but the last; blocks in braces are spaced."""
    if not items:
        return [opener + closer]
    block = separator == ";"
    pieces: Pieces = [opener, Mark.OPEN_BLOCK if block else Mark.OPEN]
    for at, item in enumerate(items):
        if at:
            pieces += [separator, Mark.BREAK]
        pieces += item
    return [*pieces, Mark.CLOSE_BLOCK if block else Mark.CLOSE, closer]


def expand(pieces: Pieces) -> Flat:
    """All jobs done: words and marks only, in order; linear and not recursive."""
    out: Flat = []
    waiting: Pieces = pieces[::-1]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, Job):
            waiting.extend(reversed(piece.write()))
        else:
            out.append(piece)
    return out


def on_one_line(flat: Flat) -> str:
    """The text with nothing broken but what must be."""
    return "".join(piece if isinstance(piece, str) else piece.flat for piece in flat)


def within(flat: Flat, width: int) -> str:
    """The text with brackets broken, outermost first, wherever their contents pass the width.

    A broken bracket has each of its items on a line of its own, indented by two spaces more; what has
    no brackets is never broken, so that a line may still be longer.
    """
    ends = _group_widths(flat)
    out: list[str] = []
    broken: list[bool] = []
    column = depth = 0
    for at, piece in enumerate(flat):
        if isinstance(piece, str):
            out.append(piece)
            column += len(piece)
            continue
        role = piece.role
        if role == "open":
            broken.append(column + ends[at] > width)
            depth += broken[-1]
        splits = role == "newline" or broken[-1]
        if role == "close":
            depth -= broken.pop()
        if splits:
            column = 0 if role == "newline" else min(_INDENT * depth, _DEEPEST_INDENT)
            out.append("\n" + " " * column)
        else:
            out.append(piece.flat)
            column += len(piece.flat)
    return "".join(out)


def _group_widths(flat: Flat) -> dict[int, int]:
    """For each opening mark, the width from there up to the first place after its end that may break."""
    widths: dict[int, int] = {}
    opened: list[tuple[int, int]] = []
    closed: list[tuple[int, int]] = []
    position = 0
    for at, piece in enumerate(flat):
        if isinstance(piece, str):
            position += len(piece)
            continue
        for index, start in closed:
            widths[index] = position - start
        closed.clear()
        if piece.role == "open":
            opened.append((at, position))
        position += len(piece.flat)
        if piece.role == "close":
            closed.append(opened.pop())
    for index, start in closed:
        widths[index] = position - start
    return widths
