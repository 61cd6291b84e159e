"""The first frame: it looks like the main screen, takes what is typed, and loses nothing on the way there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot

from karma_tui.tui.app import KarmaApp, build_app
from karma_tui.tui.opening.screen import OpeningScreen
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.user_files import UserFiles
from tests.tui.bench import FakeOpener
from tests.tui.conftest import LOCAL
from tests.tui.looking import settled

Open = Callable[..., AbstractAsyncContextManager[tuple[KarmaApp, Pilot[Any]]]]


@pytest.fixture
def open_lightly(files: UserFiles, opener: FakeOpener, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Starts the app as a user does; the main screen comes when `arrive` is called."""
    monkeypatch.setattr("karma_tui.tui.opening.arrival.Arrival.begin", lambda *_: None)

    @asynccontextmanager
    async def start(size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[KarmaApp, Pilot[Any]]]:
        app = build_app(LOCAL, files, opener)
        app.desk = replace(app.desk, draft_delay=0.0)
        app.open_lightly()
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot

    return start


async def arrive(app: KarmaApp, pilot: Pilot[Any]) -> MainScreen:
    """What follows once the first frame is seen."""
    assert app._arrival is not None
    opening = app.screen
    assert isinstance(opening, OpeningScreen)
    await app._arrival._bring(opening)
    await settled(pilot)
    main: object = app.screen
    assert isinstance(main, MainScreen)
    return main


def picture(app: KarmaApp) -> list[str]:
    lines = [
        "".join(segment.text for segment in line).rstrip() for line in app.screen._compositor.render_strips()
    ]
    return lines[:-2]  # the status tells what goes on; the keys depend on it


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (60, 12)])
async def test_it_looks_like_the_main_screen(open_lightly: Open, size: tuple[int, int]) -> None:
    async with open_lightly(size) as (app, pilot):
        first = picture(app)
        await arrive(app, pilot)
        catalogue = size[0] >= 100
        left = 32 if catalogue else 0
        assert [line[left:] for line in first] == [line[left:] for line in picture(app)]


async def test_what_is_typed_goes_on_in_the_first_buffer(open_lightly: Open) -> None:
    async with open_lightly() as (app, pilot):
        await pilot.press(*"all", "left")
        main = await arrive(app, pilot)
        editor = main._buffers.active
        assert (editor.text, editor.cursor_location) == ("all", (0, 2))
        await pilot.press("x")
        assert editor.text == "alxl"
        await pilot.press("ctrl+z", "ctrl+z")
        assert editor.text == ""


async def test_keys_of_actions_wait_and_so_does_all_that_follows(
    open_lightly: Open, opener: FakeOpener
) -> None:
    async with open_lightly() as (app, pilot):
        for key in ("1", "f5", "2"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        app.post_message(Paste("3"))
        await pilot.pause()
        assert isinstance(app.screen, OpeningScreen)
        assert app.screen.typed.text == "1"
        main = await arrive(app, pilot)
        assert main._buffers.active.text == "123"
        assert [text for text, _ in opener.bench.ran] == ["1"]


async def test_what_was_typed_is_a_buffer_beside_the_drafts(open_lightly: Open, files: UserFiles) -> None:
    async with open_lightly() as (app, pilot):
        await pilot.press(*"old")
        await arrive(app, pilot)
        await pilot.press("ctrl+q")
    async with open_lightly() as (app, pilot):
        await pilot.press(*"new")
        main = await arrive(app, pilot)
        assert {buffer.text for buffer in main._buffers.all()} == {"old", "new"}
        await pilot.press("x")
        assert main._buffers.active.text == "newx"


async def test_a_new_buffer_wanted_at_once_comes_after_the_drafts(open_lightly: Open) -> None:
    async with open_lightly() as (app, pilot):
        await pilot.press(*"old")
        await arrive(app, pilot)
        await pilot.press("ctrl+q")
    async with open_lightly() as (app, pilot):
        await pilot.press("ctrl+n", *"new")
        main = await arrive(app, pilot)
        assert [buffer.text for buffer in main._buffers.all()] == ["old", "new"]


async def test_leaving_at_once_keeps_what_was_typed(open_lightly: Open) -> None:
    async with open_lightly() as (app, pilot):
        await pilot.press(*"kept", "ctrl+q")
        await arrive(app, pilot)
    async with open_lightly() as (app, pilot):
        main = await arrive(app, pilot)
        assert main._buffers.active.text == "kept"


async def test_with_modal_keys_the_first_letter_is_a_command_already(
    open_lightly: Open, files: UserFiles
) -> None:
    files.settings.write_text('[editor]\nkeys = "vi"\n')
    async with open_lightly() as (app, pilot):
        await pilot.press(*"iab")
        assert isinstance(app.screen, OpeningScreen)
        assert app.screen.typed.text == ""
        main = await arrive(app, pilot)
        assert main._buffers.active.text == "ab"


def test_the_first_frame_imports_nothing_that_it_can_do_without() -> None:
    code = (
        "import sys, karma_tui.tui.app; "
        "print(*sorted(name for name in sys.modules if name.startswith('karma_tui.')))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    rooms = {"lang", "client", "results", "schema", "workbench", "local", "repl", "cli"}
    heavy = {name for name in loaded if name.split(".")[1] in rooms} - {
        *("karma_tui.results", "karma_tui.results.strings", "karma_tui.results.scan"),
        *("karma_tui.workbench", "karma_tui.workbench.target"),
    }
    assert not heavy
    assert not loaded & {"karma_tui.tui.screens.main", "karma_tui.tui.widgets.editor"}
    assert len(loaded) < 60


def test_the_app_over_an_empty_buffer_holds_little_but_what_is_seen() -> None:
    """Every megabyte that is there a second after the start was loaded by something."""
    code = """
import sys
from karma_tui.cli.light_asyncio import import_asyncio_lightly
import_asyncio_lightly()
import asyncio
import karma_tui.cli.main, karma_tui.cli.nothing_said, karma_tui.cli.opening, karma_tui.cli.starting
import karma_tui.tui.screens.main, karma_tui.tui.ports, karma_tui.workbench.connect
import karma_tui.workbench.workbench, karma_tui.workbench.credentials, karma_tui.workbench.recorder
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.wire import open_wire
asyncio.run(open_wire(Endpoint("http://localhost", socket="none")))
print(*sorted(sys.modules))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    heavy = {
        *("argparse", "calendar", "email", "http", "importlib.resources", "sqlite3", "unittest", "zipfile"),
        *("anyio", "certifi", "httpcore", "httpx", "idna", "msgspec", "orjson", "pygments", "re2"),
        *("hashlib", "ssl"),
    }
    assert not loaded & heavy
    helpers = ("check", "complete", "machine", "tolerant")
    assert not {name for name in loaded if name.startswith(tuple(f"karma_tui.lang.{it}" for it in helpers))}
    assert len([name for name in loaded if name.startswith("karma_tui.")]) < 300
