"""Asks for one word or path, and says at once why one cannot be taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.redact import redact
from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.snippets.keys import WORD

Take = Callable[[str], str]
"""Does what was asked for, in a thread, and gives what to tell; raises KarmaError, which is shown here."""


class WordScreen(ModalScreen[str | None]):
    """Gives what `take` gave, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(WORD)

    def __init__(self, title: str, detail: str, value: str, take: Take) -> None:
        super().__init__()
        self._title = title
        self._detail = detail
        self._value = value
        self._take = take

    def compose(self) -> ComposeResult:
        """What is asked for, and a line to type it in."""
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(shown_line(self._title), "bold"))
            yield Static(Content(shown(self._detail)))
            yield Input(self._value, id="word", select_on_focus=False)
            yield Static(id="problem", markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        self.run_worker(self._try(event.value), group="word", exclusive=True, exit_on_error=False)

    def action_leave(self) -> None:
        """Nothing is done."""
        self.dismiss(None)

    async def _try(self, word: str) -> None:
        try:
            done = await asyncio.to_thread(self._take, word)
        except KarmaError as error:
            self.query_one("#problem", Static).update(Content(shown(redact(str(error)))))
        else:
            self.dismiss(done)
