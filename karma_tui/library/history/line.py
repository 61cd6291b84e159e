"""The one thread of a process that writes into a history: what is to be written waits in line.

The file is never closed, only let go of with the process: closing would have SQLite bring its log into the
file and wait for the disk at the end of each short command. It does that now and then instead, while writing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from karma_tui.library.history.writer import Writer

    Job: TypeAlias = Callable[[Writer], None]


class Line:
    """Jobs for a writer, done one after the other. The thread begins with the first one."""

    def __init__(self, make: Callable[[], Writer]) -> None:
        self._make = make
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._lock = threading.Lock()
        self._has_begun = False

    @property
    def has_begun(self) -> bool:
        """Whether there ever was anything to do."""
        return self._has_begun

    def put(self, job: Job) -> None:
        """Do this after everything that was put before. Jobs raise nothing."""
        self._jobs.put(job)
        with self._lock:
            is_first, self._has_begun = not self._has_begun, True
        if is_first:
            # it may wait for a disk for ever: the process must be able to end all the same
            threading.Thread(target=self._work, name="history", daemon=True).start()

    def _work(self) -> None:
        writer = self._make()
        while True:
            self._jobs.get()(writer)
