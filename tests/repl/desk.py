"""A desk without an instance, and a prompt whose keys are typed by a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from karma_tui.lang.check.world import Snapshot
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.repl.definitions import Definitions
from karma_tui.repl.desk import Desk
from karma_tui.repl.history import Past
from karma_tui.repl.interrupting import Interrupts
from karma_tui.repl.link import Link
from karma_tui.repl.look import Depth, Look
from karma_tui.repl.printer import Printer
from karma_tui.repl.prompt import LinePrompt
from karma_tui.workbench.assist import Assist, Knowledge
from karma_tui.workbench.target import Target

BOOK: Json = {"struct": {"title": {"string": {}}, "pages": {"int32": {}}}}


class Nobody:
    """Is never there to be asked."""

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        return None

    async def go_on(self, question: str) -> bool:
        return False


def desk_of(*, is_terminal: bool = True, target: Target | None = None) -> Desk:
    """A desk with one model known and no connection."""
    printer = Printer(Look(Depth.NONE), is_terminal=is_terminal, plain=True)
    link = Link(target or Target())
    link.prepared.set()
    link.assist = Assist()
    link.assist.knowledge = Knowledge(Snapshot([("book", "A" * 16, BOOK)], Dialect.V1))
    return Desk(printer, link, Nobody(), Definitions(), Past())


@dataclass
class Typist:
    """Presses keys at a prompt."""

    desk: Desk
    prompt: LinePrompt
    keys: PipeInput

    async def enter(self, *keys: str) -> str:
        """Press keys, each once those before have been taken in; what was entered then."""
        reading = asyncio.ensure_future(self.prompt.read())
        for key in keys:
            await self._settle()
            self.keys.send_text(key)
        return await asyncio.wait_for(reading, 20)

    async def until(self, holds: object) -> None:
        """Wait for something that the prompt works out beside the keys."""
        assert callable(holds)
        drawn = asyncio.Event()
        self.prompt._session.app.after_render += lambda _: drawn.set()
        async with asyncio.timeout(20):
            while not holds():
                await drawn.wait()
                drawn.clear()

    async def _settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


@asynccontextmanager
async def typing(desk: Desk | None = None) -> AsyncIterator[Typist]:
    """A prompt that draws nothing."""
    desk = desk or desk_of()
    with create_pipe_input() as keys:
        prompt = LinePrompt(desk, Interrupts(), keys, DummyOutput())
        await desk.past.read(None)
        yield Typist(desk, prompt, keys)
