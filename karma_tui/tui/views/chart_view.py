"""The result of a query as a chart: all of its records, counted in a thread, as bars one can go through.

Enter on a bar keeps only its records. What is drawn is chosen by keys, and remembered for the query.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from karma_tui.results.chart import Chart, ChartPlan
from karma_tui.results.document import Document, Form
from karma_tui.results.rows import Path
from karma_tui.tui.views.chart_line import Widths, cut
from karma_tui.tui.views.chart_plans import next_field, next_kind, next_value
from karma_tui.tui.views.view import ChoicesMade, FilterWanted

if TYPE_CHECKING:
    from karma_tui.results.chart_fields import Candidate

HEAD = 2
"""Lines above the bars."""
KEYS = "a field  v value  t type  o order  Enter keeps the records of a bar"
NO_LIST = "There is no chart of this: only a list of records has one."
NO_RECORDS = "There is no chart of this: the list is empty."
NO_FIELDS = "There is no chart of this: no field of the records is a number, a time or a text."
_PACE = 0.1


class ChartView(ScrollView, can_focus=True):
    """A document's records as bars."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chart--head",
        "chart--note",
        "chart--bar",
        "chart--number",
        "chart--cursor",
    }
    DEFAULT_CSS = """
    ChartView {
        &> .chart--head { text-style: bold; }
        &> .chart--note { color: $text-muted; }
        &> .chart--bar { color: $primary; }
        &> .chart--number { color: $text-muted; }
        &> .chart--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("home", "move(-100000)", "First bar", show=False),
        Binding("end", "move(100000)", "Last bar", show=False),
        Binding("a", "field(1)", "Field"),
        Binding("A", "field(-1)", "Field before", show=False),
        Binding("v", "value(1)", "Value"),
        Binding("V", "value(-1)", "Value before", show=False),
        Binding("t", "kind", "Type"),
        Binding("o", "order", "Order", show=False),
        Binding("enter", "choose", "Only these", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._document: Document | None = None
        self._place: Path | None = None
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
        self._kept: tuple[Chart | None, int, Widths] | None = None

    # --- what a view is

    def show(self, document: Document, names: Mapping[str, str] | None = None) -> None:
        """See `ResultView`. What was chosen stays if the records have such a field."""
        self._document = document
        self._place = None if document.kind is Form.EMPTY else ()
        self._cursor = 0
        self._look()

    def grow(self) -> None:
        """See `ResultView`: counted anew when the count that is going on is over."""
        if not self._is_counting:
            self._look()

    def recall(self, choices: Mapping[str, Any]) -> None:
        """See `Remembers`."""
        self._remembered = ChartPlan.from_plain(choices)

    @property
    def cursor_path(self) -> Path | None:
        """The place that the other views were at: a bar is no place."""
        return self._place

    @property
    def cursor_value(self) -> memoryview | None:
        """Nothing: a bar is no value."""
        return None

    def go_to(self, path: Path) -> bool:
        """Keeps the place for the next view."""
        self._place = path
        return True

    # --- counting

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

    # --- drawing

    def render_line(self, y: int) -> Strip:
        """A line of the screen: two of words, then the bars."""
        width, base = self.size.width, self.rich_style
        if y < HEAD:
            text, name = self._head(y)
            style = base + self._style(name)
            return Strip([Segment(cut(text, width), style)]).crop_extend(0, width, style)
        at = y - HEAD + self.scroll_offset.y
        if self._chart is None or at >= len(self._chart.bars):
            return Strip.blank(width, base)
        label, bar, number = self._widths(width).line(self._chart.bars[at])
        over = self._style("chart--cursor") if at == self._cursor else Style()
        strip = Strip(
            [
                Segment(label, base + over),
                Segment(bar, base + self._style("chart--bar")),
                Segment(number, base + self._style("chart--number") + over),
            ]
        )
        return strip.crop_extend(0, width, base)

    def _head(self, y: int) -> tuple[str, str]:
        if self._message or self._document is None:
            return (f" {self._message}" if not y else ""), "chart--note"
        title = self._plan.title if self._plan is not None else ""
        if not y:
            return f" {title}", "chart--head"
        if self._is_counting:
            return f" counting … {self._counted:,} of {self._document.records:,}", "chart--note"
        note = self._chart.note if self._chart is not None else ""
        records = f"{self._chart.records:,} records" if self._chart is not None else ""
        return " " + "  ".join(part for part in (records, note, KEYS) if part), "chart--note"

    def _widths(self, width: int) -> Widths:
        kept = self._kept
        if kept is None or kept[0] is not self._chart or kept[1] != width:
            widths = Widths(self._chart.bars if self._chart is not None else (), width)
            kept = self._kept = (self._chart, width, widths)
        return kept[2]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

    def _fit(self) -> None:
        bars = len(self._chart.bars) if self._chart is not None else 0
        self.virtual_size = Size(0, bars + HEAD)
        self.refresh()

    def _ordered(self, chart: Chart) -> Chart:
        if not self._by_name:
            return chart
        bars = tuple(sorted(chart.bars, key=lambda bar: (bar.label.casefold(), bar.label)))
        return Chart(chart.plan, bars, chart.records, chart.note)

    # --- keys

    def action_move(self, bars: int) -> None:
        """Moves the cursor by some bars."""
        count = len(self._chart.bars) if self._chart is not None else 0
        if not count:
            return
        self._cursor = max(0, min(self._cursor + bars, count - 1))
        top, height = self.scroll_offset.y, max(1, self.scrollable_content_region.height - HEAD)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)
        self.refresh()

    def action_move_page(self, pages: int) -> None:
        """Moves the cursor by screenfuls."""
        self.action_move(pages * max(1, self.scrollable_content_region.height - HEAD - 1))

    def action_field(self, by: int) -> None:
        """Draws along another field."""
        if self._plan is not None:
            self._choose(next_field(self._plan, self._found, by))

    def action_value(self, by: int) -> None:
        """Measures something else: the count, the sum or the mean of a number."""
        if self._plan is not None:
            self._choose(next_value(self._plan, self._found, by))

    def action_kind(self) -> None:
        """Puts the records together in another way."""
        if self._plan is not None:
            self._choose(next_kind(self._plan, self._found))

    def action_order(self) -> None:
        """Bars by length or by name."""
        self._by_name = not self._by_name
        self._begin()

    def action_choose(self) -> None:
        """Keeps only the records of the bar."""
        if self._chart is None or not self._chart.bars:
            return
        bar = self._chart.bars[self._cursor]
        if bar.conditions:
            self.post_message(FilterWanted(bar.conditions))
        else:
            self.notify("The records of this bar cannot be picked out.", markup=False)

    def _choose(self, plan: ChartPlan) -> None:
        if plan == self._plan:
            self.notify("There is nothing else to choose here.", markup=False)
            return
        self._plan = plan
        self._cursor = 0
        self.scroll_to(0, 0, animate=False, force=True)
        self.post_message(ChoicesMade("chart", plan.to_plain()))
        self._begin()

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on a bar; twice keeps its records."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < HEAD:
            return
        self.action_move(offset.y - HEAD + self.scroll_offset.y - self._cursor)
        if event.chain == 2:
            self.action_choose()


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
