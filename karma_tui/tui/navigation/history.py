"""Where one has been: results with their places, to go back and forward through. Pure bookkeeping.

It holds whole results, so it is bounded in number and in bytes; the oldest go first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karma_tui.results.document import Document
    from karma_tui.results.envelope import Ref
    from karma_tui.results.picks import Picks
    from karma_tui.results.rows import Path
    from karma_tui.tui.messages import Request
    from karma_tui.tui.navigation.pages import Pages
    from karma_tui.workbench.run import Run

MOST = 50
MOST_BYTES = 256_000_000


@dataclass(frozen=True, slots=True)
class Position:
    """A result on show and where one is in it: view, cursor, what is picked of it."""

    document: Document
    facts: str
    view: str
    path: Path | None = None
    picks: Picks | None = None
    query: str = ""
    """The expression whose result it is; "" if there is none."""
    run: tuple[Request, Run, Document] | None = None
    """The user's run that brought it, if one did."""


@dataclass(slots=True, eq=False)
class Stop:
    """A place one has been at. `position` is that of the last time it was left, None while it is new."""

    title: str
    begins: bool
    """Whether a trail begins here: one did not come here from the result before."""
    position: Position | None = None
    pages: Pages | None = None
    """If it is a model, page by page."""
    ref: Ref | None = None
    """If it is a record, or who refers to one."""
    text: str = ""
    """The expression that brought it, for those that can be read anew."""

    @property
    def size(self) -> int:
        """Bytes that are held for it."""
        whole = self.position.document if self.position is not None else None
        return whole.size if whole is not None else 0


class History:
    """The stops in order, and at which of them one is."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._stops: list[Stop] = []
        self._at = -1

    @property
    def current(self) -> Stop | None:
        """Where one is; None before there was anything."""
        return self._stops[self._at] if self._stops else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a stop before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one has gone back before."""
        return self._at < len(self._stops) - 1

    def visit(self, stop: Stop) -> None:
        """Go somewhere new; whatever one had come back from is forgotten."""
        del self._stops[self._at + 1 :]
        self._stops.append(stop)
        self._at = len(self._stops) - 1
        self._forget_oldest()

    def move(self, steps: int) -> Stop | None:
        """Go back (negative) or forward; None if there is nothing there."""
        if not 0 <= self._at + steps < len(self._stops) or not steps:
            return None
        self._at += steps
        return self._stops[self._at]

    @property
    def trail(self) -> list[Stop]:
        """How one came here: from the stop where the trail begins to the present one."""
        start = self._at
        while start > 0 and not self._stops[start].begins:
            start -= 1
        return self._stops[max(0, start) : self._at + 1]

    def _forget_oldest(self) -> None:
        """Within the bounds; the present one always stays."""
        held = sum(stop.size for stop in self._stops)
        while self._at > 0 and (len(self._stops) > self._most or held > self._most_bytes):
            held -= self._stops.pop(0).size
            self._at -= 1
