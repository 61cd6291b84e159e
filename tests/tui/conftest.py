"""An app on a bench in memory, with the user's files in a temporary folder, at the smallest size."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from textual.pilot import Pilot

from karma_tui import crashes
from karma_tui.tui.app import KarmaApp, build_app
from karma_tui.tui.user_files import UserFiles
from karma_tui.workbench.target import Target
from tests.tui.bench import FakeOpener
from tests.tui.looking import settled

SMALL = (80, 24)
LOCAL = Target()


class OpenApp(Protocol):
    """Starts the app and waits until it has connected and restored."""

    def __call__(
        self, target: Target = LOCAL, size: tuple[int, int] = SMALL
    ) -> AbstractAsyncContextManager[tuple[KarmaApp, Pilot[Any]]]: ...


@pytest.fixture(autouse=True)
def no_secrets_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The redactor remembers for as long as the process lives."""
    monkeypatch.setattr("karma_tui.redact._registered", set())


@pytest.fixture(autouse=True)
def no_reports_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that a test meets without a window is not reported among the user's files."""
    monkeypatch.setattr(crashes, "_memory", crashes._Memory())
    crashes.keep_in(tmp_path)


@pytest.fixture
def files(tmp_path: Path) -> UserFiles:
    return UserFiles(
        tmp_path / "settings.toml", tmp_path / "snippets", tmp_path / "themes", tmp_path / "state"
    )


@pytest.fixture
def opener() -> FakeOpener:
    return FakeOpener()


@pytest.fixture
def faults_are_planted() -> None:
    """For tests in which the app may report a fault of its own; in all others that is a failure."""


@pytest.fixture
def open_app(
    files: UserFiles, opener: FakeOpener, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> OpenApp:
    monkeypatch.delenv("KARMA_TUI_SECRET", raising=False)
    monkeypatch.delenv("KARMA_SECRET", raising=False)

    @asynccontextmanager
    async def start(
        target: Target = LOCAL, size: tuple[int, int] = SMALL
    ) -> AsyncIterator[tuple[KarmaApp, Pilot[Any]]]:
        app = build_app(target, files, opener)
        app.desk = replace(app.desk, draft_delay=0.0)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield app, pilot
        if "faults_are_planted" not in request.fixturenames:
            assert [path.read_text() for path in crashes.reports(files.state)] == []

    return start
