"""Reading without a line editor: from a pipe, and line by line on dumb terminals and for screen readers.

Neither writes anything but the prompt. The terminal itself lets one correct a line (its "cooked" mode).
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from karma_tui.repl.interrupting import Interrupted, Interrupts
from karma_tui.repl.prompt_name import prompt_name

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk

_PIECE = 1 << 16
_QUIET = 0.2
"""Seconds without more input after which a complete expression is taken to be all of it."""


class Lines:
    """The lines of a file descriptor, read beside the event loop as they come."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._rest = ""
        self._lines: list[str] = []
        self._is_over = False
        self._is_first = True

    async def next(self, patience: float | None = None) -> str | None:
        """The next line without its end; None at the end. Raises TimeoutError if none comes in time."""
        while not self._lines and not self._is_over:
            await asyncio.wait_for(self._more(), patience)
        return self._lines.pop(0) if self._lines else None

    def go_on(self) -> None:
        """An end that was given out was none: at a terminal it is a key."""
        self._is_over = False

    def drop(self) -> None:
        """Forget what came of a line that is not finished."""
        self._rest = ""

    async def _more(self) -> None:
        data = await self._read()
        text = self._decoder.decode(data, final=not data)
        if self._is_first and text:
            text, self._is_first = text.removeprefix("\ufeff"), False
        *whole, self._rest = (self._rest + text).split("\n")
        self._lines += [line.removesuffix("\r") for line in whole]
        if not data:
            self._is_over = True
            if self._rest:
                self._lines.append(self._rest)
                self._rest = ""

    async def _read(self) -> bytes:
        """What is there; waits for it without a thread, or, where files cannot be watched, at once."""
        loop = asyncio.get_running_loop()
        ready = loop.create_future()
        try:
            loop.add_reader(self._descriptor, _set, ready)
        except (PermissionError, NotImplementedError):
            return await asyncio.to_thread(os.read, self._descriptor, _PIECE)  # a regular file never waits
        try:
            await ready
        finally:
            loop.remove_reader(self._descriptor)
        return os.read(self._descriptor, _PIECE)

    @property
    def is_over(self) -> bool:
        """Whether the end was reached and everything was given out."""
        return self._is_over and not self._lines


class PipeReader:
    """Statements of a pipe: each runs once it is complete and the next line does not go on with it.

    A blank line ends an expression, as does a line that begins with a backslash.
    """

    def __init__(self, descriptor: int) -> None:
        self._lines = Lines(descriptor)
        self._held: str | None = None

    async def read(self) -> str:
        """See `Reader`."""
        from karma_tui.lang.statements import Ending, ending, goes_on_with

        taken: list[str] = []
        state = Ending()
        while True:
            line = await self._line(_QUIET if taken and state.is_whole else None)
            if line is None:
                if taken:
                    return "\n".join(taken)
                if self._lines.is_over:
                    raise EOFError
            elif not taken:
                if line.lstrip().startswith("\\"):
                    return line
                if line.strip():
                    taken, state = [line], ending(line + "\n")
            elif state.is_whole and (not goes_on_with(line) or not line.strip()):
                self._held = line
                return "\n".join(taken)
            else:
                taken.append(line)
                state = ending(line + "\n", state)

    async def _line(self, patience: float | None) -> str | None:
        if self._held is not None:
            line, self._held = self._held, None
            return line
        try:
            return await self._lines.next(patience)
        except TimeoutError:
            return None

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        """Nobody is there to be asked."""
        return None

    async def go_on(self, question: str) -> bool:
        """See `Asker`."""
        return True


class PlainReader:
    """A terminal line by line. An empty line runs what is there, complete or not."""

    def __init__(self, desk: Callable[[], Desk], interrupts: Interrupts, descriptor: int) -> None:
        self._desk = desk
        self._interrupts = interrupts
        self._lines = Lines(descriptor)

    async def read(self) -> str:
        """See `Reader`."""
        from karma_tui.lang.statements import ending

        desk = self._desk()
        if desk.draft:
            desk.printer.say("Before:", "")
            desk.printer.say(desk.draft, "")
            draft, desk.draft = desk.draft, ""
            if await self._typed("Run it? (y/N) ") == "y":
                return draft
        line = await self._typed(f"{prompt_name(desk)}> ")
        taken = [line]
        while not line.lstrip().startswith("\\") and not ending("\n".join(taken)).is_whole:
            more = await self._typed("... ")
            if not more.strip():
                break
            taken.append(more)
        text = "\n".join(taken)
        desk.past.add(text)
        return text

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        """See `Asker`."""
        try:
            with _no_echo(sys.stdin.fileno(), wanted=secret):
                return await self._typed(question)
        except (EOFError, Interrupted):
            return None
        finally:
            if secret:
                self._desk().printer.data("\n")

    async def go_on(self, question: str) -> bool:
        """See `Asker`."""
        try:
            return not (await self._typed(question)).strip()
        except (EOFError, Interrupted):
            return False

    async def _typed(self, question: str) -> str:
        printer = self._desk().printer
        printer.data(question)
        reading = asyncio.ensure_future(self._lines.next())
        with self._interrupts.at_prompt(lambda: _cancel(reading)):
            try:
                line = await reading
            except asyncio.CancelledError:
                if not reading.cancelled():
                    raise
                self._lines.drop()
                printer.data("\n")
                raise Interrupted from None
        if line is None:
            self._lines.go_on()
            printer.data("\n")
            raise EOFError
        return line


@contextlib.contextmanager
def _no_echo(descriptor: int, *, wanted: bool) -> Iterator[None]:
    """The terminal does not show what is typed."""
    if not wanted:
        yield
        return
    import termios

    before = termios.tcgetattr(descriptor)
    silent = termios.tcgetattr(descriptor)
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _cancel(work: asyncio.Future[str | None]) -> None:
    work.cancel()


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
