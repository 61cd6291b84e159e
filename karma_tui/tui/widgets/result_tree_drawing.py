"""The lines of the result tree that are on screen: drawn when asked for, kept while they hold.

Textual's own Tree measures every visible line at each opening; this draws from the row index of
`results.rows`, so that a million records cost what a screenful costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from karma_tui.results.preview import Kind
from karma_tui.results.row import Row
from karma_tui.results.rows import Rows
from karma_tui.tui.views.lighting import Light
from karma_tui.tui.widgets.result_tree_line import Markers, line

if TYPE_CHECKING:
    from karma_tui.results.find import Query

NOTHING_YET = "No result yet."

_WIDTH_STEP = 20


class TreeDrawing(ScrollView):
    """Base of the result tree: its rows, or a message in their place, and the cursor's row kept in sight."""

    def __init__(
        self, *, id: str | None = None, classes: str | None = None, markers: Markers | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._markers = markers if markers is not None else Markers()
        self._message = NOTHING_YET
        self._rows: Rows | None = None
        self._cursor = 0
        self._shown: dict[int, Row] = {}
        self._widest = 0
        self._query: Query | None = None

    def light(self, query: Query | None) -> None:
        """Points out what is found; see `Lightable`."""
        if query != self._query:
            self._query = query
            self.refresh()

    @property
    def rows(self) -> Rows | None:
        """The rows on show; None while there is only a message."""
        return self._rows

    @property
    def _filled(self) -> Rows | None:
        """The rows, if there is at least one."""
        return self._rows if self._rows is not None and len(self._rows) else None

    def render_line(self, y: int) -> Strip:
        """A line of the screen, as the line API wants it."""
        scroll_x, scroll_y = self.scroll_offset
        width = self.size.width
        base = self.rich_style
        index = y + scroll_y
        if self._rows is None or index >= len(self._rows):
            return self._message_line(index, width, base)
        over = self._cursor_style() if index == self._cursor else None
        strip = line(self._row(index), self._style_of, self._markers, over, self._light())
        self._note_width(strip.cell_length)
        strip = strip.crop_extend(scroll_x, scroll_x + width, base + over if over is not None else base)
        return strip.apply_style(base)

    def _message_line(self, index: int, width: int, base: Style) -> Strip:
        if index or self._filled is not None:
            return Strip.blank(width, base)
        style = base + self._style_of(Kind.NOTE)
        return Strip([Segment(f" {self._message}", style)]).crop_extend(0, width, style)

    def _row(self, index: int) -> Row:
        """A row from the few that are kept, or a screenful of them made at once."""
        row = self._shown.get(index)
        if row is None and self._rows is not None:
            height = max(1, self.size.height)
            if len(self._shown) > 4 * height:
                self._shown.clear()
            self._shown.update(enumerate(self._rows.window(index, height), index))
        return self._shown[index] if row is None else row

    def _style_of(self, kind: Kind) -> Style:
        return self.get_component_rich_style(f"result-tree--{kind}", partial=True)

    def _cursor_style(self) -> Style:
        return self.get_component_rich_style("result-tree--cursor", partial=True)

    def _light(self) -> Light | None:
        if self._query is None:
            return None
        return Light(self._query, self.get_component_rich_style("result-tree--found", partial=True))

    def _note_width(self, width: int) -> None:
        """Lets the view scroll as far right as the widest row seen needs; rows not seen are not measured."""
        if width > self._widest:
            self._widest = width + _WIDTH_STEP
            self.call_after_refresh(self._widen)

    def _widen(self) -> None:
        """A scroll bar that appears must not hide the row that the keys are about."""
        self._fit()
        self.call_after_refresh(self.on_resize)

    def _fit(self) -> None:
        height = len(self._rows) if self._rows is not None else 0
        self.virtual_size = Size(max(0, self._widest - _WIDTH_STEP), height)

    def _restructured(self) -> None:
        """Rows appeared or disappeared: nothing that was kept of them holds any more."""
        self._shown.clear()
        self._fit()
        self.refresh()

    def _scroll_into_view(self, index: int) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if index < top:
            self.scroll_to(y=index, animate=False, force=True)
        elif height and index >= top + height:
            self.scroll_to(y=index - height + 1, animate=False, force=True)

    def on_resize(self) -> None:
        """A smaller terminal must not hide the row that the keys are about."""
        if self._filled is not None:
            self._scroll_into_view(self._cursor)
