"""The dialogue for a table's columns: type to search, show and hide, put them in another order."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.results.choices import Choices
from karma_tui.results.columns import Column
from karma_tui.results.table import Table
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.shown import shown_line
from karma_tui.tui.views.keys import COLUMNS

_HINTS = (
    ("toggle_column", "shows or hides"), ("move_up move_down", "move"), ("show_all", "all"),
    ("leave", "closes"),
)  # fmt: skip


class ColumnScreen(ModalScreen[Choices | None]):
    """Gives the choices as they are when it closes. The keyboard stays in the search line."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(COLUMNS)

    def __init__(self, table: Table, choices: Choices) -> None:
        super().__init__()
        self._columns = table.columns
        self._choices = choices
        self._shown: list[Column] = []

    def compose(self) -> ComposeResult:
        """Search line and list."""
        with Vertical(classes="dialogue tall"):
            yield Static(Content.assemble(("Columns", "bold"), f"  {hint(COLUMNS, self.app, *_HINTS)}"))
            yield Input(placeholder="search in the columns' names", id="search")
            yield OptionList(id="list", markup=False)

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one("#list").can_focus = False
        self._show(0)

    def on_input_changed(self) -> None:
        """Search as it is typed."""
        self._show(0)

    def on_option_list_option_selected(self) -> None:
        """A click shows or hides."""
        self.action_toggle_column()

    def action_mark(self, step: int) -> None:
        """Mark another entry without leaving the search line."""
        entries = self.query_one("#list", OptionList)
        if step > 0:
            entries.action_cursor_down()
        else:
            entries.action_cursor_up()

    def action_toggle_column(self) -> None:
        """Show or hide the marked column; one stays."""
        column = self._marked()
        if column is None:
            return
        if self._choices.hides(column.path, self._columns):
            self._choices = self._choices.show(column.path)
        elif len(self._choices.visible(self._columns)) > 1:
            self._choices = self._choices.hide(column.path)
        self._show(self._shown.index(column))

    def action_shift(self, steps: int) -> None:
        """Move the marked column among those that are listed."""
        column = self._marked()
        if column is None:
            return
        at = self._shown.index(column)
        target = at + steps
        if 0 <= target < len(self._shown):
            self._choices = self._choices.swap(column.path, self._shown[target].path, self._columns)
            self._show(target)

    def action_show_all(self) -> None:
        """Show every column; if all are shown, hide what is hidden unless it is asked for."""
        choices, paths = self._choices, [column.path for column in self._choices.all(self._columns)]
        if any(choices.hides(path, self._columns) for path in paths):
            for path in paths:
                choices = choices.show(path)
        else:
            choices = choices.as_found()
        self._choices = choices
        self._show(0)

    def action_leave(self) -> None:
        """Close, and use what was chosen."""
        self.dismiss(self._choices)

    def _marked(self) -> Column | None:
        at = self.query_one("#list", OptionList).highlighted
        return self._shown[at] if at is not None and at < len(self._shown) else None

    def _show(self, mark: int) -> None:
        words = self.query_one("#search", Input).value.casefold().split()
        columns = self._choices.all(self._columns)
        self._shown = [column for column in columns if all(word in self._folded(column) for word in words)]
        entries = self.query_one("#list", OptionList)
        entries.clear_options()
        entries.add_options([Option(self._label(column)) for column in self._shown])
        if self._shown:
            entries.highlighted = min(mark, len(self._shown) - 1)

    def _folded(self, column: Column) -> str:
        return self._columns.title(column.path).casefold()

    def _label(self, column: Column) -> Content:
        is_hidden = self._choices.hides(column.path, self._columns)
        name = shown_line(self._columns.title(column.path))
        return Content.assemble("[ ] " if is_hidden else "[x] ", (name, "$text-muted" if is_hidden else ""))
