"""The dialogues' work: one thing at a time, Escape stops it, and whatever goes wrong is told in place."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import ComposeResult
from textual.widgets import Static

from karma_tui.errors import ProtectedProfile
from karma_tui.tui.admin.work_screen import WorkScreen
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.screens.main import MainScreen
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, settled, shows


class Waiting(WorkScreen[None]):
    """Work that never ends by itself."""

    def compose(self) -> ComposeResult:
        """The two lines."""
        yield Static(id="progress")
        yield Static(id="problem")

    async def wait(self) -> None:
        """For ever."""
        await asyncio.Event().wait()


async def test_escape_stops_the_work_first_and_closes_then(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        screen = Waiting()
        await app.push_screen(screen)
        screen.begin(screen.wait())
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


@pytest.mark.parametrize(
    ("fault", "told"), [(ProtectedProfile("Not done"), "Not done"), (ValueError("odd"), "went wrong")]
)
@pytest.mark.usefixtures("faults_are_planted")
async def test_a_fault_is_told_in_the_dialogue(open_app: OpenApp, fault: Exception, told: str) -> None:
    async def fail() -> None:
        raise fault

    async with open_app() as (app, pilot):
        screen = Waiting()
        await app.push_screen(screen)
        screen.begin(fail())
        await settled(pilot)
        assert told in screen_text(pilot)
        assert not screen.is_busy
