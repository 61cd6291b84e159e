"""Waits in a dialogue for the result of a run beside the user's own, telling what came; Escape stops it."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from karma_tui.errors import KarmaError
from karma_tui.results.document import Document
from karma_tui.results.intake import Intake
from karma_tui.results.preview import size_text
from karma_tui.tui.action import Scope
from karma_tui.tui.actions import in_brackets
from karma_tui.tui.failures import notify_errors, notify_worker_failure
from karma_tui.workbench.run import Run

_PACE = 0.2


class Waiting(ModalScreen[Document | None]):
    """Gives the result, or None after telling why there is none.

    What is built on this says what is `doing` and brings the run; its keys have an action `leave`.
    """

    KEYS: ClassVar[Scope]

    def __init__(self) -> None:
        super().__init__()
        self._intake = Intake()

    @property
    def doing(self) -> str:
        """What is going on, safe to show."""
        raise NotImplementedError

    async def bring(self) -> Run | None:
        """Runs it, into `self._intake`; None if the user does not want it any more. Raises KarmaError."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """What is going on."""
        with Vertical(classes="dialogue"):
            yield Static(id="waiting", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self._tell()
        self.set_interval(_PACE, self._tell)
        self.run_worker(self._wait(), group="waiting", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)
        if event.state is WorkerState.ERROR:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Give up; the run is cancelled."""
        self.dismiss(None)

    def _tell(self) -> None:
        size = self._intake.size
        received = f", {size_text(size)}" if size else ""
        how = in_brackets(self.KEYS, self.app, ("leave", "cancels"))
        self.query_one("#waiting", Static).update(Content(f"{self.doing}{received}{how}"))

    async def _wait(self) -> None:
        document: Document | None = None
        try:
            run = await self.bring()
            if run is not None and run.error is not None:
                raise run.error
            if run is not None:
                document = await asyncio.to_thread(self._intake.finish)
        except KarmaError as error:
            notify_errors(self.app, [error])
        self.dismiss(document)
