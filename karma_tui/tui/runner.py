"""Runs one expression at a time in a worker, and tells the screen how it ended.

It must not touch widgets. Reading the answer happens in a thread, so that a big one freezes nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from textual.screen import Screen
from textual.worker import Worker

from karma_tui.errors import Cancelled, KarmaError
from karma_tui.results.document import Document
from karma_tui.tui.failures import unexpected
from karma_tui.tui.messages import Request, RunEnded
from karma_tui.tui.ports import Bench
from karma_tui.workbench.run import Outcome, Run


class Runner:
    """The run that is going on, if any."""

    def __init__(self, screen: Screen[None], clock: Callable[[], float] = time.monotonic) -> None:
        self._screen = screen
        self._clock = clock
        self._worker: Worker[None] | None = None
        self._started = 0.0

    @property
    def is_running(self) -> bool:
        """Whether a run is going on."""
        return self._worker is not None

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return self._clock() - self._started

    def start(self, bench: Bench, request: Request) -> None:
        """Begin a run. The caller makes sure that none is going on."""
        self._started = self._clock()
        self._worker = self._screen.run_worker(
            self._execute(bench, request), group="run", exclusive=True, exit_on_error=False
        )

    def cancel(self) -> None:
        """Stop the run; the screen hears of it by `RunEnded`."""
        if self._worker is not None:
            self._worker.cancel()

    async def _execute(self, bench: Bench, request: Request) -> None:
        try:
            run = await bench.run(request.text, request.stretch)
            body = run.body if run.ok else b""
            document = await asyncio.to_thread(Document.from_bytes, body) if run.ok else None
        except asyncio.CancelledError:
            self._end(request, self._failed(Outcome.CANCELLED, Cancelled("The run was cancelled")), None)
            raise
        except KarmaError as error:
            self._end(request, self._failed(Outcome.ERROR, error), None)
        except Exception as failure:
            self._end(request, self._failed(Outcome.ERROR, unexpected(failure)), None)
        else:
            self._end(request, run, document)

    def _failed(self, outcome: Outcome, error: KarmaError) -> Run:
        return Run(outcome, elapsed=self.elapsed, error=error)

    def _end(self, request: Request, run: Run, document: Document | None) -> None:
        self._worker = None
        self._screen.post_message(RunEnded(request, run, document))
