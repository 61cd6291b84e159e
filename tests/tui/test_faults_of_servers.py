"""What a person sees of a server that is at fault: the app says what to do, keeps the text and goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from karma_tui.library.secrets import Secret
from karma_tui.tui.app import build_app
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.target import Target
from tests.client.raw_server import answer
from tests.tui.karma_server import PASSWORD, Karma, karma_server
from tests.tui.looking import buffer_texts, facts_text, fill, press, screen_text, settled, shows, type_text

EXPIRED = (
    b'{"humanReadableError":{"human":"x","machine":{"permissionDeniedError":'
    b'{"inputParsingError":{"problem":"token expired","input":"x"}}}}}'
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "home"))
    for name in ("KARMA_TUI_SECRET", "KARMA_SECRET"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@asynccontextmanager
async def _app(target: Target) -> AsyncIterator[Pilot[Any]]:
    app = build_app(target, UserFiles.standard())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        yield pilot


def _remote(karma: Karma, password: str = PASSWORD) -> Target:
    return Target(karma.url, "ann", Secret(password, "test"), karma.url)


async def _run(pilot: Pilot[Any], text: str) -> None:
    await type_text(pilot, text)
    await press(pilot, "f5")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            answer(b"<html>hello</html>", "Content-Type: text/html"),
            ("does not answer like a karma.run server",),
        ),
        (answer(b"", status="500 Internal Server Error"), ("gave up on this request", "Nothing was written")),
        (
            answer(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x4a", "Content-Encoding: gzip"),
            ("damaged on its way", "Try again"),
        ),
    ],
)
async def test_an_answer_that_cannot_be_used_is_told_and_the_next_run_works(
    said: bytes, words: tuple[str, ...]
) -> None:
    async with karma_server(said) as karma, _app(_remote(karma)) as pilot:
        await _run(pilot, "int32(5)")
        for word in words:
            assert word in screen_text(pilot)
        karma.said = answer(b"5")
        await press(pilot, "f5")
        assert facts_text(pilot).startswith("1 value")
        assert buffer_texts(pilot) == [("query 1", "int32(5)")]


async def test_a_session_that_the_server_keeps_refusing_is_asked_about_after_one_more_try() -> None:
    async with karma_server() as karma, _app(_remote(karma)) as pilot:
        karma.said = answer(EXPIRED, status="403 Forbidden")
        await _run(pilot, "int32(5)")
        assert shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert karma.logins == 2
        assert "Sign in again" in screen_text(pilot)
        karma.said = answer(b"5")
        fill(pilot, PASSWORD)
        await press(pilot, "enter")
        assert facts_text(pilot).startswith("1 value")
        assert buffer_texts(pilot) == [("query 1", "int32(5)")]


async def test_a_wrong_password_is_asked_for_again_and_the_user_name_kept() -> None:
    async with karma_server() as karma, _app(Target(karma.url, "", None, karma.url)) as pilot:
        fill(pilot, "ann")
        await press(pilot, "tab")
        fill(pilot, "wrong")
        await press(pilot, "enter")
        assert shows(pilot.app, LoginScreen)  # type: ignore[arg-type]
        assert pilot.app.screen.query_one("#username", Input).value == "ann"
        assert "does not accept" in screen_text(pilot)
        fill(pilot, PASSWORD)
        await press(pilot, "enter")
        assert "ann@127.0.0.1" in screen_text(pilot)
        assert "ready" in screen_text(pilot)


async def test_a_server_that_is_gone_is_told_and_the_app_goes_on() -> None:
    async with karma_server() as karma:
        target = _remote(karma)
    async with _app(target) as pilot:
        assert "Nothing answers" in screen_text(pilot)
        assert "not connected" in screen_text(pilot)
        await press(pilot, "f1")
        assert "tour" in screen_text(pilot)


@pytest.mark.parametrize("content", [b"", b"\x93\x11 these bytes are no database " * 40])
async def test_a_data_file_of_another_program_is_left_alone_and_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.db"
    if content:
        file.write_bytes(content)
    else:
        with sqlite3.connect(file) as database:
            database.execute("create table shopping (item)")
        database.close()
    before = file.read_bytes()
    async with _app(Target(data=file)) as pilot:
        assert "Not a data file of karma-tui" in screen_text(pilot)
        assert "another file" in screen_text(pilot)
        await type_text(pilot, "kept")
        assert buffer_texts(pilot) == [("query 1", "kept")]
    assert file.read_bytes() == before


async def test_a_data_folder_that_cannot_be_used_is_told(home: Path) -> None:
    (home / "data").write_text("a file where the folder should be")
    async with _app(Target()) as pilot:
        assert "The data folder cannot be used" in screen_text(pilot)
        assert "KARMA_TUI_HOME" in screen_text(pilot)
        (home / "data").unlink()
        await press(pilot, "ctrl+p", "escape")
        assert "not connected" in screen_text(pilot)
