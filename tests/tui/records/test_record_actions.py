"""The actions on records in the app: on the real local instance, and on a bench in memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from karma_tui.errors import ProtectedProfile
from karma_tui.tui.app import build_app
from karma_tui.tui.records.ask_screens import AskScreen, NameScreen
from karma_tui.tui.records.choice_screen import ChoiceScreen
from karma_tui.tui.records.form_view import FormView
from karma_tui.tui.records.record_screen import RecordScreen
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.results import Results
from karma_tui.workbench.target import Target
from tests.e2e.servers import stop_servers
from tests.tui.bench import FakeOpener, failure, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import facts_text, press, screen_text, settled, shows, toasts, type_text

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    yield tmp_path
    stop_servers(tmp_path)


async def _run(pilot: Pilot[Any], text: str) -> None:
    """Put a text into the buffer in place of what is there, and run it."""
    await press(pilot, "f8")
    await type_text(pilot, text)
    await press(pilot, "f5")
    pilot.app.screen.query_one(Results).focus_content()
    await settled(pilot)


def _form(pilot: Pilot[Any]) -> FormView:
    assert isinstance(pilot.app.screen, RecordScreen), screen_text(pilot) + toasts(pilot)
    return pilot.app.screen.query_one(FormView)


async def _type(pilot: Pilot[Any], path: str, text: str) -> None:
    view = _form(pilot)
    view._go([row.path for row in view._rows].index(path))
    await settled(pilot)
    await press(pilot, "enter", "home", "ctrl+k", *text, "enter")


@ON_LINUX
async def test_a_record_is_made_changed_copied_and_deleted_on_a_real_instance(home: Path) -> None:
    app = build_app(Target(), UserFiles.standard())
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "alt+c")
        assert shows(app, ChoiceScreen)
        await press(pilot, *"keyword", "enter")
        assert _form(pilot)._rows
        await press(pilot, "ctrl+s")
        assert "create(" in screen_text(pilot)
        await press(pilot, "enter")
        assert shows(app, MainScreen), screen_text(pilot)
        assert "sent" in toasts(pilot)

        await _run(pilot, 'slice(all(tag("author")), 0, 3)')
        await press(pilot, "down", "alt+e")
        assert shows(app, AskScreen)
        await press(pilot, "enter")
        assert "mapList( slice(" in facts_text(pilot)
        path = _results(pilot).view.cursor_path
        await press(pilot, "alt+e")
        await _type(pilot, "name.last", "Zora")
        await press(pilot, "ctrl+s")
        assert "setField" in screen_text(pilot)
        await press(pilot, "enter")
        assert shows(app, MainScreen), screen_text(pilot)
        assert "Zora" in _body(pilot)
        assert _results(pilot).view.cursor_path == path

        await press(pilot, "alt+d")
        await _type(pilot, "name.last", "Zora the second")
        await press(pilot, "ctrl+s", "enter")
        assert "unique" in screen_text(pilot)
        await _type(pilot, "email", "zora@example.org")
        await press(pilot, "ctrl+s", "enter")
        assert shows(app, MainScreen), screen_text(pilot)
        await _run(pilot, 'mapList(all(tag("author")), (i, a) => metarialize(a))')
        rows_of = json.loads(bytes(_document(pilot)))
        place = next(at for at, row in enumerate(rows_of) if "Zora the second" in json.dumps(row))
        _results(pilot).view.go_to((place, "value"))
        await settled(pilot)
        await press(pilot, "alt+k")
        assert "refer to it: 0" in screen_text(pilot)
        await press(pilot, "tab", "enter")
        assert "Zora the second" not in _body(pilot)


@ON_LINUX
async def test_who_refers_is_listed_before_a_record_is_deleted_and_the_server_refuses(home: Path) -> None:
    app = build_app(Target(), UserFiles.standard())
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await _run(pilot, 'first(all(tag("comment"))).article')
        await press(pilot, "home", "alt+k")
        assert shows(app, AskScreen), screen_text(pilot) + toasts(pilot)
        assert "comment  " in screen_text(pilot)
        await press(pilot, "tab", "enter")
        assert "refer" in toasts(pilot)


async def test_a_read_only_profile_says_so_before_a_form_is_filled_in(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    target = Target(profile="prod", read_only=True)
    async with open_app(target, (160, 45)) as (app, pilot):
        for key in ("alt+c", "alt+e", "alt+k"):
            await press(pilot, key)
            assert shows(app, MainScreen)
        assert "prod" in toasts(pilot)
        assert opener.bench.ran == []
        assert "prod read-only" in screen_text(pilot)


async def test_a_record_without_any_id_is_told_and_how_to_get_one(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+e")
        assert "not known" in toasts(pilot)
        assert shows(app, MainScreen)


async def test_a_protected_profile_asks_for_its_name_when_an_expression_is_run(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.answers = [
        failure(ProtectedProfile("Not sent yet", "It deletes.", profile="prod")),
        result(b'"done"', writes=True),
    ]
    async with open_app(Target(profile="prod", protected=True)) as (app, pilot):
        await type_text(pilot, 'delete(ref("a", "b"))')
        await press(pilot, "f5")
        assert shows(app, NameScreen)
        await press(pilot, *"prod", "enter")
        assert opener.bench.confirmed_with == ["", "prod"]
        assert "done" in screen_text(pilot)


async def test_a_protected_profile_sends_nothing_if_its_name_is_not_given(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    opener.bench.answers = [failure(ProtectedProfile("Not sent yet", "It deletes.", profile="prod"))]
    async with open_app(Target(profile="prod", protected=True)) as (app, pilot):
        await type_text(pilot, 'delete(ref("a", "b"))')
        await press(pilot, "f5", "escape")
        assert opener.bench.confirmed_with == [""]
        assert shows(app, MainScreen)


def _results(pilot: Pilot[Any]) -> Results:
    return pilot.app.screen_stack[0].query_one(Results)


def _document(pilot: Pilot[Any]) -> memoryview:
    document = _results(pilot).document
    assert document is not None
    return document.text()


def _body(pilot: Pilot[Any]) -> str:
    return bytes(_document(pilot)).decode()
