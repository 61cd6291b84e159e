"""A context menu: a short list at the mouse. Escape or a click elsewhere closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from karma_tui.tui.actions import scoped
from karma_tui.tui.keymap.offers import Offer
from karma_tui.tui.screens.keys import MENU

_FRAME = 4
_GAP = 3


class MenuScreen(ModalScreen[Offer | None]):
    """Gives what was chosen, or None."""

    DEFAULT_CSS = """
    MenuScreen {
        
        & > OptionList {
            width: auto; height: auto; padding: 0 1; max-width: 100%; max-height: 100%;
            border: round $border; background: $surface;
            &:focus { border: round $border; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(MENU)

    def __init__(self, items: Sequence[Offer | None], at: Offset) -> None:
        super().__init__()
        self._items = items
        self._at = at

    def compose(self) -> ComposeResult:
        """Each action with its keys to the right."""
        width = max(_width(item) for item in self._items if item is not None)
        yield OptionList(
            *(None if item is None else Option(_row(item, width), id=item.entry.id) for item in self._items),
            markup=False,
        )

    def on_mount(self) -> None:
        """Beside the place it is about, and all of it on the screen."""
        self._place()
        entries = self.query_one(OptionList)
        entries.highlighted = 0
        entries.focus()

    def on_resize(self, _: events.Resize) -> None:
        """The place may be off the screen now."""
        self._place()

    def _place(self) -> None:
        lines = len(self._items) + 2
        width = max(_width(item) for item in self._items if item is not None) + _FRAME
        x = max(0, min(self._at.x, self.app.size.width - width))
        below = self._at.y + 1
        fits = below + lines <= self.app.size.height
        y = below if fits else max(0, min(self._at.y - lines, self.app.size.height - lines))
        self.query_one(OptionList).styles.offset = (x, y)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do it."""
        chosen = next(it for it in self._items if it is not None and it.entry.id == event.option_id)
        self.dismiss(chosen)

    def on_click(self, event: events.Click) -> None:
        """Outside of the list."""
        if event.widget is self:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Nothing is wanted."""
        self.dismiss(None)


def _keys(item: Offer) -> str:
    """Only the first: the menu is narrow."""
    return item.keys.split(";")[0].split(",")[0].split(" in ")[0].strip()


def _width(item: Offer) -> int:
    keys = _keys(item)
    return cell_len(item.entry.action.label) + (_GAP + cell_len(keys) if keys else 0)


def _row(item: Offer, width: int) -> Content:
    keys = _keys(item)
    gap = " " * (width - cell_len(item.entry.action.label) - cell_len(keys))
    return Content.assemble(item.entry.action.label, gap, (keys, "bold"))
