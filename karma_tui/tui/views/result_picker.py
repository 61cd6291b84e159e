"""Filters and sorts the result on show for all views, in a thread; what was shown stays there meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from karma_tui.errors import UsageError
from karma_tui.results.document import Document, Form
from karma_tui.results.rows import Path
from karma_tui.tui.collector import bulk_work

if TYPE_CHECKING:
    from karma_tui.results.conditions import Condition
    from karma_tui.results.find import Query
    from karma_tui.results.picks import Picks


_BIG = 10_000_000
_PAUSE = 0.1
"""Seconds without another letter before a result of more than `_BIG` bytes is gone through for a text."""


class ResultPicker:
    """What is picked of a whole result, and how that is said.

    `show` is given what is to be shown and what is said of it; `run` runs work in place of earlier work,
    and says meanwhile what is going on.
    """

    def __init__(
        self, show: Callable[[Document, str], None], run: Callable[[Coroutine[Any, Any, None], str], None]
    ) -> None:
        self._show = show
        self._run = run
        self._whole: Document | None = None
        self._picks: Picks | None = None
        self.is_growing = False

    @property
    def whole(self) -> Document | None:
        """The result with all its records, as they were received."""
        return self._whole

    @property
    def picks(self) -> Picks | None:
        """What is picked; None if everything is."""
        return self._picks

    def begin(self, document: Document, *, is_growing: bool) -> None:
        """Another result, of which everything is shown."""
        self._whole, self._picks, self.is_growing = document, None, is_growing

    def keep(self, query: Query | None) -> None:
        """Only records that match; None: whatever they have in them. Raises UsageError."""
        if query is None and (self._picks is None or self._picks.query is None):
            return
        self._change(self._now().with_query(query))

    def condition(self, path: Path, words: str) -> None:
        """Only records whose field at a path (inside the record) meets a condition. Raises UsageError."""
        from karma_tui.results.conditions import read_condition

        self._change(self._now().with_condition(read_condition(path, words)))

    def narrow(self, conditions: Iterable[Condition]) -> None:
        """Only records that meet these conditions too. Raises UsageError."""
        picks = self._now()
        for condition in conditions:
            picks = picks.with_condition(condition)
        self._change(picks)

    def sort(self, path: Path, descending: bool | None = None) -> None:
        """By a field; None: the next of rising, falling, as received. Raises UsageError."""
        from dataclasses import replace

        from karma_tui.results.picks import Sort

        now = self._now()
        self._change(now.sorted_by(path) if descending is None else replace(now, sort=Sort(path, descending)))

    def pick(self, picks: Picks) -> None:
        """What was picked before. Raises UsageError."""
        self._change(picks)

    def clear(self) -> bool:
        """Show all records as received; False if they are shown so already."""
        if self._picks is None:
            return False
        from karma_tui.results.picks import Picks

        self._change(Picks())
        return True

    def _now(self) -> Picks:
        from karma_tui.results.picks import Picks

        return self._picks if self._picks is not None else Picks()

    def _change(self, picks: Picks) -> None:
        whole = self._whole
        if whole is None or whole.kind is not Form.LIST or not whole.records:
            raise UsageError(
                "There are no records to choose from", "Only a list of records can be filtered and sorted."
            )
        if self.is_growing:
            raise UsageError(
                "The result is still coming in", "Wait until it is complete, or cancel the rest."
            )
        self._picks = picks or None
        if not picks:
            self._run(self._nothing(), "")
            self._show(whole, "")
        else:
            self._run(self._pick(whole, picks), "filtering…" if picks.filters else "sorting…")

    async def _nothing(self) -> None:
        """Takes the place of work that is not wanted any more."""

    async def _pick(self, whole: Document, picks: Picks) -> None:
        from karma_tui.results.order import Stopped
        from karma_tui.results.picks import pick

        stop = threading.Event()
        if picks.query is not None and whole.size > _BIG:
            await asyncio.sleep(_PAUSE)
        try:
            with bulk_work():
                picked = await asyncio.to_thread(pick, whole, picks, stop=stop.is_set)
        except Stopped:
            return
        finally:
            stop.set()
        if self._whole is whole and self._picks == picks:
            self._show(picked, picked_text(whole, picked, picks))


def picked_text(whole: Document, picked: Document, picks: Picks) -> str:
    """`filtered 312 of 10,000: rank > 5; sorted by rank, falling`."""
    parts = []
    if picks.filters:
        parts.append(f"filtered {picked.records:,} of {whole.records:,}: {' and '.join(picks.filters)}")
    if picks.sort is not None:
        parts.append(f"sorted by {picks.sort.text}")
    return "; ".join(parts)
