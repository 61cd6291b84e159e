"""Brackets and quotes that come in pairs while typing.

A closing one is put behind the cursor where nothing follows that it would get in the way of; typing it
then steps over it. Only those that were put there are stepped over, so that a closing bracket somebody
wants is never swallowed. Strings and comments are left alone. Pasted text never comes here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CLOSING = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`"}
_QUOTES = frozenset("\"'`")
_MAY_FOLLOW = frozenset(" \t)]},;")


@dataclass(slots=True)
class Pairs:
    """The closing characters put behind the cursor and not stepped over yet; all of them on one line."""

    _row: int = -1
    _waiting: list[tuple[str, int]] = field(default_factory=list)
    """Each with the number of characters behind it on its line, which typing inside does not change."""

    def opened(self, key: str, line: str, row: int, column: int, *, in_code: bool) -> str:
        """What to put behind a character that is typed at a place; "" if nothing."""
        closing = CLOSING.get(key, "")
        if not closing or not in_code:
            return ""
        after = line[column : column + 1]
        before = line[column - 1 : column] if column else ""
        if after and after not in _MAY_FOLLOW:
            return ""
        if key in _QUOTES and (before.isalnum() or before in {"_", "$", *_QUOTES}):
            return ""
        self._forget_others(row)
        self._waiting.append((closing, len(line) - column))
        return closing

    def steps_over(self, key: str, line: str, row: int, column: int) -> bool:
        """Whether a typed character is the one that was put there for it."""
        self._forget_others(row)
        while self._waiting and self._waiting[-1][1] > len(line) - column - 1:
            self._waiting.pop()  # the cursor has left that pair
        if not self._waiting or line[column : column + 1] != key:
            return False
        if self._waiting[-1] != (key, len(line) - column - 1):
            return False
        self._waiting.pop()
        return True

    def _forget_others(self, row: int) -> None:
        if row != self._row:
            self._row = row
            self._waiting.clear()


def is_empty_pair(line: str, column: int) -> bool:
    """Whether the cursor stands between an opening character and its closing one."""
    before, after = line[max(0, column - 1) : column], line[column : column + 1]
    return bool(before) and CLOSING.get(before) == after
