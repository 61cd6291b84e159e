"""The list of snippets: type to search, Enter opens one, F5 runs it, Delete removes it after a question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.library.snippets.old import BrokenSnippet, Snippet, SnippetFolder, matching
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.shown import shown, shown_line

_KEYS = "Enter opens  F5 runs  Delete removes  Escape leaves"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The snippet that was picked, and whether to run it at once."""

    snippet: Snippet
    run: bool


class SnippetsScreen(ModalScreen[Chosen | None]):
    """Gives the choice, or None. The keyboard stays in the search line; arrows move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("down", "move(1)", "Next", priority=True),
        Binding("up", "move(-1)", "Previous", priority=True),
        Binding("enter", "choose(False)", "Open", priority=True),
        Binding("f5,ctrl+j", "choose(True)", "Run", priority=True),
        Binding("delete", "delete", "Delete", priority=True),
    ]

    def __init__(self, folder: SnippetFolder) -> None:
        super().__init__()
        self._folder = folder
        self._entries: list[Snippet | BrokenSnippet] = []
        self._shown: Sequence[Snippet | BrokenSnippet] = []

    def compose(self) -> ComposeResult:
        """Search line, list, and what the marked one says."""
        with Vertical(classes="dialogue tall"):
            yield Static(Content.assemble(("Snippets", "bold"), f"  {_KEYS}"))
            yield Input(placeholder="search in names and texts", id="search")
            yield OptionList(id="list", markup=False)
            yield Static(id="preview", markup=False)

    def on_mount(self) -> None:
        """Read the folder."""
        self.query_one("#list").can_focus = False
        self._reload()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed; the folder was read before."""
        self._show(event.value)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what is marked."""
        self._preview(self._shown[event.option_index])

    def on_option_list_option_selected(self) -> None:
        """A click opens."""
        self.action_choose(False)

    def action_move(self, step: int) -> None:
        """Mark another entry without leaving the search line."""
        entries = self.query_one("#list", OptionList)
        if step > 0:
            entries.action_cursor_down()
        else:
            entries.action_cursor_up()

    def action_choose(self, run: bool) -> None:
        """Give the marked snippet; a broken one can only be looked at."""
        entry = self._marked()
        if isinstance(entry, Snippet):
            self.dismiss(Chosen(entry, run))

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

    def action_delete(self) -> None:
        """Ask, then remove the file. A broken file is never removed from here."""
        entry = self._marked()
        if isinstance(entry, Snippet):
            question = ConfirmScreen(f"Delete the snippet {entry.name}?", str(entry.path), "Delete")
            self.app.push_screen(question, lambda agreed: self._delete(entry) if agreed else None)

    def _delete(self, snippet: Snippet) -> None:
        async def delete() -> None:
            try:
                await asyncio.to_thread(self._folder.delete, snippet)
            except KarmaError as error:
                self._say(str(error))
            else:
                await self._read()

        self.run_worker(delete(), group="snippets", exclusive=True, exit_on_error=False)

    def _reload(self) -> None:
        self.run_worker(self._read(), group="snippets", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        try:
            self._entries = await asyncio.to_thread(self._folder.all)
        except KarmaError as error:
            self._say(str(error))
            return
        self._show(self.query_one("#search", Input).value)

    def _show(self, words: str) -> None:
        self._shown = matching(self._entries, words)
        entries = self.query_one("#list", OptionList)
        entries.clear_options()
        entries.add_options([Option(_label(entry)) for entry in self._shown])
        if self._shown:
            entries.highlighted = 0
        else:
            self._say(
                "No snippet matches." if self._entries else "No snippets yet: Ctrl+S saves a buffer as one."
            )

    def _marked(self) -> Snippet | BrokenSnippet | None:
        index = self.query_one("#list", OptionList).highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    def _preview(self, entry: Snippet | BrokenSnippet) -> None:
        self._say(entry.text if isinstance(entry, Snippet) else str(entry.error))

    def _say(self, text: str) -> None:
        self.query_one("#preview", Static).update(Content(shown(text)))


def _label(entry: Snippet | BrokenSnippet) -> Content:
    if isinstance(entry, BrokenSnippet):
        return Content.assemble(
            (f"{shown_line(entry.name)}  cannot be used: {entry.error.title}", "$text-error")
        )
    return Content.assemble(
        shown_line(entry.name), "  ", (shown_line(" ".join(entry.text.split())[:80]), "dim")
    )
