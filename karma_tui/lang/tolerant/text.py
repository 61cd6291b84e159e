"""KVM text that is being typed, into nodes with holes; the grammar is that of `text_parse`."""

from __future__ import annotations

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.nodes import Dialect, Function, Hole
from karma_tui.lang.pausing import collector_paused
from karma_tui.lang.sink import Sink
from karma_tui.lang.text import elaborated, reading_of
from karma_tui.lang.text_cursor import MAX_DEPTH, STEPS_PER_LEVEL, too_deep
from karma_tui.lang.text_parse import parse_with
from karma_tui.lang.tokens import tokenize
from karma_tui.lang.tolerant.cursor import TolerantCursor
from karma_tui.lang.tolerant.salvage import tolerant
from karma_tui.lang.tolerant.unwinding import run_unwinding

_GUARDS = 2
"""A guarded walk waits in addition to the walk it guards."""


def draft_text(text: str, dialect: Dialect) -> tuple[Function, tuple[ExpressionError, ...]]:
    """The query that a text writes as far as it goes, and what is wrong with it; never raises, linear.

    The first problem is the ExpressionError of `text.parse_text`; without problems the query is its.
    """
    sink = Sink()
    whole = Span(0, len(text))
    try:
        with collector_paused(len(text)):
            statements = parse_with(TolerantCursor(tokenize(text, sink), sink))
            walk = elaborated(tolerant(reading_of(text, dialect), sink), statements)
            root = run_unwinding(walk, _GUARDS * STEPS_PER_LEVEL * MAX_DEPTH, too_deep(text, whole))
    except ExpressionError as error:
        sink.note(error)
        root = Function((), (Hole(span=whole),), span=whole)
    return root, tuple(sink.errors)
