"""The app on the real workbench and the real local instance, with nothing of ours replaced."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from karma_tui.tui.app import build_app
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.catalogue_tree import CatalogueTree
from karma_tui.workbench.target import Target
from tests.e2e.servers import stop_servers
from tests.tui.looking import facts_text, press, screen_text, settled, type_text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    yield tmp_path
    stop_servers(tmp_path)


async def test_a_newcomer_opens_looks_and_asks(home: Path) -> None:
    app = build_app(Target(), UserFiles.standard())
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        assert "admin@local instance" in screen_text(pilot)
        tree = app.screen.query_one(CatalogueTree)
        built_in = tree.root.children[-1]
        assert str(built_in.label) == "built-in (6)"
        tree.focus()
        tree.move_cursor(built_in)
        await press(pilot, "enter")
        names = [str(node.label) for node in built_in.children]
        assert {"_tag", "_user"} < set(names)

        tree.move_cursor(built_in.children[names.index("_tag")])
        await press(pilot, "enter")
        assert "_tag  " in facts_text(pilot)
        assert "rows, all there are" in facts_text(pilot)

        await press(pilot, "f6")
        await type_text(pilot, "{n: int64(9223372036854775807)}\n")
        await press(pilot, "f5")
        assert "9223372036854775807" in screen_text(pilot)

        await press(pilot, "ctrl+n")
        await type_text(pilot, 'first(all(tag("_tag"))).nothing')
        await press(pilot, "f5", "f4")
        assert "line 1, column" in screen_text(pilot)
        assert app.focused is not None
        assert app.focused.has_focus


async def test_one_looks_around_in_the_sample_data(home: Path) -> None:
    app = build_app(Target(), UserFiles.standard())
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        tree = app.screen.query_one(CatalogueTree)
        tree.focus()
        article = next(node for node in tree.root.children if str(node.label) == "article")
        tree.move_cursor(article)
        await press(pilot, "c", "enter")
        assert str(article.label) == "article  120"
        assert "120 rows, all there are" in facts_text(pilot)

        screen = app.screen
        assert isinstance(screen, MainScreen)
        results = screen._results
        results.focus_content()
        assert results.view.go_to((0, "value", "section"))
        await press(pilot, "x")
        assert "followed" in screen_text(pilot)
        await press(pilot, "enter")
        assert "record of section" in facts_text(pilot)
        await press(pilot, "w")
        assert "who refers to section" in facts_text(pilot)
        document = results.document
        assert document is not None
        referrers = document.records
        assert referrers > 1
        await press(pilot, "comma", "comma")
        assert "120 rows" in facts_text(pilot)
        assert results.view.cursor_path == (0, "value", "section")


async def test_what_ran_is_found_again_and_compared_with_now(home: Path) -> None:
    app = build_app(Target(), UserFiles.standard())
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        await type_text(pilot, 'all(tag("_tag"))')
        await press(pilot, "f5")
        await press(pilot, "ctrl+n")
        await type_text(pilot, "al(")
        await press(pilot, "f5")
        await press(pilot, "f10")
        lines = [line for line in screen_text(pilot).split("\n") if "✓" in line or "✗" in line]
        assert len(lines) == 2 and "✗ error" in lines[0] and 'all(tag("_tag"))' in lines[1]
        await press(pilot, "down", "alt+d")
        assert "Nothing differs." in screen_text(pilot) and "14 same" in screen_text(pilot)
    assert (home / "data" / "history.sqlite3").stat().st_mode & 0o777 == 0o600
