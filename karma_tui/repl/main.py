"""The door: decides how to read and print, opens the instance in the background, starts the session.

What the first prompt does without is imported after it: the client, the checker, themes, the history.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from typing import TYPE_CHECKING

from karma_tui.errors import AuthError, ExitCode, KarmaError, StorageError
from karma_tui.repl.look import Depth, Look, depth_of
from karma_tui.repl.options import Choices, ReplOptions
from karma_tui.repl.printer import Printer

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk
    from karma_tui.repl.interrupting import Interrupts
    from karma_tui.workbench.target import Target

_PLAIN_TERMS = ("", "dumb", "unknown")


def run_repl(target: Target, options: ReplOptions) -> int:
    """A session with an instance; the exit code (docs/repl.md says what a pipe's is)."""
    at_terminal = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    plain = options.plain or os.environ.get("TERM", "") in _PLAIN_TERMS
    return asyncio.run(_run(target, options, at_terminal=at_terminal, plain=plain))


async def _run(target: Target, options: ReplOptions, *, at_terminal: bool, plain: bool) -> int:
    from karma_tui.repl.interrupting import Interrupts
    from karma_tui.repl.threads import PassingThreads
    from karma_tui.workbench.late_news import overlook_late_news

    asyncio.get_running_loop().set_default_executor(PassingThreads(1))
    overlook_late_news(asyncio.get_running_loop())
    desk = _desk(target, options, at_terminal=at_terminal, plain=plain)
    interrupts = Interrupts(desk.printer.end)
    interrupts.install()
    try:
        if at_terminal and not plain:
            return await _at_prompt(desk, interrupts)
        return await _line_by_line(desk, interrupts, at_terminal=at_terminal)
    finally:
        await _close(desk)


def _desk(target: Target, options: ReplOptions, *, at_terminal: bool, plain: bool) -> Desk:
    from karma_tui.repl.definitions import Definitions
    from karma_tui.repl.desk import Desk
    from karma_tui.repl.history import Past
    from karma_tui.repl.link import Link

    depth = depth_of(os.environ, plain=plain) if at_terminal else Depth.NONE
    printer = Printer(Look(depth), is_terminal=at_terminal, plain=plain or not at_terminal)
    choices = Choices(format=options.format or ("tree" if at_terminal else "json"))
    if not at_terminal:
        choices.limit = 0  # whoever reads a pipe wants everything
    desk = Desk(printer, Link(target), _Nobody(), Definitions(), Past(), choices)
    desk.confirm = options.confirm
    return desk


class _Nobody:
    """Answers until somebody who can be asked takes the place."""

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        return None

    async def go_on(self, question: str) -> bool:
        return False


async def _at_prompt(desk: Desk, interrupts: Interrupts) -> int:
    from karma_tui.repl.prompt import LinePrompt
    from karma_tui.repl.session import Session
    from karma_tui.repl.terminal_mode import quiet

    prompt = LinePrompt(desk, interrupts)
    asyncio.get_running_loop().set_exception_handler(prompt.note_fault)
    desk.asker = prompt
    desk.link.changed = prompt.learned
    started = asyncio.ensure_future(_behind(desk, prompt))
    try:
        with quiet(sys.stdin.fileno()):
            return await Session(desk, prompt, interrupts, stops=False).run()
    finally:
        started.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await started


async def _behind(desk: Desk, prompt: LinePrompt) -> None:
    """What goes on while the first prompt is on the screen already."""
    await prompt.shown.wait()
    from karma_tui.repl.preparing import prepare, warm_up

    desk.link.begin()
    for problem in await prepare(desk):
        await prompt.tell(problem)
    prompt.restyle()
    with contextlib.suppress(StorageError):
        await desk.past.read(desk.link.history)
    prompt.refresh()
    await asyncio.to_thread(warm_up)
    await desk.link.know_the_language()
    await desk.link.settled()
    error: KarmaError | None = desk.link.error
    from karma_tui.results.strings import visible

    if isinstance(error, AuthError) and not desk.link.was_refused:
        who = visible(desk.link.target.username)
        error = AuthError(
            "Not signed in yet",
            hint=f"The first expression asks for the password of {who}; \\login does too.",
        )
    if error is not None:
        await prompt.tell(error)


async def _line_by_line(desk: Desk, interrupts: Interrupts, *, at_terminal: bool) -> int:
    from karma_tui.repl.preparing import prepare
    from karma_tui.repl.reading import PipeReader, PlainReader
    from karma_tui.repl.session import Session

    for error in await prepare(desk):
        desk.printer.error(error)
    if sys.stdin is None:
        return ExitCode.OK
    descriptor = sys.stdin.fileno()
    if at_terminal:
        reader: PlainReader | PipeReader = PlainReader(lambda: desk, interrupts, descriptor)
    else:
        reader = PipeReader(descriptor)
    desk.asker = reader
    desk.link.begin()
    return await Session(desk, reader, interrupts, stops=not at_terminal).run()


async def _close(desk: Desk) -> None:
    """Everything is on the disk, nothing is sent."""
    try:
        if desk.out is not None:
            desk.out.close()
        desk.link.save_uses()
    except KarmaError as error:
        desk.printer.error(error)
    await desk.link.close()


if TYPE_CHECKING:
    from karma_tui.repl.prompt import LinePrompt
