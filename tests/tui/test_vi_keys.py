"""vi's keys in the app: off by default, a layer over the editor when wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.editor import Editor
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, fill, press, screen_text, settled, type_text


@pytest.fixture
def vi(files: UserFiles) -> None:
    files.settings.write_text('[editor]\nkeys = "vi"\n')


def _editor(pilot: Pilot[Any]) -> Editor:
    return pilot.app.screen_stack[0].query_one(Buffers).active


async def test_keys_type_letters_unless_vi_is_wanted(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "d", "d")
        assert _editor(pilot).text == "dd"


@pytest.mark.usefixtures("vi")
async def test_modes_are_shown_and_insert_mode_types(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        assert "NORMAL" in screen_text(pilot)
        await press(pilot, "x", "i", *"one two")
        assert "INSERT" in screen_text(pilot)
        await press(pilot, "escape", "b", "d", "w")
        assert _editor(pilot).text == "one "
        assert "NORMAL" in screen_text(pilot)
        assert _editor(pilot).has_focus


@pytest.mark.usefixtures("vi")
async def test_what_was_typed_in_one_go_is_undone_as_one(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "i", *"1;(2", "enter", *"3", "escape", "x")
        after = _editor(pilot).text
        await press(pilot, "u", "u")
        assert _editor(pilot).text == ""
        await press(pilot, "ctrl+r", "ctrl+r")
        assert _editor(pilot).text == after
        await press(pilot, "u", "u")
        assert _editor(pilot).text == ""


@pytest.mark.usefixtures("vi")
async def test_selecting_lines_and_putting_them_elsewhere(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "a\nb\nc")
        await press(pilot, "g", "g", "V", "j")
        assert "VISUAL LINE" in screen_text(pilot)
        assert _editor(pilot).selected_text == "a\nb"
        await press(pilot, "d", "p")
        assert _editor(pilot).text == "c\na\nb"


@pytest.mark.usefixtures("vi")
async def test_a_search_goes_on_with_n(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await type_text(pilot, "x a x b x")
        await press(pilot, "0", "/")
        fill(pilot, "x")
        await press(pilot, "escape", "n")
        assert _editor(pilot).cursor_location == (0, 4)
        await press(pilot, "n", "N")
        assert _editor(pilot).cursor_location == (0, 4)
        await press(pilot, "x")
        assert _editor(pilot).text == "x a  b x"


@pytest.mark.usefixtures("vi")
async def test_commands_save_open_close_and_go_to_lines(open_app: OpenApp, tmp_path: Path) -> None:
    path = tmp_path / "a.kvm"
    async with open_app() as (_, pilot):
        await type_text(pilot, "a\nb\nc")

        async def command(words: str) -> None:
            await press(pilot, ":")
            fill(pilot, words)
            await press(pilot, "enter")

        await command("2")
        assert _editor(pilot).cursor_location == (1, 0)
        await command(f"w {path}")
        assert path.read_text() == "a\nb\nc"
        await press(pilot, "d", "d")
        await command("wq")
        assert path.read_text() == "a\nc"
        assert buffer_texts(pilot) == [("query 1", "")]
        await command(f"e {path}")
        assert _editor(pilot).text == "a\nc"
        await command("nope")
        assert "There is no such command" in screen_text(pilot)


@pytest.mark.usefixtures("vi")
async def test_actions_keep_their_keys(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "i", "1", "escape", "f5")
        await settled(pilot)
        assert [text for text, _ in opener.bench.ran] == ["1"]
        await press(pilot, "ctrl+n", "i", "2")
        assert _editor(pilot).text == "2"
