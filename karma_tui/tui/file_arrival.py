"""Reads a saved result into the results pane: in a thread, piece by piece, the first records at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import PurePath
from typing import BinaryIO

from textual.screen import Screen
from textual.worker import Worker

from karma_tui.errors import KarmaError, StorageError
from karma_tui.results.saved import SavedIntake
from karma_tui.tui.collector import bulk_work
from karma_tui.tui.failures import unexpected
from karma_tui.tui.views.messages import Entry
from karma_tui.tui.widgets.result_facts import elapsed_text, file_facts, growth
from karma_tui.tui.widgets.results import Results

_FIRST = 1 << 16
_PIECE = 1 << 20
_PACE = 0.1
"""Seconds between two looks at what has come in."""


class FileArrival:
    """One file on its way to the screen. `changed` is called when it begins and ends."""

    def __init__(
        self,
        screen: Screen[None],
        results: Results,
        changed: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._screen = screen
        self._results = results
        self._changed = changed
        self._clock = clock
        self._worker: Worker[None] | None = None
        self._began = 0.0
        self._intake = SavedIntake()

    @property
    def is_running(self) -> bool:
        """Whether there is more to come."""
        return self._worker is not None

    @property
    def progress(self) -> str:
        """What is going on, for the status line."""
        return f"reading {elapsed_text(self._elapsed)}" if self.is_running else "ready"

    def start(self, file: BinaryIO, name: str, cancel_key: str) -> None:
        """Begin; the file is closed at the end."""
        self._began = self._clock()
        self._worker = self._screen.run_worker(
            self._read(file, name, cancel_key), group="file", exclusive=True, exit_on_error=False
        )
        self._changed()

    def cancel(self) -> None:
        """Read no further; what has come in stays."""
        if self._worker is not None:
            self._worker.cancel()

    @property
    def _elapsed(self) -> float:
        return self._clock() - self._began

    async def _read(self, file: BinaryIO, name: str, cancel_key: str) -> None:
        intake = self._intake
        try:
            with file, bulk_work():
                await self._take_in(file, cancel_key)
                document = await asyncio.to_thread(intake.finish)
            self._results.show_document(document)
            fact = file_facts(document, intake.size, self._elapsed, PurePath(name).name)
            self._results.say(fact)
            note = [Entry("remark", document.note)] if document.note else []
            self._results.messages.tell_run([*note, Entry("file", fact)])
        except asyncio.CancelledError:
            self._results.say_incomplete(
                f"cancelled after {elapsed_text(self._elapsed)}: not all of the file"
            )
            raise
        except OSError as failure:
            self._fail(StorageError(f"{name} cannot be read", failure.strerror or ""))
        except Exception as failure:
            self._fail(unexpected(failure))
        finally:
            self._worker = None
            self._changed()

    async def _take_in(self, file: BinaryIO, cancel_key: str) -> None:
        intake, told, size = self._intake, -_PACE, _FIRST
        while await asyncio.to_thread(_feed, intake, file, size):
            size = _PIECE
            blocks, elapsed = intake.blocks, self._elapsed
            if blocks is not None and elapsed - told >= _PACE:
                told = elapsed
                fact = f"{growth(len(blocks), intake.size, elapsed)}  ({cancel_key} cancels)"
                self._results.show_growing(blocks, fact)

    def _fail(self, error: KarmaError) -> None:
        self._results.show_error(error, None, "", "not read")


def _feed(intake: SavedIntake, file: BinaryIO, size: int) -> bool:
    """Take a piece in; False at the end of the file."""
    data = file.read(size)
    if data:
        intake.feed(data)
    return bool(data)
