"""One line below the editor that asks for a word: a line number, a title, a path, a command.

What is wrong with an answer is said in the bar, which then stays; the buffers remain in sight.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from karma_tui.errors import KarmaError
from karma_tui.tui.actions import scoped
from karma_tui.tui.path_completion import completed
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.typing_order import BUFFERS
from karma_tui.tui.widgets.bar_input import BarInput
from karma_tui.tui.widgets.keys import PROMPT

Answer: TypeAlias = Callable[[str], Awaitable[None]]
"""Takes what was typed; a KarmaError is shown in the bar, and the bar stays."""


class PromptBar(Vertical):
    """Hidden until `ask`; Enter answers, Escape leaves everything as it is."""

    DEFAULT_CSS = """
    PromptBar {
        height: auto; dock: bottom; background: $panel; display: none;
        & Horizontal { height: 1; }
        & Label { padding: 0 1; }
        & Input { width: 1fr; background: $surface; }
        & #prompt-problem { height: auto; padding: 0 1; color: $text-error; display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = scoped(PROMPT)

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self._answer: Answer | None = None
        self._about = ""
        self._back: Callable[[], None] = lambda: None
        self._is_path = False

    def compose(self) -> ComposeResult:
        """The question and the answer, and room for what is wrong with it."""
        with Horizontal():
            yield Label("", markup=False)
            yield BarInput()
        yield Static(id="prompt-problem", markup=False)

    def ask(
        self,
        label: str,
        value: str,
        answer: Answer,
        back: Callable[[], None],
        *,
        is_path: bool = False,
        about: str = "",
    ) -> None:
        """Ask for a word; `back` puts the focus where it belongs afterwards. Tab completes a path.

        `about` stands below the line as long as nothing is wrong.
        """
        self._answer, self._back, self._is_path, self._about = answer, back, is_path, about
        self.query_one(Label).update(Content(shown_line(label)))
        self._say("")
        self.display = True
        entry = self.query_one(Input)
        entry.value = value
        entry.cursor_position = len(value)
        self.screen.set_focus(entry)

    def action_leave(self) -> None:
        """Close without an answer."""
        self._answer = None
        self._close()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another answer, another try."""
        event.stop()
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand over the answer; in a worker, because it may read or write a file."""
        event.stop()
        self.screen.run_worker(self._submit(event.value), group=BUFFERS, exit_on_error=False)

    async def on_key(self, event: events.Key) -> None:
        """Tab completes a path and goes nowhere."""
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            if self._is_path:
                await self._complete()

    async def _submit(self, value: str) -> None:
        answer = self._answer
        if answer is None:
            return
        try:
            await answer(value)
        except KarmaError as error:
            self._say(str(error))
        else:
            if self._answer is answer:
                self._answer = None
                self._close()

    async def _complete(self) -> None:
        entry = self.query_one(Input)
        typed = entry.value
        value, names = await asyncio.to_thread(completed, typed)
        if entry.value == typed:
            with self.prevent(Input.Changed):
                entry.value = value
            entry.cursor_position = len(value)
            self._say("  ".join(names), is_problem=False)

    def _close(self) -> None:
        self.display = False
        self._back()

    def _say(self, text: str, *, is_problem: bool = True) -> None:
        if not text:
            text, is_problem = self._about, False
        line = self.query_one("#prompt-problem", Static)
        line.update(Content(shown(text)) if is_problem else Content.styled(shown_line(text), "$foreground"))
        line.display = bool(text)
