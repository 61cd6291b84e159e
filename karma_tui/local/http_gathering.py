"""Calls that come in while others of their kind are at work are made together, in one thread, when those end.

One hand-over to a thread and back, and one commit, then serve many requests. A single request waits for
nobody: it only lets the event loop first take in what has arrived in the same moment.
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

    async def call(self, run: Callable[[Sequence[A]], Sequence[T]], argument: A) -> T:
        """What `run` answers to an argument, given it with others; raises what the whole call raises."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._waiting.append(_Call(run, argument, answer))
        if not self._busy:
            self._busy = True
            loop.call_soon(self._begin)
        return await answer

    def _begin(self) -> None:
        run = self._waiting[0].run
        calls = [call for call in self._waiting[:_MOST] if call.run == run]
        self._waiting = [call for call in self._waiting if call not in calls]
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
        """Make the calls that have come in meanwhile, once the loop has let those answered ask again."""
        self._busy = bool(self._waiting)
        if self._busy:
            asyncio.get_running_loop().call_soon(self._begin)
