"""Runs a past run again on the open instance, to compare what comes; Escape stops it."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from karma_tui.errors import KarmaError
from karma_tui.library.history.entry import Entry
from karma_tui.library.history.origin import Origin
from karma_tui.results.document import Document
from karma_tui.results.intake import Intake
from karma_tui.results.preview import size_text
from karma_tui.tui.actions import in_brackets, scoped
from karma_tui.tui.failures import notify_errors, notify_worker_failure
from karma_tui.tui.history.keys import ANSWERING
from karma_tui.tui.ports import Bench
from karma_tui.workbench.parameters import Given

_PACE = 0.2


class Answering(ModalScreen[Document | None]):
    """Gives the result, or None after telling why there is none."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(ANSWERING)

    def __init__(self, bench: Bench, entry: Entry, given: Given | None) -> None:
        super().__init__()
        self._bench = bench
        self._entry = entry
        self._given = given
        self._sink = _Sink()

    def compose(self) -> ComposeResult:
        """What is going on."""
        with Vertical(classes="dialogue"):
            yield Static(id="answering", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self._tell()
        self.set_interval(_PACE, self._tell)
        self.run_worker(self._run(), group="answering", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)
        if event.state is WorkerState.ERROR:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Give up; the run is cancelled."""
        self.dismiss(None)

    def _tell(self) -> None:
        received = f", {size_text(self._sink.intake.size)}" if self._sink.intake.size else ""
        how = in_brackets(ANSWERING, self.app, ("leave", "cancels"))
        self.query_one("#answering", Static).update(Content(f"Running it again{received}{how}"))

    async def _run(self) -> None:
        document: Document | None = None
        try:
            run = await self._bench.run(
                self._entry.text,
                sink=self._sink,
                given=self._given,
                origin=Origin(snippet=self._entry.snippet),
            )
            if run.error is not None:
                raise run.error
            document = await asyncio.to_thread(self._sink.intake.finish)
        except KarmaError as error:
            notify_errors(self.app, [error])
        self.dismiss(document)


class _Sink:
    """Takes the answer in."""

    def __init__(self) -> None:
        self.intake = Intake()

    def begin(self) -> None:
        """See `client.sink`."""
        self.intake.begin()

    def feed(self, data: bytes) -> None:
        """See `client.sink`."""
        self.intake.feed(data)
