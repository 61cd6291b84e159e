"""A buffer of several expressions as texts that can be read.

Expressions may be parted by a blank line alone, and queries in JSON by nothing. Every text made here has
each expression at its own place, so offsets stay what they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from karma_tui.lang.nodes import Dialect
from karma_tui.lang.statements import Statement, only, statements

_JSON = re.compile(r'\{\s*"')


def readable(text: str, dialect: Dialect = Dialect.V1) -> list[str]:
    """The texts whose problems are the buffer's: one, and one for each query that stands alone.

    A query in JSON does, and in dialect 0.1, where a query is one expression, everything that a blank
    line parts.
    """
    return list(_readable(text, dialect))


@lru_cache(maxsize=2)  # at each pause a text is asked about by several helpers
def _readable(text: str, dialect: Dialect) -> tuple[str, ...]:
    found = statements(text)
    groups = _groups(text, found)
    if len(groups) < 2:
        return (text,)
    alone = [group for group in groups if dialect is Dialect.V01 or _JSON.match(text, group[0].span.start)]
    together = [statement for group in groups if group not in alone for statement in group]
    joined = only(text, together)
    if len(joined) > len(text):  # nothing is between two of them, so there is no place for a `;`
        return tuple(only(text, group) for group in groups)
    texts = tuple(only(text, group) for group in alone)
    return (joined, *texts) if together else texts


def readable_at(text: str, offset: int, dialect: Dialect = Dialect.V1) -> str:
    """That text of `readable` in which the expression at a place is."""
    texts = _readable(text, dialect)
    found = next((it for it in texts if _begin(it) <= offset <= len(it) and _is_word(it, offset)), texts[0])
    return found.ljust(offset)


def _begin(text: str) -> int:
    return len(text) - len(text.lstrip())


def _is_word(text: str, offset: int) -> bool:
    """Whether something stands beside a place."""
    return not text[max(0, offset - 1) : offset + 1].isspace()


def _groups(text: str, found: list[Statement]) -> list[list[Statement]]:
    """The statements, those together that a `;` joins."""
    groups = [[found[0]]] if found else []
    for statement, later in pairwise(found):
        if ";" in text[statement.span.end : later.span.start]:
            groups[-1].append(later)
        else:
            groups.append([later])
    return groups
