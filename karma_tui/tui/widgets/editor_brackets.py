"""The partner of a bracket, with brackets inside strings and comments left out.

Looks at a bounded number of lines, so that an unmatched bracket in a long text costs no noticeable time
at each cursor move.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from karma_tui.tui.widgets.editor_lines import LONGEST, Token

LINES = 500
"""Lines searched in either direction."""

BRACKETS = frozenset("()[]{}")

_PARTNERS = {"(": ")", "[": "]", "{": "}"}
_OPENING = {closing: opening for opening, closing in _PARTNERS.items()}
_BRACKET = re.compile(r"[()\[\]{}]")
_NOT_CODE = frozenset({"string", "comment"})

Place = tuple[int, int]


def matching(lines: Sequence[str], tokens: Callable[[int], Sequence[Token]], place: Place) -> Place | None:
    """Line and column of the partner of the bracket at `place`; None if there is none, or none nearby."""
    row, column = place
    here = [bracket for bracket in _brackets(lines, tokens, row) if bracket[0] == column]
    if not here:
        return None
    forward = here[0][1] in _PARTNERS
    stack: list[str] = []
    for found_row, found_column, bracket in _walk(lines, tokens, place, forward=forward):
        if (bracket in _PARTNERS) == forward:
            stack.append(bracket)
        elif stack.pop() != (_OPENING if forward else _PARTNERS)[bracket]:
            return None
        if not stack:
            return found_row, found_column
    return None


def is_code(line: str, tokens: Sequence[Token], column: int) -> bool:
    """Whether what is typed at a column of a line would be code, rather than in a string or comment."""
    for start, end, kind in tokens:
        if start < column < end and (kind in _NOT_CODE or line[start] in "\"'`"):
            return False
        # what is open at its end goes on over blanks, which are in no token
        if column >= end and not _is_closed(line[start:end], kind) and not line[end:column].strip():
            return False
    return not (tokens and tokens[0][0] == column == 0 and tokens[0][2] == "comment" and _goes_on(line))


def _is_closed(token: str, kind: str) -> bool:
    """Whether a token ends where it ends, so that more text behind it is not in it."""
    if kind == "comment":
        return not token.startswith("//") and token.endswith("*/")
    if token[0] in "\"'`":
        return len(token) > 1 and token[-1] == token[0]
    return True


def _goes_on(line: str) -> bool:
    """Whether a line that begins with a comment begins inside of one."""
    return not line.startswith(("//", "/*"))


def _walk(
    lines: Sequence[str], tokens: Callable[[int], Sequence[Token]], place: Place, *, forward: bool
) -> Iterator[tuple[int, int, str]]:
    """The brackets from a place on, itself included, towards the end or the start of the text."""
    row, column = place
    if forward:
        for at in range(row, min(len(lines), row + LINES)):
            yield from ((at, *b) for b in _brackets(lines, tokens, at) if at != row or b[0] >= column)
    else:
        for at in range(row, max(-1, row - LINES), -1):
            found = reversed(_brackets(lines, tokens, at))
            yield from ((at, *b) for b in found if at != row or b[0] <= column)


def _brackets(
    lines: Sequence[str], tokens: Callable[[int], Sequence[Token]], row: int
) -> list[tuple[int, str]]:
    """Columns and characters of a line's brackets that are code; none of a line too long for colours."""
    line = lines[row]
    if len(line) > LONGEST or _BRACKET.search(line) is None:
        return []
    found: list[tuple[int, str]] = []
    at = 0
    for start, end in [*_quiet(tokens(row)), (len(line), len(line))]:
        found += [(match.start(), match.group()) for match in _BRACKET.finditer(line, at, start)]
        at = end
    return found


def _quiet(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The stretches of a line that are no code, in order."""
    return [(start, end) for start, end, kind in tokens if kind in _NOT_CODE]
