"""Administration of a server over a socket: what ends the session, and what a lost answer leaves."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Input

from karma_tui.lang.nodes import Dialect
from karma_tui.library.secrets import from_file, from_prompt
from karma_tui.tui.admin.admin_screen import AdminScreen
from karma_tui.tui.admin.deeds import ResetScreen
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.screens.main import MainScreen
from karma_tui.workbench.target import Target
from tests.client.local_server import LocalServer, local_server
from tests.client.raw_server import Talk, answer, raw_server
from tests.tui.admin.test_administration import deed, home, open_app, search
from tests.tui.looking import press, screen_text, settled, shows, toasts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="as its neighbours")
__all__ = ["home"]


@pytest.fixture
def server(tmp_path: Path, home: Path, request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    (tmp_path / "server").mkdir()
    with local_server(tmp_path / "server", "--dialect", getattr(request, "param", Dialect.V1)) as server:
        yield server


def target(server: LocalServer) -> Target:
    """The profile prod there."""
    return Target(server.endpoint.url, "admin", from_file(server.secret_file), "prod")


@pytest.mark.parametrize("server", [Dialect.V1, Dialect.V01], ids=["1.0", "0.1"], indirect=True)
async def test_users_are_managed_in_either_dialect(server: LocalServer) -> None:
    async with open_app(target(server)) as (app, pilot):
        await press(pilot, "alt+u")
        await press(pilot, "f2")
        await press(pilot, *"ann", "enter", *"pw", "enter", *"pw", "enter", "space", "tab", "enter")
        assert "[hidden]" in screen_text(pilot)
        await press(pilot, "enter")
        assert "The user ann was created." in toasts(pilot)
        await search(pilot, "users ann")
        await press(pilot, "f3", *"other", "enter", *"other", "enter")
        assert "[hidden]" in screen_text(pilot)
        await press(pilot, "enter")
        assert "The password of ann was changed." in toasts(pilot)
        await press(pilot, "f8", "enter")
        assert "The user ann was deleted." in toasts(pilot)
        assert shows(app, AdminScreen)


async def test_another_secret_has_the_user_sign_in(server: LocalServer) -> None:
    async with open_app(target(server)) as (app, pilot):
        await press(pilot, "alt+u")
        await deed(pilot, "rotate_secret")
        assert "its own log" in screen_text(pilot)
        await press(pilot, *"prod", "enter")
        assert shows(app, LoginScreen)
        assert "secret was changed" in screen_text(pilot)
        app.screen.query_one("#password", Input).value = server.secret
        await press(pilot, "enter")
        assert shows(app, AdminScreen)
        assert "session 1" in screen_text(pilot)
        await press(pilot, "f5")
        assert "Users (1)" in screen_text(pilot)


async def test_a_reset_signs_in_again(server: LocalServer) -> None:
    async with open_app(target(server)) as (app, pilot):
        await press(pilot, "alt+u")
        await deed(pilot, "reset_instance")
        assert shows(app, ResetScreen)
        await press(pilot, *"prod", "enter")
        assert shows(app, AdminScreen)
        assert "was reset" in toasts(pilot)
        assert "Users (1)" in screen_text(pilot)


async def test_only_the_admin_may(server: LocalServer) -> None:
    async with open_app(target(server)) as (app, pilot):
        await press(pilot, "alt+u")
        await press(pilot, "f2")
        await press(pilot, *"ann", "enter", *"pw", "enter", *"pw", "enter", "space", "tab", "enter")
        assert "[hidden]" in screen_text(pilot)
        await press(pilot, "enter")
        await press(pilot, "escape")
        bench = app.screen_stack[0]._connection.bench  # type: ignore[attr-defined]
        await bench.sign_in("ann", "pw")
        await deed(pilot, "export_dump")
        await press(pilot, "enter")
        assert "Only the instance's own admin" in screen_text(pilot)
        await press(pilot, "escape")
        await deed(pilot, "reset_instance")
        await press(pilot, *"prod", "enter")
        assert "Only the instance's own admin" in screen_text(pilot)


@asynccontextmanager
async def server_that(
    administers: Callable[[Talk], Awaitable[None]],
) -> AsyncIterator[tuple[Target, list[str]]]:
    """A server that does so with what comes to /admin, and the logins there were."""
    logins: list[str] = []

    async def behave(talk: Talk) -> None:
        if "/admin/" in talk.head:
            await administers(talk)
        elif "/auth" in talk.head:
            logins.append(talk.head)
            await talk.say(answer(json.dumps("A" * 118).encode()))
        elif b'{"bool":true}' in talk.body:
            await talk.say(answer(b"true"))
        elif talk.body == b"true":
            await talk.say(answer(_NO_EXPRESSION, status="400 Bad Request"))
        else:
            await talk.say(answer(b'{"tags":[],"models":[]}'))

    async with raw_server(behave) as server:
        yield Target(server.endpoint.url, "admin", from_prompt("x"), "prod"), logins


_NO_EXPRESSION = b'{"humanReadableError":{"human":"x","machine":{"codecError":{"name":"json","offset":0}}}}'


async def test_a_lost_answer_signs_in_anew_when_the_dialogue_closes(home: Path) -> None:
    async def go(talk: Talk) -> None:
        talk.writer.close()

    async with server_that(go) as (there, logins), open_app(there) as (app, pilot):
        before = len(logins)
        await deed(pilot, "reset_instance")
        assert "cannot be told" in screen_text(pilot)
        await press(pilot, *"prod", "enter")
        assert shows(app, ResetScreen)
        assert "look first whether it did" in screen_text(pilot)
        assert len(logins) == before
        await press(pilot, "escape")
        await settled(pilot)
        assert shows(app, MainScreen)
        assert len(logins) == before + 1


async def test_escape_stops_an_export_and_leaves_nothing(home: Path) -> None:
    async def begin(talk: Talk) -> None:
        await talk.say(answer(bytes(5_000_000), "Content-Type: application/zip", length=9_000_000))
        await talk.reader.read()

    async with server_that(begin) as (there, _), open_app(there) as (app, pilot):
        await deed(pilot, "export_dump")
        await pilot.press("enter")
        while "receiving 5.0 MB" not in screen_text(pilot):
            await pilot.pause()
        assert len(hidden(home)) == 1
        await pilot.press("escape")
        await settled(pilot)
        assert "Nothing was written" in screen_text(pilot)
        assert hidden(home) == []
        await press(pilot, "escape")
        assert shows(app, MainScreen)


def hidden(folder: Path) -> list[Path]:
    """What is being written."""
    return list(folder.glob(".*.part"))
