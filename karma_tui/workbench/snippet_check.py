"""Everything that is wrong with a snippet, as lines that editors and people can follow to the place."""

from __future__ import annotations

import re

from karma_tui.lang.check.problem import Severity
from karma_tui.lang.source import position
from karma_tui.library.snippets.snippet import Snippet
from karma_tui.workbench.assist import Assist

MOST_LINES = 20
"""Lines for one file: who has more is not writing KVM text."""

_PLACE = re.compile(r"^Line \d+, column \d+: ")


def problems_of(snippet: Snippet) -> list[str]:
    """`path:line:column: error: what (what to do)`, in the order of the file; none if it is fine.

    The expression is read and typed as far as that goes without an instance.
    """
    if not snippet.text:
        return [f"{snippet.path}: error: {problem.title}: {problem.detail}" for problem in snippet.problems]
    found: dict[tuple[int, str], str] = {}
    for problem in Assist().study(snippet.text).problems:
        start = problem.span.start if problem.span is not None else 0
        kind = "error" if problem.severity is Severity.ERROR else "warning"
        found[(start, problem.title)] = f"{kind}: {problem.title}{_more(problem.detail, problem.hint)}"
    for error in snippet.problems:
        start = error.span.start if error.span is not None else 0
        found.setdefault((start, error.title), f"error: {error.title}{_more('', error.hint)}")
    lines: list[str] = []
    for (start, _), said in sorted(found.items())[:MOST_LINES]:
        line, column = position(snippet.text, start)
        lines.append(f"{snippet.path}:{line}:{column}: {' '.join(said.split())}")
    if len(found) > MOST_LINES:
        lines.append(f"{snippet.path}: error: {len(found) - MOST_LINES} more problems")
    return lines


def _more(detail: str, hint: str) -> str:
    words = " ".join(part for part in (_PLACE.sub("", detail), hint) if part)
    return f" ({words})" if words else ""
