"""How far a long piece of work is: bytes so far, of how many if that is known, and how fast."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from karma_tui.results.preview import size_text

_WINDOW = 3.0
"""Seconds over which the rate is taken."""


class Stage(StrEnum):
    """What is going on; the value is how it is told."""

    LOOKING = "looking into the file"
    RECEIVING = "receiving"
    CHECKING = "checking the file"
    SENDING = "sending"
    WAITING = "sent; the server reads it"


@dataclass(frozen=True, slots=True)
class Moved:
    """A step of the way; `total` is None where nobody knows it."""

    stage: Stage
    done: int = 0
    total: int | None = None


Tell = Callable[[Moved], None]
"""Is told of every step; must be quick."""


def tell_nobody(_: Moved) -> None:
    """For work that nobody watches."""


class Meter:
    """Turns steps into words; `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self.latest: Moved | None = None

    def note(self, moved: Moved) -> None:
        """A step was made."""
        if self.latest is not None and moved.stage is not self.latest.stage:
            self._seen.clear()
        self.latest = moved
        now = self._clock()
        self._seen.append((now, moved.done))
        while len(self._seen) > 2 and self._seen[0][0] < now - _WINDOW:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """Bytes a second of late; 0 before there is anything to tell."""
        if len(self._seen) < 2:
            return 0.0
        (start, first), (end, last) = self._seen[0], self._seen[-1]
        return (last - first) / (end - start) if end > start else 0.0

    def line(self) -> str:
        """One line: `receiving 12 MB of 40 MB, 3.1 MB/s`."""
        moved = self.latest
        if moved is None:
            return "waiting for the server"
        parts = [str(moved.stage)]
        if moved.done and moved.stage is not Stage.WAITING:
            of = f" of {size_text(moved.total)}" if moved.total else ""
            parts.append(f"{size_text(moved.done)}{of}")
        rate = self.rate
        return " ".join(parts) + (f", {size_text(round(rate))}/s" if rate >= 1 else "")
