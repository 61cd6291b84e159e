"""Administration on the screen, on a real local instance: keyboard only, at 80x24."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from karma_tui.errors import ProtectedProfile
from karma_tui.lang.nodes import Dialect
from karma_tui.tui.admin.admin_screen import AdminScreen
from karma_tui.tui.admin.deeds import ImportScreen, ResetScreen, RotateScreen
from karma_tui.tui.admin.dump_export_screen import DumpExportScreen
from karma_tui.tui.admin.entries import entries_of, matching
from karma_tui.tui.admin.user_forms import UserForm
from karma_tui.tui.admin.work_screen import WorkScreen
from karma_tui.tui.app import KarmaApp, build_app
from karma_tui.tui.records.ask_screens import AskScreen, NameScreen
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.administration.overview import Overview, Role, SignIn, Stored, User
from karma_tui.workbench.administration.stored import Readable
from karma_tui.workbench.record_expressions import RecordRef
from karma_tui.workbench.target import Target
from tests.client.material import shared
from tests.e2e.servers import stop_servers
from tests.tui.looking import press, screen_text, settled, shows, toasts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("karma_tui.redact._registered", set())
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    yield tmp_path / "work"
    stop_servers(tmp_path)


@asynccontextmanager
async def open_app(target: Target = Target()) -> AsyncIterator[tuple[KarmaApp, Pilot[Any]]]:  # noqa: B008
    app = build_app(target, UserFiles.standard())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        yield app, pilot


async def deed(pilot: Pilot[Any], name: str) -> None:
    """What the palette does."""
    main = pilot.app.screen_stack[0]
    assert isinstance(main, MainScreen)
    getattr(main, f"action_{name}")()
    await settled(pilot)


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Type into the line with the focus."""
    assert isinstance(pilot.app.focused, Input)
    pilot.app.focused.value = text
    await settled(pilot)


def files(folder: Path) -> list[Path]:
    """The dumps in it."""
    return sorted(folder.glob("*.zip"))


async def search(pilot: Pilot[Any], words: str) -> None:
    """Type into the list's search line."""
    line = pilot.app.screen.query_one("#search", Input)
    line.value = ""
    await press(pilot, *("space" if it == " " else it for it in words))


# the list


async def test_everything_is_in_one_list_that_can_be_searched(home: Path) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+u")
        assert shows(app, AdminScreen)
        text = screen_text(pilot)
        assert "Administration of local" in text
        assert "Users (2)" in text
        assert "Signs in with: instance secret" in text
        assert "f2 New user" in text
        assert "escape Close" in text
        await press(pilot, *"readers")
        assert "Users (1)" in screen_text(pilot)
        assert "editor" in screen_text(pilot)
        await press(pilot, "down")
        assert "readers may" in screen_text(pilot)
        assert "nothing" in screen_text(pilot)
        await search(pilot, "no such thing")
        assert "Nothing matches." in screen_text(pilot)
        await press(pilot, "escape")
        assert shows(app, MainScreen)


def test_hostile_names_are_shown_as_they_are() -> None:
    role = Role(RecordRef("R", "r"), "[bold]x[/]\x1b[2J", (("read", "e"), ("create", "gone")))
    user = User(RecordRef("U", "u"), "a\nb\u202e[red]", ("r", "lost"), SignIn.NEVER, "2026-01-01T00:00:00Z")
    stored = Stored(RecordRef("E", "e"), "2026", Readable("x => \x1b]0;evil\x07" + "y" * 500))
    found = entries_of(Overview(Dialect.V1, (user,), (role,), (stored,), ()))
    for entry in found:
        for content in (entry.label, entry.detail):
            assert "\x1b" not in content.plain
            assert "\u202e" not in content.plain
        assert "\n" not in entry.label.plain
    assert "[bold]x[/]" in found[1].detail.plain
    assert [it.kind for it in matching(found, "EVIL")] == ["Roles", "Stored expressions"]
    assert "cannot be read" in found[1].detail.plain
    assert "only the last counts" in found[0].detail.plain


# users


