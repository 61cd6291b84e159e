"""A problem found in a text, as an editor lists and underlines it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from karma_tui.errors import Span
from karma_tui.lang.nodes import Node


class Severity(StrEnum):
    """How bad it is: an error is refused by a server, a warning is not but should be known before."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `title` is one short line, `detail` says more, `hint` what to do; both may be empty.

    `span` is the innermost part of the text that is at fault; None where the nodes came from no text.
    """

    severity: Severity
    title: str
    detail: str = ""
    hint: str = ""
    span: Span | None = None
    blamed: Node | None = field(default=None, compare=False, repr=False)
    """The expression that a server would name; the one at `span` may lie inside of it."""
    may_grow: bool = field(default=False, compare=False)
    """Something is missing inside of it, which somebody who is at work there may be about to write."""
