"""Choosing the colours: moving through the list shows each theme, Enter keeps it, Escape goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.tui.actions import scoped
from karma_tui.tui.screens.keys import THEMES


class ThemesScreen(ModalScreen[str | None]):
    """Gives the theme's name, or None after putting the former one back."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(THEMES)

    def __init__(self, names: Sequence[str], current: str) -> None:
        super().__init__()
        self._names = names
        self._current = current

    def compose(self) -> ComposeResult:
        """The names."""
        with Vertical(classes="dialogue"):
            yield Static(Content.assemble(("Theme", "bold"), "  Enter keeps  Escape goes back"))
            yield OptionList(*(Option(name, id=name) for name in self._names), id="list", markup=False)

    def on_mount(self) -> None:
        """Begin at the present one."""
        entries = self.query_one("#list", OptionList)
        entries.highlighted = self._names.index(self._current) if self._current in self._names else 0
        entries.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Try it on."""
        self.app.theme = self._names[event.option_index]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Keep it."""
        self.dismiss(self._names[event.option_index])

    def action_leave(self) -> None:
        """Put the former theme back."""
        self.app.theme = self._current
        self.dismiss(None)
