"""A buffer of several expressions as texts that can be read, all of the buffer's length.

Expressions may be parted by a blank line alone, and queries in JSON by nothing. Every text made here has
each expression at its own place, so offsets stay what they are.
"""

from __future__ import annotations

import re

from karma_tui.lang.statements import Statement, statements

_JSON = re.compile(r'\{\s*"')
_NOT_LINE_END = re.compile(r"[^\n]")


def readable(text: str) -> list[str]:
    """The texts whose problems are the buffer's: one, and one for each JSON query among several."""
    found = statements(text)
    if len(found) < 2 or all(_is_ended(text, it, later) for it, later in zip(found, found[1:], strict=False)):
        return [text]
    queries = [it for it in found if _JSON.match(text, it.span.start)]
    others = [it for it in found if it not in queries]
    if not queries:
        return [_ended(text, others)]
    texts = [_only(text, [query]) for query in queries]
    return [_ended(_only(text, others), others), *texts] if others else texts


def readable_at(text: str, offset: int) -> str:
    """That text of `readable` in which the expression at a place is."""
    texts = readable(text)
    for candidate in texts[1:]:
        start = len(candidate) - len(candidate.lstrip())
        if start <= offset <= len(candidate.rstrip()):
            return candidate
    return texts[0]


def _is_ended(text: str, statement: Statement, later: Statement) -> bool:
    return ";" in text[statement.span.end : later.span.start]


def _ended(text: str, found: list[Statement]) -> str:
    """With a `;` after each expression that only a blank line ends."""
    pieces: list[str] = []
    at = 0
    for statement, later in zip(found, found[1:], strict=False):
        end = statement.span.end
        if not _is_ended(text, statement, later) and text[end : end + 1].isspace():
            pieces += [text[at:end], ";"]
            at = end + 1
    return "".join([*pieces, text[at:]])


def _only(text: str, kept: list[Statement]) -> str:
    """With blanks for all but these expressions."""
    pieces: list[str] = []
    at = 0
    for statement in kept:
        between = text[at : statement.span.start]
        pieces += [_NOT_LINE_END.sub(" ", between), text[statement.span.start : statement.span.end]]
        at = statement.span.end
    return "".join([*pieces, _NOT_LINE_END.sub(" ", text[at:])])
