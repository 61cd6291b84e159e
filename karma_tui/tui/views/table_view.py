"""The result of a query as a table that opens a million records as quickly as ten.

Only cells in sight are read and drawn, and a cursor move repaints two lines. The columns come from the
records that were looked at (`results.table`); what the reader does to them is in `table_columns` and
`table_cursor`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.geometry import Size
from textual.strip import Strip

from karma_tui.results.choices import Choices
from karma_tui.results.columns import Fields, split
from karma_tui.results.document import Document
from karma_tui.results.preview import Kind
from karma_tui.results.rows import Path
from karma_tui.results.table import Table, is_of_same_result
from karma_tui.tui.views.lighting import Light
from karma_tui.tui.views.table_cursor import TableCursor
from karma_tui.tui.views.table_layout import GAP
from karma_tui.tui.views.table_line import STYLE_SHEET, segments, title
from karma_tui.tui.views.table_widths import Widths

if TYPE_CHECKING:
    from karma_tui.results.find import Query

EMPTY_ANSWER = "The server answered with an empty body."
NO_RECORDS = "The list is empty."

_FRAME = 6_000
"""Members of records that are looked at for one frame; what is beyond is left to a thread."""

_WAITING = 200
"""Rows that wait for a thread; more came in sight and went."""


class TableView(TableCursor, can_focus=True):
    """A document's records and their fields, with a cursor on one cell."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"table--{name}" for name in ("header", "here", "border", "cursor", "found")),
        *(f"table--{kind}" for kind in Kind),
    }
    DEFAULT_CSS = STYLE_SHEET

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._message = EMPTY_ANSWER
        self._query: Query | None = None
        self._split_in_frame = 0
        self._long: list[int] = []
        self._is_due = False

    # --- what a view is

    def show(self, document: Document, names: Mapping[str, str] | None = None) -> None:
        """See `ResultView`. The column under the cursor stays if there is one of its name."""
        column = self._path_of_column
        before = self._table
        if before is not None and not is_of_same_result(before.document, document):
            before = None
        self._table = Table(document, names, self._choices, before)
        self._widths = Widths(self._table, self._widths if before is not None else None)
        self._message = NO_RECORDS if document.root.nbytes else EMPTY_ANSWER
        self._row, self._came_to = 0, None
        self._long.clear()
        self._layout_anew(column)
        self.scroll_to(0, 0, animate=False, force=True)

    def grow(self) -> None:
        """See `ResultView`."""
        if self._table is not None and self._table.grow():
            self._layout_anew(self._path_of_column)

    def recall(self, choices: Mapping[str, object]) -> None:
        """See `Remembers`."""
        self._choices = Choices.from_plain(choices)

    def mark_sort(self, path: Path | None, *, descending: bool = False) -> None:
        """See `ShowsSort`."""
        self._sort = None if path is None else (path, descending)
        self._layout_anew(None)

    def light(self, query: Query | None) -> None:
        """See `Lightable`."""
        if query != self._query:
            self._query = query
            self.refresh()

    def go_to(self, path: Path) -> bool:
        """Puts the cursor on the cell that shows a place, or that has it inside."""
        row = self._table.row_of(path) if self._table is not None else None
        if self._table is None or row is None:
            return False
        self._table.fields(row)
        self._layout_anew(self._path_of_column)
        inside = self._table.column_of(path)
        around = [at for at, column in enumerate(self._columns) if inside[: len(column.path)] == column.path]
        within = [at for at, column in enumerate(self._columns) if column.path[: len(inside)] == inside]
        nearest = max(around, key=lambda at: len(self._columns[at].path), default=None)
        if nearest is None and within and inside:
            nearest = within[0]
        self._move_to(row, self._column if nearest is None else nearest)
        self._came_to = path
        return True

    # --- drawing

    def render_line(self, y: int) -> Strip:
        """A line of the screen: the header, always; below it the rows."""
        width, base = self.size.width, self.rich_style
        table = self._filled
        if y == 0:
            self._split_in_frame = 0
        if table is None:
            return self._message_line(y, width, base)
        if y == 0:
            return self._header(width, base)
        row = y - 1 + self.scroll_offset.y
        if row >= len(table):
            return Strip.blank(width, base)
        news = table.news
        strip = self._row_line(table, row, width).apply_style(base)
        if table.news != news:
            self._layout_soon()
        return strip

    def _layout_soon(self) -> None:
        """Once for all that a frame found."""
        if not self._is_due:
            self._is_due = True
            self.call_after_refresh(self._layout_due)

    def _layout_due(self) -> None:
        self._is_due = False
        self._layout_anew(None)

    def _message_line(self, y: int, width: int, base: Style) -> Strip:
        if y or self._table is None:
            return Strip.blank(width, base)
        style = base + self._style_of(Kind.NOTE)
        return Strip([Segment(f" {self._message}", style)]).crop_extend(0, width, style)

    def _row_line(self, table: Table, row: int, width: int) -> Strip:
        fields = self._fields_in_frame(table, row)
        light = self._light()

        def draw(at: int) -> list[Segment]:
            over = self._component("cursor") if row == self._row and at == self._column else None
            if fields is None:
                return [Segment(f"{'…':<{self._layout.widths[at]}}" + " " * GAP, self._style_of(Kind.NOTE))]
            parts = table.cell(fields, self._columns[at])
            if self._widths.see(self._columns[at].path, parts):
                self._layout_soon()
            return list(segments(parts, self._layout.widths[at], self._style_of, over, light))

        key = table.key(row)
        number = [] if not self._layout.gutter else [self._number(str(key[0]) if key else "")]
        return self._assembled(number, draw, width)

    def _number(self, text: str) -> Segment:
        return Segment(f"{text:>{self._layout.gutter}}" + " " * GAP, self._style_of(Kind.NOTE))

    def _header(self, width: int, base: Style) -> Strip:
        style, border = self._component("header"), self._component("border")

        def draw(at: int) -> list[Segment]:
            path = self._columns[at].path
            arrow = ("▼" if self._sort[1] else "▲") if self._sort and self._sort[0] == path else ""
            text = title(self._title(path), self._layout.widths[at], arrow, right=self._widths.is_right(path))
            over = self._component("here") if at == self._column else Style()
            line = "┃" if at + 1 == self._layout.staying(width) else "│"
            return [Segment(text, style + over), Segment(" ", style), Segment(line, style + border)]

        gutter = [Segment(" " * (self._layout.gutter + GAP), style)] if self._layout.gutter else []
        strip = self._assembled(gutter, draw, width)
        return strip.crop_extend(0, width, base + style).apply_style(base + style)

    def _fields_in_frame(self, table: Table, row: int) -> Fields | None:
        """A row's values, or None if it must wait because this frame has had enough to do."""
        was_split = table.is_split(row)
        fields = table.fields(row) if was_split or self._split_in_frame <= _FRAME else None
        self._split_in_frame += 0 if was_split or fields is None else len(fields)
        if fields is None and row not in self._long:
            self._long.append(row)
            del self._long[:-_WAITING]
            if len(self._long) == 1:
                self._read_long()
        return fields

    @work(group="table-long", exclusive=True, exit_on_error=False)
    async def _read_long(self) -> None:
        """Splits long records in a thread, one after the other, the last that came in sight first."""
        while self._long and (table := self._table) is not None:
            row, flat, news = self._long[-1], table.flat, table.news
            fields = await asyncio.to_thread(split, table.record(row), flat)
            if table is not self._table:
                continue
            if row in self._long:
                self._long.remove(row)
            table.take(row, fields, flat)
            if table.news != news:
                self._layout_anew(None)
            elif not self._long:
                self.refresh()

    def _light(self) -> Light | None:
        return None if self._query is None else Light(self._query, self._component("found"))

    def _fit(self) -> None:
        height = len(self._table) + 1 if self._table is not None else 0
        self.virtual_size = Size(self._layout.total if self._columns else 0, height)
        self.call_after_refresh(self._clear_scroll_bar)

    def _clear_scroll_bar(self) -> None:
        """A scroll bar that appeared must not hide the row under the cursor."""
        if self._row + 1 == self.scroll_offset.y + self.scrollable_content_region.height:
            self._scroll_into_view()
