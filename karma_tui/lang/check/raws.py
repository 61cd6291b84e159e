"""JSON that no reader found a meaning for: why it has none, in the words of the strict readers."""

from __future__ import annotations

from karma_tui.errors import ExpressionError
from karma_tui.lang import json01, json10
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.nodes import Dialect, Raw


def problem_of_raw(raw: Raw, dialect: Dialect) -> Problem | None:
    """Why JSON is no expression of the dialect; None if it is one after all."""
    try:
        if dialect is Dialect.V1:
            json10.from_json({"function": [[], [raw.value]]}, strict=True)
        else:
            json01.from_json(raw.value, strict=True)
    except ExpressionError as error:
        detail = error.detail or (f"Expected {error.expected}." if error.expected else "")
        return Problem(Severity.ERROR, error.title, detail, error.hint, raw.span, raw)
    return None
