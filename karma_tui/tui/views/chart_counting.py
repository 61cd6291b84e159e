"""The counting behind the chart view: what can be drawn, what is, and one count at a time, in a thread."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from textual import work
from textual.scroll_view import ScrollView

from karma_tui.results.chart import Chart, ChartPlan
from karma_tui.results.document import Document, Form

if TYPE_CHECKING:
    from karma_tui.results.chart_fields import Candidate

NO_LIST = "There is no chart of this: only a list of records has one."
NO_RECORDS = "There is no chart of this: the list is empty."
NO_FIELDS = "There is no chart of this: no field of the records is a number, a time or a text."
_PACE = 0.1


class ChartCounting(ScrollView):
    """Keeps a chart of a document by a plan; `_fit` is told of a new one."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._document: Document | None = None
        self._found: list[Candidate] = []
        self._plan: ChartPlan | None = None
        self._remembered: ChartPlan | None = None
        self._chart: Chart | None = None
        self._message = ""
        self._cursor = 0
        self._by_name = False
        self._stop = threading.Event()
        self._stop.set()
        self._counted = 0

    @property
    def _is_counting(self) -> bool:
        return not self._stop.is_set()

    def _next_stop(self) -> threading.Event:
        """Stops the count that is going on; what stops the next one."""
        self._stop.set()
        self._stop = threading.Event()
        self._counted = 0
        self.refresh()
        return self._stop

    def _look(self) -> None:
        """Finds what can be drawn, and draws what was chosen or the first guess."""
        if self._document is not None:
            self._look_and_count(self._document, self._next_stop())

    def _begin(self) -> None:
        """Draws the plan."""
        if self._document is not None and self._plan is not None and not self._message:
            self._count_again(self._document, self._plan, self._next_stop())

    @work(group="chart", exclusive=True, exit_on_error=False)
    async def _look_and_count(self, document: Document, stop: threading.Event) -> None:
        try:
            self._found = await asyncio.to_thread(_candidates, document)
            self._plan = self._wanted()
            self._message = _why_not(document, self._plan)
            if self._plan is not None and not self._message:
                await self._count(document, self._plan, stop)
            else:
                self._chart = None
        finally:
            stop.set()
            self._fit()

    @work(group="chart", exclusive=True, exit_on_error=False)
    async def _count_again(self, document: Document, plan: ChartPlan, stop: threading.Event) -> None:
        await self._count(document, plan, stop)

    def _wanted(self) -> ChartPlan | None:
        """What is remembered, else what was drawn before, else a guess; of what there is."""
        from karma_tui.results.chart_fields import guess

        paths = {it.path for it in self._found}
        wanted = (self._remembered, self._plan, guess(self._found))
        self._remembered = None
        return next((plan for plan in wanted if plan is not None and plan.field in paths), None)

    async def _count(self, document: Document, plan: ChartPlan, stop: threading.Event) -> None:
        """Counts in a thread; the chart before stays until then."""
        timer = self.set_interval(_PACE, self.refresh)
        try:
            chart = await asyncio.to_thread(self._counting, document, plan, stop)
        finally:
            timer.stop()
            stop.set()
        if chart is not None and self._plan == plan and self._document is document:
            self._chart = self._ordered(chart)
            self._cursor = min(self._cursor, max(0, len(chart.bars) - 1))
            self._fit()
            if document.records > chart.records:
                self._begin()

    def _counting(self, document: Document, plan: ChartPlan, stop: threading.Event) -> Chart | None:
        from karma_tui.results.chart_count import Counting

        counting = Counting(document, plan)
        for done in counting.steps():
            if stop.is_set():
                return None
            self._counted = done
        return counting.chart()

    def on_unmount(self) -> None:
        """Nobody waits for the count any more."""
        self._stop.set()

    def _fit(self) -> None:
        """There is another chart, or none."""
        raise NotImplementedError

    def _ordered(self, chart: Chart) -> Chart:
        """With its bars in the order that is wanted."""
        raise NotImplementedError


def _candidates(document: Document) -> list[Candidate]:
    """In a thread, as is the import."""
    from karma_tui.results.chart_fields import candidates

    return candidates(document)


def _why_not(document: Document, plan: ChartPlan | None) -> str:
    """Why there is no chart; "" if there is one."""
    if document.kind is not Form.LIST:
        return NO_LIST
    if not document.records:
        return NO_RECORDS
    return NO_FIELDS if plan is None else ""