async def test_a_user_is_made_changed_and_deleted_by_keyboard(home: Path) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+u")
        await press(pilot, "f2")
        assert shows(app, UserForm)
        await press(pilot, *"ann", "enter", *"pw", "enter", *"px", "enter", "space", "tab", "enter")
        assert "The two passwords differ" in screen_text(pilot)
        app.screen.query_one("#again", Input).value = "pw"
        app.screen.query_one("#ok", Button).press()
        await settled(pilot)
        assert shows(app, AskScreen)
        shown = screen_text(pilot)
        assert "[hidden]" in shown
        assert "$2b$" not in shown
        await press(pilot, "enter")
        assert shows(app, AdminScreen)
        assert "The user ann was created." in toasts(pilot)
        assert "Users (3)" in screen_text(pilot)

        await search(pilot, "ann")
        await press(pilot, "f4")
        assert " 1 admins" in screen_text(pilot)
        await press(pilot, "down", "space", "tab", "enter")
        assert "only the last counts" in screen_text(pilot)
        await press(pilot, "enter")
        assert "ann has the roles: admins, readers." in toasts(pilot)

        await press(pilot, "f3", *"other", "enter", *"other", "enter")
        assert shows(app, AskScreen)
        await press(pilot, "escape")
        assert "was changed" not in toasts(pilot)

        await press(pilot, "f8")
        assert "delete(" in screen_text(pilot)
        await press(pilot, "enter")
        assert "The user ann was deleted." in toasts(pilot)
        await search(pilot, "editor")
        assert "Users (1)" in screen_text(pilot)
        await search(pilot, "ann")
        assert "Users" not in screen_text(pilot)


async def test_what_cannot_be_is_told_in_place(home: Path) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "alt+u")
        await press(pilot, "f8")
        assert "admin cannot be deleted" in screen_text(pilot)
        await press(pilot, "f4", "space", "tab", "enter")
        assert "lock the admin out" in screen_text(pilot)
        await press(pilot, "escape", *"Stored", "f3")
        assert "Mark a user first." in screen_text(pilot)
        await search(pilot, "")
        await press(pilot, "f2", *"admin", "enter", *"pw", "enter", *"pw", "enter", "tab", "enter")
        assert "already" in screen_text(pilot)


# profiles' rules


async def test_a_read_only_profile_changes_nothing(home: Path) -> None:
    async with open_app(Target(read_only=True)) as (app, pilot):
        await press(pilot, "alt+u")
        await press(pilot, "f2")
        assert shows(app, AdminScreen)
        assert "read-only" in screen_text(pilot)
        await press(pilot, "escape")
        for name in ("import_dump", "reset_instance", "rotate_secret"):
            await deed(pilot, name)
            assert "this profile is read-only" in screen_text(pilot)
            assert app.screen.query_one("#name", Input).disabled
            await press(pilot, "escape")
        await deed(pilot, "export_dump")
        await press(pilot, "enter")
        assert "SHA-256" in screen_text(pilot)


async def test_a_protected_profile_asks_for_its_name(home: Path) -> None:
    async with open_app(Target(protected=True)) as (app, pilot):
        await press(pilot, "alt+u")
        await press(pilot, "down", "f8")
        assert shows(app, AskScreen)
        await press(pilot, "enter")
        assert shows(app, NameScreen)
        await press(pilot, *"wrong", "enter")
        assert "That is not its name" in screen_text(pilot)
        await press(pilot, "f8", "enter", *"local", "enter")
        assert "The user editor was deleted." in toasts(pilot)


# dumps


async def test_an_export_tells_size_and_checksum_and_replaces_nothing(home: Path) -> None:
    async with open_app() as (app, pilot):
        for number in (1, 2):
            await deed(pilot, "export_dump")
            assert shows(app, DumpExportScreen)
            await press(pilot, "enter")
            assert "SHA-256" in screen_text(pilot)
            await press(pilot, "enter")
            assert shows(app, MainScreen)
            assert len(files(home)) == number
        taken = files(home)[0]
        before = taken.read_bytes()
        await deed(pilot, "export_dump")
        await type_in(pilot, str(taken))
        await press(pilot, "enter")
        assert "exists already" in screen_text(pilot)
        assert taken.read_bytes() == before
        await press(pilot, "escape")
        assert shows(app, MainScreen)


