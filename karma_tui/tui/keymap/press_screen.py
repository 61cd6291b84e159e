"""Waits for the key that an action is to have: whatever comes next, except Escape."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from karma_tui.tui.keymap.judge import Entry


class PressScreen(ModalScreen[str | None]):
    """Gives the key's name, or None. No action of the app is done meanwhile."""

    TAKES_ALL_KEYS = True

    def __init__(self, entry: Entry, *, adds: bool) -> None:
        super().__init__()
        self._entry = entry
        self._adds = adds

    def compose(self) -> ComposeResult:
        """What is waited for."""
        more = "one more key" if self._adds else "the new key"
        label = self._entry.action.label or self._entry.action.help
        with Vertical(classes="dialogue"):
            yield Static(Content.assemble(("Press ", ""), (more, "bold"), " for: ", (label, "bold")))
            yield Static("Escape leaves it as it was.", markup=False)

    def take(self, event: events.Key) -> None:
        """Handed over by the app, before its own keys."""
        self.dismiss(None if event.key == "escape" else event.key)
