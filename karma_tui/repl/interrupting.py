"""Ctrl-C while something runs: it ends that, and never the program.

Between prompts the terminal makes a signal of the key. Whatever runs is a task that the signal cancels; while
nothing runs, or a pager or an editor has the terminal, the signal is nobody's and does nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Interrupted(Exception):
    """Ctrl-C. Not Python's own KeyboardInterrupt, which no task may raise without ending the event loop."""


class Interrupts:
    """The handler of the signal, for the whole life of the session."""

    def __init__(self, ending: Callable[[], None] = lambda: None) -> None:
        """`ending` is called before a signal that ends the session cancels what runs."""
        self._ending = ending
        self._task: asyncio.Task[Any] | None = None
        self._at_prompt: Callable[[], None] | None = None
        self.ended_by: signal.Signals | None = None
        """The signal that ends the session."""

    def install(self) -> None:
        """Take the signals over. Where there are no such signals, Python's own way stays."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError, ValueError):
            loop.add_signal_handler(signal.SIGINT, self.interrupt)
            for ending in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(ending, self._end, ending)

    def _end(self, ending: signal.Signals) -> None:
        """Whoever ends the program from outside finds the terminal as it was, and everything kept."""
        self.ended_by = ending
        self._ending()
        self.interrupt()

    def interrupt(self) -> None:
        """What the signal does."""
        if self._task is not None:
            self._task.cancel()
        elif self._at_prompt is not None:
            self._at_prompt()

    @contextlib.contextmanager
    def at_prompt(self, act: Callable[[], None]) -> Any:
        """While a prompt waits, the signal calls this."""
        before, self._at_prompt = self._at_prompt, act
        try:
            yield
        finally:
            self._at_prompt = before

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Await something; Interrupted if it was interrupted."""
        task = asyncio.get_running_loop().create_task(work)
        before, self._task = self._task, task
        try:
            return await task
        except asyncio.CancelledError:
            if task.cancelled():
                raise Interrupted from None
            task.cancel()
            raise
        finally:
            self._task = before


async def within(seconds: float, work: Awaitable[Any]) -> bool:
    """Whether something ended in time; it goes on if it did not."""
    done, _ = await asyncio.wait({asyncio.ensure_future(work)}, timeout=seconds)
    return bool(done)
