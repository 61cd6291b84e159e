"""What of a buffer is run: the expression at the cursor, or each of a stretch in turn.

Pure, and in a buffer of some hundred kilobytes too long for the event loop: ask in a thread. The texts to
run are as long as the buffer, so that places stay the same; each is made when its turn has come.
"""

from __future__ import annotations

from collections.abc import Callable

from karma_tui.errors import Span, UsageError
from karma_tui.lang.effects import WRITING
from karma_tui.lang.statements import Statement, at_offset, blanked, needed_by, only, statements
from karma_tui.tui.messages import Request

QUICK = 20_000
"""Characters that are parted within some milliseconds."""

Turn = tuple[Callable[[], Request], int]
"""Makes a request; the line of its expression, from 1."""


def at_cursor(text: str, offset: int, editor: str) -> Request:
    """The expression at a place, with the definitions it needs; the whole text if there is none."""
    found = statements(text)
    statement = at_offset(found, offset)
    return Request(text, None, editor) if statement is None else _request(text, statement, found, editor)


def each(text: str, stretch: Span | None, editor: str) -> list[Turn]:
    """The expressions of a stretch, or of the text. Raises UsageError where one would write twice."""
    found = statements(text)
    wanted = [
        it
        for it in found
        if not it.defines
        and (stretch is None or (it.span.end > stretch.start and it.span.start < stretch.end))
    ]
    if len(wanted) > 1:
        _refuse_writing_twice(wanted, found)
    blank = blanked(text)
    turns: list[Turn] = []
    line, at = 1, 0
    for statement in wanted:
        line, at = line + text.count("\n", at, statement.span.start), statement.span.start
        turns.append((lambda it=statement: _request(text, it, found, editor, blank), line))  # type: ignore[misc]
    return turns


def _request(
    text: str, statement: Statement, found: list[Statement], editor: str, blank: str | None = None
) -> Request:
    """The statement with what it needs; everything else is blanked."""
    kept = [*needed_by(statement, found), statement]
    span = Span(kept[0].span.start, statement.span.end)
    return Request(only(text, kept, blank), span, editor, text)


def _refuse_writing_twice(wanted: list[Statement], found: list[Statement]) -> None:
    """Raises UsageError if a definition that writes is needed by several of the expressions."""
    needed: set[int] = set()
    for statement in wanted:
        for definition in needed_by(statement, found):
            if definition.span.start in needed and definition.names & WRITING:
                raise UsageError(
                    "Not run: it would write more than once",
                    f"{definition.defines} writes, and several of the expressions need it.",
                    "Run the whole buffer instead, or the expressions one by one.",
                )
            needed.add(definition.span.start)
