"""A session through its whole life: signing in, running, losing the server, ending and beginning anew."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from karma_tui.client.session_state import State
from karma_tui.errors import (
    AuthError,
    Cancelled,
    ConnectionFailed,
    KarmaError,
    LoginRefused,
    QueryRefused,
    ServerCrashed,
    SessionExpired,
    SessionReplaced,
)
from karma_tui.lang.nodes import Dialect
from tests.client.fakes import Bench, forbidden, json_reply, reply, settle

DROP = httpx.RemoteProtocolError("Server disconnected without sending a response.")
USER_GONE = {
    "humanReadableError": {"human": "", "machine": {"executionError": {"problem": "user id not found"}}}
}


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def signed_in(bench: Bench) -> Bench:
    await bench.session.sign_in()
    bench.server.log.clear()
    bench.views.clear()
    return bench


async def test_a_new_session_is_signed_out(bench: Bench) -> None:
    view = bench.session.view()
    assert (view.state, view.seconds_left, view.refreshed_ago, view.dialect) == (
        State.SIGNED_OUT,
        None,
        None,
        None,
    )
    with pytest.raises(AuthError, match="Nobody is signed in"):
        await bench.session.run(b"x", writes=False)
    assert bench.server.log == []


async def test_signing_in_makes_a_session_live_and_finds_the_dialect(bench: Bench) -> None:
    await bench.session.sign_in()
    view = bench.session.view()
    assert (view.user, view.endpoint) == ("ada", "http://127.0.0.1:9")
    assert (view.state, view.dialect, view.message) == (State.LIVE, Dialect.V1, "")
    assert view.seconds_left == 900
    assert view.refreshed_ago == 0
    assert bench.states == ["signing in", "live"]


async def test_a_wrong_password_leaves_nobody_signed_in_and_is_asked_for_again(bench: Bench) -> None:
    bench.password = "wrong"
    with pytest.raises(LoginRefused):
        await bench.session.sign_in()
    assert bench.session.view().state is State.SIGNED_OUT
    assert "not accept" in bench.session.view().message
    bench.password = "right"
    await bench.session.sign_in()
    assert bench.asked == 2
    assert bench.session.view().state is State.LIVE


async def test_an_unreachable_server_leaves_the_state_as_it_was(bench: Bench) -> None:
    bench.server.is_away = True
    with pytest.raises(ConnectionFailed):
        await bench.session.sign_in()
    assert bench.session.view().state is State.SIGNED_OUT
    bench.server.is_away = False
    await bench.session.sign_in()
    bench.server.is_away = True
    with pytest.raises(ConnectionFailed):
        await bench.session.sign_in()
    assert bench.session.view().state is State.LIVE


async def test_declining_the_password_sends_nothing(bench: Bench) -> None:
    bench.password = None
    with pytest.raises(Cancelled):
        await bench.session.sign_in()
    assert bench.session.view().state is State.SIGNED_OUT
    assert bench.server.log == []


async def test_cancelling_a_login_leaves_a_session_that_can_sign_in(bench: Bench) -> None:
    bench.server.hold = asyncio.Event()
    task = asyncio.create_task(bench.session.sign_in())
    await bench.server.waiting.wait()
    assert bench.session.view().state is State.SIGNING_IN
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert bench.session.view().state is State.SIGNED_OUT
    bench.server.hold = None
    await bench.session.sign_in()


async def test_the_password_is_forgotten_unless_it_may_be_kept() -> None:
    for keep in (False, True):
        bench = await signed_in(Bench(keep=keep))
        held = "right" in str(vars(bench.session._keeper))
        assert held is keep
        await bench.session.sign_out()
        assert "right" not in str(vars(bench.session._keeper))


async def test_a_login_never_carries_the_old_signature(bench: Bench) -> None:
    await signed_in(bench)
    await bench.session.sign_in()
    assert all("x-karma-signature" not in headers for headers in bench.server.login_headers)


async def test_the_countdown_follows_the_servers_clock(bench: Bench) -> None:
    bench.server.skew = 5000.0
    await signed_in(bench)
    await bench.clock.advance(100)
    view = bench.session.view()
    assert view.seconds_left == 800
    assert view.refreshed_ago == 100
    assert bench.session.view(bench.clock.wall() + 10).seconds_left == 790


async def test_a_session_past_its_end_shows_as_expired_without_traffic(bench: Bench) -> None:
    await signed_in(bench)
    await bench.clock.advance(901)
    assert bench.session.view().state is State.EXPIRED
    assert bench.session.view().seconds_left == 0
    assert bench.server.log == []


async def test_a_query_runs_under_the_signature(bench: Bench) -> None:
    await signed_in(bench)
    answer = await bench.session.run(b"body", writes=False)
    assert answer.body == b"true"
    assert bench.server.bodies == [b"body"]


@pytest.mark.parametrize("writes", [False, True])
async def test_a_session_known_to_be_over_signs_in_before_sending(bench: Bench, writes: bool) -> None:
    await signed_in(bench)
    await bench.clock.advance(950)
    await bench.session.run(b"x", writes=writes)
    assert bench.server.log == ["login", "query"]
    assert bench.asked == 1


async def test_a_session_about_to_end_is_renewed_before_sending(bench: Bench) -> None:
    await signed_in(bench)
    await bench.clock.advance(897)
    await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["renew", "query"]


async def test_a_session_that_ends_unattended_asks_the_user(bench: Bench) -> None:
    bench = await signed_in(Bench(keep=False))
    await bench.clock.advance(950)
    with pytest.raises(SessionExpired) as caught:
        await bench.session.run(b"x", writes=False)
    assert caught.value.hint == "Sign in again."
    assert bench.server.log == []
    assert bench.session.view().state is State.EXPIRED
    await bench.session.sign_in()
    assert (await bench.session.run(b"x", writes=False)).body == b"true"


@pytest.mark.parametrize(
    "refusal", [forbidden("token expired"), forbidden("invalid token"), json_reply(USER_GONE, 400)]
)
async def test_a_reading_query_is_repeated_once_after_signing_in_again(
    bench: Bench, refusal: httpx.Response
) -> None:
    await signed_in(bench)
    bench.server.answers = [refusal]
    assert (await bench.session.run(b"x", writes=False)).body == b"true"
    assert bench.server.log == ["query", "login", "query"]
    assert bench.states == ["expired", "signing in", "live"]


async def test_a_reading_query_is_repeated_only_once(bench: Bench) -> None:
    await signed_in(bench)
    bench.server.answers = [json_reply(USER_GONE, 400), json_reply(USER_GONE, 400)]
    with pytest.raises(SessionExpired):
        await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["query", "login", "query"]
    assert bench.session.view().state is State.EXPIRED
    assert bench.session.view().seconds_left == 0
    assert "deleted" in bench.session.view().message


async def test_a_writing_query_is_never_repeated(bench: Bench) -> None:
    await signed_in(bench)
    bench.server.answers = [forbidden("invalid token")]
    with pytest.raises(SessionReplaced) as caught:
        await bench.session.run(b"x", writes=True)
    assert bench.server.log == ["query", "login"]
    assert "signed in again" in caught.value.detail
    bench.server.answers = [DROP]
    with pytest.raises(ConnectionFailed):
        await bench.session.run(b"x", writes=True)
    assert bench.server.log == ["query", "login", "query"]


async def test_a_reading_query_is_repeated_once_after_a_lost_connection(bench: Bench) -> None:
    await signed_in(bench)
    bench.server.answers = [DROP]
    assert (await bench.session.run(b"x", writes=False)).body == b"true"
    bench.server.answers = [DROP, DROP]
    with pytest.raises(ConnectionFailed):
        await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["query"] * 4


@pytest.mark.parametrize("answer", [reply(b"", 500), json_reply({"executionError": {"problem": "p"}}, 400)])
async def test_a_refused_query_is_not_repeated(bench: Bench, answer: httpx.Response) -> None:
    await signed_in(bench)
    bench.server.answers = [answer]
    with pytest.raises((ServerCrashed, QueryRefused)):
        await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["query"]
    assert bench.session.view().state is State.LIVE


async def test_a_changed_password_stops_signing_in_alone(bench: Bench) -> None:
    await signed_in(bench)
    bench.server.password = "other"
    bench.server.answers = [forbidden("invalid token")]
    with pytest.raises(LoginRefused):
        await bench.session.run(b"x", writes=False)
    with pytest.raises(SessionExpired):
        await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["query", "login"]
    bench.password = "other"
    await bench.session.sign_in()
    assert bench.session.view().state is State.LIVE


async def test_several_refused_queries_share_one_login(bench: Bench) -> None:
    await signed_in(bench)
    bench.server.valid.clear()
    answers = await asyncio.gather(*(bench.session.run(b"x", writes=False) for _ in range(5)))
    assert [answer.body for answer in answers] == [b"true"] * 5
    assert bench.server.log.count("login") == 1


async def test_queries_wait_for_a_renewal_and_only_one_happens(bench: Bench) -> None:
    await signed_in(bench)
    await bench.clock.advance(897)
    bench.server.hold = asyncio.Event()
    runs = [asyncio.create_task(bench.session.run(b"x", writes=False)) for _ in range(3)]
    await settle()
    assert bench.session.view().state is State.REFRESHING
    assert bench.server.log == []
    bench.server.hold.set()
    await asyncio.gather(*runs)
    assert bench.server.log == ["renew", "query", "query", "query"]


async def test_after_sleep_a_query_renews_first(bench: Bench) -> None:
    await signed_in(bench)
    bench.clock.suspend(300)
    await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["renew", "query"]


async def test_after_a_long_sleep_a_query_signs_in_first(bench: Bench) -> None:
    await signed_in(bench)
    bench.clock.suspend(5000)
    await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["renew", "login", "query"]
    assert bench.states == ["refreshing", "expired", "signing in", "live"]


async def test_a_server_that_is_away_at_renewal_leaves_a_stale_session(bench: Bench) -> None:
    await signed_in(bench)
    bench.clock.suspend(300)
    bench.server.is_away = True
    with pytest.raises(ConnectionFailed):
        await bench.session.run(b"x", writes=False)
    assert bench.session.view().state is State.STALE
    assert bench.session.view().message
    bench.server.is_away = False
    await bench.session.run(b"x", writes=False)
    assert bench.session.view().state is State.LIVE
    assert bench.session.view().message == ""


async def test_signing_out_forgets_without_traffic(bench: Bench) -> None:
    await signed_in(bench)
    await bench.session.sign_out()
    assert bench.session.view().state is State.SIGNED_OUT
    assert bench.server.log == []
    with pytest.raises(AuthError):
        await bench.session.signature()


async def test_writes_refreshes_and_missing_tags_begin_new_epochs(bench: Bench) -> None:
    await signed_in(bench)
    assert bench.session.epoch.number == 0
    await bench.session.run(b"x", writes=False)
    assert bench.session.epoch.number == 0
    await bench.session.run(b"x", writes=True)
    assert bench.session.epoch.number == 1
    bench.session.refresh()
    assert bench.session.epoch.number == 2
    bench.server.answers = [
        json_reply({"compilationError": {"problem": "tag: not found", "program": 1}}, 400)
    ]
    with pytest.raises(QueryRefused):
        await bench.session.run(b"x", writes=False)
    assert bench.session.epoch.number == 3


async def test_a_reset_drops_the_session_and_signs_in_with_the_old_secret(bench: Bench) -> None:
    await signed_in(bench)
    before = (await bench.session.signature()).text
    assert await bench.session.reset() == "instance reset successful"
    assert (await bench.session.signature()).text != before
    assert bench.server.log == ["/admin/reset", "login"]
    assert bench.states == ["signed out", "signing in", "live"]
    assert bench.session.epoch.number == 1


async def test_a_reset_without_a_new_login_says_so(bench: Bench) -> None:
    bench = await signed_in(Bench(keep=False))
    bench.password = None
    await bench.session.reset()
    view = bench.session.view()
    assert view.state is State.SIGNED_OUT
    assert "reset" in view.message
    assert "again failed" in view.message


async def test_a_refused_reset_keeps_the_session(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await signed_in(bench)

    async def refuse(_: object) -> str:
        raise QueryRefused("Only the admin", status=403)

    monkeypatch.setattr(bench.session.client, "reset", refuse)
    with pytest.raises(QueryRefused):
        await bench.session.reset()
    assert bench.session.view().state is State.LIVE


async def test_a_reset_with_unknown_outcome_drops_the_session(bench: Bench) -> None:
    await signed_in(bench)
    signature = await bench.session.signature()
    assert signature
    bench.server.is_away = True
    with pytest.raises(ConnectionFailed):
        await bench.session.reset()
    assert bench.session.view().state is State.SIGNED_OUT
    assert "may have" in bench.session.view().message


async def test_a_reset_under_a_refused_session_can_be_asked_for_again(bench: Bench) -> None:
    await signed_in(bench)
    bench.server.valid.clear()
    with pytest.raises(SessionExpired):
        await bench.session.reset()
    assert bench.session.view().state is State.EXPIRED
    await bench.session.reset()
    assert bench.server.log == ["login", "/admin/reset", "login"]


async def test_an_export_under_a_refused_session_signs_in_again(
    bench: Bench, tmp_path: Path, sound_zip: bytes
) -> None:
    await signed_in(bench)
    bench.server.valid.clear()
    bench.server.dump = sound_zip
    result = await bench.session.export(tmp_path / "dump.zip")
    assert result.usable
    assert bench.server.log == ["login", "/admin/export"]


async def test_other_requests_follow_the_same_rules(bench: Bench) -> None:
    await signed_in(bench)
    client = bench.session.client
    bench.server.answers = [forbidden("invalid token")]
    page = await bench.session.call(lambda signature: client.rest_list("x", signature), writes=False)
    assert page.body == b"true"
    bench.server.answers = [DROP]
    with pytest.raises(ConnectionFailed):
        await bench.session.call(lambda signature: client.rest_create("x", b"[]", signature), writes=True)
    assert bench.server.log == ["query", "login", "query", "query"]


async def test_an_import_signs_in_again(bench: Bench, tmp_path: Path, sound_zip: bytes) -> None:
    await signed_in(bench)
    path = tmp_path / "dump.zip"
    path.write_bytes(sound_zip)
    info = await bench.session.import_dump(path)
    assert info.content == "bbolt"
    assert bench.server.log == ["/admin/import", "login"]


async def test_an_unsound_import_sends_nothing_and_keeps_the_session(bench: Bench, tmp_path: Path) -> None:
    await signed_in(bench)
    path = tmp_path / "dump.zip"
    path.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(KarmaError):
        await bench.session.import_dump(path)
    assert bench.server.log == []
    assert bench.session.view().state is State.LIVE


async def test_a_changed_secret_ends_the_session_for_good(bench: Bench) -> None:
    await signed_in(bench)
    await bench.session.rotate_secret("old")
    assert bench.session.view().state is State.SIGNED_OUT
    with pytest.raises(AuthError):
        await bench.session.run(b"x", writes=False)
    assert bench.server.log == ["/admin/rotate_instance_secret"]


async def test_a_listener_can_leave(bench: Bench) -> None:
    heard: list[object] = []
    leave = bench.session.listen(heard.append)
    leave()
    await bench.session.sign_in()
    assert heard == []
    assert bench.views
