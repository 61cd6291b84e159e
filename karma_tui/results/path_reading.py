"""A path into a result as somebody types it: `$[0].value.title`, as it is shown, or shorter, `0.title`."""

from __future__ import annotations

import json
import re

from karma_tui.errors import Span, UsageError
from karma_tui.results.rows import Path

_STEP = re.compile(
    r"""\.?\[\s*(?P<number>\d{1,18})\s*\]
  | \.?\[\s*(?P<quoted>"(?:[^"\\]|\\.)*")\s*\]
  | \.?(?P<position>\d{1,18})(?=[.\[]|\Z)
  | \.?(?P<name>[^.\[\]\s"]+)""",
    re.VERBOSE,
)


def read_path(text: str) -> Path:
    """The path; of a root alone (`$`, `.`) it is empty. Raises UsageError for what is none."""
    rest = text.strip()
    at = 1 if rest.startswith("$") else 0
    steps: list[str | int] = []
    if rest[at:] in ("", "."):
        return ()
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None:
            raise UsageError(
                "This is no path into a result",
                f"{rest[at : at + 20]!r} is neither a name nor a position.",
                "A path looks like $[0].value.title.",
                Span(at, len(rest)),
            )
        steps.append(_step(found))
        at = found.end()
    return tuple(steps)


def _step(found: re.Match[str]) -> str | int:
    number = found["number"] or found["position"]
    if number:
        return int(number)
    if found["quoted"]:
        try:
            return str(json.loads(found["quoted"]))
        except ValueError:
            return found["quoted"][1:-1]
    return found["name"]
