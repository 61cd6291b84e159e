"""The HTTP log in the app: live, filtered, paused, copied; and its words."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from karma_tui.client import exchange as exchanges
from karma_tui.client.exchange import Exchange, Phase, tell
from karma_tui.errors import StorageError
from karma_tui.library.log_file import LogFile
from karma_tui.redact import register
from karma_tui.tui.http_log import pane as pane_module
from karma_tui.tui.http_log.details_screen import DetailsScreen
from karma_tui.tui.http_log.pane import HttpLogPane
from karma_tui.tui.http_log.wording import curl, details, is_wanted, row, time_text
from tests.tui.assist.test_on_screen import editor, seen
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, screen_text, shows, toasts

ASKED = Exchange(1, 1_700_000_000.0, "POST", "/", "http://h:1", is_signed=True, body=b'{"a":1}', sent=7)
DONE = replace(ASKED, phase=Phase.DONE, status=200, received=41_234, unpacked=90_000, total=0.012)
REFUSED = replace(DONE, number=2, status=400, refusal=b"no such tag")
LOST = replace(ASKED, number=3, phase=Phase.FAILED, error="Nothing answers", total=1.5)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pane_module, "_PACE", 0.001)


def rows(pilot: Pilot[Any]) -> list[str]:
    entries = pilot.app.screen_stack[0].query_one("#http-list", OptionList)
    return [str(entries.get_option_at_index(at).prompt) for at in range(entries.option_count)]


async def test_what_was_sent_before_and_what_comes_is_listed(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        tell(DONE)
        await press(pilot, "f11")
        assert "HTTP log  1 exchange" in screen_text(pilot)
        assert "200     query" in rows(pilot)[0]
        assert "41.2 kB" in rows(pilot)[0]
        tell(replace(ASKED, number=2))
        await seen(pilot, lambda: len(rows(pilot)) == 2)
        assert "sent    query" in rows(pilot)[0]
        tell(REFUSED)
        await seen(pilot, lambda: "400     query" in rows(pilot)[0])
        assert "1 failed or refused" in screen_text(pilot)
    assert exchanges.listeners == []


async def test_the_cursor_stays_on_its_exchange_while_others_come(open_app: OpenApp) -> None:
    async with open_app(size=(100, 40)) as (app, pilot):
        await press(pilot, "f11")
        for number in range(1, 6):
            tell(replace(DONE, number=number))
        await seen(pilot, lambda: len(rows(pilot)) == 5)
        await press(pilot, "down", "down")
        pane = app.screen.query_one(HttpLogPane)
        assert pane.marked is not None and pane.marked.number == 3
        tell(replace(DONE, number=6))
        await seen(pilot, lambda: len(rows(pilot)) == 6)
        assert pane.marked is not None and pane.marked.number == 3
        await press(pilot, "home")
        tell(replace(DONE, number=7))
        await seen(pilot, lambda: len(rows(pilot)) == 7)
        assert pane.marked is not None and pane.marked.number == 7


async def test_it_is_filtered_paused_and_cleared(open_app: OpenApp) -> None:
    async with open_app() as (_, pilot):
        await press(pilot, "alt+l")
        for it in (DONE, REFUSED, LOST):
            tell(it)
        await seen(pilot, lambda: len(rows(pilot)) == 3)
        await press(pilot, "e")
        assert len(rows(pilot)) == 2
        await press(pilot, "e", "slash", *"such")
        assert len(rows(pilot)) == 1
        assert "1 shown" in screen_text(pilot)
        await press(pilot, "enter", "escape")
        assert editor(pilot).has_focus
        await press(pilot, "f11", "slash", "escape")
        assert len(rows(pilot)) == 3
        await press(pilot, "p")
        tell(replace(DONE, number=4))
        await pilot.pause(0.02)
        await press(pilot, "down")
        assert len(rows(pilot)) == 3
        await press(pilot, "p")
        assert len(rows(pilot)) == 4
        await press(pilot, "c")
        assert rows(pilot) == []
        assert "0 exchanges" in screen_text(pilot)
        await press(pilot, "enter", "y")


async def test_it_is_put_away_and_comes_back(open_app: OpenApp) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "f11", "q")
        assert not app.screen.query(HttpLogPane)
        assert editor(pilot).has_focus
        tell(DONE)
        await press(pilot, "f11")
        assert len(rows(pilot)) == 1
        await press(pilot, "escape", "f11")
        assert app.screen.query_one(HttpLogPane).has_focus_within
        await press(pilot, "escape", "f6")
        await press(pilot, "f11")
        assert not app.screen.query(HttpLogPane)


async def test_all_of_an_exchange_is_shown_and_copied_without_its_secrets(open_app: OpenApp) -> None:
    register("tulip-bulb")
    async with open_app(size=(100, 30)) as (app, pilot):
        await press(pilot, "f11")
        tell(replace(REFUSED, number=1, body=b'{"x":"tulip-bulb"}', sent=18))
        tell(replace(DONE, number=2, again="the connection was lost"))
        await seen(pilot, lambda: len(rows(pilot)) == 2)
        assert "again: the connection was lost" in rows(pilot)[0]
        await press(pilot, "enter")
        assert shows(app, DetailsScreen)
        assert "because the connection was lost" in screen_text(pilot)
        assert "90.0 kB unpacked" in screen_text(pilot)
        await press(pilot, "n")
        assert "no such tag" in screen_text(pilot)
        assert "tulip" not in screen_text(pilot)
        await press(pilot, "y", "escape")
        assert "Request: 1" in toasts(pilot) or "Request" in toasts(pilot)
        assert "tulip" not in app.clipboard
        assert "X-Karma-Signature: $KARMA_SIGNATURE" in app.clipboard


async def test_it_leaves_room_to_work_at_the_smallest_size(open_app: OpenApp) -> None:
    async with open_app(size=(80, 24)) as (app, pilot):
        await press(pilot, "f11")
        assert editor(pilot).size.height >= 3
        pane = app.screen.query_one(HttpLogPane)
        assert pane.region.bottom <= 22
        assert pane.query_one(OptionList).size.height >= 3


def test_a_command_for_a_shell_has_no_secret_and_keeps_every_letter() -> None:
    body = b'{"it\'s": "a \\"quote\\""}'
    words = shlex.split(curl(replace(DONE, body=body, sent=len(body))))
    assert words[words.index("--data-binary") + 1] == body.decode()
    assert "X-Karma-Signature: $KARMA_SIGNATURE" in words
    local = curl(replace(DONE, server="unix:/run/a b/s.sock"))
    assert shlex.split(local)[4:7] == ["--unix-socket", "/run/a b/s.sock", "http://localhost/"]
    hidden = curl(replace(DONE, path="/auth", is_private=True, is_signed=False, body=b""))
    assert hidden.startswith("# its body is not in the log\n")
    assert "@body.json" in hidden
    register("rose-bud")
    masked = curl(replace(DONE, body=b'"rose-bud"', sent=10))
    assert masked.startswith("# what is secret")
    assert "rose" not in masked
    assert "--data-binary" not in curl(replace(DONE, method="GET", body=b"", sent=0))


def test_rows_and_details_show_control_characters_and_no_markup() -> None:
    odd = replace(LOST, error="\x1b[2J[bold]x", path="/rest/[red]")
    assert "\x1b" not in row(odd, 0.0).plain
    assert "[bold]x" in row(odd, 0.0).plain
    assert "\x1b" not in details(odd).plain


def test_an_exchange_is_found_by_words_in_any_place() -> None:
    assert is_wanted(REFUSED, "query SUCH 400", only_failed=True)
    assert not is_wanted(REFUSED, "query nothing", only_failed=False)
    assert not is_wanted(DONE, "", only_failed=True)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0.0004, "0 ms"), (0.5, "500 ms"), (3.44, "3.4 s"), (600, "10 min")],
)
def test_times_are_short(seconds: float | None, text: str) -> None:
    assert time_text(seconds) == text


async def test_trouble_with_the_log_file_is_told_on_the_screen(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: LogFile, _line: str) -> None:
        raise StorageError("The log file cannot be written", "it: No space left on device.")

    monkeypatch.setenv("KARMA_TUI_LOG_FILE", str(tmp_path / "http.log"))
    monkeypatch.setattr(LogFile, "write", full)
    async with open_app() as (app, pilot):
        tell(ASKED)
        tell(DONE)
        await seen(pilot, lambda: "No space left" in toasts(pilot))
        assert toasts(pilot).count("No space left") == 1
        assert app.is_running


async def test_a_log_file_that_cannot_be_used_is_told_and_the_app_goes_on(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARMA_TUI_LOG_FILE", str(tmp_path))
    async with open_app() as (app, pilot):
        assert "log file" in toasts(pilot)
        assert app.is_running
