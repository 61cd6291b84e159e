"""The result of a query as a chart: all of its records, counted in a thread, as bars one can go through.

Enter on a bar keeps only its records. What is drawn is chosen by keys, and remembered for the query.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Offset, Size
from textual.strip import Strip

from karma_tui.results.chart import Chart, ChartPlan
from karma_tui.results.document import Document, Form
from karma_tui.results.rows import Path
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.views.chart_counting import ChartCounting
from karma_tui.tui.views.chart_line import Widths, cut
from karma_tui.tui.views.chart_plans import next_field, next_kind, next_value
from karma_tui.tui.views.keys import CHART
from karma_tui.tui.views.view import ChoicesMade, FilterWanted

if TYPE_CHECKING:
    pass

HEAD = 2
"""Lines above the bars."""
_HINTS = (
    ("field", "field"), ("value", "value"), ("kind", "type"), ("order", "order"),
    ("choose", "keeps its records"),
)  # fmt: skip


class ChartView(ChartCounting, can_focus=True):
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
    BINDINGS: ClassVar[list[BindingType]] = scoped(CHART)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._place: Path | None = None
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

    # --- drawing

    def render_line(self, y: int) -> Strip:
        """A line of the screen: two of words, then the bars."""
        width, base = self.scrollable_content_region.width, self.rich_style
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
        keys = hint(CHART, self.app, *_HINTS)
        return " " + "  ".join(part for part in (records, note, keys) if part), "chart--note"

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

    def point_at(self, offset: Offset) -> None:
        """Put the cursor on the bar there."""
        if offset.y >= HEAD:
            self.action_move(offset.y - HEAD + self.scroll_offset.y - self._cursor)

    @property
    def cursor_place(self) -> Offset:
        """Where the cursor is seen."""
        return Offset(2, HEAD + self._cursor - self.scroll_offset.y)
