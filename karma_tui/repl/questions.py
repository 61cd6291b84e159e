"""Questions between two prompts: a line that is not remembered, or one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from karma_tui.repl.highlight import Unseen
from karma_tui.repl.interrupting import Interrupted

if TYPE_CHECKING:
    from karma_tui.repl.interrupting import Interrupts


class Questions:
    """Asked on the terminal that a session of the line editor has."""

    def __init__(self, session: PromptSession[str], interrupts: Interrupts) -> None:
        self._session = session
        self._interrupts = interrupts

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        """One line; None for Ctrl-C or Ctrl-D."""
        asking: PromptSession[str] = PromptSession(
            question,
            interrupt_exception=Interrupted,
            input_processors=[Unseen()] if secret else None,
            enable_suspend=False,
            input=self._session.input,
            output=self._session.output,
            color_depth=self._session.color_depth,
        )
        try:
            return await self._answer(asking, default)
        except (EOFError, Interrupted):
            return None

    async def go_on(self, question: str) -> bool:
        """Whether Enter or Space was pressed, and not another key."""
        keys = KeyBindings()

        @keys.add("enter")
        @keys.add(" ")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result="y")

        @keys.add("<any>")
        @keys.add("c-c")
        @keys.add("c-d")
        @keys.add("escape")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result="")

        asking: PromptSession[str] = PromptSession(
            question,
            interrupt_exception=Interrupted,
            key_bindings=keys,
            erase_when_done=True,
            input=self._session.input,
            output=self._session.output,
            color_depth=self._session.color_depth,
        )
        try:
            return await self._answer(asking) == "y"
        except Interrupted:
            return False

    async def _answer(self, asking: PromptSession[str], default: str = "") -> str:
        asking.app.renderer.cpr_not_supported_callback = None
        with self._interrupts.at_prompt(lambda: asking.app.exit(exception=Interrupted())):
            return await asking.prompt_async(
                default=default, handle_sigint=False, set_exception_handler=False
            )
