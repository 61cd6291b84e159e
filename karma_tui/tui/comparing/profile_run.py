"""Runs one expression on another profile's instance, only to read, and gives the result; Escape gives up.

The instance is opened for this run and let go of afterwards. It counts as read-only whatever the settings
say, so that an expression that writes is refused before anything is sent.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from karma_tui.errors import AuthError, KarmaError
from karma_tui.library.profiles import Profile
from karma_tui.results.document import Document
from karma_tui.results.intake import Intake
from karma_tui.results.preview import size_text
from karma_tui.tui.actions import scoped
from karma_tui.tui.comparing.keys import ASKING
from karma_tui.tui.failures import notify_errors, notify_worker_failure
from karma_tui.tui.messages import Request
from karma_tui.tui.ports import Bench, Opener, SessionFacts
from karma_tui.tui.shown import shown_line
from karma_tui.workbench.aside import aside
from karma_tui.workbench.profiles import target_for
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from karma_tui.tui.screens.login import Credentials

_PACE = 0.2


class ProfileRun(ModalScreen[Document | None]):
    """Gives the result, or None after telling why there is none."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(ASKING)

    def __init__(self, opener: Opener, profile: Profile | None, request: Request) -> None:
        super().__init__()
        self._opener = opener
        self._profile = profile
        """None is the local instance."""
        self._request = request
        self._intake = Intake()

    def compose(self) -> ComposeResult:
        """What is going on."""
        with Vertical(classes="dialogue"):
            yield Static(id="profile-run", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self._tell()
        self.set_interval(_PACE, self._tell)
        self.run_worker(self._run(), group="profile-run", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)
        if event.state is WorkerState.ERROR:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Give up; the run is cancelled."""
        self.dismiss(None)

    def _tell(self) -> None:
        name = self._profile.name if self._profile is not None else "the local instance"
        received = f", {size_text(self._intake.size)}" if self._intake.size else ""
        text = f"Running on {shown_line(name)}{received}  (Escape cancels)"
        self.query_one("#profile-run", Static).update(Content(text))

    async def _run(self) -> None:
        document: Document | None = None
        try:
            bench = await self._open()
            if bench is not None:
                try:
                    document = await self._read(bench)
                finally:
                    await bench.close()
        except KarmaError as error:
            notify_errors(self.app, [error])
        self.dismiss(document)

    async def _read(self, bench: Bench) -> Document:
        request = self._request
        run = await bench.run(request.text, request.stretch, sink=self._intake_sink(), given=request.given)
        if run.error is not None:
            raise run.error
        return await asyncio.to_thread(self._intake.finish)

    def _intake_sink(self) -> _Sink:
        return _Sink(self._intake)

    async def _open(self) -> Bench | None:
        """Try until it works or the user gives up. Raises KarmaError."""
        target = await self._target()
        reason: KarmaError | None = None
        ask = not target.is_local and target.secret is None
        while True:
            if ask:
                credentials = await self._ask(target, reason)
                if credentials is None:
                    return None
                target = target.signed_in(credentials.username, credentials.secret)
            try:
                return await self._opener(target, on_session=_no_matter)
            except AuthError as error:
                if target.is_local:
                    raise
                reason, ask = error, True

    async def _target(self) -> Target:
        profile = self._profile
        if profile is None:
            return Target(read_only=True)
        target = replace(target_for(profile), read_only=True)
        looked = await aside(partial(target.sources.look, target.username))
        notify_errors(self.app, looked.warnings)
        return replace(target, secret=looked.secret)

    async def _ask(self, target: Target, reason: KarmaError | None) -> Credentials | None:
        from karma_tui.tui.screens.login import LoginScreen  # dialogues are loaded when wanted

        return await self.app.push_screen_wait(LoginScreen(target, reason))


class _Sink:
    """Takes the answer in."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def begin(self) -> None:
        """See `client.sink`."""
        self._intake.begin()

    def feed(self, data: bytes) -> None:
        """See `client.sink`."""
        self._intake.feed(data)


def _no_matter(_: SessionFacts) -> None:
    """A session for one run has no place to be shown."""
