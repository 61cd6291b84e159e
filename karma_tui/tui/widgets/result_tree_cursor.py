"""The cursor of the result tree: which row it is on, and how keys move it; a move repaints two lines."""

from __future__ import annotations

from textual.geometry import Offset

from karma_tui.results.rows import EXPAND_LEVELS, Path
from karma_tui.tui.views.view import PlaceChanged
from karma_tui.tui.widgets.result_tree_drawing import TreeDrawing

_SIDEWAYS = 10


class TreeCursor(TreeDrawing):
    """Rows with a cursor that can be moved by rows and screenfuls, and put on a path."""

    @property
    def cursor(self) -> int:
        """The number of the row under the cursor."""
        return self._cursor

    @property
    def cursor_path(self) -> Path | None:
        """The path to the value under the cursor; None without rows."""
        rows = self._filled
        return None if rows is None else rows.path(self._cursor)

    @property
    def cursor_value(self) -> memoryview | None:
        """The value under the cursor as sent, not decoded; None without rows."""
        rows = self._filled
        return None if rows is None else rows.value(self._cursor)

    @property
    def record_around(self) -> tuple[memoryview, Path] | None:
        """If the cursor is below a ref: the record it leads to, and the cursor's path inside its value."""
        rows = self._filled
        return None if rows is None else rows.record_around(self._cursor)

    def go_to(self, path: Path) -> bool:
        """Opens what hides the value at a path and puts the cursor there; False if there is none.

        Of a value that is nested more deeply than rows are opened, what is around it.
        """
        index = self._rows.reveal(path[:EXPAND_LEVELS]) if self._rows is not None else None
        if index is None:
            return False
        self._restructured()
        self._move_to(index)
        return True

    def _move_to(self, index: int) -> None:
        """Puts the cursor on a row, in view, and repaints the two rows concerned."""
        rows = self._filled
        if rows is None:
            return
        index = max(0, min(index, len(rows) - 1))
        before, self._cursor = self._cursor, index
        self.refresh_line(before)
        self.refresh_line(index)
        self._scroll_into_view(index)
        self.post_message(PlaceChanged(rows.path(index)))

    def action_move(self, rows: int) -> None:
        """Moves the cursor by some rows."""
        self._move_to(self._cursor + rows)

    def action_move_page(self, pages: int) -> None:
        """Moves the cursor by screenfuls."""
        self._move_to(self._cursor + pages * max(1, self.scrollable_content_region.height - 1))

    def action_go_first(self) -> None:
        """Moves the cursor to the first row."""
        self._move_to(0)

    def action_go_last(self) -> None:
        """Moves the cursor to the last row."""
        self._move_to(len(self._rows) - 1 if self._rows is not None else 0)

    def action_sideways(self, direction: int) -> None:
        """Scrolls left or right."""
        self.scroll_to(x=self.scroll_offset.x + direction * _SIDEWAYS, animate=False, force=True)

    def point_at(self, offset: Offset) -> None:
        """Put the cursor on the row there."""
        if self._rows is not None and offset.y + self.scroll_offset.y < len(self._rows):
            self._move_to(offset.y + self.scroll_offset.y)

    @property
    def cursor_place(self) -> Offset:
        """Where the cursor is seen."""
        return Offset(2, self._cursor - self.scroll_offset.y)
