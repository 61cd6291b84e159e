"""Copying and exporting by the keyboard, in the app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from karma_tui.results.export import Chunk
from karma_tui.tui.taking import clipboard
from karma_tui.tui.taking.clipboard import Surroundings
from karma_tui.tui.taking.copy_screen import CopyScreen
from karma_tui.tui.taking.export_screen import ExportScreen
from tests.tui.bench import FakeOpener, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import fill, press, screen_text, settled, shows, toasts, type_text

RECORD = b'{"id":["AAAAAAAAAAAAAAAA","BBBBBBBBBBBBBBBB"],"model":["x","y"],"value":{"t":"[b]a\\n","n":1.50}}'
BODY = b"[" + RECORD + b',{"a":"b"}]'


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a tool of the desktop was given."""
    texts: list[str] = []

    def run(command: object, data: bytes) -> bool:
        texts.append(data.decode())
        return True

    around = Surroundings({"DISPLAY": ":0"}, "linux", lambda name: name if name == "xclip" else None, run)
    monkeypatch.setattr(clipboard.Surroundings, "real", classmethod(lambda cls: around))
    return texts


@pytest.mark.parametrize(
    ("letter", "text"),
    [
        ("v", "[b]a\n"),
        ("j", '"[b]a\\n"'),
        ("k", "t"),
        ("t", ".[0].value.t"),
        (
            "n",
            RECORD.decode() + "\n",
        ),
        ("e", 'get(ref("AAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBB")).t'),
        ("a", BODY.decode()),
    ],
)
async def test_a_letter_of_the_menu_copies_and_says_how(
    open_app: OpenApp, opener: FakeOpener, copied: list[str], letter: str, text: str
) -> None:
    opener.bench.answers = [result(BODY)]
    async with open_app() as (app, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5")
        app.screen_stack[0].query_one("Results").view.go_to((0, "value", "t"))  # type: ignore[attr-defined]
        await press(pilot, "f6", "y")
        assert shows(app, CopyScreen)
        assert ".[0].value.t" in screen_text(pilot)
        await press(pilot, letter)
        assert copied == [text]
        assert "by xclip" in toasts(pilot)
        assert app.clipboard == text


async def test_without_a_result_there_is_nothing_to_copy(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await app.screen.run_action("copy")
        await app.screen.run_action("export")
        await settled(pilot)
        assert "There is no result to take along yet." in toasts(pilot)


async def test_a_result_is_exported_and_nothing_replaced_unasked(
    open_app: OpenApp, opener: FakeOpener, tmp_path: Path
) -> None:
    opener.bench.answers = [result(b'[{"a":1},{"a":"x"}]')]
    async with open_app() as (app, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5", "f6", "E")
        assert shows(app, ExportScreen)
        target = tmp_path / "out.csv"
        fill(pilot, str(target))
        await settled(pilot)
        await press(pilot, "enter")
        assert target.read_bytes() == b"a\r\n1\r\nx\r\n"
        assert not shows(app, ExportScreen)
        assert "Exported" in toasts(pilot)
        target.write_text("precious")
        await press(pilot, "E")
        fill(pilot, str(target))
        await settled(pilot)
        await press(pilot, "enter")
        assert target.read_text() == "precious"
        assert "exists already" in screen_text(pilot)
        await press(pilot, "enter")
        assert target.read_bytes().startswith(b"a\r\n")


async def test_what_is_still_coming_in_is_not_exported(open_app: OpenApp, opener: FakeOpener) -> None:
    opener.bench.answers = [result(b"[" + b",".join(b'{"a":%d}' % at for at in range(20_000)) + b"]")]
    opener.bench.arriving.clear()
    async with open_app() as (app, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5", "f6", "E")
        assert not shows(app, ExportScreen)
        assert "still coming in" in toasts(pilot)
        opener.bench.arriving.set()
        await settled(pilot)
        await press(pilot, "E")
        assert shows(app, ExportScreen)


async def test_tab_completes_the_path_of_an_export(
    open_app: OpenApp, opener: FakeOpener, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    async with open_app() as (app, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5", "f6", "E")
        fill(pilot, str(tmp_path / "fol"))
        await press(pilot, "tab")
        assert app.screen.query_one("#path", Input).value == f"{tmp_path}/folder/"
        await press(pilot, "enter")
        assert "A file needs a name" in screen_text(pilot)
        await press(pilot, "escape")
        assert not shows(app, ExportScreen)


async def test_escape_cancels_an_export_that_takes_long(
    open_app: OpenApp, opener: FakeOpener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*_: object) -> Iterator[Chunk]:
        while True:
            yield Chunk(b"x", 1, 2)

    monkeypatch.setattr("karma_tui.tui.taking.exporter.export", endless)
    async with open_app() as (app, pilot):
        await type_text(pilot, "x")
        await press(pilot, "f5", "f6", "E")
        fill(pilot, str(tmp_path / "out.json"))
        await pilot.press("enter", "escape")
        await settled(pilot)
        assert "The export was cancelled" in screen_text(pilot)
        assert _names(tmp_path, "out.json") == []
        await press(pilot, "escape")
        assert not shows(app, ExportScreen)


def _names(folder: Path, part: str) -> list[str]:
    return [path.name for path in folder.iterdir() if part in path.name]
