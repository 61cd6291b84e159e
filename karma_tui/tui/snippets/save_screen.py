"""Asks for name, folder, description and tags, and keeps the buffer as a snippet."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Select, Static
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.lang.parameters.header import read_header
from karma_tui.library.snippets import changes
from karma_tui.library.snippets.places import Place
from karma_tui.library.snippets.shelf import Shelf
from karma_tui.library.snippets.snippet import Snippet
from karma_tui.redact import redact
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.snippets.choosing import PlainSelect, choosing
from karma_tui.tui.snippets.keys import SAVING
from karma_tui.tui.widgets.key_bar import KeyBar


class SaveSnippetScreen(ModalScreen[Snippet | None]):
    """Gives the saved snippet, or None. An error is shown here, and the words can be corrected."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(SAVING)
    DEFAULT_CSS = """
    SaveSnippetScreen Input { margin-bottom: 1; }
    SaveSnippetScreen Select { margin-bottom: 1; }
    SaveSnippetScreen KeyBar { height: 1; color: $footer-foreground; }
    SaveSnippetScreen Label { color: $text-muted; }
    """

    def __init__(self, shelf: Shelf, text: str, name: str = "") -> None:
        super().__init__()
        self._shelf = shelf
        self._text = text
        self._name = name
        self._confirmed: tuple[Place, str, str] | None = None
        self._header = read_header(text)

    def compose(self) -> ComposeResult:
        """A line for each."""
        header = self._header
        with VerticalScroll(classes="dialogue", can_focus=False):
            yield Static(Content.styled("Save as a snippet", "bold"))
            yield Label("Name", markup=False)
            yield Input(
                self._name or (header.name if header else ""),
                id="name",
                select_on_focus=False,
                classes="plain",
            )
            if len(self._shelf.places) > 1:
                yield Label("Where", markup=False)
                options = [(_said(place), index) for index, place in enumerate(self._shelf.places)]
                own = self._shelf.places.index(self._shelf.users)
                yield PlainSelect(options, value=own, allow_blank=False, compact=True, id="place")
            yield Label("Folder (reports/monthly; empty for none)", markup=False)
            yield Input(id="folder", classes="plain")
            yield Label("Description", markup=False)
            yield Input(
                header.description if header else "", id="description", select_on_focus=False, classes="plain"
            )
            yield Label("Tags, with commas between", markup=False)
            yield Input(
                ", ".join(header.tags) if header else "", id="tags", select_on_focus=False, classes="plain"
            )
            yield Static(id="problem", markup=False)
            yield KeyBar()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_input_changed(self) -> None:
        """Another name has to be confirmed anew."""
        self._confirmed = None

    def action_save(self) -> None:
        """Save, or say why not."""
        if choosing(self.focused):
            return
        self.run_worker(self._save(), group="save", exclusive=True, exit_on_error=False)

    def action_cancel(self) -> None:
        """Leave without saving."""
        self.dismiss(None)

    async def _save(self) -> None:
        name, folder, description, tags = (
            self.query_one(f"#{field}", Input).value for field in ("name", "folder", "description", "tags")
        )
        try:
            where = (self._place, changes.checked_folder(folder), changes.checked_name(name))
            entries = await asyncio.to_thread(self._shelf.all)
            taken = changes.taken(entries, *where)
            if taken is not None and self._confirmed != where:
                self._confirmed = where
                again = hint(SAVING, self.app, ("save", "again replaces it."))
                self._say(f"A snippet called {taken.name} exists already. {again}")
                return
            words = tuple(dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip()))
            if taken is not None:
                saved = await asyncio.to_thread(
                    changes.replace, taken, self._text, description=description.strip(), tags=words
                )
            else:
                saved = await asyncio.to_thread(
                    changes.save_new, *where, self._text, description=description.strip(), tags=words
                )
        except KarmaError as error:
            self._say(str(error))
        else:
            self.dismiss(saved)

    @property
    def _place(self) -> Place:
        for places in self.query("#place").results(Select):
            if isinstance(places.value, int):
                return self._shelf.places[places.value]
        return self._shelf.users

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(Content(shown(redact(text))))


def _said(place: Place) -> str:
    return shown_line(f"{place.name if place.is_users else f'project {place.name}'}  {place.folder}")
