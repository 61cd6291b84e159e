"""A plug-in that looks at the contrast of every screen that the tests of the app come by.

    pytest -p tests.tui_look.everywhere --look ember tests/tui

Each test is run with that theme; whatever it settles on is walked over. Not part of the usual run: it is for
whoever made a screen or a theme.
"""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

FOUND: dict[str, tuple[float, str]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--look", default="dark", help="the theme to look at")


@pytest.fixture(autouse=True)
def look_everywhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    from karma_tui.tui.app_base import BaseApp
    from tests.tui import looking
    from tests.tui_look.walking import weak

    theme, settled = request.config.getoption("--look"), looking.settled

    async def looked(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        if isinstance(pilot.app, BaseApp):
            if pilot.app.theme != theme:
                pilot.app.theme = theme
                await pilot.pause()
            for text, ratio in weak(pilot.app).items():
                where = f"{type(pilot.app.screen).__name__} {request.node.name}"
                FOUND.setdefault(f"{type(pilot.app.screen).__name__}: {text}", (ratio, where))

    monkeypatch.setattr(looking, "settled", looked)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for text, (ratio, where) in sorted(FOUND.items()):
        terminalreporter.write_line(f"{ratio:5} {text}   [{where}]")
