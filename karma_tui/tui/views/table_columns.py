"""What a reader does to the columns of a table: flatten and fold, hide, move, resize, freeze, choose.

All of it is done to the column under the cursor. Every change is told to the pane, which remembers it for
the query.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip

from karma_tui.results.choices import Choices
from karma_tui.results.columns import Column
from karma_tui.results.preview import Kind, is_container, kind_of
from karma_tui.results.rows import Path
from karma_tui.results.table import Table
from karma_tui.tui.views.table_layout import Layout
from karma_tui.tui.views.table_widths import Widths
from karma_tui.tui.views.view import ChoicesMade

_STEP = 2


class TableColumns(ScrollView):
    """The columns of a table and their places; `TableCursor` and `TableView` add the rest."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._choices = Choices()
        self._table: Table | None = None
        self._widths: Widths
        self._columns: list[Column] = []
        self._layout = Layout(0, (), 0)
        self._column = 0
        self._sort: tuple[Path, bool] | None = None
        """The column that the records are sorted by, and whether it falls."""

    @property
    def table(self) -> Table | None:
        """The table on show, with its columns."""
        return self._table

    @property
    def _filled(self) -> Table | None:
        """The table, if it has at least one row."""
        return self._table if self._table is not None and len(self._table) else None

    @property
    def _path_of_column(self) -> Path | None:
        return self._columns[self._column].path if self._columns else None

    def _title(self, path: Path) -> str:
        return self._table.columns.title(path) if self._table is not None else ""

    def _layout_anew(self, wanted: Path | None) -> None:
        """Columns or widths changed: all is placed anew, the cursor on the wanted column or where it was."""
        table = self._table
        if table is None:
            return
        wanted = self._path_of_column if wanted is None else wanted
        self._columns = table.visible()
        self._widths.measure(self._columns)
        last = table.key(len(table) - 1) if len(table) else ()
        gutter = len(str(max(int(last[0]), len(table) - 1))) if last else 0
        sorted_by = self._sort[0] if self._sort is not None else None
        widths = tuple(self._widths.of(it, sorted_by=it.path == sorted_by) for it in self._columns)
        self._layout = Layout(gutter, widths, self._choices.frozen)
        found = [at for at, column in enumerate(self._columns) if column.path == wanted]
        self._column = found[0] if found else max(0, min(self._column, len(self._columns) - 1))
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        raise NotImplementedError

    def _placed_anew(self) -> None:
        """The cursor may be on another column than before."""
        raise NotImplementedError

    def _assembled(self, gutter: list[Segment], draw: Callable[[int], list[Segment]], width: int) -> Strip:
        """The columns in sight side by side: those that stay, then the others as far as they are scrolled."""
        layout, scroll = self._layout, self.scroll_offset.x
        edge = layout.edge(width)
        staying = [piece for at in range(layout.staying(width)) for piece in draw(at)]
        if not layout.widths or edge >= width:
            return Strip([*gutter, *staying]).crop_extend(0, width, None)
        shown = list(layout.scrolled(scroll, width))
        moving = Strip([piece for at in shown for piece in draw(at)])
        left = scroll + edge - layout.starts[shown[0]] if shown else 0
        still = Strip([*gutter, *staying]).crop_extend(0, edge, None)
        return Strip.join([still, moving.crop_extend(left, left + width - edge, None)])

    def _component(self, name: str) -> Style:
        return self.get_component_rich_style(f"table--{name}", partial=True)

    def _style_of(self, kind: Kind) -> Style:
        return self._component(kind)

    # --- choices

    @property
    def choices(self) -> Choices:
        """What was chosen about the columns."""
        return self._choices

    def choose(self, choices: Choices, column: Path | None = None, *, told: bool = True) -> None:
        """Lays other choices over the columns, and tells them; the cursor goes to `column`."""
        if self._table is None or choices == self._choices:
            return
        self._choices = choices
        self._table.choose(choices)
        self._layout_anew(column)
        if told:
            self._placed_anew()
            self.tell_choices()

    def tell_choices(self) -> None:
        """Has the choices remembered."""
        self.post_message(ChoicesMade(self.id or "", self._choices.to_plain()))

    def action_flatten(self) -> None:
        """The members of what is in this column become columns."""
        table, path = self._table, self._path_of_column
        if table is None or path is None or not self._has_members(path):
            return
        before = {column.path for column in self._columns}
        choices = self._choices.flatten(path)
        self.choose(choices)
        new = [column.path for column in self._columns if column.path not in before]
        if new:
            self._layout_anew(new[0])
            self._placed_anew()

    def _has_members(self, path: Path) -> bool:
        """Whether any of the rows around the first ones in sight has a container in a column."""
        table = self._table
        if table is None or table.is_text:
            return False
        top = self.scroll_offset.y
        rows = [*range(top, min(top + self.size.height, len(table))), *range(min(100, len(table)))]
        for row in rows:
            fields = table.fields(row)
            value = fields.get(path) if fields is not None else None
            if value is not None and is_container(value) and kind_of(value) is not Kind.REF:
                return True
        return False

    def action_fold(self) -> None:
        """The columns made from the members of one container become one column again."""
        path = self._path_of_column
        if path is None:
            return
        container = path if path in self._choices.flat else self._choices.folding(path)
        if container is not None:
            self.choose(self._choices.fold(container), container)

    def action_flatten_or_fold(self) -> None:
        """Flatten this column, or fold it with its neighbours if it has no members."""
        path = self._path_of_column
        if path is not None and path not in self._choices.flat and self._has_members(path):
            self.action_flatten()
        else:
            self.action_fold()

    def action_hide(self) -> None:
        """Take this column out of sight; the last one stays."""
        path = self._path_of_column
        if path is not None and len(self._columns) > 1:
            self.choose(self._choices.hide(path))

    def action_freeze(self) -> None:
        """The columns up to this one stay while the others are scrolled; once more: none stay."""
        count = self._column + 1
        self.choose(self._choices.freeze(0 if self._choices.frozen == count else count))

    def action_resize(self, direction: int) -> None:
        """Make this column wider or narrower."""
        path = self._path_of_column
        if path is not None:
            self.choose(self._choices.resize(path, self._layout.widths[self._column] + direction * _STEP))

    def action_fit_column(self) -> None:
        """Give this column the width of what is in sight."""
        table, path = self._filled, self._path_of_column
        if table is None or path is None:
            return
        top = self.scroll_offset.y
        for row in range(top, min(top + self.size.height, len(table))):
            fields = table.fields(row)
            if fields is not None:
                self._widths.fit(path, table.cell(fields, self._columns[self._column]))
        self.choose(self._choices.resize(path, None))
        self._layout_anew(path)

    def action_shift_column(self, steps: int) -> None:
        """Move this column to the left or right."""
        path = self._path_of_column
        if path is not None and self._table is not None:
            self.choose(self._choices.move(path, steps, self._table.columns), path)

    def action_choose_columns(self) -> None:
        """Search, show, hide and order the columns in a dialogue."""
        from karma_tui.tui.views.column_screen import ColumnScreen  # when it is wanted

        table = self._table
        if table is not None and not table.is_text:
            self.app.push_screen(ColumnScreen(table, self._choices), self._columns_chosen)

    def _columns_chosen(self, choices: Choices | None) -> None:
        if choices is not None:
            self.choose(choices, self._path_of_column)
