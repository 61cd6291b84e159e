"""Sessions in the wild: the real server behind a real socket, and what breaks between the two.

Time is the tests' own, on both sides. What a session shows has to be true at every step.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from karma_tui.client.api import Client
from karma_tui.client.credentials import Credentials
from karma_tui.client.session import Session
from karma_tui.client.session_state import SessionView, State
from karma_tui.errors import ConnectionFailed, LoginRefused, ServerCrashed, SessionExpired, SessionReplaced
from tests.client.clocked import ClockedServer, SharedClock, clocked_server
from tests.client.fakes import FakeClock
from tests.client.local_server import create, make_tag, program
from tests.client.test_against_local import LOVELACE
from tests.client.wire import Wire, wire_to

TRUE = program({"bool": True})
COUNT = program({"length": {"all": {"tag": {"string": "note"}}}})
WRITE = program(create("note", {"string": "one more"}))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedServer]:
    """A server that no test ends."""
    with clocked_server(tmp_path_factory.mktemp("shared")) as server:
        yield server


@pytest.fixture
def own(tmp_path: Path) -> Iterator[ClockedServer]:
    """A server to be ended."""
    with clocked_server(tmp_path) as server:
        yield server


class Window:
    """A session over a wire, as a window has it; `words` is all that its status said."""

    def __init__(self, wire: Wire, clock: SharedClock, user: str, password: Any, **how: bool) -> None:
        self.wire = wire
        self.clock = clock
        self.client = Client(wire.endpoint)
        self.views: list[SessionView] = []
        self.asked = 0
        self._password = password
        credentials = Credentials(user, self._ask, how.get("keep", False), how.get("unattended", False))
        self.session = Session(self.client, credentials, clock)
        self.session.listen(self.views.append)

    async def _ask(self) -> str | None:
        self.asked += 1
        return str(self._password())

    @property
    def view(self) -> SessionView:
        return self.session.view()

    @property
    def states(self) -> list[str]:
        return [str(view.state) for view in self.views]

    async def ask(self, body: bytes = TRUE) -> bytes:
        return (await self.session.run(body, writes=False)).body

    async def write(self) -> None:
        await self.session.run(WRITE, writes=True)


@asynccontextmanager
async def window(
    server: ClockedServer,
    clock: SharedClock,
    wire: Wire | None = None,
    user: str = "admin",
    password: Any = None,
    read_timeout: float = 5,
    **how: bool,
) -> AsyncIterator[Window]:
    """Signed in, with its worker at work."""
    async with wire_to(server.port, read_timeout) as own_wire:
        made = Window(wire or own_wire, clock, user, password or (lambda: server.secret), **how)
        try:
            await made.session.sign_in()
            made.session.start()
            clock.sleepers += 1
            await clock.asleep()
            made.wire.requests.clear()
            made.views.clear()
            yield made
        finally:
            clock.sleepers -= 1
            await quits_quietly(made)


async def quits_quietly(window: Window) -> None:
    """Leaving takes no time and sends nothing, whatever state a session is in."""
    before, began = list(window.wire.requests), time.monotonic()
    await window.session.stop()
    await window.client.aclose()
    assert time.monotonic() - began < 5, "it waited for somebody"
    assert window.wire.requests == before


async def restarted(server: ClockedServer, window: Window) -> None:
    """The server ends and begins again; its connections are gone."""
    server.stop()
    await window.wire.drop()
    server.start()
    window.wire.port = server.port


async def make_user(admin: Session, name: str) -> None:
    fields = {"username": {"string": name}, "password": {"string": LOVELACE}, "roles": {"list": []}}
    await admin.run(program(create("_user", {"data": {"struct": fields}})), writes=True)


def calm(view: SessionView) -> bool:
    return view.state is State.LIVE and not view.message


# --- the server goes and comes


async def test_a_restarted_server_takes_a_reading_expression_and_is_not_sent_a_writing_one_twice(
    own: ClockedServer,
) -> None:
    async with window(own, SharedClock(own)) as it:
        await make_tag(it.session, "note")
        await restarted(own, it)
        assert await it.ask(COUNT) == b"2"
        assert calm(it.view)
        it.wire.cut_after = 0
        with pytest.raises(ConnectionFailed) as caught:
            await it.write()
        assert "look first whether it did" in caught.value.hint
        await restarted(own, it)
        assert it.wire.requests[-1] == "query"
        assert it.wire.requests.count("login") == 0
        assert await it.ask(COUNT) == b"3"
        assert calm(it.view)
        assert it.asked == 1


async def test_a_connection_lost_amid_an_answer_repeats_reading_but_never_writing(
    shared: ClockedServer,
) -> None:
    async with window(shared, SharedClock(shared)) as it:
        await it.ask()
        it.wire.requests.clear()
        it.wire.cut_after = 20
        assert await it.ask() == b"true"
        assert it.wire.requests == ["query", "query"]
        it.wire.cut_after = 20
        with pytest.raises(ConnectionFailed) as caught:
            await it.session.run(TRUE, writes=True)
        assert "look first whether it did" in caught.value.hint
        assert it.wire.requests == ["query"] * 3
        await it.clock.advance(10)
        assert calm(it.view)


async def test_a_server_that_is_gone_is_shown_until_it_is_back(own: ClockedServer) -> None:
    async with window(own, SharedClock(own)) as it:
        assert calm(it.view)
        own.stop()
        await it.wire.tear()
        for writes in (False, True):
            with pytest.raises(ConnectionFailed):
                await it.session.run(TRUE, writes=writes)
            assert "Nothing answers" in it.view.message
        await it.clock.advance(30)
        assert it.states[-1] == "stale"
        own.start()
        it.wire.port = own.port
        await it.wire.mend()
        await it.clock.advance(60)
        assert calm(it.view)
        assert await it.ask() == b"true"


async def test_the_next_answer_takes_the_word_of_a_lost_server_away(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared)) as it:
        await it.wire.tear()
        with pytest.raises(ConnectionFailed):
            await it.ask()
        assert not calm(it.view)
        await it.wire.mend()
        assert await it.ask() == b"true"
        assert calm(it.view)
        assert it.states[-1] == "live"


async def test_a_server_that_hangs_up_unanswered_is_asked_how_it_is(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared)) as it:
        await it.wire.drop()
        it.wire.cut_after = 0
        with pytest.raises(ServerCrashed):
            await it.ask()
        assert "closed the connection" in it.view.message
        await it.clock.advance(10)
        assert it.wire.requests == ["query", "renew"]
        assert calm(it.view)


async def test_signing_in_at_a_server_that_is_gone_is_no_trouble_for_longer_than_that(
    shared: ClockedServer,
) -> None:
    async with window(shared, SharedClock(shared)) as it:
        await it.wire.tear()
        with pytest.raises(ConnectionFailed):
            await it.session.sign_in()
        assert not calm(it.view)
        await it.wire.mend()
        await it.clock.advance(10)
        assert calm(it.view)


# --- the secret


async def test_another_secret_is_told_and_the_same_text_runs_after_signing_in(own: ClockedServer) -> None:
    typed = own.secret
    async with window(own, SharedClock(own), password=lambda: typed, unattended=True) as it:
        own.secret_file.unlink()
        await restarted(own, it)
        with pytest.raises(LoginRefused):
            await it.ask()
        assert it.view.state is State.EXPIRED
        assert it.view.seconds_left == 0
        assert "not accept" in it.view.message
        for _ in range(2):
            with pytest.raises(SessionExpired):
                await it.ask()
        assert it.wire.requests == ["query", "login"]
        await it.clock.advance(3600)
        assert it.wire.requests == ["query", "login"]
        assert "Next attempt" not in it.view.message
        typed = own.secret
        await it.session.sign_in()
        assert await it.ask() == b"true"
        assert calm(it.view)


async def test_a_writing_expression_under_a_revoked_signature_says_that_nothing_ran(
    shared: ClockedServer,
) -> None:
    async with window(shared, SharedClock(shared), unattended=True) as it:
        await make_tag(it.session, "note")
        it.wire.requests.clear()
        await it.client.rotate_secret(shared.secret)
        with pytest.raises(SessionReplaced) as caught:
            await it.write()
        assert "before it ran anything" in caught.value.detail
        assert it.wire.requests[1:] == ["query", "login"]
        assert calm(it.view)
        await it.write()
        assert await it.ask(COUNT) == b"3"


async def test_a_secret_that_can_be_read_again_is_signed_in_with_alone(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared), unattended=True) as it:
        await it.client.rotate_secret(shared.secret)
        it.wire.requests.clear()
        assert await it.ask() == b"true"
        assert it.wire.requests == ["query", "login", "query"]
        assert calm(it.view)


async def test_another_secret_found_out_by_the_worker_is_told_without_promises(
    shared: ClockedServer,
) -> None:
    typed = shared.secret
    async with window(shared, SharedClock(shared), password=lambda: typed, unattended=True) as it:
        await it.client.rotate_secret(shared.secret)
        it.wire.requests.clear()
        await it.clock.advance(620)
        assert it.wire.requests == ["renew", "login"]
        assert it.view.state is State.EXPIRED
        assert "not accept" in it.view.message
        assert "Next attempt" not in it.view.message


# --- the user


async def test_a_deleted_user_is_told_and_not_asked_about_over_and_over(shared: ClockedServer) -> None:
    clock = SharedClock(shared)
    async with window(shared, clock) as admin:
        await make_user(admin.session, "ann")
        async with window(shared, clock, user="ann", password=lambda: "lovelace", unattended=True) as it:
            everybody = {"all": {"tag": {"string": "_user"}}}
            ann = {"filterList": [everybody, {"function": [["i", "u"], [_is_called("u", "ann")]]}]}
            found = {"refTo": {"first": ann}}
            await admin.session.run(program({"delete": found}), writes=True)
            with pytest.raises(LoginRefused):
                await it.ask(program(everybody))
            assert it.view.state is State.EXPIRED
            assert "not accept" in it.view.message
            before = list(it.wire.requests)
            await clock.advance(3600)
            assert it.wire.requests == before
            assert it.view.state is State.EXPIRED
            assert "Next attempt" not in it.view.message


def _is_called(name: str, value: str) -> Any:
    username = {"field": ["username", {"scope": name}]}
    return {"equal": [username, {"string": value}]}


# --- clocks


@pytest.mark.parametrize("skew", [-1200.0, 1200.0])
async def test_a_wrong_clock_changes_neither_what_is_shown_nor_when_is_renewed(
    shared: ClockedServer, skew: float
) -> None:
    async with window(shared, SharedClock(shared, skew)) as it:
        assert it.view.seconds_left == pytest.approx(900, abs=1.5)
        await it.clock.advance(590)
        assert it.view.seconds_left == pytest.approx(310, abs=1.5)
        assert it.wire.requests == []
        await it.clock.advance(30)
        assert it.wire.requests == ["renew"]
        assert it.view.seconds_left == pytest.approx(880, abs=21)
        await it.clock.advance(3000)
        assert it.wire.requests.count("renew") == 5 + 1
        assert "login" not in it.wire.requests
        assert calm(it.view)


@pytest.mark.parametrize("change", [-1200.0, 1200.0])
async def test_a_clock_that_is_set_while_the_server_is_away_promises_no_more_time_than_there_is(
    shared: ClockedServer, change: float
) -> None:
    async with window(shared, SharedClock(shared)) as it:
        await it.clock.advance(300)
        await it.wire.tear()
        it.clock.set_wall(change)
        for _ in range(5):
            await it.clock.advance(100)
            left = it.view.seconds_left
            assert left is not None
            assert left <= 901 - (it.view.refreshed_ago or 0)
        await it.wire.mend()
        await it.clock.advance(60)
        assert calm(it.view)
        assert it.view.seconds_left == pytest.approx(870, abs=31)


async def test_a_server_whose_clock_is_put_right_is_renewed_by_its_new_time(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared, 1200)) as it:
        it.clock.skew = 0
        it.clock.suspend(0)
        assert await it.ask() == b"true"
        await it.clock.advance(10)
        assert "renew" in it.wire.requests
        assert it.view.seconds_left == pytest.approx(900, abs=11)


@pytest.mark.parametrize(("slept", "sent"), [(700, ["renew"]), (8 * 3600, ["renew", "login"])])
async def test_a_machine_that_slept_is_up_to_date_within_ten_seconds(
    shared: ClockedServer, slept: float, sent: list[str]
) -> None:
    async with window(shared, SharedClock(shared), keep=True) as it:
        await it.wire.drop()
        it.clock.suspend(slept)
        assert it.view.state is (State.LIVE if slept < 900 else State.EXPIRED)
        await it.clock.advance(10)
        assert it.wire.requests == sent
        assert calm(it.view)
        assert it.asked == 1


async def test_a_sleep_that_both_clocks_have_counted_needs_no_refused_renewal(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared), keep=True) as it:
        await it.wire.drop()
        it.clock.pass_by(8 * 3600)
        assert it.view.state is State.EXPIRED
        await it.clock.advance(10)
        assert it.wire.requests == ["login"]
        assert calm(it.view)


async def test_a_query_right_after_a_long_sleep_just_works(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared), keep=True) as it:
        await it.wire.drop()
        it.clock.suspend(8 * 3600)
        assert await it.ask() == b"true"
        assert it.wire.requests[-2:] == ["login", "query"]


async def test_a_sleep_of_somebody_who_must_type_the_password_ends_with_a_question(
    shared: ClockedServer,
) -> None:
    async with window(shared, SharedClock(shared)) as it:
        it.clock.suspend(8 * 3600)
        with pytest.raises(SessionExpired) as caught:
            await it.ask()
        assert caught.value.hint == "Sign in again."
        assert it.view.state is State.EXPIRED
        await it.session.sign_in()
        assert await it.ask() == b"true"


# --- an hour without network


async def test_an_hour_without_network_is_stale_then_expired_then_signed_in_alone(
    shared: ClockedServer,
) -> None:
    async with window(shared, SharedClock(shared), keep=True) as it:
        await it.wire.tear()
        attempts: list[float] = []
        it.session.listen(
            lambda view: (
                attempts.append(it.clock.monotonic())
                if view.state in (State.REFRESHING, State.SIGNING_IN)
                else None
            )
        )
        await it.clock.advance(605)
        assert it.states[-1] == "stale"
        assert it.view.message.startswith("Nothing answers")
        await it.clock.advance(300)
        assert it.view.state is State.EXPIRED
        assert it.view.seconds_left == 0
        await it.clock.advance(2700)
        gaps = [round(after - before) for before, after in pairwise(attempts)]
        assert gaps[:5] == [5, 10, 20, 40, 60]
        assert set(gaps[5:]) == {60}
        await it.wire.mend()
        await it.clock.advance(60)
        assert it.wire.requests == ["login"]
        assert calm(it.view)
        assert it.asked == 1


async def test_the_next_attempt_is_counted_down(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared), keep=True) as it:
        await it.wire.tear()
        await it.clock.advance(1000)
        told = []
        for _ in range(70):
            await it.clock.advance(1)
            told.append(int(it.view.message.rsplit(" ", 2)[1]))
        assert set(told) == set(range(1, 61))
        assert all(after == before - 1 or after == 60 for before, after in pairwise(told))


async def test_a_network_that_swallows_everything_is_told_and_got_over(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared), keep=True, read_timeout=0.2) as it:
        it.clock.suspend(700)
        it.wire.answering.clear()
        with pytest.raises(ConnectionFailed):
            await it.ask()
        assert it.view.state is State.STALE
        assert "silent" in it.view.message
        it.wire.answering.set()
        await it.clock.advance(10)
        assert calm(it.view)
        assert await it.ask() == b"true"


# --- several at once


async def test_two_windows_of_one_user_renew_without_harm_to_each_other(shared: ClockedServer) -> None:
    clock = SharedClock(shared)
    async with window(shared, clock) as one, window(shared, clock) as two:
        await clock.advance(610)
        await asyncio.gather(one.ask(), two.ask())
        await clock.advance(3000)
        for it in (one, two):
            assert it.wire.requests.count("renew") == 6
            assert "login" not in it.wire.requests
            assert await it.ask() == b"true"
            assert calm(it.view)


async def test_a_renewal_amid_a_long_answer_touches_neither(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared)) as it:
        it.wire.answering.clear()
        running = asyncio.create_task(it.ask())
        await it.wire.held.wait()
        it.clock.sleepers -= 1
        await FakeClock.advance(it.clock, 610)
        assert it.view.state is State.REFRESHING
        assert not running.done()
        it.wire.answering.set()
        assert await running == b"true"
        it.clock.sleepers += 1
        await it.clock.asleep()
        assert it.wire.requests == ["query", "renew"]
        assert calm(it.view)


async def test_queries_that_come_amid_a_renewal_wait_for_it_and_share_it(shared: ClockedServer) -> None:
    async with window(shared, SharedClock(shared)) as it:
        it.clock.suspend(700)
        it.wire.answering.clear()
        running = [asyncio.create_task(it.ask()) for _ in range(3)]
        await it.wire.held.wait()
        assert it.view.state is State.REFRESHING
        it.wire.answering.set()
        assert await asyncio.gather(*running) == [b"true"] * 3
        assert it.wire.requests.count("renew") == 1


# --- leaving


@pytest.mark.parametrize("amid", ["renewal", "login", "query", "pause"])
async def test_leaving_amid_anything_takes_no_time_and_sends_nothing(
    shared: ClockedServer, amid: str
) -> None:
    async with window(shared, SharedClock(shared), keep=True) as it:
        running: asyncio.Task[Any] | None = None
        if amid == "pause":
            await it.wire.tear()
            await it.clock.advance(700)
        else:
            it.wire.answering.clear()
            it.clock.suspend({"renewal": 700, "login": 5000, "query": 0}[amid])
            running = asyncio.create_task(it.ask())
            await it.wire.held.wait()
        await quits_quietly(it)
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "session renewal"]
