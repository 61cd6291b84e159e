"""Runs one expression at a time in a worker, and tells the screen how it ended.

It must not touch widgets. Reading the answer happens in a thread, so that a big one freezes nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack

from textual.screen import Screen
from textual.worker import Worker

from karma_tui.errors import Cancelled, KarmaError
from karma_tui.results.document import Document, Form
from karma_tui.results.intake import Intake
from karma_tui.tui.collector import bulk_work
from karma_tui.tui.failures import unexpected
from karma_tui.tui.messages import Request, RunEnded, RunGrew
from karma_tui.tui.ports import Bench
from karma_tui.workbench.run import Outcome, Run

_PACE = 0.1
"""Seconds between two looks at a result that comes in."""


class _Arrival:
    """Takes the answer of a run in, and tells the screen now and then that there is more of it."""

    def __init__(self, screen: Screen[None], request: Request, clock: Callable[[], float]) -> None:
        self.intake = Intake()
        self._screen = screen
        self._request = request
        self._clock = clock
        self._told: float | None = None
        self.began: float | None = None
        self.bulk = ExitStack()
        """What ends with the arrival."""

    def begin(self) -> None:
        """An answer begins, perhaps another one than before."""
        self.intake.begin()
        self._told = self.began = None

    def feed(self, data: bytes) -> None:
        """The next bytes."""
        grew = self.intake.feed(data)
        now = self._clock()
        if self.began is None:
            self.began = now
            self.bulk.enter_context(bulk_work())
        if grew and self.intake.blocks is not None and (self._told is None or now - self._told >= _PACE):
            self._told = now
            self._screen.post_message(RunGrew(self._request, self.intake.blocks))


class Runner:
    """The run that is going on, if any."""

    def __init__(self, screen: Screen[None], clock: Callable[[], float] = time.monotonic) -> None:
        self._screen = screen
        self._clock = clock
        self._worker: Worker[None] | None = None
        self._started = 0.0
        self._arrival: _Arrival | None = None

    @property
    def received(self) -> int:
        """Bytes of the result that have come in."""
        return self._arrival.intake.size if self._arrival is not None else 0

    @property
    def receiving(self) -> float:
        """Seconds since the result began to come in."""
        began = self._arrival.began if self._arrival is not None else None
        return self._clock() - began if began is not None else 0.0

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
        from karma_tui.library.history.origin import Origin  # the first frame needs none of it

        arrival = _Arrival(self._screen, request, self._clock)
        self._arrival = arrival
        try:
            with arrival.bulk:
                run = await bench.run(
                    request.text,
                    request.stretch,
                    sink=arrival,
                    confirmed=request.confirmed,
                    given=request.given,
                    origin=Origin(snippet=request.snippet),
                )
                document = await asyncio.to_thread(arrival.intake.finish) if run.ok else None
            if run.recorded is not None and document is not None and document.kind is Form.LIST:
                run.recorded.count(len(document.cut or ()))
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
        self._arrival = None
        self._screen.post_message(RunEnded(request, run, document))
