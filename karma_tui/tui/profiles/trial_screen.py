"""Tries a profile before the user's eyes; Escape gives up at any moment."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.redact import redact
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.profiles.keys import PROFILE_TRIAL
from karma_tui.tui.shown import shown, shown_line
from karma_tui.workbench.aside import aside
from karma_tui.workbench.profile_test import State, Step, steps
from karma_tui.workbench.target import Target

_STYLES = {
    State.OK: "$text-success",
    State.NOTE: "$text-warning",
    State.FAILED: "bold $text-error",
    State.SKIPPED: "",
}


class TrialScreen(ModalScreen[None]):
    """Shows each step as it ends."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(PROFILE_TRIAL)
    DEFAULT_CSS = """
    TrialScreen #steps { height: auto; max-height: 18; }
    TrialScreen #steps Static { height: auto; }
    """

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self._keeps = False

    def compose(self) -> ComposeResult:
        """The steps grow here."""
        title = shown_line(self._target.profile)
        with Vertical(classes="dialogue"):
            keys = hint(PROFILE_TRIAL, self.app, ("leave", "closes"), ("again", "tries again"))
            yield Static(Content.assemble((f"Testing {title}", "bold"), f"  {keys}"))
            yield VerticalScroll(Static(id="told"), id="steps")

    def on_mount(self) -> None:
        """Begin."""
        self.action_again()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def action_again(self) -> None:
        """Try it from the beginning; a trial that is going on is given up."""
        self.run_worker(self._try(), group="trial", exclusive=True, exit_on_error=False)

    def action_leave(self) -> None:
        """Give up."""
        self.dismiss(None)

    async def _try(self) -> None:
        told = [Content("looking for the secret …")]
        self._show(told)
        target, told = await self._with_secret()
        self._show([*told, Content("…")])
        async with aclosing(steps(target)) as trial:
            async for step in trial:
                told.append(_line(step))
                self._show([*told, Content("…")])
                if step.name == "sign-in" and step.state is State.OK and self._keeps:
                    told.append(await self._kept(target))
        self._show(told)

    async def _kept(self, target: Target) -> Content:
        """Have the keyring keep a secret that was typed and is good."""
        from karma_tui.library.secrets.ring import keep  # for those who have one

        assert target.secret is not None
        try:
            name = await aside(partial(keep, target.sources.url, target.username, target.secret))
        except KarmaError as error:
            return _warning(error)
        return _line(Step("keyring", State.OK, f"keeps the secret ({name})"))

    async def _with_secret(self) -> tuple[Target, list[Content]]:
        """The secret from where the profile says, else from the user, who may go without."""
        target = self._target
        told: list[Content] = []
        if target.is_local or target.secret is not None:
            return target, told
        if target.sources.may_find:
            looked = await aside(partial(target.sources.look, target.username))
            told = [_warning(warning) for warning in looked.warnings]
            if looked.secret is not None:
                return replace(target, secret=looked.secret), told
        from karma_tui.tui.screens.login import LoginScreen  # dialogues are loaded when wanted

        given = await self.app.push_screen_wait(LoginScreen(target))
        if given is None:
            return target, told
        self._keeps = given.keep
        return replace(target, username=given.username, secret=given.secret), told

    def _show(self, lines: list[Content]) -> None:
        self.query_one("#told", Static).update(Content("\n").join(lines))
        self.query_one("#steps", VerticalScroll).scroll_end(animate=False)


def _line(step: Step) -> Content:
    detail = shown_line(step.detail)
    if step.error is not None:
        more = [part for part in (step.error.detail, step.error.hint) if part]
        lines = [step.error.title, *(f"    {line}" for line in "\n".join(more).split("\n"))]
        detail = shown(redact("\n".join(lines)))  # a server may say again what it was sent
    return Content.assemble((f"{step.state:<8}", _STYLES[step.state]), f"{step.name}: ", detail)


def _warning(warning: KarmaError) -> Content:
    words = " ".join(part for part in (warning.title, warning.detail) if part)
    return Content.assemble((f"{State.NOTE:<8}", _STYLES[State.NOTE]), "secret: ", shown_line(redact(words)))
