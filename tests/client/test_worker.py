"""The renewal worker under a fake clock: the table of docs/session.md, line by line."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from karma_tui.client.session_state import State
from karma_tui.client.worker import RenewalWorker
from karma_tui.errors import NotKarmaError
from tests.client.fakes import Bench, FakeClock, reply, settle


async def started(bench: Bench) -> Bench:
    await bench.session.sign_in()
    bench.server.log.clear()
    bench.views.clear()
    bench.session.start()
    return bench


async def test_renewal_comes_after_ten_minutes_and_again() -> None:
    bench = await started(Bench())
    await bench.clock.advance(590)
    assert bench.server.log == []
    await bench.clock.advance(20)
    assert bench.server.log == ["renew"]
    assert bench.session.view().seconds_left == pytest.approx(890, abs=10)
    await bench.clock.advance(3600)
    assert set(bench.server.log) == {"renew"}
    assert len(bench.server.log) == 6 + 1
    await bench.session.stop()


async def test_renewal_goes_by_the_servers_clock() -> None:
    bench = Bench()
    bench.server.skew = -7200.0
    await started(bench)
    await bench.clock.advance(590)
    assert bench.server.log == []
    await bench.clock.advance(20)
    assert bench.server.log == ["renew"]
    await bench.session.stop()


@pytest.mark.parametrize("skew", [-1200.0, -30.0, 30.0, 1200.0])
async def test_a_gateway_with_a_clock_of_its_own_changes_nothing(skew: float) -> None:
    bench = Bench()
    bench.server.gateway_skew = skew
    await started(bench)
    assert bench.session.view().seconds_left == 900
    await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["query"]
    assert bench.session.view().seconds_left == 900
    await bench.clock.advance(590)
    assert bench.server.log == ["query"]
    assert bench.session.view().seconds_left == 310
    await bench.clock.advance(20)
    assert bench.server.log == ["query", "renew"]
    await bench.session.stop()


async def test_a_wake_up_renews_at_once() -> None:
    bench = await started(Bench())
    await bench.clock.advance(100)
    bench.clock.suspend(200)
    await bench.clock.advance(10)
    assert bench.server.log == ["renew"]
    assert bench.session.view().state is State.LIVE
    await bench.clock.advance(500)
    assert bench.server.log == ["renew"]
    await bench.session.stop()


async def test_a_wake_up_after_the_end_signs_in_again_if_it_may() -> None:
    bench = await started(Bench())
    bench.clock.suspend(8 * 3600)
    await bench.clock.advance(10)
    assert bench.server.log == ["renew", "login"]
    assert bench.session.view().state is State.LIVE
    await bench.session.stop()


async def test_a_wake_up_after_the_end_waits_for_the_user_if_it_must() -> None:
    bench = await started(Bench(keep=False))
    bench.clock.suspend(8 * 3600)
    await bench.clock.advance(600)
    assert bench.server.log == ["renew"]
    assert bench.session.view().state is State.EXPIRED
    assert bench.asked == 1
    await bench.session.sign_in()
    await bench.clock.advance(610)
    assert bench.server.log == ["renew", "login", "renew"]
    await bench.session.stop()


async def test_an_unattended_password_source_is_used_again() -> None:
    bench = await started(Bench(keep=False, unattended=True))
    bench.clock.suspend(8 * 3600)
    await bench.clock.advance(10)
    assert bench.server.log == ["renew", "login"]
    assert bench.asked == 2
    await bench.session.stop()


async def test_a_server_that_is_away_is_tried_rarer_and_rarer() -> None:
    bench = await started(Bench())
    bench.server.is_away = True
    start = bench.clock.monotonic()
    attempts: list[float] = []
    seen = 0
    for _ in range(220):
        await bench.clock.advance(5)
        attempts += [bench.clock.monotonic() - start] * (len(bench.server.log) - seen)
        seen = len(bench.server.log)
    gaps = [round(after - before) for before, after in pairwise(attempts)]
    assert gaps[:7] == [5, 10, 20, 40, 60, 60, 60]
    assert set(gaps[4:]) == {60}
    assert "Next attempt in 55 s" in bench.session.view().message
    assert bench.session.view().state is State.EXPIRED
    await bench.session.stop()


async def test_a_server_that_is_away_leaves_the_session_stale_until_it_is_back() -> None:
    bench = await started(Bench())
    bench.server.is_away = True
    await bench.clock.advance(620)
    assert bench.session.view().state is State.STALE
    assert "Next attempt in" in bench.session.view().message
    bench.server.is_away = False
    await bench.clock.advance(60)
    assert bench.session.view().state is State.LIVE
    assert bench.session.view().message == ""
    assert bench.session.view().refreshed_ago == pytest.approx(30, abs=30)
    await bench.session.stop()


async def test_a_server_that_was_away_too_long_is_signed_in_to_again() -> None:
    bench = await started(Bench())
    bench.server.is_away = True
    await bench.clock.advance(2000)
    assert bench.session.view().state is State.EXPIRED
    bench.server.is_away = False
    await bench.clock.advance(61)
    assert bench.session.view().state is State.LIVE
    assert bench.server.log[-1] == "login"
    await bench.session.stop()


async def test_a_refused_password_is_not_tried_over_and_over() -> None:
    bench = await started(Bench())
    bench.server.password = "other"
    bench.server.valid.clear()
    await bench.clock.advance(3600)
    assert bench.server.log == ["renew", "login"]
    assert bench.session.view().state is State.EXPIRED
    await bench.session.stop()


async def test_a_refused_password_of_an_unattended_source_is_not_tried_over_and_over() -> None:
    bench = await started(Bench(keep=False, unattended=True))
    bench.server.password = "other"
    bench.server.valid.clear()
    await bench.clock.advance(3600)
    assert bench.server.log == ["renew", "login"]
    bench.password = "other"
    await bench.session.sign_in()
    assert bench.session.view().state is State.LIVE
    await bench.session.stop()


async def test_a_stale_session_is_renewed_before_its_time() -> None:
    bench = await started(Bench())
    bench.server.is_away = True
    bench.clock.suspend(100)
    await bench.clock.advance(10)
    assert bench.session.view().state is State.STALE
    bench.server.is_away = False
    await bench.clock.advance(10)
    assert bench.session.view().state is State.LIVE
    assert bench.server.log == ["away", "renew"]
    await bench.session.stop()


async def test_a_wake_up_ends_the_waiting_for_a_server_that_was_away() -> None:
    bench = await started(Bench())
    bench.server.is_away = True
    await bench.clock.advance(800)
    assert "Next attempt in 55 s" in bench.session.view().message
    before = len(bench.server.log)
    bench.clock.suspend(30)
    await bench.clock.advance(6)  # the next look at the clocks is after 5 s
    assert len(bench.server.log) == before + 1
    assert "Next attempt in 4 s" in bench.session.view().message
    await bench.session.stop()


async def test_a_password_source_that_is_empty_is_not_asked_over_and_over() -> None:
    bench = await started(Bench(keep=False, unattended=True))
    bench.password = None
    bench.clock.suspend(8 * 3600)
    await bench.clock.advance(3600)
    assert bench.server.log == ["renew"]
    assert bench.asked == 2
    await bench.session.stop()


async def test_nobody_signed_in_means_no_traffic() -> None:
    bench = Bench()
    bench.session.start()
    bench.clock.suspend(500)
    await bench.clock.advance(3600)
    assert bench.server.log == []
    await bench.session.stop()


async def test_stopping_uses_no_network_and_may_come_twice() -> None:
    bench = await started(Bench())
    bench.session.start()
    await bench.session.stop()
    await bench.session.stop()
    await bench.clock.advance(2000)
    assert bench.server.log == []


async def test_stopping_amid_a_renewal_leaves_a_stale_session() -> None:
    bench = await started(Bench())
    bench.server.hold = asyncio.Event()
    await bench.clock.advance(610)
    assert bench.session.view().state is State.REFRESHING
    await bench.session.stop()
    assert bench.session.view().state is State.STALE
    bench.server.hold = None
    await bench.session.run(b"x", writes=False)


class _Faulty:
    def __init__(self) -> None:
        self.notes: list[str] = []

    async def upkeep(self, *, woke: bool) -> None:
        raise RuntimeError("with a secret in it")

    def note(self, message: str, again_in: float | None = None) -> None:
        self.notes.append(message)


async def test_a_fault_of_ours_is_shown_and_raised_when_stopping() -> None:
    clock, session = FakeClock(), _Faulty()
    worker = RenewalWorker(session, clock)
    worker.start()
    await clock.advance(10)
    assert session.notes == ["Renewal has stopped by a fault of this program (RuntimeError)."]
    assert not worker.is_running
    with pytest.raises(RuntimeError):
        await worker.stop()
    await settle()


async def test_a_stranger_in_the_servers_place_is_told_until_the_server_is_back() -> None:
    bench = await started(Bench())
    bench.server.answers = [reply(b"<html>pay for the network</html>", content_type="text/html")]
    with pytest.raises(NotKarmaError):
        await bench.session.run(b"x", writes=False)
    assert "does not answer like a karma.run server" in bench.session.view().message
    await bench.clock.advance(10)
    assert bench.server.log == ["query", "renew"]
    assert bench.session.view().message == ""
    await bench.session.stop()
