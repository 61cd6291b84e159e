"""The app with a real server that goes, comes or ends its session: texts stay, the status is true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.library.secrets import NO_SOURCES, Secret, Sources
from karma_tui.tui.app import build_app
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.status_bar import StatusBar
from karma_tui.workbench.target import Target
from tests.client.clocked import ClockedServer, clocked_server
from tests.client.wire import Wire, wire_to
from tests.tui.looking import (
    buffer_texts,
    facts_text,
    fill,
    press,
    screen_text,
    settled,
    shows,
    type_text,
)

SIZES = [(80, 24), (160, 45)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedServer]:
    with clocked_server(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    for name in ("KARMA_TUI_SECRET", "KARMA_SECRET"):
        monkeypatch.delenv(name, raising=False)


def keep(file: Path, secret: str) -> None:
    file.write_text(secret)


@asynccontextmanager
async def _app(
    server: ClockedServer, size: tuple[int, int], sources: Sources = NO_SOURCES
) -> AsyncIterator[tuple[Pilot[Any], Wire]]:
    server.show(time.time())
    async with wire_to(server.port) as wire:
        url = wire.endpoint.url
        secret = None if sources.may_find else Secret(server.secret, "test")
        app = build_app(Target(url, "admin", secret, url, sources=sources), UserFiles.standard())
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            assert "ready" in _status(pilot)
            yield pilot, wire


async def _revoke(server: ClockedServer) -> None:
    """Another instance secret from now on."""
    client = Client(Endpoint(f"http://127.0.0.1:{server.port}"))
    await client.rotate_secret(server.secret)
    await client.aclose()


def _status(pilot: Pilot[Any]) -> str:
    bar = pilot.app.screen_stack[0].query_one(StatusBar)
    text = bar.render().plain
    assert len(text) <= bar.content_size.width
    return text


def _cursor(pilot: Pilot[Any]) -> Any:
    return pilot.app.screen_stack[0].query_one(Buffers).active.selection


async def _until(pilot: Pilot[Any], word: str) -> None:
    """Wait for what a worker of the session, which never ends, brings about."""
    async with asyncio.timeout(10):
        while word not in _status(pilot):
            await asyncio.sleep(0.01)
            await pilot.pause()


async def _typed(pilot: Pilot[Any]) -> Any:
    """A text with a past, and the cursor amid it."""
    await type_text(pilot, "int64(41)")
    await press(pilot, "end", "left", "backspace", "2", "left", "left")
    assert buffer_texts(pilot) == [("query 1", "int64(42)")]
    return _cursor(pilot)


async def _nothing_is_touched(pilot: Pilot[Any], cursor: Any) -> None:
    assert buffer_texts(pilot) == [("query 1", "int64(42)")]
    assert _cursor(pilot) == cursor
    pilot.app.screen_stack[0].query_one(Buffers).active.focus()
    await press(pilot, "ctrl+z", "ctrl+z")
    assert buffer_texts(pilot)[0][1] in ("int64(41)", "int64(4)")


async def test_a_session_that_ran_out_while_one_typed_is_begun_anew_without_a_question(
    server: ClockedServer,
) -> None:
    async with _app(server, SIZES[0]) as (pilot, wire):
        cursor = await _typed(pilot)
        server.show(time.time() + 1200)
        wire.requests.clear()
        await press(pilot, "f5")
        assert not shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert wire.requests[:3] == ["query", "login", "query"]
        assert "1 value" in facts_text(pilot)
        assert "ready" in _status(pilot)
        await _nothing_is_touched(pilot, cursor)


async def test_after_another_secret_nobody_is_asked_where_its_file_knows_it(
    server: ClockedServer, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    keep(kept, server.secret)
    async with _app(server, SIZES[0], Sources(file=str(kept))) as (pilot, wire):
        cursor = await _typed(pilot)
        await _revoke(server)
        keep(kept, server.secret)
        wire.requests.clear()
        await press(pilot, "f5")
        assert not shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert wire.requests[:4] == ["query", "login", "login", "query"]
        assert "1 value" in facts_text(pilot)
        assert "ready" in _status(pilot)
        assert "expired" not in _status(pilot)
        await _nothing_is_touched(pilot, cursor)


async def test_who_puts_the_file_right_instead_of_typing_is_signed_in_by_the_next_run(
    server: ClockedServer, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    keep(kept, server.secret)
    async with _app(server, SIZES[1], Sources(file=str(kept))) as (pilot, _):
        await _typed(pilot)
        await _revoke(server)
        await press(pilot, "f5")
        assert shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert "came from: file" in screen_text(pilot)
        keep(kept, server.secret)
        await press(pilot, "escape")
        assert "not signed in" in _status(pilot)
        await press(pilot, "f5")
        assert not shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert "1 value" in facts_text(pilot)
        assert "ready" in _status(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_after_another_secret_the_same_text_runs_once_the_new_one_was_typed(
    server: ClockedServer, size: tuple[int, int]
) -> None:
    async with _app(server, size) as (pilot, wire):
        cursor = await _typed(pilot)
        await _revoke(server)
        wire.requests.clear()
        await press(pilot, "f5")
        assert shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert "does not accept" in screen_text(pilot)
        assert "ready" not in _status(pilot)
        assert "session 0:00" in _status(pilot)
        assert "expired" in _status(pilot)
        await press(pilot, "escape")
        assert "ready" not in _status(pilot)
        assert "not signed in" in _status(pilot)
        await press(pilot, "f5")
        fill(pilot, server.secret)
        await press(pilot, "enter")
        assert not shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert "1 value" in facts_text(pilot)
        assert "ready" in _status(pilot)
        await _nothing_is_touched(pilot, cursor)


async def test_a_writing_text_under_a_revoked_session_asks_nobody_to_sign_in_again(
    server: ClockedServer,
) -> None:
    async with _app(server, SIZES[0]) as (pilot, wire):
        await type_text(pilot, 'create(tag("_tag"), x => ({tag: "t", model: first(all(tag("_tag"))).model}))')
        server.show(time.time() + 1200)
        wire.requests.clear()
        await press(pilot, "f5")
        assert not shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert "before it ran anything" in screen_text(pilot)
        assert wire.requests[:2] == ["query", "login"]
        assert "ready" in _status(pilot)
        await press(pilot, "f5")
        assert "->_tag" in facts_text(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_server_that_is_gone_is_told_in_the_status_until_it_is_back(
    server: ClockedServer, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("karma_tui.client.worker.TICK", 0.05)
    monkeypatch.setattr("karma_tui.client.renewal.BACKOFF", (0.05, 60.0))
    async with _app(server, size) as (pilot, wire):
        cursor = await _typed(pilot)
        await wire.tear()
        await press(pilot, "f5")
        assert "Nothing answers" in screen_text(pilot)
        assert "ready" not in _status(pilot)
        assert "waiting" in _status(pilot)
        await _until(pilot, "refresh failed")
        assert "ready" not in _status(pilot)
        if size[0] > 80:
            await _until(pilot, "Nothing answers")
        await press(pilot, "ctrl+r")
        assert "ready" not in _status(pilot)
        await wire.mend()
        await press(pilot, "ctrl+r")
        assert "ready" in _status(pilot)
        await press(pilot, "f5")
        assert "1 value" in facts_text(pilot)
        await _nothing_is_touched(pilot, cursor)


async def test_a_failed_attempt_to_reconnect_is_got_over_without_another(
    server: ClockedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("karma_tui.client.worker.TICK", 0.05)
    monkeypatch.setattr("karma_tui.client.renewal.BACKOFF", (0.05,))
    async with _app(server, (160, 45)) as (pilot, wire):
        await wire.tear()
        await press(pilot, "ctrl+r")
        assert "ready" not in _status(pilot)
        await wire.mend()
        await _until(pilot, "ready")
        await settled(pilot)
        assert "not connected" not in screen_text(pilot)
        assert "built-in (6)" in screen_text(pilot)


@pytest.mark.parametrize("amid", ["run", "refused", "torn"])
async def test_leaving_amid_trouble_takes_no_time_and_sends_nothing(server: ClockedServer, amid: str) -> None:
    async with _app(server, SIZES[0]) as (pilot, wire):
        await type_text(pilot, "int64(42)")
        if amid == "run":
            wire.answering.clear()
            await pilot.press("f5")
            await wire.held.wait()
        elif amid == "torn":
            await wire.tear()
            await press(pilot, "f5")
        else:
            await _revoke(server)
            await press(pilot, "f5")
            await press(pilot, "escape")
        before, began = list(wire.requests), time.monotonic()
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert time.monotonic() - began < 10, "it waited for somebody"
        assert wire.requests == before
        assert pilot.app.return_code == 0
