"""What of a text is run: the expression at a place, or each of a stretch in turn; the same for every face.

Pure, and in a text of some hundred kilobytes too long for an event loop: ask in a thread. The texts to run
are as long as the whole, so that places stay the same; each is made when its turn has come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from karma_tui.errors import Span, UsageError
from karma_tui.lang.effects import WRITING
from karma_tui.lang.statements import Statement, at_offset, blanked, needed_by, only, statements


@dataclass(frozen=True, slots=True)
class Turn:
    """One expression with the definitions it needs. `text()` has blanks for everything else."""

    text: Callable[[], str] = field(repr=False)
    span: Span
    """From the first definition to the end of the expression."""
    line: int
    """Of the expression itself, from 1."""


def turn_at(text: str, offset: int) -> Turn | None:
    """The expression at a place, with the definitions it needs; None if there is none at all."""
    found = statements(text)
    statement = at_offset(found, offset)
    return None if statement is None else _turn(text, statement, found, 1)


def turns(text: str, stretch: Span | None = None) -> list[Turn]:
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
    made: list[Turn] = []
    line, at = 1, 0
    for statement in wanted:
        line, at = line + text.count("\n", at, statement.span.start), statement.span.start
        made.append(_turn(text, statement, found, line, blank))
    return made


def _turn(
    text: str, statement: Statement, found: list[Statement], line: int, blank: str | None = None
) -> Turn:
    """The statement with what it needs; everything else is blanked."""
    kept = [*needed_by(statement, found), statement]
    span = Span(kept[0].span.start, statement.span.end)
    return Turn(lambda: only(text, kept, blank), span, line)


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
