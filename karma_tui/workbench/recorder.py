"""Keeps runs in the history from a thread of its own: no run ever waits for a disk or another process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING

from karma_tui.library.history.facts import Ended, Started
from karma_tui.library.history.history import History

if TYPE_CHECKING:
    from karma_tui.library.history.writer import Writer, Written

PATIENCE = 3.0
"""Seconds that closing waits for what is not written yet."""


class HistoryRecorder:
    """The recorder of one open instance (`keeping.Recorder`). Its thread begins with the first run."""

    def __init__(self, history: History, profile: str, endpoint: str, face: str) -> None:
        self._history = history
        self._profile = profile
        self._endpoint = endpoint
        self.face = face
        self._jobs: SimpleQueue[Callable[[Writer], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def most_bytes(self) -> int:
        """See `Recorder`."""
        return self._history.most_bytes

    def begin(self, run: Started) -> _Recorded:
        """See `Recorder`."""
        recorded = _Recorded(run._replace(profile=self._profile, endpoint=self._endpoint), self._jobs.put)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="history", daemon=True)
            self._thread.start()
        return recorded

    async def close(self) -> None:
        """See `Recorder`."""
        if self._thread is None:
            return
        self._thread = None
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def tell(_: Writer) -> None:
            with contextlib.suppress(RuntimeError):  # nobody waited so long
                loop.call_soon_threadsafe(done.set)

        self._jobs.put(lambda writer: writer.close())
        self._jobs.put(tell)
        self._jobs.put(None)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await done.wait()

    def _work(self) -> None:
        writer = self._history.writer()
        while (job := self._jobs.get()) is not None:
            job(writer)


class _Recorded:
    """A run whose start, end and count are put into the line."""

    def __init__(self, run: Started, put: Callable[[Callable[[Writer], None]], None]) -> None:
        self._run = run
        self._put = put
        self._written: Written | None = None
        put(self._begin)

    def end(self, ended: Ended) -> None:
        """See `keeping.Recorded`."""
        self._put(lambda writer: writer.end(self._place(), ended))

    def count(self, rows: int) -> None:
        """See `keeping.Recorded`."""
        self._put(lambda writer: writer.count(self._place(), rows))

    def _begin(self, writer: Writer) -> None:
        writer.begin(self._place())

    def _place(self) -> Written:
        """In the thread only: the module behind it loads SQLite."""
        if self._written is None:
            from karma_tui.library.history.writer import Written

            self._written = Written(self._run)
        return self._written
