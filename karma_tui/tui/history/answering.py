"""Runs a past run again on the open instance, to compare what comes; Escape stops it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from karma_tui.library.history.entry import Entry
from karma_tui.library.history.origin import Origin
from karma_tui.tui.actions import scoped
from karma_tui.tui.history.keys import ANSWERING
from karma_tui.tui.ports import Bench
from karma_tui.tui.waiting import Waiting
from karma_tui.workbench.parameters import Given
from karma_tui.workbench.run import Run


class Answering(Waiting):
    """One past run, run again as it was, from its snippet if it was one."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(ANSWERING)
    KEYS = ANSWERING

    def __init__(self, bench: Bench, entry: Entry, given: Given | None) -> None:
        super().__init__()
        self._bench = bench
        self._entry = entry
        self._given = given

    @property
    def doing(self) -> str:
        """See `Waiting`."""
        return "Running it again"

    async def bring(self) -> Run:
        """See `Waiting`."""
        origin = Origin(snippet=self._entry.snippet)
        return await self._bench.run(self._entry.text, sink=self._intake, given=self._given, origin=origin)
