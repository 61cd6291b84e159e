"""Files in buffers, and the user's own editor."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from karma_tui.errors import UsageError
from karma_tui.tui.app import KarmaApp
from karma_tui.tui.path_completion import completed
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.workbench.outside import editor_command
from tests.tui.conftest import OpenApp
from tests.tui.looking import buffer_texts, fill, press, screen_text, shows, toasts, type_text


async def _answer(pilot: Pilot[Any], key: str, words: str) -> None:
    await press(pilot, key)
    fill(pilot, words)
    await press(pilot, "enter")


def _names(folder: Path, part: str) -> list[str]:
    return [it.name for it in folder.iterdir() if part in it.name]


async def test_a_file_is_opened_changed_and_saved(open_app: OpenApp, tmp_path: Path) -> None:
    path = tmp_path / "books.kvm"
    path.write_text("all()\n")
    path.chmod(0o640)
    async with open_app() as (_, pilot):
        await _answer(pilot, "ctrl+o", str(path))
        assert buffer_texts(pilot)[-1] == ("books.kvm", "all()\n")
        assert "books.kvm *" not in screen_text(pilot)
        await press(pilot, "x")
        assert "books.kvm *" in screen_text(pilot)
        await press(pilot, "ctrl+z")
        assert "books.kvm *" not in screen_text(pilot)
        await press(pilot, "y", "alt+s")
        assert "books.kvm *" not in screen_text(pilot)
    assert path.read_text() == "yall()\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert _names(tmp_path, "books") == ["books.kvm"]


async def test_a_file_that_is_open_is_brought_into_sight(open_app: OpenApp, tmp_path: Path) -> None:
    path = tmp_path / "a.kvm"
    path.write_text("a")
    async with open_app() as (_, pilot):
        await _answer(pilot, "ctrl+o", str(path))
        await press(pilot, "ctrl+n")
        await _answer(pilot, "ctrl+o", str(path))
        assert [title for title, _ in buffer_texts(pilot)].count("a.kvm") == 1
        assert pilot.app.screen.query_one(Buffers).title == "a.kvm"


async def test_a_buffer_without_a_file_asks_for_one(open_app: OpenApp, tmp_path: Path) -> None:
    path = tmp_path / "new.kvm"
    async with open_app() as (_, pilot):
        await type_text(pilot, "é")
        await _answer(pilot, "alt+s", str(path))
        assert buffer_texts(pilot) == [("new.kvm", "é")]
    assert path.read_bytes() == "é".encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "No such file"), (b"\xff\xfe", "not UTF-8"), (b"a" * (4 * 1024 * 1024 + 1), "too large to edit")],
)
async def test_what_cannot_be_opened_is_told_in_the_line(
    open_app: OpenApp, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "x"
    if content is not None:
        path.write_bytes(content)
    async with open_app() as (_, pilot):
        await _answer(pilot, "ctrl+o", str(path))
        assert words in " ".join(screen_text(pilot).split())
        assert len(buffer_texts(pilot)) == 1


async def test_what_another_program_wrote_is_not_overwritten_unasked(
    open_app: OpenApp, tmp_path: Path
) -> None:
    path = tmp_path / "a.kvm"
    path.write_text("a")
    async with open_app() as (app, pilot):
        await _answer(pilot, "ctrl+o", str(path))
        await press(pilot, "x")
        path.write_text("other")
        await press(pilot, "alt+s")
        assert shows(app, ConfirmScreen)
        await press(pilot, "enter")
        assert path.read_text() == "other"
        await press(pilot, "alt+s", "tab", "enter")
        assert path.read_text() == "xa"


async def test_another_file_is_not_overwritten_unasked(open_app: OpenApp, tmp_path: Path) -> None:
    path = tmp_path / "a.kvm"
    path.write_text("a")
    async with open_app() as (app, pilot):
        await type_text(pilot, "mine")
        await _answer(pilot, "alt+s", str(path))
        assert shows(app, ConfirmScreen)
        await press(pilot, "escape")
    assert path.read_text() == "a"


async def test_a_file_is_still_the_buffers_file_next_time(open_app: OpenApp, tmp_path: Path) -> None:
    path = tmp_path / "a.kvm"
    path.write_text("a")
    async with open_app() as (_, pilot):
        await _answer(pilot, "ctrl+o", str(path))
        await press(pilot, "x")
        await pilot.press("ctrl+q")
    async with open_app() as (_, pilot):
        assert buffer_texts(pilot)[-1] == ("a.kvm", "xa")
        assert "a.kvm *" in screen_text(pilot)


def test_paths_are_completed(tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    for name in ("bow.kvm", "bow.json", ".hidden"):
        (tmp_path / name).touch()
    at = f"{tmp_path}/"
    assert completed(at + "boo") == (at + "books/", [])
    assert completed(at + "bow") == (at + "bow.", ["bow.json", "bow.kvm"])
    assert completed(at + ".h") == (at + ".hidden", [])
    assert completed(at + "x") == (at + "x", [])
    assert completed(at + "nowhere/x") == (at + "nowhere/x", [])


async def test_tab_completes_in_the_line(open_app: OpenApp, tmp_path: Path) -> None:
    (tmp_path / "long-name.kvm").write_text("found")
    async with open_app() as (_, pilot):
        await press(pilot, "ctrl+o")
        fill(pilot, f"{tmp_path}/lo")
        await press(pilot, "tab", "enter")
        assert buffer_texts(pilot)[-1] == ("long-name.kvm", "found")


# --- the user's own editor


def _editor(folder: Path, script: str) -> str:
    program = folder / "editor.sh"
    program.write_text(f'#!/bin/sh\nls -l "$1" > {folder}/seen\n{script}\n')
    program.chmod(0o755)
    return str(program)


def _is_there(seen: str) -> bool:
    """Whether the file that the editor saw still exists."""
    return Path(seen.split()[-1]).exists()


@pytest.fixture
def may_suspend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headless apps have no terminal to hand over; the rest is as it is."""

    @contextmanager
    def suspend(self: KarmaApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(KarmaApp, "suspend", suspend)


@pytest.mark.usefixtures("may_suspend")
async def test_the_text_comes_back_as_one_step(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", _editor(tmp_path, 'printf "new\\ntext\\n" > "$1"'))
    async with open_app() as (_, pilot):
        await type_text(pilot, "old")
        await press(pilot, "alt+v")
        assert buffer_texts(pilot) == [("query 1", "new\ntext")]
        await press(pilot, "ctrl+z")
        assert buffer_texts(pilot) == [("query 1", "old")]
    seen = (tmp_path / "seen").read_text()
    assert seen.startswith("-rw-------")
    assert ".kvm" in seen
    assert not _is_there(seen)


@pytest.mark.usefixtures("may_suspend")
async def test_an_editor_that_ends_badly_changes_nothing(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", _editor(tmp_path, 'printf "new" > "$1"; exit 3'))
    async with open_app() as (_, pilot):
        await type_text(pilot, '{"a": 1}')
        await press(pilot, "alt+v")
        assert buffer_texts(pilot) == [("query 1", '{"a": 1}')]
        assert "exit code 3" in toasts(pilot).replace("\n", " ")
    seen = (tmp_path / "seen").read_text()
    assert ".json" in seen
    assert not _is_there(seen)


@pytest.mark.usefixtures("may_suspend")
async def test_an_unchanged_text_leaves_the_history_alone(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", _editor(tmp_path, "true"))
    async with open_app() as (_, pilot):
        await type_text(pilot, "old")
        editor = pilot.app.screen.query_one(Buffers).active
        before = len(editor.history.undo_stack)
        await press(pilot, "alt+v")
        assert len(editor.history.undo_stack) == before


async def test_a_terminal_that_cannot_be_handed_over_is_told(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    async with open_app() as (_, pilot):
        await type_text(pilot, "old")
        await press(pilot, "alt+v")
        assert "cannot be started from here" in toasts(pilot)
        assert buffer_texts(pilot) == [("query 1", "old")]


def test_which_editor_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert editor_command({"VISUAL": "code -w", "EDITOR": "vi"}) == ["code", "-w"]
    assert editor_command({"VISUAL": " ", "EDITOR": "'my editor' -x"}) == ["my editor", "-x"]
    with pytest.raises(UsageError):
        editor_command({"EDITOR": "'open"})
    (tmp_path / "vi").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert editor_command({}) == ["vi"]
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(UsageError):
        editor_command({})


async def test_a_read_only_file_is_not_replaced_unasked(open_app: OpenApp, tmp_path: Path) -> None:
    path = tmp_path / "fixed.kvm"
    path.write_text("all()\n")
    path.chmod(0o440)
    async with open_app() as (app, pilot):
        await _answer(pilot, "ctrl+o", str(path))
        await press(pilot, "x", "ctrl+s")
        assert shows(app, ConfirmScreen)
        assert "fixed.kvm is read-only" in screen_text(pilot)
        await press(pilot, "escape")
        assert path.read_text() == "all()\n"
        await press(pilot, "alt+s", "tab", "enter")
        assert path.read_text() == "xall()\n"
        assert path.stat().st_mode & 0o777 == 0o440
