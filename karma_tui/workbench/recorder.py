"""Keeps runs in the history, where a thread writes them: no run ever waits for a disk or another process."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from karma_tui.library.history.facts import Ended, Started
from karma_tui.library.history.history import History

if TYPE_CHECKING:
    from karma_tui.library.history.line import Line
    from karma_tui.library.history.writer import Writer, Written

PATIENCE = 3.0
"""Seconds that closing waits for what is not written yet."""


class HistoryRecorder:
    """The recorder of one open instance (`keeping.Recorder`)."""

    def __init__(self, history: History, profile: str, endpoint: str, face: str) -> None:
        self._history = history
        self._profile = profile
        self._endpoint = endpoint
        self.face = face

    @property
    def most_bytes(self) -> int:
        """See `Recorder`."""
        return self._history.most_bytes

    def begin(self, run: Started) -> _Recorded:
        """See `Recorder`."""
        return _Recorded(run._replace(profile=self._profile, endpoint=self._endpoint), self._history.line)

    async def close(self) -> None:
        """See `Recorder`."""
        line = self._history.line
        if not line.has_begun:
            return
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def tell(_: Writer) -> None:
            with contextlib.suppress(RuntimeError):  # nobody waited so long
                loop.call_soon_threadsafe(done.set)

        line.put(tell)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await done.wait()


class _Recorded:
    """A run whose start, end and count are put into the line."""

    def __init__(self, run: Started, line: Line) -> None:
        self._run = run
        self._line = line
        self._written: Written | None = None
        line.put(self._begin)

    def end(self, ended: Ended) -> None:
        """See `keeping.Recorded`."""
        self._line.put(lambda writer: writer.end(self._place(), ended))

    def count(self, rows: int) -> None:
        """See `keeping.Recorded`."""
        self._line.put(lambda writer: writer.count(self._place(), rows))

    def _begin(self, writer: Writer) -> None:
        writer.begin(self._place())

    def _place(self) -> Written:
        """In the thread only: the module behind it loads SQLite."""
        if self._written is None:
            from karma_tui.library.history.writer import Written

            self._written = Written(self._run)
        return self._written
