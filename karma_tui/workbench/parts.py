"""A buffer of several expressions as texts that can be read.

Expressions may be parted by a blank line alone, and queries in JSON by nothing. Every text made here has
each expression at its own place, so offsets stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from karma_tui.lang.nodes import Dialect
from karma_tui.lang.statements import Statement, blanked, only, statements

_JSON = re.compile(r'\{\s*"')

_Group = list[Statement]


def readable(text: str, dialect: Dialect = Dialect.V1) -> Iterator[str]:
    """The texts whose problems are the buffer's: one, and one for each query that stands alone.

    A query in JSON does, and in dialect 0.1, where a query is one expression, everything that a blank
    line parts. Each text is made when it is asked for: thousands of them are as long as all of the buffer.
    """
    return _parted(text, dialect).texts()


def readable_at(text: str, offset: int, dialect: Dialect = Dialect.V1) -> str:
    """That text of `readable` in which the expression at a place is."""
    return _parted(text, dialect).text_at(offset).ljust(offset)


@dataclass(frozen=True, slots=True)
class _Parted:
    """A buffer, what is read together of it (all of it, if `joined` is its text), and what alone."""

    text: str
    blank: str
    joined: str | None
    alone: list[_Group]

    def texts(self) -> Iterator[str]:
        if self.joined is not None:
            yield self.joined
        for group in self.alone:
            yield self._alone(group)

    def text_at(self, offset: int) -> str:
        for group in self.alone:
            if group[0].span.start <= offset <= group[-1].span.end:
                return self._alone(group)
        return next(self.texts())

    def _alone(self, group: _Group) -> str:
        start, end = group[0].span.start, group[-1].span.end
        return self.blank[:start] + self.text[start:end]


@lru_cache(maxsize=2)  # at each pause a text is asked about by several helpers
def _parted(text: str, dialect: Dialect) -> _Parted:
    groups = _groups(text, statements(text))
    if len(groups) < 2:
        return _Parted(text, "", text, [])
    blank = blanked(text)
    alone: list[_Group] = []
    together: list[Statement] = []
    for group in groups:
        if dialect is Dialect.V01 or _JSON.match(text, group[0].span.start):
            alone.append(group)
        else:
            together += group
    joined = only(text, together, blank) if together else None
    if joined is not None and len(joined) > together[-1].span.end:
        # nothing is between two of them, so there is no place for a `;`
        return _Parted(text, blank, None, groups)
    return _Parted(text, blank, joined, alone)


def _groups(text: str, found: list[Statement]) -> list[_Group]:
    """The statements, those together that a `;` joins."""
    groups = [[found[0]]] if found else []
    for statement, later in pairwise(found):
        if ";" in text[statement.span.end : later.span.start]:
            groups[-1].append(later)
        else:
            groups.append([later])
    return groups
