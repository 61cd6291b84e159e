"""The cursor of a table: one cell, moved by keys and the mouse, in the header too.

A place is the path of the cell's value. Where a record has no such field it is that of what is nearest
around it, so that every cell has a place in the other views.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset

from karma_tui.results.columns import Column
from karma_tui.results.fields import Field
from karma_tui.results.long_cut import value_at
from karma_tui.results.preview import Kind, is_container, kind_of
from karma_tui.results.rows import Path
from karma_tui.tui.actions import scoped
from karma_tui.tui.views.keys import TABLE
from karma_tui.tui.views.table_columns import TableColumns
from karma_tui.tui.views.view import PlaceChanged, PlaceChosen, PlaceOpened, SortWanted

_SIDEWAYS = 10


class TableCursor(TableColumns):
    """Where one is in a table, and what Enter means there."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(TABLE)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._row = 0
        self._came_to: Path | None = None
        """The place that another view handed over, until the cursor moves."""
        self._dragged: int | None = None
        self._was_dragged = False

    @property
    def cursor_path(self) -> Path | None:
        """The path of the cell; of what is nearest around it where the record has no such field."""
        table = self._filled
        if table is None:
            return None
        return self._came_to if self._came_to is not None else table.place(self._row, self._here)

    @property
    def cursor_value(self) -> memoryview | None:
        """The value at the cursor's path as sent; None without rows."""
        table = self._filled
        path = self.cursor_path
        if table is None or path is None:
            return None
        if not path and table.document.cut is not None:
            return table.document.root
        inside, fields = table.column_of(path), table.fields(self._row)
        if fields is not None and inside in fields:
            return fields[inside]
        if table.document.cut is not None:
            return value_at(table.document, path)
        value = Field(inside).of(table.record(self._row))
        return None if value is None else memoryview(value)

    @property
    def _here(self) -> Column | None:
        return self._columns[self._column] if self._columns else None

    @property
    def cursor(self) -> tuple[int, int]:
        """The numbers of the row and of the visible column under the cursor."""
        return self._row, self._column

    def _move_to(self, row: int, column: int) -> None:
        table = self._filled
        if table is None:
            return
        row = max(0, min(row, len(table) - 1))
        column = max(0, min(column, len(self._columns) - 1))
        before, is_other_column = self._row, column != self._column
        self._row, self._column, self._came_to = row, column, None
        self.refresh_line(before + 1)
        self.refresh_line(row + 1)
        if is_other_column:
            self.refresh_line(self.scroll_offset.y)
        self._scroll_into_view()
        self.post_message(PlaceChanged(table.place(row, self._here)))

    def _placed_anew(self) -> None:
        """See `TableColumns`."""
        self._move_to(self._row, self._column)

    def _scroll_into_view(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.scrollable_content_region.height - 1)
        y = min(top, self._row) if self._row < top + height else self._row - height + 1
        x, width = self.scroll_offset.x, self.scrollable_content_region.width
        if self._columns and width:
            x = self._layout.scroll_to(self._column, x, width)
        if (x, y) != (self.scroll_offset.x, top):
            self.scroll_to(x, y, animate=False, force=True)

    def action_move(self, rows: int) -> None:
        """Moves the cursor by some rows."""
        self._move_to(self._row + rows, self._column)

    def action_move_page(self, pages: int) -> None:
        """Moves the cursor by screenfuls."""
        self._move_to(self._row + pages * max(1, self.scrollable_content_region.height - 2), self._column)

    def action_move_column(self, columns: int) -> None:
        """Moves the cursor by some columns."""
        self._move_to(self._row, self._column + columns)

    def action_go_first(self) -> None:
        """Moves the cursor to the first row."""
        self._move_to(0, self._column)

    def action_go_last(self) -> None:
        """Moves the cursor to the last row."""
        self._move_to(len(self._table) - 1 if self._table is not None else 0, self._column)

    def action_sideways(self, direction: int) -> None:
        """Scrolls left or right."""
        self.scroll_to(x=self.scroll_offset.x + direction * _SIDEWAYS, animate=False, force=True)

    def action_choose(self) -> None:
        """Opens a container in the tree; chooses a reference or another value."""
        path, value = self.cursor_path, self.cursor_value
        if path is None or value is None:
            return
        kind = kind_of(value)
        if kind is not Kind.REF and is_container(value):
            self.post_message(PlaceOpened(path))
        else:
            self.post_message(PlaceChosen(path, kind, bytes(value)))

    def action_sort(self) -> None:
        """Asks for the next order by the column under the cursor."""
        if self._here is not None:
            self.post_message(SortWanted(self._here.path))

    def on_resize(self) -> None:
        """A smaller terminal must not hide the cell that the keys are about."""
        if self._filled is not None:
            self._scroll_into_view()

    # --- the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """On a border in the header, dragging begins."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y:
            return
        self._dragged = self._layout.border_at(offset.x, self.scroll_offset.x, self.size.width)
        if self._dragged is not None:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A dragged border follows the mouse."""
        at = self._dragged
        if at is None or at >= len(self._columns):
            return
        self._was_dragged = True
        start = self._layout.screen_x(at, self.scroll_offset.x, self.size.width)
        resized = self._choices.resize(self._columns[at].path, event.x - start - 1)
        self.choose(resized, self._path_of_column, told=False)

    def on_mouse_up(self) -> None:
        """Dragging ends."""
        if self._dragged is not None:
            self._dragged = None
            self.release_mouse()
            self.tell_choices()

    def on_click(self, event: events.Click) -> None:
        """In the header, sort; on a cell, put the cursor there; twice, choose it."""
        offset = event.get_content_offset(self)
        was_dragged, self._was_dragged = self._was_dragged, False
        if offset is None or self._filled is None or was_dragged:
            return
        at = self._layout.column_at(offset.x, self.scroll_offset.x, self.size.width)
        if offset.y:
            self._clicked(offset.y - 1 + self.scroll_offset.y, at, is_double=event.chain == 2)
        elif (
            at is not None and self._layout.border_at(offset.x, self.scroll_offset.x, self.size.width) is None
        ):
            self._move_to(self._row, at)
            self.action_sort()

    def _clicked(self, row: int, column: int | None, *, is_double: bool) -> None:
        if self._table is None or row >= len(self._table):
            return
        self._move_to(row, self._column if column is None else column)
        if is_double:
            self.action_choose()

    def point_at(self, offset: Offset) -> None:
        """Put the cursor on the cell there; on the heading, in that column."""
        at = self._layout.column_at(offset.x, self.scroll_offset.x, self.size.width)
        if offset.y:
            self._clicked(offset.y - 1 + self.scroll_offset.y, at, is_double=False)
        elif at is not None:
            self._move_to(self._row, at)

    @property
    def cursor_place(self) -> Offset:
        """Where the cursor is seen."""
        x = self._layout.screen_x(self._column, self.scroll_offset.x, self.size.width)
        return Offset(max(0, x), self._row + 1 - self.scroll_offset.y)
