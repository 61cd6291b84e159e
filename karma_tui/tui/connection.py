"""Opens the instance, asks for a password when one is needed, and reads the models; all in workers.

A lost session never touches the buffers: signing in again happens in place. It must not touch widgets
other than the sign-in dialogue it puts up.
"""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.worker import Worker

from karma_tui.errors import AuthError, KarmaError, LoginRefused
from karma_tui.schema import Catalogue
from karma_tui.tui.failures import notify_errors, unexpected
from karma_tui.tui.messages import (
    CatalogueFailed,
    CatalogueRead,
    Connected,
    ConnectFailed,
    Connecting,
    SessionChanged,
)
from karma_tui.tui.ports import Bench, Opener, SessionFacts
from karma_tui.tui.shown import shown_line
from karma_tui.workbench.aside import aside
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from karma_tui.library.secrets import Secret
    from karma_tui.tui.screens.login import Credentials


class Connection:
    """The open instance, if there is one, and the way to it."""

    def __init__(self, screen: Screen[None], target: Target, opener: Opener) -> None:
        self._screen = screen
        self._opener = opener
        self.target = target
        self.bench: Bench | None = None
        self._attempt: Worker[None] | None = None

    def session(self) -> SessionFacts | None:
        """The session as it is now, None before there is any."""
        return self.bench.session_view() if self.bench is not None else None

    def open(self) -> None:
        """Connect, or connect anew; an attempt that is going on is given up."""
        self._connect(self._reconnect(self.bench) if self.bench is not None else self._open(None))

    def ensure_open(self) -> None:
        """Connect unless there is a connection, or an attempt is going on."""
        if self.bench is None and not self.is_trying:
            self.open()

    @property
    def is_trying(self) -> bool:
        """Whether an attempt to connect is going on."""
        return self._attempt is not None and not self._attempt.is_finished

    def sign_in(self, reason: KarmaError | None = None) -> None:
        """Ask for a user name and password and begin another session; `reason` is shown in the dialogue."""
        self._connect(self._sign_in(reason))

    def read_catalogue(self) -> None:
        """Ask the instance for its models."""
        if self.bench is not None:
            self._screen.run_worker(
                self._read_catalogue(self.bench), group="catalogue", exclusive=True, exit_on_error=False
            )

    async def close(self) -> None:
        """Let go of the instance."""
        bench, self.bench = self.bench, None
        if bench is not None:
            await bench.close()

    def _connect(self, attempt: Coroutine[Any, Any, None]) -> None:
        self._attempt = self._screen.run_worker(attempt, group="connect", exclusive=True, exit_on_error=False)

    async def _open(self, reason: KarmaError | None, *, ask: bool = False) -> None:
        """Try until it works, the user gives up, or the instance cannot be reached."""
        target = self.target
        credentials: Credentials | None = None
        if not ask and not target.is_local and target.secret is None:
            if target.sources.may_find:
                target, reason = await self._look(target)
            ask = target.secret is None
        while True:
            if ask:
                credentials = await self._ask(target, reason)
                if credentials is None:
                    self._tell_failure(reason or AuthError("Not signed in", hint="Sign in to run anything."))
                    return
                target = self.target.signed_in(credentials.username, credentials.secret)
            try:
                self.bench = await self._opener(target, on_session=self._session_changed)
            except AuthError as error:
                reason, ask = error, True
                continue
            except KarmaError as error:
                self._tell_failure(error)
                return
            except Exception as failure:
                self._tell_failure(unexpected(failure))
                return
            self._signed_in(target, self.bench, credentials)
            return

    async def _look(self, target: Target) -> tuple[Target, KarmaError | None]:
        """With the secret, if one is found where the profile says; and why the last place gave none."""
        where = "command" if target.sources.command else "keyring" if target.sources.keyring else ""
        if where:  # the others take no time
            self._screen.post_message(Connecting(f"waiting for the secret ({where})"))
        looked = await aside(partial(target.sources.look, target.username))
        self._screen.post_message(Connecting("connecting"))
        told = [warning for warning in looked.warnings if warning is not looked.failure]
        for warning in told:
            notify_errors(self._screen.app, [warning])
        return replace(target, secret=looked.secret), looked.failure

    def _signed_in(self, target: Target, bench: Bench, credentials: Credentials | None) -> None:
        self.target = target
        self._screen.post_message(Connected(bench))
        if credentials is not None and credentials.keep:
            self._screen.run_worker(self._keep(target), group="keyring", exit_on_error=False)

    async def _keep(self, target: Target) -> None:
        """Have the keyring keep a secret that has proved to be good."""
        from karma_tui.library.secrets.ring import keep  # for those who have one

        if target.secret is None:
            return
        try:
            name = await aside(partial(keep, target.sources.url, target.username, target.secret))
        except KarmaError as error:
            notify_errors(self._screen.app, [error])
        else:
            self._screen.app.notify(f"The secret is kept in the keyring ({shown_line(name)}).", markup=False)

    async def _reconnect(self, bench: Bench) -> None:
        try:
            await bench.reconnect()
        except AuthError as error:
            await self._sign_in(error)
        except KarmaError as error:
            self._tell_failure(error)
        except Exception as failure:
            self._tell_failure(unexpected(failure))
        else:
            self._screen.post_message(Connected(bench))

    async def _sign_in(self, reason: KarmaError | None) -> None:
        bench = self.bench
        if bench is None:
            await self._open(reason, ask=True)
            return
        target = self.target
        while True:
            credentials = await self._ask(target, reason)
            if credentials is None:
                if reason is not None:
                    self._tell_failure(reason)
                return
            target = self.target.signed_in(credentials.username, credentials.secret)
            try:
                await bench.sign_in(credentials.username, credentials.secret.value)
            except AuthError as error:
                reason = _with_source(error, credentials.secret)
            except KarmaError as error:
                self._tell_failure(error)
                return
            except Exception as failure:
                self._tell_failure(unexpected(failure))
                return
            else:
                self._signed_in(target, bench, credentials)
                return

    async def _ask(self, target: Target, reason: KarmaError | None) -> Credentials | None:
        """`target` brings the user name that was typed last, so that only the password is typed again."""
        from karma_tui.tui.screens.login import LoginScreen  # dialogues are loaded when wanted

        return await self._screen.app.push_screen_wait(LoginScreen(target, reason))

    async def _read_catalogue(self, bench: Bench) -> None:
        try:
            found = await bench.instance_catalogue()
        except KarmaError as error:
            self._screen.post_message(CatalogueFailed(error))
        except Exception as failure:
            self._screen.post_message(CatalogueFailed(unexpected(failure)))
        else:
            self._screen.post_message(CatalogueRead(Catalogue.of(found)))

    def _session_changed(self, _: SessionFacts) -> None:
        self._screen.post_message(SessionChanged())

    def _tell_failure(self, error: KarmaError) -> None:
        self._screen.post_message(ConnectFailed(error))


def _with_source(error: AuthError, secret: Secret) -> AuthError:
    """The refusal, saying where the secret came from."""
    if not isinstance(error, LoginRefused):
        return error
    from karma_tui.workbench.connect import refused

    return refused(error, secret)
