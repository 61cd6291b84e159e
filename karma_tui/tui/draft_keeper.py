"""Keeps the buffers on disk while they are typed in: soon after each pause, and for certain at the end.

Writing happens in threads, one after the other, so that an older state never replaces a newer one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from textual.screen import Screen
from textual.timer import Timer

from karma_tui.errors import KarmaError, StorageError
from karma_tui.library.drafts import Buffer, Drafts, open_drafts
from karma_tui.tui.messages import Failed


class DraftKeeper:
    """Saves what `buffers()` returns, once `open` has found out what earlier windows left behind."""

    def __init__(
        self,
        screen: Screen[None],
        state: Path,
        instance: str,
        buffers: Callable[[], list[Buffer]],
        delay: float,
    ) -> None:
        self._screen = screen
        self._state = state
        self._instance = instance
        self._buffers = buffers
        self._delay = delay
        self._drafts: Drafts | None = None
        self._timer: Timer | None = None
        self._left: Sequence[Buffer] = ()
        self._asked = False
        self._opened = asyncio.Event()
        self._turn = asyncio.Lock()
        self._told = False

    async def open(self, show: Callable[[Sequence[Buffer]], Awaitable[None]]) -> tuple[KarmaError, ...]:
        """Begin to keep drafts and `show` what earlier windows left; what is wrong with any is returned.

        What was left is written with every save until it is shown, so that no moment exists in which it is
        nowhere.
        """
        self._asked = True
        try:
            self._drafts, left = await asyncio.to_thread(open_drafts, self._state, self._instance)
        except StorageError as error:
            return (error,)
        finally:
            self._opened.set()
        self._left = left.buffers
        await show(left.buffers)
        self._left = ()
        self.changed()
        return left.errors

    def changed(self) -> None:
        """The text changed: save after a pause."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._delay > 0:
            self._timer = self._screen.set_timer(self._delay, self.save_soon)
        else:
            self.save_soon()

    async def close(self) -> None:
        """Save a last time and leave the drafts to the next window."""
        if self._timer is not None:
            self._timer.stop()
        if self._asked:
            await self._opened.wait()
        if self._drafts is not None:
            await self.save()
        drafts, self._drafts = self._drafts, None
        if drafts is not None:  # somebody else may have closed them meanwhile
            drafts.close()

    async def save(self) -> None:
        """Write all buffers now. A failure is told once, not with every key."""
        async with self._turn:
            if self._drafts is None:
                return
            try:
                await asyncio.to_thread(self._drafts.save, [*self._left, *self._buffers()])
                self._told = False
            except StorageError as error:
                self._tell(error)

    def save_last(self) -> None:
        """Write all buffers here and now: there is no later. Nothing is written after it."""
        if self._drafts is not None:
            try:
                self._drafts.save_last([*self._left, *self._buffers()])
            except StorageError as error:
                self._tell(error)

    def save_soon(self) -> None:
        """Save without waiting for a pause, in a worker."""
        self._screen.run_worker(self.save(), group="drafts", exit_on_error=False)

    def _tell(self, error: KarmaError) -> None:
        if not self._told:
            self._told = True
            self._screen.post_message(Failed(error))