async def test_an_import_is_looked_at_named_and_done(home: Path) -> None:
    dump = shared("dumps", "karma-1.0-library.zip")
    async with open_app() as (app, pilot):
        await press(pilot, "alt+u")
        await press(pilot, "f7")
        assert shows(app, ImportScreen)
        app.screen.query_one("#name", Input).focus()
        await pilot.pause()
        await press(pilot, *"local", "enter")
        assert "No file was looked into yet" in screen_text(pilot)
        app.screen.query_one("#path", Input).focus()
        await pilot.pause()
        await type_in(pilot, str(shared("dumps", "bad-1-truncated.zip")))
        await press(pilot, "enter")
        assert "This file is not sent" in screen_text(pilot)
        await type_in(pilot, str(dump))
        await press(pilot, "enter")
        text = screen_text(pilot)
        assert "book 20" in text
        assert "local holds now:" in text
        assert "All of this is replaced" in text
        assert "Export first" in text, "what is offered is in sight"
        app.screen.query_one("#name", Input).value = "Local"
        await press(pilot, "enter")
        assert "That is not its name" in screen_text(pilot)
        app.screen.query_one("#export", Button).press()
        await settled(pilot)
        await press(pilot, "enter")
        await press(pilot, "enter")
        assert "Exported to" in screen_text(pilot)
        app.screen.query_one("#name", Input).value = "local"
        await press(pilot, "enter")
        assert shows(app, AdminScreen)
        assert "Users (1)" in screen_text(pilot)
        assert "replaced by karma-1.0-library.zip" in toasts(pilot)
        main = app.screen_stack[0]
        assert isinstance(main, MainScreen)
        assert "book" in {model.tag for model in main._explorer.catalogue.models}
        await press(pilot, "escape")
        assert "session 1" in screen_text(pilot)


async def test_a_reset_and_another_secret(home: Path) -> None:
    async with open_app() as (app, pilot):
        await deed(pilot, "reset_instance")
        assert shows(app, ResetScreen)
        assert "382 records" in screen_text(pilot)
        await press(pilot, *"local", "enter")
        assert shows(app, MainScreen)
        assert "was reset" in toasts(pilot)
        await deed(pilot, "rotate_secret")
        assert shows(app, RotateScreen)
        assert "All sessions end" in screen_text(pilot)
        await press(pilot, *"local", "enter")
        assert shows(app, MainScreen)
        assert not shows(app, LoginScreen)
        assert "kept in" in toasts(pilot)


# work that takes its time


class Waiting(WorkScreen[None]):
    """Work that never ends by itself."""

    def compose(self):  # type: ignore[no-untyped-def]
        from textual.widgets import Static

        yield Static(id="progress")
        yield Static(id="problem")

    async def wait(self) -> None:
        """For ever."""
        await asyncio.Event().wait()


async def test_escape_stops_the_work_first_and_closes_then(home: Path) -> None:
    async with open_app() as (app, pilot):
        screen = Waiting()
        await app.push_screen(screen)
        screen.begin(screen.wait())
        await pilot.pause()
        assert screen.is_busy
        await app.action_quit()
        await pilot.pause()
        assert shows(app, ConfirmScreen)
        await pilot.press("escape")
        await pilot.press("escape")
        await settled(pilot)
        assert shows(app, Waiting)
        assert "Cancelled" in screen_text(pilot)
        await press(pilot, "escape")
        assert shows(app, MainScreen)


@pytest.mark.parametrize("fault", [ProtectedProfile("Not done"), ValueError("odd")])
async def test_a_fault_is_told_in_the_dialogue(home: Path, fault: Exception) -> None:
    async def fail() -> None:
        raise fault

    async with open_app() as (app, pilot):
        screen = Waiting()
        await app.push_screen(screen)
        screen.begin(fail())
        await settled(pilot)
        assert ("Not done" if isinstance(fault, ProtectedProfile) else "went wrong") in screen_text(pilot)
