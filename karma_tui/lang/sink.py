"""Where a reader that goes on after a fault puts its problems, in place of raising the first.

Making an error costs a look at the whole text before it (its line), so that no more than MOST are made.
"""

from __future__ import annotations

from bisect import bisect_left

from karma_tui.errors import ExpressionError

MOST = 100
"""Problems that are told of one text; what is beyond is repaired silently."""


class Sink:
    """The problems found so far, at most one for a place, and the offsets at which the text was repaired."""

    __slots__ = ("_starts", "errors", "repairs")

    def __init__(self) -> None:
        self.errors: list[ExpressionError] = []
        self.repairs: list[int] = []
        """Ends of the tokens before which something was missing or after which something was skipped."""
        self._starts: set[int] = set()

    @property
    def full(self) -> bool:
        """Whether further problems are no longer told, so that none need be made."""
        return len(self.errors) >= MOST

    def note(self, error: ExpressionError) -> None:
        """Keep a problem unless one is known at the same place."""
        start = error.span.start if error.span is not None else -1
        if self.full or start in self._starts:
            return
        self._starts.add(start)
        self.errors.append(error)

    def repaired(self, start: int, end: int) -> bool:
        """Whether the text was repaired within a stretch, its end included."""
        at = bisect_left(self.repairs, start)
        return at < len(self.repairs) and self.repairs[at] <= end

    def copy(self) -> Sink:
        """Another sink with the same problems."""
        other = Sink()
        other.errors, other.repairs, other._starts = [*self.errors], [*self.repairs], {*self._starts}
        return other
