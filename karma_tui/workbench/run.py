"""What one run of an expression came to: a value that faces show, keep and compare."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, Span
from karma_tui.lang.nodes import Dialect

if TYPE_CHECKING:
    from karma_tui.workbench.keeping import Recorded


class Outcome(StrEnum):
    """How a run ended."""

    OK = "ok"
    ERROR = "error"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `body` is the result as the server sent it, empty unless `outcome` is OK."""

    outcome: Outcome
    body: bytes = field(default=b"", repr=False)
    elapsed: float = 0.0
    """Seconds from the call to the end, preparation and renewals of the session included."""
    error: KarmaError | None = None
    """Set unless `outcome` is OK; its span, if any, is a place in the text that was run."""
    places: tuple[Span, ...] = ()
    """All places that may be to blame: a server names the offending part, which can stand there twice."""
    form: str = ""
    """The form the text was in, "" if it could not be read."""
    dialect: Dialect | None = None
    """The dialect in which it was sent, None if it was not."""
    writes: bool = False
    """Whether it may have changed the instance's data."""
    messages: tuple[str, ...] = ()
    """What the user should know besides: warnings, translations made."""
    repeats: tuple[str, ...] = ()
    """Why requests were sent again meanwhile, a reason each: "the connection was lost"."""
    recorded: Recorded | None = field(default=None, repr=False, compare=False)
    """Its place in the history, if it has one; a face that counts the result's records tells it."""

    @property
    def ok(self) -> bool:
        """Whether there is a result."""
        return self.outcome is Outcome.OK
