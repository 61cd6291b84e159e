"""Picks one of several names: a case, a symbol, a model. Typing narrows the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.tui.actions import scoped
from karma_tui.tui.records.keys import CHOICE
from karma_tui.tui.shown import shown_line


class ChoiceScreen(ModalScreen[str | None]):
    """Gives the name that was picked, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(CHOICE)

    def __init__(self, title: str, names: Sequence[str], current: str = "") -> None:
        super().__init__()
        self._title = title
        self._names = names
        self._current = current
        self._shown: list[str] = []

    def compose(self) -> ComposeResult:
        """Search line and list."""
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(shown_line(self._title), "bold"))
            yield Input(placeholder="type to narrow the list", id="search")
            yield OptionList(id="list", markup=False)

    def on_mount(self) -> None:
        """All of them, with the present one marked."""
        self.query_one("#list").can_focus = False
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._show(event.value)

    def on_option_list_option_selected(self) -> None:
        """A click chooses."""
        self.action_choose()

    def action_move(self, step: int) -> None:
        """Mark another name without leaving the search line."""
        names = self.query_one("#list", OptionList)
        if step > 0:
            names.action_cursor_down()
        else:
            names.action_cursor_up()

    def action_choose(self) -> None:
        """Give the marked name."""
        index = self.query_one("#list", OptionList).highlighted
        if index is not None and index < len(self._shown):
            self.dismiss(self._shown[index])

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

    def _show(self, words: str) -> None:
        wanted = words.casefold()
        self._shown = [name for name in self._names if wanted in name.casefold()]
        names = self.query_one("#list", OptionList)
        names.clear_options()
        names.add_options([Option(Content(shown_line(name) or '""')) for name in self._shown])
        if self._shown:
            names.highlighted = self._shown.index(self._current) if self._current in self._shown else 0
