"""Faults planted all over the app: it goes on where it can, else it ends calmly, and it loses no word."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from textual.pilot import Pilot

from karma_tui import crashes
from karma_tui.redact import register
from karma_tui.tui.app import KarmaApp, build_app
from karma_tui.tui.connection import Connection
from karma_tui.tui.crash import farewell
from karma_tui.tui.draft_keeper import DraftKeeper
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.status_bar import StatusBar
from karma_tui.workbench.target import Target
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, settled, toasts, type_text

TEXT = 'all(tag("book"))'

pytestmark = pytest.mark.usefixtures("faults_are_planted")


@pytest.fixture(autouse=True)
def state(files: UserFiles, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(crashes, "_memory", crashes._Memory())
    files.state.mkdir()
    crashes.keep_in(files.state)
    yield files.state


def fail(*_: Any, **__: Any) -> Any:
    raise ValueError(f"could not use {'-'.join(['canary', 'sesame'])} in {TEXT}")


def reported(state: Path) -> str:
    """The one report there is."""
    (path,) = crashes.reports(state)
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text()


def kept_texts(state: Path) -> list[str]:
    """What the next window would begin with."""
    return [
        buffer["text"]
        for path in state.glob("drafts/*/*.json")
        for buffer in json.loads(path.read_text())["buffers"]
    ]


async def test_an_action_that_fails_is_told_and_the_app_goes_on(
    open_app: OpenApp, opener: FakeOpener, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MainScreen, "action_format", fail)
    register("canary-sesame")
    async with open_app() as (_, pilot):
        await type_text(pilot, TEXT)
        await press(pilot, "ctrl+t")
        (path,) = crashes.reports(state)
        assert str(path) in toasts(pilot)
        assert "Traceback" not in screen_text(pilot)
        opener.bench.answers = [result(b'"still alive"')]
        await press(pilot, "f5")
        assert "still alive" in screen_text(pilot)
    text = reported(state)
    assert "format" in text.partition("Done last:")[2].partition("Traceback")[0]
    assert "ValueError: could not use" in text
    assert "canary" not in text.replace("'canary', 'sesame'", "")
    assert "book" not in text
    assert crashes.untold(state) == []


async def test_an_action_that_fails_again_and_again_is_reported_once(
    open_app: OpenApp, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MainScreen, "action_format", fail)
    async with open_app() as (_, pilot):
        await press(pilot, *["ctrl+t"] * 5)
    assert reported(state)


async def test_a_worker_that_fails_is_told_and_the_app_goes_on(
    open_app: OpenApp, opener: FakeOpener, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as (_, pilot):
        monkeypatch.setattr(opener.bench, "run", fail)
        await type_text(pilot, TEXT)
        await press(pilot, "f5")
        (path,) = crashes.reports(state)
        flat = "".join(screen_text(pilot).split())
        assert str(path) in flat
        monkeypatch.undo()
        opener.bench.answers = [result(b'"still alive"')]
        await press(pilot, "f5")
        assert "still alive" in screen_text(pilot)
    assert "book" not in reported(state).partition("Traceback")[2].replace("{TEXT}", "")


async def test_a_worker_nobody_looks_after_is_told(open_app: OpenApp, state: Path) -> None:
    async def broken() -> None:
        fail()

    async with open_app() as (app, pilot):
        app.screen.run_worker(broken(), exit_on_error=False)
        await settled(pilot)
        assert "fault" in toasts(pilot) or "wrong inside" in toasts(pilot)
    assert reported(state)


async def test_a_task_nobody_waits_for_is_told(open_app: OpenApp, state: Path) -> None:
    async with open_app() as (app, pilot):
        failure = ValueError()
        asyncio.get_running_loop().call_exception_handler({"message": "lost", "exception": failure})
        asyncio.get_running_loop().call_exception_handler({"message": "a mere warning"})
        await pilot.pause()
        assert "wrong inside" in toasts(pilot)
        assert app.is_running
    assert reported(state)


async def _type_and_break(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch, break_it: Any
) -> tuple[KarmaApp, str]:
    """Type, break something, and give the app and all that Textual said in the end."""
    said = io.StringIO()
    monkeypatch.setattr(DraftKeeper, "changed", lambda _: None)
    app: KarmaApp | None = None
    with pytest.raises(ValueError, match="could not use"):
        async with open_app() as (app, pilot):
            app.error_console = Console(file=said, width=80)
            await type_text(pilot, TEXT)
            break_it(pilot)
            for _ in range(3):
                await pilot.pause()
    assert app is not None
    return app, said.getvalue()


def _in_rendering(pilot: Pilot[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StatusBar, "render", fail)
    pilot.app.screen.query_one(StatusBar).refresh()


def _in_a_message(pilot: Pilot[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pilot.app.screen.call_later(fail)


def _in_a_timer(pilot: Pilot[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pilot.app.screen.set_timer(0.001, fail)


@pytest.mark.parametrize("plant", [_in_rendering, _in_a_message, _in_a_timer])
async def test_a_fault_that_ends_the_app_ends_it_calmly_and_keeps_the_buffers(
    open_app: OpenApp, state: Path, monkeypatch: pytest.MonkeyPatch, plant: Any
) -> None:
    app, said = await _type_and_break(open_app, monkeypatch, lambda pilot: plant(pilot, monkeypatch))
    assert app.return_code == 1
    (path,) = crashes.reports(state)
    assert said == ""
    assert app.last_words == (
        f"karma-tui had to end: internal error (ValueError); please report it with the file {path}."
        " What you typed comes back next time."
    )
    assert TEXT in kept_texts(state)
    assert "book" not in reported(state)
    assert crashes.untold(state) == [path]


async def test_the_next_start_says_once_where_the_report_is(open_app: OpenApp, state: Path) -> None:
    try:
        fail()
    except ValueError as failure:
        crashes.note(failure, is_told=False, now=datetime(2026, 2, 3, tzinfo=UTC))
    async with open_app() as (_, pilot):
        await settled(pilot)
        assert str(state / "crash-20260203-000000.txt") in toasts(pilot)
    async with open_app() as (_, pilot):
        await settled(pilot)
        assert "crash" not in toasts(pilot)


async def test_the_last_words_typed_are_kept_even_while_an_older_state_is_being_written(
    open_app: OpenApp, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, "one")
        screen = app.screen
        assert isinstance(screen, MainScreen)
        drafts = screen._drafts._drafts
        assert drafts is not None
        screen._buffers.active.load_text("two")
        screen.keep_typed()
        await asyncio.to_thread(drafts.save, [])
        assert kept_texts(state) == ["two"]


@pytest.mark.parametrize("part", ["drafts", "connection"])
async def test_leaving_works_whatever_fails_on_the_way(
    open_app: OpenApp, state: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    async def broken(_self: Any) -> None:
        fail()

    async with open_app() as (app, pilot):
        await type_text(pilot, TEXT)
        monkeypatch.setattr(DraftKeeper if part == "drafts" else Connection, "close", broken)
        await press(pilot, "ctrl+q")
        await pilot.pause()
        assert not app.is_running or app._exit
    assert app.return_code == 1
    assert TEXT in kept_texts(state)
    assert "ValueError" in reported(state)


@pytest.mark.parametrize("method", ["compose", "on_mount", "_start"])
async def test_a_fault_at_the_start_ends_calmly(
    open_app: OpenApp, state: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(MainScreen, method, fail)
    with pytest.raises(ValueError, match="could not use"):
        async with open_app():
            pass
    assert "ValueError" in reported(state)


async def test_buffers_that_cannot_be_kept_do_not_hide_the_first_fault(
    open_app: OpenApp, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def second() -> None:
        raise KeyError

    def plant(pilot: Pilot[Any]) -> None:
        monkeypatch.setattr(pilot.app, "keep_typed", second)
        pilot.app.screen.call_later(fail)

    app, _ = await _type_and_break(open_app, monkeypatch, plant)
    assert "ValueError" in app.last_words
    assert len(crashes.reports(state)) == 2


def test_last_words_are_one_line_on_the_terminal_after_the_window_has_gone(
    files: UserFiles, opener: FakeOpener, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = build_app(Target(), files, opener)
    monkeypatch.setattr(app, "run", lambda: None)
    assert app.run_to_end() == 0
    assert capsys.readouterr().err == ""
    app.last_words = farewell(ValueError())
    app.run_to_end()
    assert capsys.readouterr().err == f"{app.last_words}\n"
    assert farewell(None).count("\n") == 0


async def test_what_follows_from_the_fault_that_ends_the_window_is_not_reported(
    open_app: OpenApp, state: Path
) -> None:
    async with open_app() as (app, _):
        app.last_words = farewell(ValueError("the first"))
        app.tell_fault(ValueError("the second"))
    assert "the first" not in reported(state), "no values"
