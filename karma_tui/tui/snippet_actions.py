"""Saving a buffer as a snippet, and opening one: the dialogues and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from karma_tui.errors import UsageError
from karma_tui.library.snippets.old import Snippet, SnippetFolder
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.shown import shown_line
from karma_tui.tui.typing_order import BUFFERS
from karma_tui.tui.widgets.buffers import Buffers, is_numbered

if TYPE_CHECKING:
    from karma_tui.tui.screens.snippets import Chosen


class SnippetActions:
    """The user's snippets and the buffers they come from and go to."""

    def __init__(
        self, screen: Screen[None], folder: SnippetFolder, buffers: Buffers, changed: Callable[[], None]
    ) -> None:
        self._screen = screen
        self._folder = folder
        self._buffers = buffers
        self._changed = changed

    def save(self) -> None:
        """Ask for a name and keep the buffer in sight."""
        text, title = self._buffers.active.text, self._buffers.title
        if not text.strip():
            notify_errors(self._screen.app, [UsageError("There is nothing to save", "The buffer is empty.")])
            return
        from karma_tui.tui.screens.save_snippet import SaveSnippetScreen  # dialogues are loaded when wanted

        name = "" if is_numbered(title) else title
        self._screen.app.push_screen(SaveSnippetScreen(self._folder, text, name), self._saved)

    def search(self, run: Callable[[], None]) -> None:
        """Let the user pick one; `run` runs the buffer in sight if that was wished for."""
        from karma_tui.tui.screens.snippets import SnippetsScreen

        self._screen.app.push_screen(
            SnippetsScreen(self._folder), lambda chosen: self._chosen(chosen, run) if chosen else None
        )

    def _saved(self, snippet: Snippet | None) -> None:
        if snippet is not None:
            self._buffers.rename_active(snippet.name)
            self._changed()
            self._screen.app.notify(
                shown_line(str(snippet.path)), title=f"Saved {shown_line(snippet.name)}", markup=False
            )

    def _chosen(self, chosen: Chosen, run: Callable[[], None]) -> None:
        async def open_it() -> None:
            editor = await self._buffers.open(chosen.snippet.text, chosen.snippet.name)
            self._screen.set_focus(editor)
            if chosen.run:
                run()

        self._screen.run_worker(open_it(), group=BUFFERS, exit_on_error=False)
