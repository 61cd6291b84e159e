from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.screen import Screen

from karma_tui.library.drafts import Buffer, open_drafts
from karma_tui.tui.app import build_app
from karma_tui.tui.draft_keeper import DraftKeeper
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.workbench.target import Target
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, fill, press, screen_text, shows, toasts, type_text


async def test_there_is_a_buffer_to_type_in_from_the_start(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "a", "b")
        assert buffer_texts(pilot) == [("query 1", "ab")]


async def test_buffers_are_opened_gone_through_and_closed(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "a", "ctrl+n")
        await press(pilot, "b")
        assert buffer_texts(pilot) == [("query 1", "a"), ("query 2", "b")]
        await press(pilot, "f7")
        await press(pilot, "x")
        assert buffer_texts(pilot)[0] == ("query 1", "ax")
        await press(pilot, "f7", "ctrl+n", "f8")
        assert [title for title, _ in buffer_texts(pilot)] == ["query 1", "query 2"]


async def test_closing_is_undone_with_cursor_and_history_several_times(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "a", "b", "left", "f8")
        assert buffer_texts(pilot) == [("query 1", "")]
        assert "Alt+T" in toasts(pilot)
        await type_text(pilot, "other")
        await press(pilot, "f8", "alt+t", "alt+t")
        assert [text for _, text in buffer_texts(pilot)] == ["", "other", "ab"]
        await press(pilot, "x")
        assert buffer_texts(pilot)[-1][1] == "axb"
        await press(pilot, "ctrl+z", "ctrl+z")
        assert buffer_texts(pilot)[-1][1] == ""
        assert not shows(app, ConfirmScreen)


async def test_a_closed_buffer_can_be_brought_back_by_the_next_window(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "closed()")
        await press(pilot, "f8")
        await pilot.press("ctrl+q")
    async with open_app() as (_, pilot):
        assert [text for _, text in buffer_texts(pilot)] == [""]
        await press(pilot, "alt+t")
        assert "closed()" in [text for _, text in buffer_texts(pilot)]


async def test_empty_buffers_are_not_brought_back(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "ctrl+n", "f8", "alt+t")
        assert buffer_texts(pilot) == [("query 1", "")]


async def test_windows_that_were_killed_bring_back_no_two_tabs_of_one_name(
    open_app: OpenApp, files: UserFiles
) -> None:
    windows = [open_drafts(files.state, "local")[0] for _ in range(2)]
    for window, text in zip(windows, ("one()", "two()"), strict=True):
        window.save([Buffer("query 1", text), Buffer("mine", text)])
    for window in windows:
        window.close()
    async with open_app() as (_, pilot):
        titles = [title for title, _ in buffer_texts(pilot)]
        assert sorted(titles) == ["mine", "mine (2)", "query 1", "query 2"]


async def test_a_buffer_is_renamed_in_place(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "alt+n")
        fill(pilot, "authors")
        await press(pilot, "enter", "x")
        assert buffer_texts(pilot) == [("authors", "x")]
        await press(pilot, "alt+n", "escape", "y")
        assert buffer_texts(pilot) == [("authors", "xy")]
        await press(pilot, "alt+n")
        fill(pilot, " ")
        await press(pilot, "enter")
        assert "needs a name" in screen_text(pilot)


async def test_tabs_are_moved_and_gone_through_in_their_order(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "1")
        for text in ("2", "3"):
            await press(pilot, "ctrl+n")
            await type_text(pilot, text)
        await press(pilot, "alt+shift+left")
        assert [text for _, text in buffer_texts(pilot)] == ["1", "3", "2"]
        await press(pilot, "alt+shift+left", "alt+shift+left")
        assert [text for _, text in buffer_texts(pilot)] == ["3", "1", "2"]
        await press(pilot, "alt+right", "end", "x", "alt+left", "end", "y", "alt+left", "end", "z")
        assert [text for _, text in buffer_texts(pilot)] == ["3y", "1x", "2z"]
        await press(pilot, "f7", "alt+shift+right", "alt+shift+right", "alt+shift+right")
        assert [text for _, text in buffer_texts(pilot)] == ["1x", "2z", "3y"]


