"""The execution core on the real local instance."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.client.session_state import SessionView, State
from karma_tui.errors import (
    ConnectionFailed,
    DangerousRequest,
    ExpressionError,
    LoginRefused,
    QueryRefused,
    Span,
)
from karma_tui.lang.nodes import Dialect
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.prepare import alone
from karma_tui.workbench.run import Outcome
from karma_tui.workbench.workbench import Workbench
from tests.workbench.instance import Starter, bench_on, place_in


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One instance for the module: starting a server for each test would take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("bench")
        patch.setenv("KARMA_TUI_HOME", str(folder))
        yield place_in(folder)


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    """Starts its server, again after a test that killed it, and ends it in the end."""
    starter = Starter()
    yield starter
    starter.close()


@pytest.fixture
async def heard() -> list[SessionView]:
    """What a listener was told."""
    return []


@pytest.fixture
async def bench(place: Place, starter: Starter, heard: list[SessionView]) -> AsyncIterator[Workbench]:
    """A workbench, signed in."""
    async with bench_on(place, starter, heard) as workbench:
        await workbench.start()
        yield workbench


async def _value(bench: Workbench, text: str) -> object:
    run = await bench.run(text)
    assert run.error is None, run.error
    return json.loads(run.body)


async def test_a_result_is_the_servers_own_bytes(bench: Workbench) -> None:
    run = await bench.run("uint64(18446744073709551615)")
    assert (run.outcome, run.body, run.error) == (Outcome.OK, b"18446744073709551615", None)
    assert (run.form, run.dialect, run.writes) == ("KVM text", Dialect.V1, False)
    assert run.elapsed > 0


async def test_json_of_the_other_dialect_gives_the_same_result(bench: Workbench) -> None:
    assert await _value(bench, '{"length": {"all": {"tag": "_role"}}}') == 1
    assert await _value(bench, 'length(all(tag("_role")))') == 1


async def test_a_malformed_text_is_an_error_with_its_place_in_the_whole_buffer(bench: Workbench) -> None:
    text = "one()\ntwo() length( three"
    run = await bench.run(text, Span(12, 19))
    assert isinstance(run.error, ExpressionError)
    assert run.places == (Span(19, 19),)
    assert run.error.span == run.places[0]
    assert (run.error.line, run.error.column) == (2, 14)
    assert "Line 2, column 14" in run.error.detail
    assert run.dialect is None


@given(st.text(), st.text(), st.text())
def test_a_stretch_alone_keeps_its_lines_and_columns(before: str, inside: str, after: str) -> None:
    shown = alone(before + inside + after, Span(len(before), len(before) + len(inside)))
    assert shown[len(before) :] == inside
    assert not shown[: len(before)].strip()
    assert [len(line) for line in shown.split("\n")] == [len(line) for line in (before + inside).split("\n")]


async def test_an_error_about_all_of_a_stretch_blames_nothing_before_it(bench: Workbench) -> None:
    run = await bench.run("one() [", Span(6, 7))
    assert run.places
    assert all(place.start >= 6 for place in run.places)


async def test_a_refusal_points_to_the_part_to_blame(bench: Workbench) -> None:
    text = 'one\nlength(all(tag("nowhere")))'
    run = await bench.run(text, Span(4, len(text)))
    assert isinstance(run.error, QueryRefused)
    assert run.error.span is not None
    assert "nowhere" in text[run.error.span.start : run.error.span.end]


async def test_what_is_known_to_do_damage_is_not_sent(bench: Workbench) -> None:
    run = await bench.run('leftFoldList(all(tag("_tag")), first(all(tag("_tag"))), (a, b) => a)')
    assert isinstance(run.error, DangerousRequest)
    assert run.places


async def test_a_tag_made_just_now_is_seen_by_the_next_run(bench: Workbench) -> None:
    assert await _value(bench, 'tagExists("new")') is False
    made = await bench.run('create(tag("_tag"), t => ({tag: "new", model: tag("_tag")}))')
    assert made.writes
    assert made.ok, made.error
    assert await _value(bench, 'tagExists("new")') is True


async def test_the_catalogue_names_every_tag_and_model(bench: Workbench) -> None:
    models = await bench.instance_catalogue()
    assert {model.tag for model in models} >= {
        "_tag",
        "_model",
        "_user",
        "_role",
        "_expression",
        "_migration",
    }
    assert all(model.model_id for model in models)


async def test_a_killed_server_is_back_for_the_next_run_in_the_same_session(
    bench: Workbench, starter: Starter
) -> None:
    made = await bench.run('create(tag("_tag"), t => ({tag: "kept", model: tag("_tag")}))')
    assert made.ok
    assert bench.session_view().endpoint == "local instance"
    starter.kill()
    assert bench.session_view().endpoint == "local instance (stopped)"
    assert await _value(bench, 'tagExists("kept")') is True
    assert bench.session_view().endpoint == "local instance"


async def test_a_killed_server_is_back_for_a_writing_run_too(bench: Workbench, starter: Starter) -> None:
    await bench.run("true")
    starter.kill()
    made = await bench.run('create(tag("_tag"), t => ({tag: "late", model: tag("_tag")}))')
    assert made.ok, made.error


async def test_a_cancelled_run_leaves_the_workbench_usable(bench: Workbench) -> None:
    task = asyncio.create_task(bench.run("true"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _value(bench, "true") is True


async def test_runs_may_overlap(bench: Workbench) -> None:
    values = await asyncio.gather(*(_value(bench, f"int32({n})") for n in range(8)))
    assert values == list(range(8))


async def test_a_failed_sign_in_keeps_the_session(bench: Workbench) -> None:
    with pytest.raises(LoginRefused):
        await bench.sign_in("admin", "not the secret")
    assert await _value(bench, "true") is True
    assert bench.session_view().user == "admin"


async def test_signing_in_anew_replaces_the_session(bench: Workbench, place: Place) -> None:
    await bench.sign_in("admin", place.secret.read_text().strip())
    assert bench.session_view().state is State.LIVE
    assert await _value(bench, "true") is True


async def test_reconnecting_signs_in_again(bench: Workbench, starter: Starter) -> None:
    starter.kill()
    await bench.reconnect()
    assert await _value(bench, "true") is True


async def test_the_session_is_shown_without_the_sockets_path(
    bench: Workbench, heard: list[SessionView], place: Place
) -> None:
    view = bench.session_view()
    assert (view.user, view.endpoint, view.state) == ("admin", "local instance", State.LIVE)
    assert heard
    assert heard[-1].state is State.LIVE
    assert all(str(place.socket) not in repr(told) for told in heard)


async def test_a_big_text_is_prepared_beside_the_event_loop(bench: Workbench) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.create_task(tick())
    run = await bench.run("length([" + "true, " * 10_000 + "true])")
    ticking.cancel()
    assert run.ok, run.error
    assert run.body == b"10001"
    assert ticks > 3


async def test_a_run_tells_why_it_was_sent_again(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await bench.run("1")).repeats == ()
    assert bench._local is not None
    run = bench._session.run
    faults = [ConnectionFailed("gone")]

    async def flaky(*args: Any, **kwargs: Any) -> Any:
        if faults:
            raise faults.pop()
        return await run(*args, **kwargs)

    async def ended() -> bool:
        return True

    monkeypatch.setattr(bench._session, "run", flaky)
    monkeypatch.setattr(bench._local, "has_ended", ended)
    found = await bench.run("int8(1)")
    assert found.ok
    assert found.repeats == ("the local instance had ended",)
