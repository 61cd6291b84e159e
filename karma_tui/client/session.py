"""A signed-in user at one server: runs expressions under a signature that is kept valid behind the scenes.

An expression that only reads is sent a second time after a new login or a lost connection, a writing one
never: nobody can tell whether it was carried out (notes-for-client 41).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from karma_tui.client.api import Answer, Client
from karma_tui.client.clock import Clock, SystemClock
from karma_tui.client.credentials import Credentials
from karma_tui.client.faults import ConnectionDropped
from karma_tui.client.freshness import Epoch, first_epoch, suspects_stale_tag
from karma_tui.client.keeper import Keeper, Listener
from karma_tui.client.repeats import repeating
from karma_tui.client.session_state import SessionView
from karma_tui.client.signature import Signature
from karma_tui.client.sink import Sink
from karma_tui.client.worker import RenewalWorker
from karma_tui.errors import (
    ConnectionFailed,
    NotKarmaError,
    QueryRefused,
    ServerCrashed,
    SessionExpired,
    SessionReplaced,
)
from karma_tui.lang.nodes import Dialect

if TYPE_CHECKING:
    from pathlib import Path

    from karma_tui.client.dumpcheck import DumpInfo
    from karma_tui.client.dumps import ExportResult, Progress

T = TypeVar("T")


class Session:
    """See the module; `keeper.py` for states and signing in, `worker.py` for renewal in the background."""

    def __init__(self, client: Client, credentials: Credentials, clock: Clock | None = None) -> None:
        self.client = client
        self.credentials = credentials
        self.epoch: Epoch = first_epoch()
        """Which nonce an expression of dialect 1.0 needs now; see `freshness.with_nonce`."""
        ticking = clock or SystemClock()
        self._keeper = Keeper(client, credentials, ticking)
        self._worker = RenewalWorker(self._keeper, ticking)

    @property
    def dialect(self) -> Dialect | None:
        """The server's dialect, known from the first login on."""
        return self.client.dialect

    def view(self, now: float | None = None) -> SessionView:
        """The session for display, at local wall time `now` or at this moment."""
        return self._keeper.view(now)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have every change told to `listener`, which must not call back; returns what ends that."""
        self._keeper.listeners.append(listener)
        return lambda: self._keeper.listeners.remove(listener)

    async def sign_in(self) -> None:
        """Log in, and find out the dialect the first time.

        Raises LoginRefused, ConnectionFailed, NotKarmaError, or Cancelled when no password is given.
        """
        await self._keeper.sign_in()

    async def sign_out(self) -> None:
        """Forget signature and password, without traffic."""
        await self._keeper.sign_out()

    async def signature(self) -> Signature:
        """A signature that is good right now; requests had better be made by `call`.

        Raises AuthError when signed out, SessionExpired when only the user can sign in again.
        """
        return await self._keeper.usable()

    async def run(self, body: bytes, *, writes: bool, sink: Sink | None = None) -> Answer:
        """Run an expression. `writes` says whether it could change data: such a one is sent once at most.

        A `sink` gets the answer's body as it comes in.

        Raises what `Client.query` and `signature` raise; SessionReplaced for one that writes and was not run.
        """
        return await self.call(
            lambda signature: self._query(body, signature, sink, writes=writes), writes=writes
        )

    async def call(self, request: Callable[[Signature], Awaitable[T]], *, writes: bool) -> T:
        """Make a request of another kind, REST for example, with the same rules of repeating as `run`."""
        try:
            answer = await self._call(request, writes=writes)
        except (ConnectionFailed, NotKarmaError) as error:
            self._keeper.unreached(error)
            raise
        except ServerCrashed as error:
            if error.status == 0:
                self._keeper.unreached(error)
            raise
        self._keeper.reached()
        return answer

    async def _call(self, request: Callable[[Signature], Awaitable[T]], *, writes: bool) -> T:
        signature = await self._keeper.usable()
        try:
            return await request(signature)
        except SessionExpired as error:
            await self._keeper.replace(signature, error)
            if writes:
                raise _not_run(error) from error
            why = "the session had run out"
        except ConnectionDropped:
            if writes:
                raise
            why = "the connection was lost"
        signature = await self._keeper.usable()
        with repeating(why):
            try:
                return await request(signature)
            except SessionExpired as error:
                await self._keeper.give_up(signature, error)
                raise

    def refresh(self) -> None:
        """Distrust what the server has compiled so far: a new epoch begins."""
        self.epoch = self.epoch.next()

    def start(self) -> None:
        """Begin to renew in the background."""
        self._worker.start()

    async def stop(self) -> None:
        """End the background work, without traffic."""
        await self._worker.stop()

    async def export(
        self,
        path: Path,
        progress: Progress | None = None,
        *,
        numbered: bool = False,
        checking: Callable[[], None] = lambda: None,
    ) -> ExportResult:
        """See `dumps.export`."""
        from karma_tui.client import dumps  # rarely needed, and archives take a while to import

        return await self.call(
            lambda signature: dumps.export(
                self.client, signature, path, progress, numbered=numbered, checking=checking
            ),
            writes=False,
        )

    async def import_dump(
        self, path: Path, *, local: bool = False, progress: Progress | None = None
    ) -> DumpInfo:
        """See `dumps.import_dump`; then sign in again with the same password, since the users are others."""
        from karma_tui.client import dumps  # see export

        signature = await self._keeper.usable()
        async with (
            dumps.checked(path, self.dialect or Dialect.V1, local=local) as dump,
            self._keeper.ending("The instance's data was replaced.", sign_in_again=True),
        ):
            self.refresh()
            await dumps.send(self.client, signature, dump, progress)
            return dump.info

    async def reset(self) -> str:
        """Delete everything on the server, then sign in again with the same secret; answers its words."""
        signature = await self._keeper.usable()
        async with self._keeper.ending("The instance was reset.", sign_in_again=True):
            self.refresh()
            return await self.client.reset(signature)

    async def rotate_secret(self, secret: str = "", *, sign_in_again: bool = False) -> None:
        """Change the server's secret; this session ends, and only the server knows the new one.

        `secret` is the present one, "" for what this session signs in with. `sign_in_again` is for
        credentials that have the new one by themselves, as those of a local instance do.
        """
        present = secret or await self._keeper.password()
        async with self._keeper.ending("The instance's secret was changed.", sign_in_again=sign_in_again):
            await self.client.rotate_secret(present)

    async def _query(self, body: bytes, signature: Signature, sink: Sink | None, *, writes: bool) -> Answer:
        """Send once; writes and missing tags begin a new epoch."""
        try:
            answer = await self.client.query(body, signature, sink)
        except QueryRefused as error:
            if suspects_stale_tag(error):
                self.refresh()
            raise
        finally:
            if writes:
                self.refresh()
        self._keeper.validity.observe(answer.server_time)
        return answer


def _not_run(error: SessionExpired) -> SessionReplaced:
    return SessionReplaced(
        error.title,
        "The server refused the old session before it ran anything. This session is signed in again.",
        "Run the expression once more; one that writes is never repeated on its own.",
    )
