"""Administration while there is no instance to look after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from karma_tui.errors import ConnectionFailed
from karma_tui.tui.ports import SessionFacts
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.target import Target
from tests.tui.bench import FakeBench, FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, settled, toasts


def _open() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class HeldOpener(FakeOpener):
    """Takes as long as the test wants."""

    gate: asyncio.Event = field(default_factory=_open)

    async def __call__(self, target: Target, *, on_session: Callable[[SessionFacts], None]) -> FakeBench:
        await self.gate.wait()
        return await super().__call__(target, on_session=on_session)


@pytest.fixture
def opener() -> HeldOpener:
    return HeldOpener(errors=[ConnectionFailed("No answer from db.example.org")])


async def test_the_key_that_connects_is_told(open_app: OpenApp, files: UserFiles) -> None:
    files.settings.write_text('[keys]\nreconnect = "ctrl+b"\n')
    async with open_app() as (_, pilot):
        await press(pilot, "alt+u")
        assert "There is no connection: Ctrl+B tries again." in toasts(pilot)


async def test_while_connecting_goes_on_nobody_is_told_to_connect(
    open_app: OpenApp, opener: HeldOpener
) -> None:
    async with open_app() as (_, pilot):
        opener.gate.clear()
        await pilot.press("ctrl+r", "alt+u")
        assert "Connecting is going on: try again once it is done." in toasts(pilot)
        opener.gate.set()
        await settled(pilot)
