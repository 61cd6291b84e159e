"""Finds in the result on show: what the bar asks for, searched in a thread, block by block, from the start.

The first match behind the cursor is gone to as soon as it is known, and the count grows while the search
goes on. What has come in is searched; a result that grows is searched on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from karma_tui.errors import UsageError
from karma_tui.results.document import Document
from karma_tui.results.rows import Path
from karma_tui.tui.collector import bulk_work
from karma_tui.tui.views.result_find_bar import ResultFindBar, Ways, Where
from karma_tui.tui.views.view import Lightable, ResultView

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from typing import Any

    from karma_tui.results.find import Hits, Query, Search
    from karma_tui.results.matches import Matches, Spot


_PACE = 0.1
"""Seconds between two looks at how far a search has come."""


class Place(Protocol):
    """What the finder needs of the results pane."""

    @property
    def document(self) -> Document | None:
        """The result on show."""

    @property
    def view(self) -> ResultView:
        """The view that is chosen."""

    def begin_search(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this in place of an earlier search."""

    def begin_step(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this in place of an earlier step from match to match."""

    def end_search(self) -> None:
        """Stop it."""

    def say_found(self, text: str) -> None:
        """Where one is among the matches, outside of the bar."""

    def keep_only(self, query: Query | None) -> None:
        """Show only records that match; None: all."""

    def focus_content(self) -> None:
        """Put the focus on the view."""


class _Aim(Enum):
    """Where to go once it is known."""

    NOWHERE = auto()
    FROM_SPOT = auto()
    LAST = auto()


@dataclass(slots=True)
class _Hunt:
    """One search of one document."""

    query: Query
    search: Search
    matches: Matches
    is_running: bool = False

    def next(self, steps: Iterator[Hits]) -> Hits | None:
        """What is found next, ready to go to; None at the end. For a thread."""
        hits = next(steps, None)
        if hits is not None:
            self.matches.prepare(hits)
        return hits

    def prepared(self, path: Path) -> Spot:
        """Where the value at a path is, once it can be told. For a thread."""
        self.matches.prepare_at(path)
        return self.matches.spot(path)


class ResultFinder:
    """The bar, once there is one, the matches, and the one where the cursor was put."""

    def __init__(self, place: Place, clock: Callable[[], float] = time.monotonic) -> None:
        self._place = place
        self._clock = clock
        self._told = 0.0
        self._bar: ResultFindBar | None = None
        self._hunt: _Hunt | None = None
        self._current = -1
        self._aim = _Aim.NOWHERE
        self._spot: Spot = (0, 0)
        self._anchor: Path | None = None
        self._wrapped = ""

    @property
    def bar(self) -> ResultFindBar | None:
        """The bar, if it was ever wanted."""
        return self._bar

    @property
    def query(self) -> Query | None:
        """What is looked for."""
        return self._hunt.query if self._hunt is not None else None

    def take(self, bar: ResultFindBar) -> ResultFindBar:
        """This is the bar from now on."""
        self._bar = bar
        return bar

    def unpick(self) -> None:
        """All records are shown again: the bar must not say otherwise."""
        if self._bar is not None and self._bar.ways.only:
            self._bar.show_ways(replace(self._bar.ways, only=False))

    def open(self, bar: ResultFindBar) -> None:
        """Show the bar; what is typed is looked for from the cursor on."""
        self._anchor = self._place.view.cursor_path
        bar.show()
        self._tell()

    def left(self) -> None:
        """The bar was closed: what is found stays pointed out until `forget`."""
        self._place.focus_content()
        self._tell()

    def changed(self) -> None:
        """Something else is wanted in the bar."""
        if self._bar is None:
            return
        self._stop()
        try:
            query = _query(self._bar.text, self._bar.ways)
        except UsageError as error:
            self._light(None)
            self._bar.say("", f"{error.title}: {error.detail}")
            return
        only = query if self._bar.ways.only else None
        self._place.keep_only(only)
        if query is None:
            self._light(None)
            self._tell()
        elif only is None:
            self._start(query, self._anchor if self._bar.display else None)

    def document_changed(self) -> None:
        """Another document is on show, or the same one picked in another way: look again from the cursor."""
        query = self.query
        if self._bar is not None and self._bar.ways.only:
            query = self._wanted() or query
        self._stop()
        if query is not None:
            self._start(query, None)

    def grew(self) -> None:
        """There is more of the document."""
        hunt = self._hunt
        if hunt is not None and not hunt.is_running:
            self._place.begin_search(self._run(hunt))

    def forget(self) -> bool:
        """Point nothing out any more; False if nothing was."""
        had = self._hunt is not None
        self._stop()
        self._light(None)
        self._tell()
        return had

    def step(self, *, forward: bool) -> bool:
        """Go to the next match or the one before; False if nothing is looked for."""
        hunt = self._hunt
        if hunt is None:
            return False
        path = self._place.view.cursor_path or ()
        if hunt.matches.is_quick_at(path):
            self._step(hunt, path, forward=forward)
        else:
            self._place.begin_step(self._step_later(hunt, path, forward=forward))
        return True

    def _step(self, hunt: _Hunt, path: Path, *, forward: bool) -> None:
        self._wrapped = ""
        if forward:
            self._go_on(hunt, path)
        else:
            self._go_back(hunt, path)
        self._tell()

    async def _step_later(self, hunt: _Hunt, path: Path, *, forward: bool) -> None:
        """From a place in a long value, which must be read first."""
        await asyncio.to_thread(hunt.prepared, path)
        if hunt is self._hunt:
            self._step(hunt, path, forward=forward)

    # --- searching

    def _wanted(self) -> Query | None:
        try:
            return _query(self._bar.text, self._bar.ways) if self._bar is not None else None
        except UsageError:
            return None

    def _start(self, query: Query, anchor: Path | None) -> None:
        """Look for it; with an anchor, go to the first match from there on."""
        document = self._place.document
        if document is None:
            return
        from karma_tui.results.find import Search  # for those who search only
        from karma_tui.results.matches import Matches

        hunt = _Hunt(query, Search(document, query), Matches(document))
        self._hunt = hunt
        self._light(query)
        if anchor is not None and hunt.matches.is_quick_at(anchor):
            self._spot, self._aim, anchor = hunt.matches.spot(anchor), _Aim.FROM_SPOT, None
        self._place.begin_search(self._run(hunt, anchor))

    def _stop(self) -> None:
        self._place.end_search()
        self._hunt = None
        self._current, self._aim, self._wrapped = -1, _Aim.NOWHERE, ""

    async def _run(self, hunt: _Hunt, anchor: Path | None = None) -> None:
        """Search; with an anchor in a long value, that is found out first where it stands."""
        hunt.is_running = True
        hunt.matches.is_complete = False
        steps = hunt.search.steps(hunt.matches.done)
        if anchor is not None:
            self._spot, self._aim = await asyncio.to_thread(hunt.prepared, anchor), _Aim.FROM_SPOT
        with bulk_work():
            while (hits := await asyncio.to_thread(hunt.next, steps)) is not None:
                hunt.matches.add(hits)
                self._arrive(hunt)
                if hunt.matches.is_full:
                    break
        hunt.is_running = False
        hunt.matches.is_complete = True
        self._arrive(hunt)

    def _arrive(self, hunt: _Hunt) -> None:
        """Go where one wants to go, if it is known by now."""
        if hunt is not self._hunt:
            return
        matches, before = hunt.matches, self._current
        if self._aim is _Aim.FROM_SPOT:
            number = matches.from_spot(self._spot)
            if number < len(matches):
                self._go(hunt, number)
            elif matches.is_complete and len(matches):
                self._wrapped = "from the start"
                self._go(hunt, 0)
        elif self._aim is _Aim.LAST and matches.is_complete and len(matches):
            self._go(hunt, len(matches) - 1)
        if matches.is_complete:
            self._aim = _Aim.NOWHERE
        if matches.is_complete or before != self._current or self._clock() - self._told >= _PACE:
            self._tell()

    def _go_on(self, hunt: _Hunt, path: Path) -> None:
        matches = hunt.matches
        if matches.is_at(self._current, path):
            number = self._current + 1
        else:
            number = matches.from_spot(matches.spot(path))
            while matches.is_at(number, path):
                number += 1
        if number < len(matches):
            self._go(hunt, number)
        elif not matches.is_complete:
            record, offset = matches.spot(path)
            self._spot, self._aim = (record, offset + 1), _Aim.FROM_SPOT
        elif len(matches):
            self._wrapped = "from the start"
            self._go(hunt, 0)

    def _go_back(self, hunt: _Hunt, path: Path) -> None:
        matches = hunt.matches
        at_match = matches.is_at(self._current, path)
        number = self._current - 1 if at_match else matches.from_spot(matches.spot(path)) - 1
        if number >= 0:
            self._go(hunt, number)
            return
        self._wrapped = "from the end"
        if matches.is_complete and len(matches):
            self._go(hunt, len(matches) - 1)
        else:
            self._aim = _Aim.LAST

    def _go(self, hunt: _Hunt, number: int) -> None:
        self._aim = _Aim.NOWHERE
        self._current = number
        path = hunt.matches.path(number)
        self._place.view.go_to(path)

    # --- telling

    def _light(self, query: Query | None) -> None:
        view = self._place.view
        if isinstance(view, Lightable):
            view.light(query)

    def view_changed(self) -> None:
        """Another view shows the document: point out there what is looked for."""
        self._light(self.query)

    def _tell(self) -> None:
        self._told = self._clock()
        text = _count(self._hunt, self._current, self._wrapped) if self._hunt is not None else ""
        if self._bar is not None:
            self._bar.say(text)
        is_in_bar = self._bar is not None and self._bar.display
        self._place.say_found("" if is_in_bar else text)


def _query(text: str, ways: Ways) -> Query | None:
    """What is looked for, None for nothing. Raises UsageError."""
    if not text:
        return None
    from karma_tui.results.find import Query

    return Query(
        text, ways.is_regex, keys=ways.where is not Where.VALUES, values=ways.where is not Where.KEYS
    )


def _count(hunt: _Hunt, current: int, wrapped: str) -> str:
    """`17 of 1,203`; an ellipsis while it is still being counted."""
    matches = hunt.matches
    more = "" if matches.is_complete else "…"
    if matches.is_full:
        more = " or more"
    if not len(matches):
        return "none found" if matches.is_complete else "searching…"
    number = f"{current + 1:,} of " if current >= 0 else ""
    return ", ".join(part for part in (f"{number}{len(matches):,}{more}", wrapped) if part)
