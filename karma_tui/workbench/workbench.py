"""An open instance: runs expressions and answers with values, whatever goes wrong. Both faces use only this.

It must not know about screens or the shell. One workbench serves one event loop; runs may overlap.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, TypeAlias, TypeVar

from karma_tui.client.api import Answer, Client
from karma_tui.client.credentials import Credentials
from karma_tui.client.freshness import Epoch, suspects_stale_tag
from karma_tui.client.repeats import asking_for, noting, repeating
from karma_tui.client.session import Session
from karma_tui.client.session_state import SessionView
from karma_tui.client.sink import Sink
from karma_tui.errors import Cancelled, ConnectionFailed, KarmaError, QueryRefused, Span
from karma_tui.lang.nodes import Dialect
from karma_tui.workbench.blame import blame
from karma_tui.workbench.credentials import Finding, known_credentials
from karma_tui.workbench.guard import UNGUARDED, Guard
from karma_tui.workbench.local_instance import LocalInstance
from karma_tui.workbench.prepare import Prepared, alone, prepare
from karma_tui.workbench.run import Outcome, Run

if TYPE_CHECKING:
    from karma_tui.library.history.facts import Deed
    from karma_tui.library.history.origin import Origin
    from karma_tui.schema.model import TaggedModel
    from karma_tui.workbench.keeping import Recorder
    from karma_tui.workbench.paging import Page
    from karma_tui.workbench.parameters import Given
    from karma_tui.workbench.recording import Recording

_APART = 4096
"""Characters from which a text is worked on in a thread."""

P = ParamSpec("P")
T = TypeVar("T")
Make: TypeAlias = Callable[[str, Dialect, Epoch], Prepared]
"""How a text becomes a request; see `prepare`."""


class Workbench:
    """One instance, one session. Made by `connect.open_instance`, which also starts it."""

    def __init__(
        self,
        client: Client,
        credentials: Credentials,
        local: LocalInstance | None = None,
        on_session: Callable[[SessionView], None] | None = None,
        guard: Guard = UNGUARDED,
        recorder: Recorder | None = None,
        finding: Finding | None = None,
    ) -> None:
        self._client = client
        self._local = local
        self._on_session = on_session
        self._guard = guard
        self._recorder = recorder
        self._finding = finding
        self._session = self._new_session(credentials)

    async def __aenter__(self) -> Workbench:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.close()

    @property
    def dialect(self) -> Dialect:
        """The dialect the instance speaks."""
        return self._client.dialect or Dialect.V1

    @property
    def guard(self) -> Guard:
        """The profile's rules."""
        return self._guard

    @property
    def local(self) -> LocalInstance | None:
        """The local instance, if this is one."""
        return self._local

    async def start(self) -> None:
        """Start or join the local instance if it is meant, sign in, begin to renew. Raises KarmaError."""
        await self._with_local(self._session.sign_in, again=True)
        self._session.start()

    async def run(
        self,
        text: str,
        stretch: Span | None = None,
        *,
        sink: Sink | None = None,
        confirmed: str = "",
        given: Given | None = None,
        page: Page | None = None,
        origin: Origin | None = None,
    ) -> Run:
        """Run the expression in `text` and tell how it ended; only cancelling the task raises.

        With a `stretch` only that part of the text is the expression; places in errors, also those in
        words, are of the whole text all the same. A `sink` gets the result as it comes in; the run's
        body is then empty. `confirmed` is the profile's name where a user gave it; without it a protected
        profile refuses what changes or deletes, a read-only one refuses all that writes (`guard`).
        `given` are the values of parameters; without it those of the text's header get their defaults.
        With a `page` just those records of the list it returns are asked for.
        `origin` says who asks, for the history; without it only what writes is recorded.
        An expression that only reads is sent again after a renewed login, a lost connection or a stale
        answer about a tag (spec, notes for clients 7); a writing one is not.
        """
        recording = self._recording(text, stretch, origin, given, is_part=page is not None)
        is_real = self._local is None
        make: Make = partial(prepare, warn=is_real)
        if page is not None:
            # a module of its own: few results are asked for by pages
            from karma_tui.workbench.paging import prepare_page

            make = partial(prepare_page, warn=is_real, page=page)
        return await self._told(text, stretch, make, sink, confirmed, given, recording)

    async def confirm(self, text: str, stretch: Span | None = None, *, given: Given | None = None) -> Run:
        """Have the server type the expression without running it; the body answers `read_confirmed`.

        Told like a run, with the same places for errors. Only an instance of dialect 1.0 can.
        """
        # a module of its own: most windows never ask
        from karma_tui.workbench.confirm import prepare_confirm

        return await self._told(text, stretch, prepare_confirm, given=given, by_itself=_samples)

    async def _told(
        self,
        text: str,
        stretch: Span | None,
        making: Callable[..., Prepared],
        sink: Sink | None = None,
        confirmed: str = "",
        given: Given | None = None,
        recording: Recording | None = None,
        by_itself: Callable[[str], Given | None] | None = None,
    ) -> Run:
        started = time.monotonic()
        start = stretch.start if stretch is not None else 0
        whole, text = text, text if stretch is None else alone(text, stretch)
        prepared: Prepared | None = None
        repeats: list[str] = []
        try:
            make = partial(making, given=given or (by_itself or _defaults)(whole))
            prepared = await self._prepare(text, make)
            if prepared.writes:
                await _apart(text, self._guard.check, prepared.sent.root, confirmed)
            if recording is not None:
                recording.begin(writes=prepared.writes)
                sink = recording.taking(sink)
            with noting(repeats):
                answer = await self._send(prepared, text, make, sink)
        except KarmaError as error:
            places = await _apart(text, blame, error, prepared, start)
            outcome = Outcome.CANCELLED if isinstance(error, Cancelled) else Outcome.ERROR
            run = Run(outcome, error=error, places=places)
        except BaseException as cause:
            if recording is not None:
                recording.broken_off(cause)
            raise
        else:
            run = Run(Outcome.OK, answer.body if sink is None else b"")
        run = replace(_with_facts(run, prepared, time.monotonic() - started), repeats=tuple(repeats))
        return run if recording is None else recording.end(run)

    def _recording(
        self,
        text: str,
        stretch: Span | None,
        origin: Origin | None,
        given: Given | None,
        *,
        is_part: bool,
    ) -> Recording | None:
        if self._recorder is None:
            return None
        from karma_tui.workbench.recording import Recording, started  # not needed where nothing is kept

        run = started(text, stretch, origin, self._recorder.face, given.told() if given is not None else {})
        user = self._session.view().user
        run = run._replace(user=user, dialect=str(self.dialect))
        return Recording(self._recorder, origin, run, is_part=is_part)

    async def instance_catalogue(self) -> list[TaggedModel]:
        """The instance's models with their tags. Raises KarmaError."""
        # with the first models: a run alone needs none
        from karma_tui.workbench.contents import contents_query, read_contents

        with asking_for("models"):
            answer = await self._ask(contents_query(self.dialect), writes=False)
        return await asyncio.to_thread(read_contents, answer.body)

    async def administer(
        self,
        act: Callable[[Session], Awaitable[T]],
        deed: str = "",
        confirmed: str = "",
        told: Deed | None = None,
    ) -> T:
        """Have the session do what no expression can: export, import, reset, another secret.

        `deed` tells what is changed by it, "" for nothing; the profile may forbid it, and `confirmed` has
        to be the profile's name (`Guard.check_deed`). Nothing is sent before that is settled.
        `told` is how the history tells of it.
        """
        if deed:
            self._guard.check_deed(deed, confirmed)
        doing = partial(self._with_local, partial(act, self._session), again=not deed)
        if told is None or self._recorder is None:
            return await doing()
        from karma_tui.workbench.recording import recorded_deed  # see `_recording`

        with recorded_deed(self._recorder, told, self._session.view().user, str(self.dialect)):
            return await doing()

    def session_view(self) -> SessionView:
        """The session as it is now, for display; no traffic."""
        return self._shown(self._session.view())

    async def sign_in(self, username: str, password: str) -> None:
        """Begin a session of another user, or of the same one anew; the old one stays if this fails."""
        session = self._new_session(known_credentials(username, password, self._finding))
        session.epoch = self._session.epoch.next()
        await self._with_local(session.sign_in, again=True)
        old, self._session = self._session, session
        session.start()
        await old.stop()

    async def reconnect(self) -> None:
        """Drop all connections, start the local instance if it died, sign in again. Raises KarmaError."""
        await self._client.aclose()
        await self._ensure_local()
        self._session.refresh()
        await self._session.sign_in()
        self._session.start()

    async def close(self) -> None:
        """Let go of session, connections and local instance; no traffic."""
        try:
            await self._session.stop()
        finally:  # a fault of the worker's is raised by that, and must keep nothing open
            await self._client.aclose()
            if self._recorder is not None:
                await self._recorder.close()
            if self._local is not None:
                self._local.release()

    async def _prepare(self, text: str, make: Make) -> Prepared:
        return await _apart(text, make, text, self.dialect, self._session.epoch)

    async def _send(self, prepared: Prepared, text: str, make: Make, sink: Sink | None) -> Answer:
        try:
            return await self._ask(prepared.body, writes=prepared.writes, sink=sink)
        except QueryRefused as error:
            if prepared.writes or self.dialect is not Dialect.V1 or not suspects_stale_tag(error):
                raise
        # the session has begun a new epoch, so this is another text for the server's compile cache
        again = await self._prepare(text, make)
        with repeating("the server knew an older state of a tag"):
            return await self._session.run(again.body, writes=False, sink=sink)

    async def _ask(self, body: bytes, *, writes: bool, sink: Sink | None = None) -> Answer:
        run = partial(self._session.run, body, writes=writes, sink=sink)
        return await self._with_local(run, again=not writes)

    async def _with_local(self, act: Callable[[], Awaitable[T]], *, again: bool) -> T:
        """Act with the local instance running; `again` if it turns out to have ended just then."""
        await self._ensure_local()
        try:
            return await act()
        except ConnectionFailed:
            if not again or self._local is None or not await self._local.has_ended():
                raise
        await self._ensure_local()
        with repeating("the local instance had ended"):
            return await act()

    async def _ensure_local(self) -> None:
        """Have the local instance running; after a restart the kept connections lead nowhere."""
        if self._local is not None and await self._local.ensure():
            await self._client.aclose()

    def _new_session(self, credentials: Credentials) -> Session:
        session = Session(self._client, credentials)
        session.listen(self._tell)
        return session

    def _tell(self, view: SessionView) -> None:
        if self._on_session is not None:
            self._on_session(self._shown(view))

    def _shown(self, view: SessionView) -> SessionView:
        """A local instance's socket says nothing to a person; that it ended is no loss, but worth knowing."""
        if self._local is None:
            return view
        name = self._local.place.name
        return replace(view, endpoint=name if self._local.is_alive() else f"{name} (stopped)")


def _defaults(text: str) -> Given | None:
    """What the parameters of a header are by themselves; None if there is no header."""
    if not text.lstrip().startswith("//"):
        return None
    from karma_tui.workbench.parameters import defaults_of

    return defaults_of(text)


def _samples(text: str) -> Given | None:
    """As `_defaults`, with some value for each parameter that has none: only types are looked at."""
    if not text.lstrip().startswith("//"):
        return None
    from karma_tui.workbench.parameters import with_samples

    return with_samples(text)


async def _apart(text: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do what takes a while for a big text in a thread, so that the event loop goes on."""
    if len(text) < _APART:
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)


def _with_facts(run: Run, prepared: Prepared | None, elapsed: float) -> Run:
    if prepared is None:
        return replace(run, elapsed=elapsed)
    return replace(
        run,
        elapsed=elapsed,
        form=prepared.form,
        dialect=prepared.dialect,
        writes=prepared.writes,
        messages=prepared.messages,
    )
