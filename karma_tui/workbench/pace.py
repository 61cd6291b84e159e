"""When the helpers of the editor think: after a pause in typing, one thought at a time, the newest only.

Nothing of it may be felt at a key. So a key only writes down the time; one timer serves all keys of a
burst; and work goes to a thread of which there is one per lane. What was asked while it is busy waits, and
only the last of that is ever begun.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")

MOST_SECONDS = 1.0
"""The longest pause that dear work is waited for with."""


class SetTimer(Protocol):
    """Calls back once after some seconds; what a widget's `set_timer` does."""

    def __call__(self, delay: float, callback: Callable[[], None]) -> object:
        """Set it."""


class Begin(Protocol):
    """Begins a worker; what a screen's `run_worker` does."""

    def __call__(self, work: Coroutine[Any, Any, None]) -> object:
        """Begin it."""


class Pause:
    """Calls `act` once nothing has touched it for `delay` seconds."""

    def __init__(
        self, delay: float, act: Callable[[], None], set_timer: SetTimer, clock: Callable[[], float]
    ) -> None:
        self._delay = delay
        self._act = act
        self._set_timer = set_timer
        self._clock = clock
        self._due: float | None = None
        self._is_set = False

    def touch(self, cost: float = 0.0) -> None:
        """Something happened: wait anew. Costs next to nothing while a timer runs.

        `cost` is how many seconds `act` will take. It is waited for at least as long, within reason: what
        takes longer than the time between two keys would be at work at each of them.
        """
        self._due = self._clock() + max(self._delay, min(1.5 * cost, MOST_SECONDS))
        if not self._is_set:
            self._is_set = True
            self._set_timer(self._delay, self._rung)

    def drop(self) -> None:
        """Nothing is to be done any more."""
        self._due = None

    def _rung(self) -> None:
        self._is_set = False
        if self._due is None:
            return
        left = self._due - self._clock()
        if left > 0.001:
            self._is_set = True
            self._set_timer(left, self._rung)
        else:
            self._due = None
            self._act()


class Lane(Generic[T]):
    """Does one piece of work at a time in a thread; of those that wait, only the newest.

    An answer is handed to `done` only if nothing newer was asked meanwhile and `drop` was not called.
    `failed` gets what a piece of work raised. All methods belong to the event loop's thread.
    """

    def __init__(self, begin: Begin, done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        self._begin = begin
        self._done = done
        self._failed = failed
        self._next: Callable[[], T] | None = None
        self.cost = 0.0
        """Seconds that the last work took, at least: what was broken off would have taken longer."""
        self.generation = 0
        """Counts questions and droppings: work whose number is not this one any more need not go on."""
        self._busy = False

    @property
    def is_busy(self) -> bool:
        """Whether a thread is at work."""
        return self._busy

    def ask(self, work: Callable[[], T]) -> None:
        """Have this done next, whatever was waiting."""
        self.generation += 1
        self._next = work
        if not self._busy:
            self._busy = True
            self._begin(self._work())

    def drop(self) -> None:
        """No answer is wanted any more."""
        self.generation += 1
        self._next = None

    async def _work(self) -> None:
        try:
            while self._next is not None:
                work, self._next = self._next, None
                generation = self.generation
                await self._one(work, generation)
        finally:
            self._busy = False

    async def _one(self, work: Callable[[], T], generation: int) -> None:
        began = time.perf_counter()
        try:
            answer = await asyncio.to_thread(work)
        except Exception as failure:  # told by `failed`: a helper's fault must not end the app
            self.cost = max(self.cost, time.perf_counter() - began)
            if generation == self.generation:
                self._failed(failure)
            return
        self.cost = time.perf_counter() - began
        if generation == self.generation:
            self._done(answer)
