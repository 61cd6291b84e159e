"""The renewal worker: a task that looks at the clocks and has the session kept alive in time.

It holds no signature and decides nothing about sessions; `session.py` does, `renewal.py` has the timing.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Protocol

from karma_tui.client.clock import Clock
from karma_tui.client.renewal import TICK, Reading, has_jumped, pause_after
from karma_tui.errors import AuthError, Cancelled, KarmaError


class KeptAlive(Protocol):
    """What the worker needs of a session."""

    async def upkeep(self, *, woke: bool) -> None:
        """Renew or sign in again if that is due; raises KarmaError when it did not succeed."""

    def note(self, message: str, again_in: float | None = None) -> None:
        """Show a sentence about trouble, and in how many seconds there is another attempt, if there is."""


class RenewalWorker:
    """Runs `upkeep` every TICK seconds, at once after a wake-up, and rarer while the server is away."""

    def __init__(self, session: KeptAlive, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the task is there and has not ended."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Begin; does nothing when already running."""
        if not self.is_running:
            self._task = asyncio.create_task(self._work(self._reading()), name="session renewal")

    async def stop(self) -> None:
        """End the task without any traffic. Raises what ended it before, if that was a fault of ours."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _work(self, before: Reading) -> None:
        failures = 0
        pause = TICK
        while True:
            await self._clock.sleep(min(pause, TICK))
            now = self._reading()
            woke = has_jumped(before, now)
            pause -= now.monotonic - before.monotonic
            before = now
            if pause > 0 and not woke:
                continue
            failures = 0 if woke else failures
            try:
                await self._session.upkeep(woke=woke)
            except (AuthError, Cancelled):  # the session tells it; what comes next is the user's
                failures = 0
                pause = TICK
            except KarmaError as error:
                failures += 1
                pause = pause_after(failures)
                self._session.note(f"{error.title}.", pause)
            except Exception as error:
                self._session.note(
                    f"Renewal has stopped by a fault of this program ({type(error).__name__})."
                )
                raise
            else:
                failures = 0
                pause = TICK

    def _reading(self) -> Reading:
        return Reading(self._clock.wall(), self._clock.monotonic())
