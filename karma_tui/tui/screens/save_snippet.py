"""Asks for a name and keeps the buffer as a snippet; a name that is taken has to be confirmed."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.library.snippets.old import Snippet, SnippetFolder
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.shown import shown


class SaveSnippetScreen(ModalScreen[Snippet | None]):
    """Gives the saved snippet, or None. An error is shown here, and the name can be corrected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "cancel", "Cancel"),
        Binding("enter", "save", "Save", priority=True),
    ]

    def __init__(self, folder: SnippetFolder, text: str, name: str = "") -> None:
        super().__init__()
        self._folder = folder
        self._text = text
        self._name = name
        self._confirmed = ""

    def compose(self) -> ComposeResult:
        """One input."""
        with VerticalScroll(classes="dialogue", can_focus=False):
            yield Static(Content.styled("Save as a snippet", "bold"))
            yield Label("Name", markup=False)
            yield Input(self._name, id="name")
            yield Static(id="problem", markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_input_changed(self) -> None:
        """Another name has to be confirmed anew."""
        self._confirmed = ""

    def action_save(self) -> None:
        """Save, or say why not."""
        name = self.query_one("#name", Input).value
        self.run_worker(self._save(name), group="save", exclusive=True, exit_on_error=False)

    def action_cancel(self) -> None:
        """Leave without saving."""
        self.dismiss(None)

    async def _save(self, name: str) -> None:
        try:
            taken = await asyncio.to_thread(self._folder.find, name.strip())
            if taken is not None and self._confirmed != name:
                self._confirmed = name
                self._say(f"A snippet called {taken.name} exists already. Press Enter again to replace it.")
                return
            saved = await asyncio.to_thread(self._folder.save, name, self._text, replace=taken is not None)
        except KarmaError as error:
            self._say(str(error))
        else:
            self.dismiss(saved)

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(Content(shown(text)))
