from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from karma_tui.errors import ConnectionFailed, LoginRefused, SessionExpired
from karma_tui.library.secrets import Secret
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.workbench.target import Target
from tests.tui.bench import FakeOpener, failure, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, facts_text, fill, press, screen_text, settled, shows, type_text

REMOTE = Target(url="https://db.example.org", username="ann", profile="production")


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


async def test_a_secret_of_the_environment_is_offered_and_named(
    open_app: OpenApp, opener: FakeOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(REMOTE) as (app, pilot):
        await press(pilot, "escape")
        monkeypatch.setenv("KARMA_SECRET", "from-outside")
        await press(pilot, "ctrl+r")
        assert "environment variable KARMA_SECRET" in screen_text(pilot)
        await press(pilot, "enter")
        assert not shows(app, LoginScreen)
    assert opener.targets[0].secret == Secret("from-outside", "environment variable KARMA_SECRET")


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
