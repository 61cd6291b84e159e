"""The sign-in dialogue: a user name, a password or the instance secret, typed, in a file, or set outside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Label, Static
from textual.worker import Worker

from karma_tui.errors import KarmaError, StorageError, UsageError
from karma_tui.library.secrets import Secret, from_environment, from_file, from_prompt
from karma_tui.redact import redact
from karma_tui.tui.actions import scoped
from karma_tui.tui.failures import notify_worker_failure
from karma_tui.tui.screens.keys import SIGN_IN
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.widgets.yes_no import YesNo
from karma_tui.workbench.aside import aside
from karma_tui.workbench.target import Target


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in, and with what."""

    username: str
    secret: Secret
    keep: bool = False
    """Whether the keyring shall keep it, once it has proved to be good."""


class LoginScreen(ModalScreen[Credentials | None]):
    """Gives credentials, or None if the user would rather not."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = scoped(SIGN_IN)

    def __init__(self, target: Target, reason: KarmaError | None = None) -> None:
        super().__init__()
        self._target = target
        self._reason = reason
        self._outside = from_environment() if target.sources.environment else None

    def compose(self) -> ComposeResult:
        """Three inputs, the reason why this is asked, and two buttons."""
        hint = f"empty: {self._outside.source}" if self._outside else ""
        with VerticalScroll(classes="dialogue", can_focus=False):
            yield Static(Content.styled(f"Sign in to {shown_line(_place(self._target))}", "bold"))
            yield Static(_reason_text(self._reason), id="reason")
            yield Label("User name (admin for the instance secret)", markup=False)
            yield Input(self._target.username, id="username", classes="plain")
            yield Label("Password or instance secret", markup=False)
            yield Input(password=True, placeholder=hint, id="password", classes="plain")
            yield Label("or a file that holds it", markup=False)
            yield Input(placeholder="~/path/to/secret", id="file", classes="plain")
            if self._target.sources.keyring:
                yield YesNo(True, "If it is right, keep it in the keyring", id="keep")
            with Horizontal(classes="buttons"):
                yield Button("Sign in", variant="primary", id="ok")
                yield Button("Cancel", id="cancel")

    def on_mount(self) -> None:
        """The user name is mostly known already; at once, or the first letters would go astray."""
        self.set_focus(self.query_one("#password" if self._target.username else "#username", Input))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def action_submit(self) -> None:
        """Enter in any input signs in, on a button it does what the button says."""
        if isinstance(self.focused, Button):
            self.focused.press()
        elif isinstance(self.focused, Checkbox):
            self.focused.toggle()
        else:
            self._submit()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The mouse's way."""
        if event.button.id == "ok":
            self._submit()
        else:
            self.action_cancel()

    def action_cancel(self) -> None:
        """Leave without signing in."""
        self.dismiss(None)

    def _submit(self) -> None:
        self.run_worker(self._finish(), group="sign-in-form", exclusive=True, exit_on_error=False)

    async def _finish(self) -> None:
        username = self.query_one("#username", Input).value.strip()
        try:
            secret = await self._secret()
        except StorageError as error:
            self._complain(error)
            return
        if not username:
            self._complain(UsageError("There is no user name", hint="The instance secret belongs to admin."))
        elif secret is None:
            self._complain(UsageError("There is no password", hint="Type one, or name a file that holds it."))
        else:
            keep = self.query("#keep").results(Checkbox)
            self.dismiss(Credentials(username, secret, any(box.value for box in keep)))

    async def _secret(self) -> Secret | None:
        """What was typed, else the file's, else the environment's. Raises StorageError."""
        if typed := self.query_one("#password", Input).value:
            return from_prompt(typed)
        if file := self.query_one("#file", Input).value.strip():
            return await aside(partial(from_file, Path(file)))
        return self._outside

    def _complain(self, error: KarmaError) -> None:
        self.query_one("#reason", Static).update(_reason_text(error))


def _place(target: Target) -> str:
    """The profile with its address, so that nobody types a secret for another one."""
    if target.is_local:
        return "the local instance"
    return target.url if target.profile in (target.url, "") else f"{target.profile}: {target.url}"


def _reason_text(reason: KarmaError | None) -> Content:
    return Content.styled(shown(redact(str(reason))), "$text-error") if reason else Content("")
