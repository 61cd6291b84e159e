"""JSON that no reader found a meaning for: why it has none, in the words of the strict readers."""

from __future__ import annotations

from typing import Final

from karma_tui.errors import ExpressionError
from karma_tui.lang import json01, json10
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.nodes import Dialect, Raw

_WRAPPING: Final = 3
"""Steps of a path that lead to an expression in the query that has nothing else."""


def problem_of_raw(raw: Raw, dialect: Dialect) -> Problem | None:
    """Why JSON is no expression of the dialect; None if it is one after all."""
    try:
        if dialect is Dialect.V1:
            json10.from_json({"function": [[], [raw.value]]}, strict=True)
        else:
            json01.from_json(raw.value, strict=True)
    except ExpressionError as error:
        where = "".join(f"/{step}" for step in error.path[_WRAPPING if dialect is Dialect.V1 else 0 :])
        place = f" at {where}" if where else ""
        detail = f"Expected {error.expected}{place}." if error.expected else error.detail
        title = f"Not an expression of dialect {dialect.value}"
        return Problem(Severity.ERROR, title, detail, error.hint, raw.span, raw)
    return None
