"""What the groups of actions of the main screen share: its buffers, its drafts, and a line to ask in.

Each group is a class of its own beside this one; the main screen is all of them together.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual.screen import Screen

from karma_tui.errors import KarmaError
from karma_tui.lang.nodes import Dialect
from karma_tui.tui.connection import Connection
from karma_tui.tui.desk import Desk
from karma_tui.tui.draft_keeper import DraftKeeper
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.messages import Request
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.results import Results

if TYPE_CHECKING:
    from karma_tui.tui.widgets.prompt_bar import Answer, PromptBar


class Workspace(Screen[None]):
    """A screen with buffers."""

    _desk: Desk
    _buffers: Buffers
    _results: Results
    _drafts: DraftKeeper
    _connection: Connection
    _prompt: PromptBar | None = None

    @property
    def dialect(self) -> Dialect | None:
        """That of the instance, once it is known."""
        session = self._connection.session()
        return Dialect(session.dialect) if session is not None and session.dialect else None

    def keep_typed(self) -> None:
        """Keep the buffers at once, for the app is about to end; before there are any this does nothing."""
        if hasattr(self, "_drafts"):
            self._drafts.save_last()

    async def ask(self, label: str, value: str, answer: Answer, *, is_path: bool = False) -> None:
        """Ask for a word below the editor; the focus returns to the editor afterwards."""
        if self._prompt is None:
            from karma_tui.tui.widgets.prompt_bar import PromptBar  # loaded when wanted

            self._prompt = PromptBar()
            await self._buffers.mount(self._prompt)
        self._prompt.ask(label, value, answer, self._focus_editor, is_path=is_path)

    def refuse(self, error: KarmaError) -> None:
        """Tell that something could not be done."""
        notify_errors(self.app, [error])

    def tell(self, text: str, title: str = "") -> None:
        """Tell that something was done."""
        self.app.notify(text, title=title, markup=False)

    def _focus_editor(self) -> None:
        self.set_focus(self._buffers.active)

    @abstractmethod
    def _run(self, request: Request) -> bool:
        """Run this; False if it could not begin."""
