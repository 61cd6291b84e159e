"""Places as a person names them, and the smallest change from one text to another."""

from __future__ import annotations

import re

from karma_tui.errors import UsageError

_PLACE = re.compile(r"\s*([+-]?)\s*(\d{1,9})\s*(?:[:,]\s*(\d{1,9})\s*)?")


def line_and_column(words: str, current: int, lines: int) -> tuple[int, int]:
    """`12`, `12:5`, `+3`, `-3` as line and column, from 1; lines beyond the end are the last.

    Raises UsageError for anything else.
    """
    found = _PLACE.fullmatch(words)
    if found is None:
        raise UsageError("Not a line", "Type a line such as 12, a place such as 12:5, or +3 or -3.")
    sign, number, column = found.groups()
    line = int(number)
    if sign:
        line = current + line if sign == "+" else current - line
    return max(1, min(line, lines)), max(1, int(column or 1))


def change(old: str, new: str) -> tuple[int, int, str]:
    """Start and end of what differs in the old text, and what stands there in the new one."""
    limit = min(len(old), len(new))
    start = _common(old, new, limit)
    tail = _common(old[start:][::-1], new[start:][::-1], limit - start)
    return start, len(old) - tail, new[start : len(new) - tail]


def _common(one: str, other: str, limit: int) -> int:
    """How many characters two texts begin with in common: halving, as slices compare fast."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
