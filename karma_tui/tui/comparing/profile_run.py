"""Runs one expression on another profile's instance, only to read, and gives the result; Escape gives up.

The instance is opened for this run and let go of afterwards. It counts as read-only whatever the settings
say, so that an expression that writes is refused before anything is sent.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from karma_tui.errors import AuthError, KarmaError
from karma_tui.library.profiles import Profile
from karma_tui.tui.actions import scoped
from karma_tui.tui.comparing.keys import ASKING
from karma_tui.tui.failures import notify_errors
from karma_tui.tui.messages import Request
from karma_tui.tui.ports import Bench, Opener, SessionFacts
from karma_tui.tui.shown import shown_line
from karma_tui.tui.waiting import Waiting
from karma_tui.workbench.aside import aside
from karma_tui.workbench.profiles import target_for
from karma_tui.workbench.run import Run
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from karma_tui.tui.screens.login import Credentials


class ProfileRun(Waiting):
    """One run on the instance of another profile; without credentials they are asked for."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(ASKING)
    KEYS = ASKING

    def __init__(self, opener: Opener, profile: Profile | None, request: Request) -> None:
        super().__init__()
        self._opener = opener
        self._profile = profile
        """None is the local instance."""
        self._request = request

    @property
    def doing(self) -> str:
        """See `Waiting`."""
        name = self._profile.name if self._profile is not None else "the local instance"
        return f"Running on {shown_line(name)}"

    async def bring(self) -> Run | None:
        """See `Waiting`."""
        bench = await self._open()
        if bench is None:
            return None
        request = self._request
        try:
            return await bench.run(request.text, request.stretch, sink=self._intake, given=request.given)
        finally:
            await bench.close()

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


def _no_matter(_: SessionFacts) -> None:
    """A session for one run has no place to be shown."""
