"""The result on show is compared with the one that the snippet brought the last time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from karma_tui.library.snippets import Place, changes
from karma_tui.tui.comparing.comparison_screen import ComparisonScreen
from karma_tui.tui.user_files import UserFiles
from tests.library.history.parts import Kept
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, shows, toasts, type_text


@pytest.fixture
def files(tmp_path: Path) -> UserFiles:
    folder = tmp_path / "data"
    folder.mkdir()
    return UserFiles(
        tmp_path / "settings.toml", tmp_path / "snippets", tmp_path / "themes", tmp_path / "state", folder
    )


@pytest.fixture
def kept(files: UserFiles) -> Kept:
    assert files.data is not None
    return Kept(files.data, now=datetime.now(UTC) - timedelta(hours=1))


async def compare(pilot: object) -> None:
    app = pilot.app  # type: ignore[attr-defined]
    await app.screen_stack[0].run_action("compare_snippet")
    await press(pilot)  # type: ignore[arg-type]


async def test_a_snippets_result_is_compared_with_the_one_before(
    open_app: OpenApp, files: UserFiles, kept: Kept, opener: FakeOpener
) -> None:
    changes.save_new(Place("yours", files.snippets, True), "reports", "books", "1i32")
    kept.run("1i32", snippet="reports/books", profile="local", body=b'["a", "b"]')
    kept.run("1i32", snippet="other", profile="local", body=b'["x"]')
    opener.bench.answers = [result(b'["a", "c"]')]
    async with open_app() as (app, pilot):
        await press(pilot, "f3", "f5")
        await compare(pilot)
        assert shows(app, ComparisonScreen)
        assert "reports/books at" in screen_text(pilot)
        assert '"c"' in screen_text(pilot)
        assert "reports/books now" in screen_text(pilot)


async def test_without_a_snippet_or_an_earlier_result_that_is_told(
    open_app: OpenApp, files: UserFiles, kept: Kept
) -> None:
    changes.save_new(Place("yours", files.snippets, True), "", "books", "1i32")
    async with open_app() as (_, pilot):
        await type_text(pilot, "1i32")
        await press(pilot, "f5")
        await compare(pilot)
        assert "Save the buffer as one first" in toasts(pilot)
        await press(pilot, "f3", "f5")
        await compare(pilot)
        assert "No earlier result of books" in toasts(pilot)


async def test_the_buffer_of_a_snippet_runs_under_its_name(
    open_app: OpenApp, files: UserFiles, kept: Kept, opener: FakeOpener
) -> None:
    changes.save_new(Place("yours", files.snippets, True), "reports", "books", "1i32")
    async with open_app() as (_, pilot):
        await press(pilot, "f3", "enter", "f5")
    assert [origin.snippet for origin in opener.bench.origins if origin is not None] == ["reports/books"]
