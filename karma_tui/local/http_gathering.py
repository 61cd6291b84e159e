"""Calls that come in while others of their kind are at work are made together, in one thread, when those end.

One hand-over to a thread and back, and one commit, then serve many requests. A single client never waits
for anybody. Where several were answered together, the first of them to ask again waits a moment for the
others: else it would go alone, all others would follow together, and so on for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

A = TypeVar("A")
T = TypeVar("T")

_MOST = 64
"""Calls made together at most; bounds how long the first of them waits."""

_MOMENT = 0.0003
"""Seconds; the system's timers may make a millisecond of it."""


@dataclass(frozen=True, slots=True)
class _Call:
    """What is waiting: a function of many arguments, one of them, and who wants to know."""

    run: Callable[[Sequence[Any]], Sequence[Any]]
    argument: Any
    answer: asyncio.Future[Any]


class Gathering:
    """Makes calls together; to be used from one event loop."""

    def __init__(self, submit: Callable[..., Future[Any]], changed: Callable[[], None]) -> None:
        """`submit` hands a call to a thread; `changed` is called before and after each."""
        self._submit = submit
        self._changed = changed
        self._waiting: list[_Call] = []
        self._busy = False
        self._expected = 1
        """How many calls were made together the last time."""
        self._timer: asyncio.TimerHandle | None = None

    async def call(self, run: Callable[[Sequence[A]], Sequence[T]], argument: A) -> T:
        """What `run` answers to an argument, given it with others; raises what the whole call raises."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._waiting.append(_Call(run, argument, answer))
        if not self._busy:
            self._busy = True
            loop.call_soon(self._begin_when_complete)
        elif self._timer is not None and len(self._waiting) >= self._expected:
            self._timer.cancel()
            self._timer = None
            loop.call_soon(self._begin)
        return await answer

    def _begin_when_complete(self) -> None:
        if len(self._waiting) >= self._expected:
            self._begin()
        else:
            self._timer = asyncio.get_running_loop().call_later(_MOMENT, self._begin)

    def _begin(self) -> None:
        self._timer = None
        run = self._waiting[0].run
        alike = [call for call in self._waiting if call.run == run]
        calls, late = alike[:_MOST], alike[_MOST:]
        self._waiting = [call for call in self._waiting if call.run != run] + late
        self._expected = len(calls)
        self._changed()
        try:
            working = asyncio.wrap_future(self._submit(run, [call.argument for call in calls]))
        except RuntimeError as error:  # no thread takes work any more: the server ends
            self._settle(calls, error)
            return
        working.add_done_callback(lambda done: self._end(calls, done))

    def _end(self, calls: list[_Call], done: asyncio.Future[Sequence[Any]]) -> None:
        self._changed()
        failure = asyncio.CancelledError() if done.cancelled() else done.exception()
        if failure is not None:
            self._settle(calls, failure)
            return
        for call, answer in zip(calls, done.result(), strict=True):
            if not call.answer.done():
                call.answer.set_result(answer)
        self._go_on()

    def _settle(self, calls: list[_Call], failure: BaseException) -> None:
        for call in calls:
            if call.answer.done():
                continue
            if isinstance(failure, asyncio.CancelledError):
                call.answer.cancel()
            else:
                call.answer.set_exception(failure)
        self._go_on()

    def _go_on(self) -> None:
        """Make the calls that have come in meanwhile."""
        self._busy = bool(self._waiting)
        if self._busy:
            asyncio.get_running_loop().call_soon(self._begin_when_complete)
