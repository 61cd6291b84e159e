from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Checkbox, Input

from karma_tui.errors import ConnectionFailed, LoginRefused, SessionExpired
from karma_tui.library.secrets import Secret, Sources
from karma_tui.tui.app import build_app
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.target import Target
from tests.library.ring import Ring, installed
from tests.tui.bench import FakeOpener, failure, result
from tests.tui.conftest import SMALL, OpenApp
from tests.tui.looking import (
    buffer_texts,
    facts_text,
    fill,
    press,
    screen_text,
    settled,
    shows,
    toasts,
    type_text,
)

REMOTE = Target(url="https://db.example.org", username="ann", profile="production")


@pytest.fixture
def ring() -> Iterator[Ring]:
    with installed() as made:
        yield made


async def test_the_local_instance_opens_unasked(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (app, pilot):
        assert not shows(app, LoginScreen)
        assert "ready" in screen_text(pilot)


async def test_a_missing_password_is_asked_for_before_anything_is_sent(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app(REMOTE) as (app, pilot):
        assert shows(app, LoginScreen)
        assert opener.targets == []
        assert "https://db.example.org" in screen_text(pilot)
        fill(pilot, "pass_word")
        await press(pilot, "enter")
        assert not shows(app, LoginScreen)
    assert opener.targets[0].secret == Secret("pass_word", "typed in")
    assert opener.targets[0].username == "ann"


async def test_a_typed_password_is_not_readable_on_the_screen(open_app: OpenApp) -> None:
    async with open_app(REMOTE) as (_, pilot):
        await press(pilot, *"visible")
        assert "visible" not in screen_text(pilot)


async def test_a_refused_password_is_asked_for_again_with_the_reason(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.errors = [LoginRefused("Wrong user name or password")]
    async with open_app(REMOTE) as (app, pilot):
        fill(pilot, "wrong")
        await press(pilot, "enter")
        assert "Wrong user name or password" in screen_text(pilot)
        fill(pilot, "right")
        await press(pilot, "enter")
        assert not shows(app, LoginScreen)
    assert [target.secret.value for target in opener.targets if target.secret] == ["wrong", "right"]


async def test_a_secret_can_come_from_a_file(open_app: OpenApp, opener: FakeOpener, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-the-file\n")
    async with open_app(REMOTE) as (app, pilot):
        app.screen.query_one("#file", Input).value = str(tmp_path / "secret")
        await press(pilot, "enter")
    secret = opener.targets[0].secret
    assert secret is not None
    assert secret.value == "from-the-file"
    assert "secret" in secret.source


async def test_an_unreadable_file_is_told_in_the_dialogue(open_app: OpenApp, tmp_path: Path) -> None:
    async with open_app(REMOTE) as (app, pilot):
        app.screen.query_one("#file", Input).value = str(tmp_path / "missing")
        await press(pilot, "enter")
        assert shows(app, LoginScreen)
        assert "cannot be read" in screen_text(pilot)


async def test_a_secret_is_looked_for_where_the_profile_says(
    open_app: OpenApp, opener: FakeOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODUCTION", "from-outside")
    async with open_app(replace(REMOTE, sources=Sources(variable="PRODUCTION"))) as (app, _):
        assert not shows(app, LoginScreen)
    assert opener.targets[0].secret == Secret("from-outside", "environment variable PRODUCTION")


async def test_a_source_that_fails_is_told_and_the_secret_asked_for(
    open_app: OpenApp, opener: FakeOpener, tmp_path: Path
) -> None:
    sources = Sources(str(tmp_path / "missing"), command=("false",))
    async with open_app(replace(REMOTE, sources=sources)) as (app, pilot):
        assert shows(app, LoginScreen)
        assert "The command false gave no secret" in screen_text(pilot)
        assert "secret cannot be read from its file" in toasts(pilot)
        assert opener.targets == []


async def test_a_secret_of_the_environment_is_offered_only_where_it_is_meant(
    open_app: OpenApp, opener: FakeOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", {**os.environ, "KARMA_TUI_SECRET": "from-outside"})
    async with open_app(REMOTE) as (app, pilot):
        assert "KARMA_TUI_SECRET" not in screen_text(pilot)
        await press(pilot, "enter")
        assert shows(app, LoginScreen)
    assert opener.targets == []


async def test_a_good_secret_can_be_kept_in_the_keyring(
    open_app: OpenApp, opener: FakeOpener, ring: Ring
) -> None:
    opener.errors = [LoginRefused("Wrong user name or password")]
    target = replace(REMOTE, sources=Sources(keyring=True, url=REMOTE.url))
    async with open_app(target) as (app, pilot):
        assert "keyring" in screen_text(pilot)
        fill(pilot, "wrong")
        await press(pilot, "enter")
        assert ring.kept == {}
        fill(pilot, "right")
        await press(pilot, "enter")
        assert not shows(app, LoginScreen)
        assert "kept in the keyring (in memory[31m)" in toasts(pilot)
    assert list(ring.kept.values()) == ["right"]


async def test_a_secret_is_not_kept_where_the_user_would_rather_not(open_app: OpenApp, ring: Ring) -> None:
    async with open_app(replace(REMOTE, sources=Sources(keyring=True, url=REMOTE.url))) as (app, pilot):
        fill(pilot, "right")
        app.screen.query_one("#keep", Checkbox).focus()
        await press(pilot, "enter")
        app.screen.query_one("#password").focus()
        await press(pilot, "enter")
        assert not shows(app, LoginScreen)
    assert ring.kept == {}


async def test_a_hanging_keyring_does_not_hold_up_leaving(
    files: UserFiles, opener: FakeOpener, ring: Ring
) -> None:
    ring.hanging.clear()
    app = build_app(replace(REMOTE, sources=Sources(keyring=True, url=REMOTE.url)), files, opener)
    async with app.run_test(size=SMALL) as pilot:
        async with asyncio.timeout(10):
            while "waiting for the secret (keyring)" not in screen_text(pilot):
                await pilot.pause()
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.return_code == 0
    assert opener.targets == []


async def test_nothing_typed_means_nothing_sent(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(REMOTE) as (app, pilot):
        await press(pilot, "enter")
        assert "no password" in screen_text(pilot)
        app.screen.query_one("#username", Input).value = ""
        fill(pilot, "x")
        await press(pilot, "enter")
        assert "no user name" in screen_text(pilot)
    assert opener.targets == []


async def test_a_password_typed_at_once_with_enter_is_the_password(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app(REMOTE) as (app, pilot):
        for key in (*"secret", "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot)
        assert not shows(app, LoginScreen)
    assert [(target.username, target.secret) for target in opener.targets] == [
        ("ann", Secret("secret", "typed in"))
    ]


async def test_the_password_has_the_focus_from_the_first_moment(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        screen = LoginScreen(REMOTE)
        seen = []
        app.push_screen(screen)
        screen.watch(screen, "focused", lambda focused: seen.append(getattr(focused, "id", None)))
        await pilot.pause()
        assert [name for name in seen if name] == ["password"]


async def test_enter_on_cancel_cancels(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(REMOTE) as (app, pilot):
        await press(pilot, "x", "shift+tab", "shift+tab", "enter")
        assert not shows(app, LoginScreen)
    assert opener.targets == []


async def test_giving_up_says_so_and_how_to_try_again(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app(REMOTE) as (app, pilot):
        await press(pilot, "escape")
        assert "Not signed in" in screen_text(pilot)
        assert "Ctrl+R tries again" in screen_text(pilot)
        await press(pilot, "ctrl+r")
        assert shows(app, LoginScreen)


async def test_no_answer_is_shown_and_reconnecting_helps(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.errors = [ConnectionFailed("No answer from db.example.org", "Connection refused.")]
    async with open_app() as (_, pilot):
        assert "No answer from db.example.org" in screen_text(pilot)
        assert "not connected" in screen_text(pilot)
        await press(pilot, "ctrl+r")
        assert "ready" in screen_text(pilot)
        assert "No answer from" not in screen_text(pilot), "that is over"
        assert "connecting failed" not in screen_text(pilot)
        assert "Type an expression above" in screen_text(pilot)


async def test_a_result_comes_back_once_the_server_does(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "one")
        await press(pilot, "f5")
        facts = facts_text(pilot)
        opener.bench.reconnect_errors = [ConnectionFailed("No answer from db.example.org")]
        await press(pilot, "ctrl+r")
        assert "No answer from db.example.org" in screen_text(pilot)
        await press(pilot, "ctrl+r")
        assert "No answer" not in screen_text(pilot)
        assert "[1, 2, 3] 3 items" in screen_text(pilot)
        assert facts_text(pilot) == facts


async def test_a_run_without_connection_connects_first(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.errors = [ConnectionFailed("No answer")]
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
    assert opener.bench.ran == [("one()", 0)]


async def test_an_expired_session_keeps_the_buffer_and_runs_after_signing_in(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.answers = [failure(SessionExpired("The session has expired")), result(b"[1]")]
    async with open_app() as (app, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        assert shows(app, LoginScreen)
        assert "The session has expired" in screen_text(pilot)
        fill(pilot, "again")
        await press(pilot, "enter")
        assert facts_text(pilot).startswith("1 row")
        assert buffer_texts(pilot) == [("query 1", "one()")]
    assert opener.bench.signed_in == [("admin", "again")]
    assert len(opener.bench.ran) == 2


async def test_signing_in_as_somebody_else_can_fail_and_be_repeated(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.sign_in_errors = [LoginRefused("Wrong password")]
    async with open_app() as (app, pilot):
        await press(pilot, "ctrl+p")
        await press(pilot, *"signin", "enter")
        assert shows(app, LoginScreen)
        fill(pilot, "bad")
        await press(pilot, "enter")
        assert "Wrong password" in screen_text(pilot)
        fill(pilot, "good")
        await press(pilot, "enter")
        assert not shows(app, LoginScreen)
    assert [password for _, password in opener.bench.signed_in] == ["bad", "good"]
