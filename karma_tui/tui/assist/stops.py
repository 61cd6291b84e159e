"""The places of an inserted shape that are still to be filled in: where they are while the text changes.

Pure arithmetic on offsets. An edit inside the present stop makes it grow or shrink and moves the later
ones; any other edit, and a cursor elsewhere, ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from karma_tui.errors import Span


@dataclass(frozen=True, slots=True)
class Stops:
    """Stretches in the order of the text, and which one is being filled in."""

    spans: tuple[Span, ...]
    at: int = 0

    @staticmethod
    def of(spans: Sequence[Span]) -> Stops | None:
        """The stops of an insertion; None if there are none."""
        return Stops(tuple(spans)) if spans else None

    @property
    def here(self) -> Span:
        """The stop that is being filled in."""
        return self.spans[self.at]

    def step(self, by: int) -> Stops | None:
        """The next or the one before; None beyond either end."""
        to = self.at + by
        return replace(self, at=to) if 0 <= to < len(self.spans) else None

    def edited(self, delta: int, cursor: int) -> Stops | None:
        """After the text became `delta` characters longer and the cursor went to `cursor`."""
        here = self.here
        grown = Span(here.start, here.end + delta)
        if grown.end < grown.start or not grown.start <= cursor <= grown.end:
            return None
        later = tuple(Span(span.start + delta, span.end + delta) for span in self.spans[self.at + 1 :])
        return replace(self, spans=(*self.spans[: self.at], grown, *later))

    def holds(self, cursor: int) -> bool:
        """Whether the cursor is in the present stop."""
        return self.here.start <= cursor <= self.here.end
