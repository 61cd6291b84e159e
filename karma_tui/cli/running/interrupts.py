"""Ctrl-C, SIGTERM and SIGHUP for a process that now runs an event loop and now does not.

An exception that a signal's handler raises may come between any two steps, also between those of the
event loop, which then tells of tasks that nobody ended. So while the loop runs, a signal cancels what is
waited for; otherwise it raises, and either way the end looks the same to the caller.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from types import FrameType

T = TypeVar("T")

_PATIENCE = 2
"""Signals after which nobody waits for an orderly end any more."""


class Interrupts:
    """What this process was told; there is one, since signals are the process's."""

    def __init__(self) -> None:
        self._told: list[int] = []
        self._is_in_loop = False
        self._cancel: Callable[[], object] | None = None

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Hear the signals that nobody else hears; only the main thread may."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        usual: dict[int, Any] = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
        if hangup := getattr(signal, "SIGHUP", None):
            usual[hangup] = signal.SIG_DFL
        mine = [number for number, handler in usual.items() if signal.getsignal(number) == handler]
        for number in mine:
            signal.signal(number, self._hear)
        try:
            yield
        finally:
            for number in mine:
                signal.signal(number, usual[number])

    def run(self, loop: asyncio.AbstractEventLoop, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of `work`; KeyboardInterrupt or SystemExit once a signal has ended it."""
        self._is_in_loop = True
        try:
            task = loop.create_task(work())
            self._cancel = lambda: loop.call_soon_threadsafe(task.cancel)
            if self._told:
                task.cancel()
            result = loop.run_until_complete(task)
        except asyncio.CancelledError:
            if not self._told:
                raise
            raise self._end() from None
        finally:
            self._is_in_loop, self._cancel = False, None
        if self._told:
            raise self._end()
        return result

    def _hear(self, number: int, _: FrameType | None) -> None:
        self._told.append(number)
        if not self._is_in_loop or len(self._told) > _PATIENCE:
            raise self._end()
        if self._cancel is not None:
            self._cancel()

    def _end(self) -> BaseException:
        """What ends the process; it is not told twice."""
        number = self._told[0]
        self._told.clear()
        return KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number)


INTERRUPTS = Interrupts()
