"""The prompt at a terminal: prompt_toolkit's line editor with our language, our colours and our keys."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import DynamicStyle, Style

from karma_tui.errors import KarmaError, StorageError
from karma_tui.repl.completing import Proposal, Proposals
from karma_tui.repl.editing import edited
from karma_tui.repl.highlight import LanguageLexer, Suggested, Underlines
from karma_tui.repl.interrupting import Interrupted
from karma_tui.repl.keys import key_bindings
from karma_tui.repl.live import NOTHING, Live
from karma_tui.repl.long_lines import LongLines
from karma_tui.repl.look import Depth
from karma_tui.repl.prompt_name import prompt_name
from karma_tui.repl.questions import Questions
from karma_tui.repl.taking_in import read_by_much

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from karma_tui.repl.desk import Desk
    from karma_tui.repl.interrupting import Interrupts

_DEPTHS = {
    Depth.NONE: ColorDepth.DEPTH_1_BIT,
    Depth.SIXTEEN: ColorDepth.DEPTH_4_BIT,
    Depth.MANY: ColorDepth.DEPTH_8_BIT,
    Depth.TRUE: ColorDepth.DEPTH_24_BIT,
}
_ESCAPE_SECONDS = 0.1
"""After an Escape the rest of a key's sequence must come within this time, or it was the key itself."""
_CALM_SECONDS = 10
"""Seconds between two looks at the session's clock, while there is more than `_URGENT_SECONDS` left."""
_URGENT_SECONDS = 120


