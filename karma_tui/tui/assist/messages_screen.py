"""All that is wrong with the buffer, and what the server said last, as a list; Enter goes to the place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.redact import redact
from karma_tui.tui.failures import Place
from karma_tui.tui.shown import shown, shown_line

MOST = 500
"""Problems listed; more are counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: what kind (`error`, `warning`, `server`), what it says, where, and how to get there."""

    kind: str
    title: str
    more: str = ""
    place: Place | None = None
    go: Callable[[], None] | None = None


class MessagesScreen(ModalScreen[Entry | None]):
    """Gives the entry to go to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", "Close")]

    def __init__(self, entries: Sequence[Entry], left: int = 0) -> None:
        super().__init__()
        self._entries = entries
        self._left = left

    def compose(self) -> ComposeResult:
        """The list, and all that the marked message says."""
        with Vertical(classes="dialogue tall"):
            more = f"  {self._left} more are not listed" if self._left else ""
            yield Static(Content.assemble(("Messages", "bold"), f"  Enter goes there  Escape leaves{more}"))
            yield OptionList(*(Option(entry_content(it)) for it in self._entries), id="list", markup=False)
            nothing = "" if self._entries else "Nothing is wrong as far as is known."
            yield Static(nothing, id="preview", markup=False)

    def on_mount(self) -> None:
        """The first message is marked."""
        entries = self.query_one(OptionList)
        entries.focus()
        if self._entries:
            entries.highlighted = 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show all it says."""
        entry = self._entries[event.option_index]
        said = "\n".join(part for part in (entry.title, entry.more) if part)
        self.query_one("#preview", Static).update(Content(shown(redact(said))))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go there."""
        self.dismiss(self._entries[event.option_index])

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def entry_content(entry: Entry) -> Content:
    """`! 3:14  error  No field nmae`; the sign is the one beside the line's number."""
    sign, style = ("?", "$text-warning") if entry.kind == "warning" else ("!", "$text-error")
    place = f"{entry.place.line}:{entry.place.column}" if entry.place is not None else "-"
    return Content.assemble(
        (sign, f"bold {style}"), f" {place:<8} {entry.kind:<8} {shown_line(redact(entry.title))}"
    )
