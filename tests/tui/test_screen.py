from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from textual.widgets import TextArea

from karma_tui.results.preview import size_text
from karma_tui.tui.app import build_app
from karma_tui.tui.screens.help import HelpScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.catalogue_tree import CatalogueTree
from karma_tui.tui.widgets.error_panel import ErrorPanel
from karma_tui.tui.widgets.result_facts import elapsed_text, excerpt
from karma_tui.tui.widgets.results import Results
from karma_tui.workbench.target import Target
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, settled, shows, type_text


async def test_the_smallest_terminal_shows_everything_needed(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        shown = screen_text(pilot)
        for part in ("query 1", "press F5", "ann@db.example.org", "session 14:32", "ready"):
            assert part in shown
        last = shown.splitlines()[-1]
        for label in ("Run", "Save", "Snippets", "Help", "Catalogue", "Palette", "Quit"):
            assert label in last


async def test_a_click_on_a_key_does_what_the_key_does(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        column = screen_text(pilot).splitlines()[-1].index("Help")
        await pilot.click("#keys", offset=(column, 0))
        await settled(pilot)
        assert shows(app, HelpScreen)


async def test_the_keys_of_the_focused_pane_are_shown(open_app: OpenApp) -> None:
    async with open_app(size=(120, 30)) as (app, pilot):
        assert "Insert name" not in screen_text(pilot).splitlines()[-1]
        app.screen.query_one(CatalogueTree).focus()
        await settled(pilot)
        assert "i Insert name" in screen_text(pilot).splitlines()[-1]


async def test_the_status_bar_turns_to_an_alarm(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.session = replace(opener.bench.session, seconds_left=42.0)
    async with open_app() as (_, pilot):
        assert "!! session 0:42 [----------]" in screen_text(pilot)


async def test_a_notification_leaves_status_and_keys_readable(files: UserFiles, opener: FakeOpener) -> None:
    app = build_app(Target(), files, opener)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        app.notify("a remark")
        await settled(pilot)
        lines = screen_text(pilot).split("\n")
        assert any("a remark" in line for line in lines[:-2])
        assert "refreshed 0:28 ago | ready" in lines[-2]
        assert "Quit" in lines[-1]


async def test_help_shows_keys_and_a_tour_and_closes(open_app: OpenApp) -> None:
    async with open_app(size=(100, 220)) as (app, pilot):
        await press(pilot, "f1")
        assert shows(app, HelpScreen)
        for part in ("A short tour", "Run and keep", "f5, ctrl+j", "Save the buffer to its file"):
            assert part in screen_text(pilot)
        for part in ("Editor  [keys.editor]", "save_snippet"):
            assert part in screen_text(pilot)
        await press(pilot, "f1")
        assert not shows(app, HelpScreen)
        await press(pilot, "f1", "escape")
        assert not shows(app, HelpScreen)


async def test_f6_goes_round_all_panes(open_app: OpenApp) -> None:
    async with open_app(size=(120, 30)) as (app, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        visited = []
        for _ in range(3):
            await press(pilot, "f6")
            focused = app.focused
            visited.append(type(focused).__name__)
        assert visited == ["ResultTree", "CatalogueTree", "Editor"]
        assert isinstance(app.focused, TextArea)


async def test_a_long_error_can_be_scrolled(open_app: OpenApp, opener: FakeOpener) -> None:
    from karma_tui.errors import QueryRefused
    from tests.tui.bench import failure

    opener.bench.answers = [failure(QueryRefused("no", "\n".join(f"line {n}" for n in range(99))))]
    async with open_app() as (app, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5", "f6")
        assert isinstance(app.focused, ErrorPanel)
        await press(pilot, "end")
        assert app.screen.query_one(Results).query_one(ErrorPanel).scroll_offset.y > 0


FIRST_FRAME = """
import sys
import karma_tui.tui.app
slow = {"httpx", "tomlkit", "uvicorn", "markdown_it", "sqlite3", "tree_sitter", "msgspec"}
rooms = ("karma_tui.local", "karma_tui.cli", "karma_tui.client", "karma_tui.tui.screens.")
from karma_tui.tui.screens.main import MainScreen
loaded = set(sys.modules) - {part.__module__ for part in MainScreen.__mro__}
print(sorted(name for name in loaded if name in slow or name.startswith(rooms)))
"""


def test_nothing_slow_is_imported_before_the_first_frame() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], check=True, timeout=60, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_amounts_read_well() -> None:
    assert [size_text(size) for size in (0, 999, 41_000, 2_500_000, 3_000_000_000)] == [
        "0 bytes", "999 bytes", "41.0 kB", "2.5 MB", "3.0 GB"
    ]  # fmt: skip
    assert [elapsed_text(seconds) for seconds in (0.0004, 0.012, 9.99, 12.345)] == [
        "0 ms", "12 ms", "9990 ms", "12.3 s"
    ]  # fmt: skip
    assert excerpt("a\n  b") == "a b"
    assert len(excerpt("word " * 1000)) == 44