class LinePrompt:
    """Reads what is entered, one text at a time."""

    def __init__(
        self, desk: Desk, interrupts: Interrupts, input: Input | None = None, output: Output | None = None
    ) -> None:
        self._desk = desk
        self._interrupts = interrupts
        self._live = Live(desk, self.refresh)
        self._told: set[str] = set()
        self._telling: set[asyncio.Future[None]] = set()
        self._style = Style(desk.printer.look.rules())
        proposals = Proposals(desk)
        self._session: PromptSession[str] = PromptSession(
            self._message,
            interrupt_exception=Interrupted,
            multiline=True,
            lexer=LanguageLexer(),
            completer=proposals,
            complete_while_typing=True,
            history=desk.past,
            bottom_toolbar=self._toolbar,
            prompt_continuation=self._continuation,
            key_bindings=key_bindings(desk.past.suggestion, self._took, proposals.want, self._edit),
            style=DynamicStyle(lambda: self._style),
            include_default_pygments_style=False,
            color_depth=_DEPTHS[desk.printer.look.depth],
            input_processors=[
                LongLines(),
                HighlightMatchingBracketProcessor(chars="[](){}"),
                Underlines(lambda: self._live.marks(self._buffer.text)),
                Suggested(desk.past.suggestion),
            ],
            enable_suspend=True,
            reserve_space_for_menu=6,
            search_ignore_case=True,
            input=input,
            output=output,
        )
        read_by_much(self._session.app.input)
        self._questions = Questions(self._session, interrupts)
        self._session.app.ttimeoutlen = _ESCAPE_SECONDS
        # a slow line answers late, which is nothing to be told of
        self._session.app.renderer.cpr_not_supported_callback = None
        self.shown = asyncio.Event()
        """Set once the first prompt is on the screen."""
        self._session.app.after_render += self._rendered
        self._buffer.on_text_changed += self._changed
        self._buffer.on_cursor_position_changed += self._changed

    @property
    def _buffer(self) -> Buffer:
        return self._session.default_buffer

    def restyle(self) -> None:
        """The colours, and perhaps the keys, are others now."""
        self._style = Style(self._desk.printer.look.rules())
        self._session.editing_mode = self._mode
        self.refresh()

    @property
    def _mode(self) -> EditingMode:
        return EditingMode.VI if self._desk.choices.keys == "vi" else EditingMode.EMACS

    def refresh(self) -> None:
        """Something that is shown beside the text has changed."""
        if self._session.app.is_running:
            self._session.app.invalidate()

    def learned(self) -> None:
        """More is known of the instance."""
        self._live.again()
        self.refresh()

    async def read(self) -> str:
        """What was entered. Raises EOFError at the end, Interrupted for Ctrl-C."""
        self._session.editing_mode = self._mode
        default, self._desk.draft = self._desk.draft, ""
        self._live.told = NOTHING
        beside = [asyncio.ensure_future(work) for work in (self._tick(), self._catch_up())]
        try:
            with self._interrupts.at_prompt(self._interrupt):
                return await self._session.prompt_async(
                    default=default, handle_sigint=False, set_exception_handler=False
                )
        finally:
            for work in beside:
                work.cancel()

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        """See `Asker`."""
        return await self._questions.ask(question, secret=secret, default=default)

    async def go_on(self, question: str) -> bool:
        """See `Asker`."""
        return await self._questions.go_on(question)

    async def tell(self, error: KarmaError) -> None:
        """Print an error above the prompt, which is drawn again below it."""
        if self._session.app.is_running:
            await run_in_terminal(lambda: self._desk.printer.error(error))
        else:
            self._desk.printer.error(error)

    async def _tick(self) -> None:
        """Let the clock go on: seldom while all is well, since every time is bytes on the line."""
        while True:
            session = self._desk.link.session()
            left = session.seconds_left if session is not None else None
            await asyncio.sleep(_CALM_SECONDS if left is None or left > _URGENT_SECONDS else 1)
            self.refresh()

    async def _catch_up(self) -> None:
        with contextlib.suppress(StorageError):
            await self._desk.past.catch_up()

    def note_fault(self, _: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
        """A fault of ours beside what was entered: a report is written, one line tells of it, once."""
        from karma_tui import crashes
        from karma_tui.workbench.late_news import is_late_news

        failure = context.get("exception")
        if not isinstance(failure, BaseException) or is_late_news(context):
            return
        line = crashes.note(failure)
        if line not in self._told:
            self._told.add(line)
            telling = asyncio.ensure_future(self.tell(KarmaError(line)))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    def _rendered(self, _: object) -> None:
        self.shown.set()

    def _interrupt(self) -> None:
        if self._session.app.is_running:
            self._session.app.exit(exception=Interrupted())

    def _changed(self, buffer: Buffer) -> None:
        self._live.touch(buffer.text, buffer.cursor_position)

    def _took(self, proposal: Proposal) -> None:
        assist = self._desk.link.assist
        if assist is not None:
            assist.took(proposal.item)

    def _message(self) -> StyleAndTextTuples:
        return [("class:prompt", f"{prompt_name(self._desk)}> ")]

    def _continuation(self, width: int, line: int, is_wrapped: int) -> StyleAndTextTuples:
        return [("class:comment", ("" if is_wrapped else "..").rjust(width - 1)[: width - 1] + " ")]

    def _toolbar(self) -> StyleAndTextTuples:
        mode = ""
        if self._session.editing_mode is EditingMode.VI:
            mode = f"vi {self._session.app.vi_state.input_mode.value.removeprefix('vi-')}"
        if not self.shown.is_set():
            return [("", f"\n{prompt_name(self._desk)}: connecting")]  # what tells more is not loaded yet
        from karma_tui.repl.toolbar import toolbar

        width = self._session.output.get_size().columns
        return toolbar(self._desk, self._live.told, width, mode)

    def _edit(self, buffer: Buffer) -> None:
        """Edit the text outside; whatever goes wrong leaves it as it was."""

        async def outside() -> None:
            with self._interrupts.at_prompt(lambda: None):
                try:
                    text = await run_in_terminal(lambda: edited(buffer.text), in_executor=True)
                except KarmaError as error:
                    await self.tell(error)
                else:
                    buffer.text = text
                    buffer.cursor_position = len(text)

        self._session.app.create_background_task(outside())
