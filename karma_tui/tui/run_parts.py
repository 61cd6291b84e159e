"""The requests for what of a buffer is run: the expression at the cursor, or each of a stretch (`turns`).

In a buffer of some hundred kilobytes it takes too long for the event loop: ask in a thread.
"""

from __future__ import annotations

from collections.abc import Callable

from karma_tui.errors import Span
from karma_tui.tui.messages import Request
from karma_tui.workbench import turns

QUICK = 20_000
"""Characters that are parted within some milliseconds."""

Turn = tuple[Callable[[], Request], int]
"""Makes a request; the line of its expression, from 1."""


def at_cursor(text: str, offset: int, editor: str) -> Request:
    """The expression at a place, with the definitions it needs; the whole text if there is none."""
    turn = turns.turn_at(text, offset)
    return Request(text, None, editor) if turn is None else _request(turn, text, editor)


def each(text: str, stretch: Span | None, editor: str) -> list[Turn]:
    """The expressions of a stretch, or of the text. Raises UsageError where one would write twice."""
    return [
        (lambda it=turn: _request(it, text, editor), turn.line)  # type: ignore[misc]
        for turn in turns.turns(text, stretch)
    ]


def _request(turn: turns.Turn, text: str, editor: str) -> Request:
    return Request(turn.text(), turn.span, editor, text)