async def test_the_active_tab_is_in_sight_among_many(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        for _ in range(14):
            await press(pilot, "ctrl+n")
        assert "query 15" in screen_text(pilot)
        await press(pilot, "f7")
        assert "query 1 " in screen_text(pilot)


async def test_quitting_brings_the_buffers_back_next_time(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "ctrl+n")
        await type_text(pilot, "two()")
        await pilot.press("ctrl+q")
    async with open_app() as (_, pilot):
        assert [text for _, text in buffer_texts(pilot)] == ["one()", "two()"]


async def test_drafts_not_yet_shown_are_kept_by_every_save(files: UserFiles) -> None:
    earlier, _ = open_drafts(files.state, "local")
    earlier.save([Buffer("query 1", "old()")])
    earlier.close()
    screen: Screen[None] = Screen()
    keeper = DraftKeeper(screen, files.state, "local", lambda: [Buffer("query 1", "typed()")], delay=60.0)

    async def never_shown(buffers: Sequence[Buffer]) -> None:
        await keeper.close()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await keeper.open(never_shown)
    later, left = open_drafts(files.state, "local")
    later.close()
    assert [buffer.text for buffer in left.buffers] == ["old()", "typed()"]


async def test_leaving_at_once_still_keeps_what_was_typed(
    files: UserFiles, opener: FakeOpener, open_app: OpenApp
) -> None:
    app = build_app(Target(), files, opener)
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+q")
    async with open_app() as (_, pilot):
        assert buffer_texts(pilot) == [("query 1", "a")]


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from karma_tui.tui.app import build_app
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.workbench.target import Target
from tests.tui.bench import FakeOpener
from tests.tui.looking import settled, shows
from dataclasses import replace

async def main():
    home = Path(sys.argv[1])
    files = UserFiles(home / "settings.toml", home / "snippets", home / "themes", home / "state")
    app = build_app(Target(), files, FakeOpener())
    app.desk = replace(app.desk, draft_delay=0.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"typed")
        await settled(pilot)
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_killed_window_loses_nothing(open_app: OpenApp, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    window = [sys.executable, "-c", KILLED, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ended = await asyncio.to_thread(
        subprocess.run, window, check=False, timeout=60, env=environment, capture_output=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    async with open_app() as (_, pilot):
        assert buffer_texts(pilot) == [("query 1", "typed")]


async def test_two_windows_keep_their_own_buffers(open_app: OpenApp, files: UserFiles) -> None:
    other, _ = open_drafts(files.state, "local")
    other.save([Buffer("query 1", "other()")])
    async with open_app() as (_, pilot):
        assert buffer_texts(pilot) == [("query 1", "")]
        await type_text(pilot, "mine()")
        await pilot.press("ctrl+q")
    other.close()
    async with open_app() as (_, pilot):
        assert {text for _, text in buffer_texts(pilot)} == {"mine()", "other()"}


async def test_drafts_that_cannot_be_kept_are_told_once(open_app: OpenApp, files: UserFiles) -> None:
    files.state.write_text("a file where a folder should be")
    async with open_app() as (_, pilot):
        assert "drafts" in toasts(pilot).lower()
        await press(pilot, "a")
        assert buffer_texts(pilot) == [("query 1", "a")]


async def test_a_damaged_drafts_file_is_told_and_kept(open_app: OpenApp, files: UserFiles) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await pilot.press("ctrl+q")
    (draft,) = files.state.glob("drafts/*/*.json")
    draft.write_text("{")
    async with open_app() as (_, pilot):
        assert str(draft.parent.name) in toasts(pilot).replace("\n", "")
    assert draft.read_text() == "{"


async def test_quitting_lets_go_of_the_instance(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await pilot.press("ctrl+q")
    assert opener.bench.closed


async def test_the_new_buffer_is_in_sight(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "first buffer")
        await press(pilot, "ctrl+n")
        assert "query 2" in screen_text(pilot)
        assert "first buffer" not in screen_text(pilot)


async def test_each_profile_has_its_own_drafts_wherever_it_leads(open_app: OpenApp) -> None:
    url = "https://db.example.org"
    writer, reader = Target(url, profile="writer"), Target(url, profile="reader", read_only=True)
    async with open_app(writer) as (_, pilot):
        await type_text(pilot, "mine()")
        await pilot.press("ctrl+q")
    async with open_app(reader) as (_, pilot):
        assert buffer_texts(pilot) == [("query 1", "")]
        await pilot.press("ctrl+q")
    async with open_app(Target("https://moved.example.org", profile="writer")) as (_, pilot):
        assert buffer_texts(pilot) == [("query 1", "mine()")]


async def test_drafts_can_be_saved_while_a_buffer_is_being_opened(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, "one()")
        buffers = app.screen.query_one(Buffers)
        opening = asyncio.ensure_future(buffers.open("two()"))
        texts = []
        while not opening.done():
            texts.append([it.text for it in buffers.kept()])
            await asyncio.sleep(0)
        assert ["one()"] in texts
        assert [it.text for it in buffers.kept()] == ["one()", "two()"]
