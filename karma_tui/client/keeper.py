"""Keeps a signature valid: signs in, renews, signs in again, one at a time, through the states of a session.

The states are in `session_state.py`, the timing in `renewal.py`, the ticking in `worker.py`; queries are
`session.py`'s business. One lock, the gate, lets one login or renewal happen at a time; whoever needs the
signature meanwhile waits for its outcome.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from karma_tui.client.api import Answer, Client
from karma_tui.client.clock import Clock
from karma_tui.client.credentials import Credentials
from karma_tui.client.dialect import detect
from karma_tui.client.renewal import MARGIN
from karma_tui.client.session_state import Event, SessionView, State, after
from karma_tui.client.signature import Signature
from karma_tui.client.validity import Validity
from karma_tui.errors import (
    AuthError,
    Cancelled,
    ConnectionFailed,
    KarmaError,
    LoginRefused,
    NotKarmaError,
    ServerCrashed,
    SessionExpired,
)

Listener = Callable[[SessionView], None]

RAN_OUT = "The session ran out."


class Keeper:
    """See the module. Listeners and the password's provider must not call back into it."""

    def __init__(self, client: Client, credentials: Credentials, clock: Clock) -> None:
        self.validity = Validity(clock)
        self.listeners: list[Listener] = []
        self._client = client
        self._clock = clock
        self._credentials = credentials
        self._gate = asyncio.Lock()
        self._state = State.SIGNED_OUT
        self._message = ""
        self._again_at: float | None = None
        """When the next attempt is, by the monotonic clock."""
        self._is_lost = False
        """Whether the last request did not get through although the session is live."""
        self._kept_password: str | None = None
        self._may_try_alone = True
        self._was_accepted = False
        """Whether a password of this session has been good: one that never was is not looked for again."""

    def view(self, now: float | None = None) -> SessionView:
        """The session for display, at local wall time `now` or at this moment."""
        has_signature = self.validity.signature is not None
        left = self.validity.left(now) if has_signature else None
        ran_out = left == 0 and self._state in (State.LIVE, State.STALE)
        if has_signature and self._state is State.EXPIRED:
            left = 0.0  # a signature that was refused before its time is worth nothing, either
        return SessionView(
            user=self._credentials.username,
            endpoint=self._client.endpoint.label,
            dialect=self._client.dialect,
            state=State.EXPIRED if ran_out else self._state,
            seconds_left=left,
            refreshed_ago=self.validity.age if has_signature else None,
            message=self._told(),
        )

    async def sign_in(self) -> None:
        """Log in, asking for the password if it is not kept; the first time, find out the dialect."""
        async with self._gate:
            self._may_try_alone = True
            await self._sign_in(may_ask=True)

    async def sign_out(self) -> None:
        """Forget signature and password; the server knows no logout (notes-for-client 28)."""
        async with self._gate:
            self._kept_password = None
            self._drop("")

    async def password(self) -> str:
        """The password of this session's user, asked for if it is not kept. Raises Cancelled for none."""
        return await self._password(may_ask=True)

    async def usable(self) -> Signature:
        """A signature to send right now, renewed or newly obtained if need be.

        Raises AuthError when signed out, SessionExpired when only the user can sign in again.
        """
        async with self._gate:
            if self._state in (State.LIVE, State.STALE):
                left = self.validity.left()
                if self.validity.is_doubtful or 0 < left <= MARGIN:
                    await self._renew()
                elif left == 0:
                    self._move(Event.RAN_OUT, RAN_OUT)
            if self._state is State.EXPIRED:
                await self._sign_in_alone(self._ended())
            if self.validity.signature is None:
                raise AuthError("Nobody is signed in", self._message, "Sign in first.")
            return self.validity.signature

    async def replace(self, refused: Signature, error: SessionExpired) -> None:
        """Get a signature in place of one the server refused, unless that has happened meanwhile.

        Raises `error` when that takes the user, or what went wrong on the way.
        """
        async with self._gate:
            if self.validity.signature is not refused:
                return
            self._refused(error)
            await self._sign_in_alone(error)

    async def give_up(self, refused: Signature, error: SessionExpired) -> None:
        """Count the session as ended: the server refused a signature that it had just issued."""
        async with self._gate:
            if self.validity.signature is refused:
                self._refused(error)

    async def upkeep(self, *, woke: bool) -> None:
        """Renew when due or after a wake-up; sign in again after the end, if that takes nobody."""
        async with self._gate:
            if self._state in (State.LIVE, State.STALE):
                is_doubtful = woke or self.validity.is_doubtful
                if self.validity.left() == 0 and not is_doubtful:
                    self._move(Event.RAN_OUT, RAN_OUT)
                elif woke or self._is_lost or self._state is State.STALE or self.validity.is_due:
                    await self._renew()
            if self._state is State.EXPIRED and self._can_sign_in_alone:
                await self._sign_in(may_ask=False)

    @asynccontextmanager
    async def ending(self, why: str, *, sign_in_again: bool) -> AsyncIterator[None]:
        """Around a request that ends every session: drop this one when it succeeded or may have.

        Afterwards sign in again if wanted; a failure of that is shown, since the deed itself is done.
        """
        async with self._gate:
            try:
                yield
            except SessionExpired as error:
                self._refused(error)
                raise
            except (ConnectionFailed, NotKarmaError, ServerCrashed, asyncio.CancelledError):
                self._drop("The request was cut off; the server may have carried it out or not.")
                raise
            self._drop(why)
            if not sign_in_again:
                self._kept_password = None
                return
            try:
                await self._sign_in(may_ask=True)
            except KarmaError as error:
                self.note(f"{why} Signing in again failed: {error.title}.")

    def note(self, message: str, again_in: float | None = None) -> None:
        """Show a sentence about trouble, and when the next attempt is; the next success takes it away."""
        self._again_at = None if again_in is None else self._clock.monotonic() + again_in
        self._message = message
        self._tell()

    def unreached(self, error: KarmaError) -> None:
        """A request did not get through. The next look at the clocks tries to renew, to know more."""
        if self._state is State.LIVE:
            self._is_lost = True
            self.note(f"{error.title}.")

    def reached(self) -> None:
        """The server has answered a request."""
        if self._is_lost:
            self._is_lost = False
            self.note("")

    async def _renew(self) -> None:
        """Renew; a refusal leaves the state expired, anything else that goes wrong is raised."""
        if self.validity.signature is None:
            return
        self._move(Event.RENEW)
        try:
            signature, answer = await self._client.renew_answer(self.validity.signature)
        except AuthError as error:
            self._move(Event.REFUSED, f"{error.title}.")
        except KarmaError as error:
            self._move(Event.UNREACHABLE, f"{error.title}.")
            raise
        except asyncio.CancelledError:
            self._move(Event.UNREACHABLE)
            raise
        else:
            self.validity.accept(signature, answer.server_time)
            self._move(Event.ACCEPTED)

    async def _sign_in_alone(self, error: SessionExpired) -> None:
        """Sign in if that takes nobody, also with what was put right since a refusal; else raise `error`."""
        if self._can_sign_in_alone:
            await self._sign_in(may_ask=False)
        elif await self._found_another():
            await self._sign_in(may_ask=False, may_look=False)
        else:
            raise error

    async def _sign_in(self, *, may_ask: bool, may_look: bool = True) -> None:
        password = await self._password(may_ask=may_ask)
        origin = self._state
        self._move(Event.SIGN_IN)
        try:
            password, signature, answer = await self._log_in(password, may_look=may_look)
            if self._client.dialect is None:
                self._client.dialect = await detect(self._client, signature)
        except AuthError as error:
            self._kept_password = None
            self._may_try_alone = False
            self._move(Event.REFUSED, f"{error.title}.", origin)
            if isinstance(error, LoginRefused):
                raise self._credentials.told(error) from error
            raise
        except KarmaError as error:
            self._move(Event.UNREACHABLE, f"{error.title}.", origin)
            raise
        except asyncio.CancelledError:
            self._move(Event.UNREACHABLE, "", origin)
            raise
        self._kept_password = password if self._credentials.keep else None
        self._may_try_alone = self._was_accepted = True
        self.validity.accept(signature, answer.server_time)
        self._move(Event.ACCEPTED)

    async def _log_in(self, password: str, *, may_look: bool) -> tuple[str, Signature, Answer]:
        """Log in; if the password is refused and where it is from there is another by now, with that."""
        name = self._credentials.username
        try:
            return (password, *await self._client.login_answer(name, password))
        except LoginRefused:
            if not may_look or not await self._found_another():
                raise
        self._kept_password = None
        password = await self._credentials.password() or password
        return (password, *await self._client.login_answer(name, password))

    async def _found_another(self) -> bool:
        """Whether a password that was good and is refused now has been replaced where it is from."""
        look = self._credentials.look_again
        return self._was_accepted and look is not None and await look()

    async def _password(self, *, may_ask: bool) -> str:
        if self._kept_password is not None:
            return self._kept_password
        if not may_ask and not self._credentials.unattended:
            raise self._ended()
        password = await self._credentials.password()
        if password is None:
            self._may_try_alone = may_ask
            raise Cancelled("Signing in was given up", "There was no password.", "Nothing was sent.")
        return password

    @property
    def _can_sign_in_alone(self) -> bool:
        has_password = self._kept_password is not None or self._credentials.unattended
        return self._may_try_alone and has_password

    def _ended(self) -> SessionExpired:
        return SessionExpired("The session has ended", self._message, "Sign in again.")

    def _refused(self, error: SessionExpired) -> None:
        self._move(Event.RAN_OUT, error.detail or f"{error.title}.")

    def _drop(self, why: str) -> None:
        self.validity.forget()
        self._move(Event.DROPPED, why)

    def _move(self, event: Event, message: str = "", origin: State = State.SIGNED_OUT) -> None:
        self._state = after(self._state, event, origin)
        if message or event in (Event.ACCEPTED, Event.DROPPED):
            self._message = message
        self._again_at = None
        is_setback = event in (Event.UNREACHABLE, Event.REFUSED)
        self._is_lost = is_setback and self._state is State.LIVE
        self._tell()

    def _told(self) -> str:
        if self._again_at is None:
            return self._message
        left = max(math.ceil(self._again_at - self._clock.monotonic()), 0)
        return f"{self._message} Next attempt in {left} s."

    def _tell(self) -> None:
        view = self.view()
        for listener in tuple(self.listeners):
            listener(view)
