"""What the commands share: an open instance, how far it is, and questions at the terminal.

Questions are asked between the waitings, not during them, so that Ctrl-C ends a question at once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from types import TracebackType
from typing import Any, TypeVar

from karma_tui.cli.keeping import history_kept
from karma_tui.cli.output import print_notice
from karma_tui.cli.progress import Progress
from karma_tui.cli.running.interrupts import INTERRUPTS
from karma_tui.cli.target import asker
from karma_tui.errors import Cancelled, ConnectionFailed, ProtectedProfile, UsageError
from karma_tui.lang.excerpt import printable
from karma_tui.workbench.administration.progress import Meter
from karma_tui.workbench.connect import open_instance
from karma_tui.workbench.late_news import overlook_late_news
from karma_tui.workbench.profiles import signing_in
from karma_tui.workbench.target import Target
from karma_tui.workbench.workbench import Workbench

T = TypeVar("T")

_TICK = 0.25
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


class Desk:
    """Opens the instance when entered. `limit`: seconds that each step may take, None for no limit."""

    def __init__(self, target: Target, face: str, progress: Progress, limit: float | None = None) -> None:
        self.target = target
        self.meter = Meter(time.monotonic)
        self._face = face
        self._progress = progress
        self._limit = limit
        self._runner = asyncio.Runner()
        overlook_late_news(self._runner.get_loop())
        self._ending = ExitStack()
        self._bench: Workbench | None = None

    def __enter__(self) -> Desk:
        for ending in _ENDINGS:  # as Ctrl-C: nothing half done stays behind
            signal.signal(ending, lambda *_: os.kill(os.getpid(), signal.SIGINT))
        self._ending.enter_context(INTERRUPTS.heard())
        self._ending.callback(self._runner.close)
        try:
            self._bench = signing_in(self.target, asker(), self._open)
        except BaseException:
            self._ending.close()
            raise
        return self

    def _open(self, target: Target) -> Workbench:
        self.target = target
        return self.do(lambda: open_instance(target, history=history_kept(), face=self._face))

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._ending:
            INTERRUPTS.run(self._runner.get_loop(), self.bench.close)

    @property
    def bench(self) -> Workbench:
        """The instance."""
        assert self._bench is not None, "entered"
        return self._bench

    def do(self, work: Callable[[], Coroutine[Any, Any, T]], *, is_deed: bool = False) -> T:
        """Wait for something. Raises what it raises, and ConnectionFailed when it takes too long.

        Who interrupts a deed is told that it may be done all the same.
        """
        try:
            return INTERRUPTS.run(self._runner.get_loop(), lambda: self._limited(work))
        except KeyboardInterrupt:
            if is_deed:
                print_notice("interrupted: the server may have done it or not; look before you try again")
            raise
        except ProtectedProfile as error:
            raise on_command_line(error) from None
        finally:
            self._progress.clear()

    async def _limited(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        ticking = asyncio.create_task(self._tick()) if self._progress.is_on else None
        try:
            async with asyncio.timeout(self._limit):
                return await work()
        except TimeoutError:
            raise ConnectionFailed(
                f"Not done within {self._limit:g} s",
                hint="Look at the instance before you try again: it may have been done all the same.",
            ) from None
        finally:
            if ticking is not None:
                ticking.cancel()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            self._progress.show(self.meter.line() if self.meter.latest is not None else "")


def on_command_line(error: ProtectedProfile) -> ProtectedProfile:
    """The same with a hint for those who type commands."""
    error.hint = f"Give --confirm {error.profile} to do it."
    return error


def tell(lines: tuple[str, ...] | list[str]) -> None:
    """Words for people."""
    for line in lines:
        print_notice(printable(line))


def can_ask() -> bool:
    """Whether a person sits in front of the terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def agreed(question: str, *, usual: bool) -> bool:
    """A question to be answered with yes or no. Raises UsageError where nobody can be asked."""
    answer = _line(f"{question} [{'Y/n' if usual else 'y/N'}] ").lower()
    return usual if not answer else answer in ("y", "yes")


def typed_name(profile: str, what: str) -> str:
    """The profile's name, typed on purpose. Raises Cancelled for an empty line, UsageError."""
    answer = _line(f"{what} Type {printable(profile)} to go on: ")
    if not answer:
        raise Cancelled("Nothing was done", "No name was typed.")
    return answer


def _line(question: str) -> str:
    if not can_ask():
        raise UsageError(
            "Nobody can be asked here", "There is no terminal.", "See the command's --help for options."
        )
    sys.stderr.write(f"karma-tui: {question}")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        sys.stderr.write("\n")
        raise Cancelled("Nothing was done", "The question was not answered.")
    return answer.strip()
