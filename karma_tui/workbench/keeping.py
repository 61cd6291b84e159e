"""What keeps runs, as Protocols: the seam between the core and the history. Imported for its types only."""

from __future__ import annotations

from typing import Protocol

from karma_tui.library.history.facts import Ended, Started


class Recorded(Protocol):
    """A run that is being recorded."""

    def end(self, ended: Ended) -> None:
        """It is over."""

    def count(self, rows: int) -> None:
        """How many records its result has, told by a face that knows."""


class Recorder(Protocol):
    """What keeps runs."""

    @property
    def face(self) -> str:
        """The face of a run that nobody asked for by name."""

    @property
    def most_bytes(self) -> int:
        """Bytes of a result that may be kept."""

    def begin(self, run: Started) -> Recorded:
        """A run starts; where it runs is filled in."""

    async def close(self) -> None:
        """Wait, not for ever, until everything is kept."""
