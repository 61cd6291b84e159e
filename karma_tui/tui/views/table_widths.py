"""How wide the columns of a table are: as wide as the values that were seen, unless they were resized."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from karma_tui.results.columns import Column
from karma_tui.results.preview import Part
from karma_tui.results.rows import Path
from karma_tui.results.strings import visible
from karma_tui.results.table import Table
from karma_tui.tui.views.table_line import TITLE, is_number, wanted_width

_CELLS = 1_000
"""Cells that are measured when a table opens; some milliseconds."""
_ROWS = 100


class Widths:
    """Widths in cells by the columns' paths."""

    def __init__(self, table: Table, before: Widths | None = None) -> None:
        """What was seen `before`, in the same records in another order, still counts."""
        self._table = table
        self._seen: dict[Path, int] = before._seen if before is not None else {}
        self._numbers: dict[Path, bool] = before._numbers if before is not None else {}

    def measure(self, columns: Sequence[Column]) -> None:
        """Looks at the first rows for columns that were not measured yet."""
        new = [column for column in columns if column.path not in self._seen]
        if not new:
            return
        rows = min(len(self._table), max(2, _CELLS // len(new)), _ROWS)
        for column in new:
            self._seen[column.path] = 0
        for row in range(rows):
            fields = self._table.fields(row)
            if fields is None:
                continue
            for column in new:
                self._take(column.path, self._table.cell(fields, column))

    def _take(self, path: Path, parts: Sequence[Part]) -> None:
        if parts:
            self._seen[path] = max(self._seen[path], wanted_width(parts))
            self._numbers[path] = self._numbers.get(path, True) and is_number(parts)

    def see(self, path: Path, parts: Sequence[Part]) -> bool:
        """A cell is drawn; whether its column must become wider.

        It must for the first value there is, and for a number, which keeps its digits.
        """
        seen = self._seen.get(path, 0)
        if not parts or path in self._table.choices.widths or (seen and not is_number(parts)):
            return False
        self.fit(path, parts)
        return self._seen[path] > seen

    def fit(self, path: Path, parts: Sequence[Part]) -> None:
        """A cell that its column should be wide enough for."""
        self._seen.setdefault(path, 0)
        self._take(path, parts)

    def is_right(self, path: Path) -> bool:
        """Whether the column has numbers only, and so its title to the right."""
        return self._numbers.get(path, False)

    def of(self, column: Column, *, sorted_by: bool = False) -> int:
        """The width of a column that was measured; a sort's arrow has room beside the title."""
        chosen = self._table.choices.widths.get(column.path)
        if chosen is not None:
            return chosen
        title = min(cell_len(visible(self._table.columns.title(column.path))), TITLE) + 2 * sorted_by
        return max(self._seen.get(column.path, 0), title, 3)
