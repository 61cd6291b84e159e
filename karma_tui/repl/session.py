"""One session: reads, does, and goes on, until the end. Nothing that goes wrong in between ends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from karma_tui.errors import ExitCode, KarmaError
from karma_tui.repl.commands.dispatch import is_command, run_command
from karma_tui.repl.entered import checked
from karma_tui.repl.interrupting import Interrupted, Interrupts

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk


class Reader(Protocol):
    """Where what is entered comes from."""

    async def read(self) -> str:
        """The next text. Raises EOFError at the end, Interrupted where it was given up."""


class Session:
    """The loop. `stops` ends it with the first failure, as a script should."""

    def __init__(self, desk: Desk, reader: Reader, interrupts: Interrupts, *, stops: bool) -> None:
        self._desk = desk
        self._reader = reader
        self._interrupts = interrupts
        self._stops = stops

    async def run(self) -> int:
        """Until there is no more to read, or somebody leaves; the exit code."""
        while not self._desk.is_over and self._interrupts.ended_by is None:
            try:
                text = checked(await self._reader.read())
            except EOFError:
                break
            except KarmaError as failure:  # what came is no text
                self._desk.printer.error(failure)
                if self._stops:
                    return failure.exit_code
                continue
            except Interrupted:
                if self._stops and self._interrupts.ended_by is None:
                    return ExitCode.CANCELLED
                continue
            if text.strip():
                failed = await self._do(text)
                if failed and self._stops:
                    return failed
            if self._desk.printer.is_gone:
                break
        unwritten = self._desk.printer.failure
        if unwritten is not None:
            self._desk.printer.error(unwritten)
            return unwritten.exit_code
        return ExitCode.OK if self._interrupts.ended_by is None else 128 + self._interrupts.ended_by

    async def _do(self, text: str) -> int:
        """Do what was entered; 0, or the exit code of what went wrong, which has been shown."""
        from karma_tui.repl.running import cancelled, run_text
        from karma_tui.repl.telling import Told

        work: Callable[[], Awaitable[KarmaError | None]]
        if is_command(text):
            work = lambda: run_command(self._desk, text)  # noqa: E731
        else:
            work = lambda: run_text(self._desk, text)  # noqa: E731
        try:
            error = await self._interrupts.run(_as_coroutine(work))
        except Interrupted:
            self._desk.printer.transient("")
            error = cancelled(text)
            self._desk.printer.error(error)
        except Told as told:
            error = told.error
        except KarmaError as failure:
            error = failure
            self._desk.printer.error(failure)
        except Exception as failure:
            return self._unexpected(failure)
        return int(error.exit_code) if error is not None else 0

    def _unexpected(self, failure: Exception) -> int:
        """A fault of our own: a report is written, one calm line tells of it, and the session goes on."""
        from karma_tui import crashes

        self._desk.printer.say(crashes.note(failure), "error")
        return ExitCode.INTERNAL


async def _as_coroutine(work: Callable[[], Awaitable[KarmaError | None]]) -> KarmaError | None:
    return await work()
