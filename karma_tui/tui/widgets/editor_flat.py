"""The document as the text area's cursor sees it, for text that is never wrapped.

Textual's `WrappedDocument` keeps four lists as long as the text, sums one of them up for every line that is
drawn, and measures a line by several expressions. Without wrapping each line is one row, and all of its
answers follow from the line itself. Only its public methods are answered.
"""

from __future__ import annotations

from textual.document._document import Location
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Offset, clamp

from karma_tui.tui.widgets.editor_cells import cells, column_at


class FlatDocument(WrappedDocument):
    """A view of a document whose lines are rows; there is nothing to be kept up to date."""

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Takes over the width of tabs; `width` is that of a view, which does not matter."""
        if tab_width:
            self._tab_width = tab_width

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Does nothing: rows are lines."""

    @property
    def wrapped(self) -> bool:
        """Every line is one row (what Textual means by this word)."""
        return True

    @property
    def lines(self) -> list[list[str]]:
        """The rows of each line."""
        return [[line] for line in self.document.lines]

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.document.line_count

    def offset_to_location(self, offset: Offset) -> Location:
        """The line and column at a cell; cells outside of the text are moved into it."""
        row = clamp(offset.y, 0, self.document.line_count - 1)
        return row, column_at(self.document.get_line(row), max(0, offset.x), self._tab_width)

    def location_to_offset(self, location: Location) -> Offset:
        """The cell of a line and column."""
        row = clamp(location[0], 0, self.document.line_count - 1)
        return Offset(cells(self.document.get_line(row)[: location[1]], self._tab_width), row)

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """The column of a line at a cell; the row within the line is always its only one."""
        return column_at(self.document.get_line(line_index), x_offset, self._tab_width)

    def get_sections(self, line_index: int) -> list[str]:
        """The line as its only row."""
        return [self.document.get_line(line_index)]

    def get_offsets(self, line_index: int) -> list[int]:
        """Where the line is wrapped: nowhere. Raises ValueError for a line that is not there."""
        if not 0 <= line_index < self.document.line_count:
            raise ValueError(f"There is no line {line_index}.")
        return []

    def get_tab_widths(self, line_index: int) -> list[int]:
        """Asked for wrapped lines only."""
        return []
