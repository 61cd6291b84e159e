"""The menu of what can be copied: a letter takes an entry at once, Enter the one that is marked."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.results.taken import Take
from karma_tui.tui.actions import scoped
from karma_tui.tui.taking.keys import COPYING

EXPORT = "x"

ENTRIES: tuple[tuple[str, Take, str], ...] = (
    ("v", Take.VALUE, "Value, a string without its quotes"),
    ("j", Take.JSON, "Value as JSON on one line"),
    ("p", Take.PRETTY, "Value as indented JSON"),
    ("k", Take.KEY, "Key"),
    ("t", Take.PATH, "Path, as jq takes it"),
    ("e", Take.EXPRESSION, "Expression that reads just this"),
    ("r", Take.RECORD_JSON, "Record as indented JSON"),
    ("n", Take.RECORD_NDJSON, "Record as a line of NDJSON"),
    ("m", Take.RECORD_KVM, "Record as KVM text"),
    ("a", Take.ALL_JSON, "All that is shown, as JSON"),
    ("l", Take.ALL_NDJSON, "All that is shown, as NDJSON"),
)


class CopyScreen(ModalScreen["Take | str | None"]):
    """Gives what to copy, `EXPORT` for the other dialogue, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(COPYING)

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place

    def compose(self) -> ComposeResult:
        """The place, and the entries with their letters."""
        rows = [*((key, label) for key, _, label in ENTRIES), (EXPORT, "To a file …")]
        with Vertical(classes="dialogue"):
            head = Content.assemble(("Copy", "bold"), "  ", (self._place, "$text-muted"))
            yield Static(head, id="copy-place")
            yield OptionList(
                *(Option(Content.assemble((f" {key} ", "bold"), f" {label}"), id=key) for key, label in rows),
                id="list",
                markup=False,
            )

    def on_mount(self) -> None:
        """Begin at the value."""
        entries = self.query_one("#list", OptionList)
        entries.highlighted = 0
        entries.focus()

    def on_key(self, event: events.Key) -> None:
        """A letter is an answer."""
        if event.character is not None and self._answer(event.character):
            event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """So is Enter, and a click."""
        self._answer(str(event.option_id))

    def _answer(self, key: str) -> bool:
        if key == EXPORT:
            self.dismiss(EXPORT)
            return True
        wanted = next((take for letter, take, _ in ENTRIES if letter == key), None)
        if wanted is not None:
            self.dismiss(wanted)
        return wanted is not None

    def action_leave(self) -> None:
        """Copy nothing."""
        self.dismiss(None)
