"""What is sent to terminals that can show little: no colours, sixteen, 256; and to those without a cursor."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment
from tests.e2e.terminal import CTRL_Q, LEFT, Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.skipif(sys.platform != "linux", reason="as the other walks")]

_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
_WATCHED = 2.0
"""Seconds in which a blinking cursor is painted several times."""


def view(home: Path, term: str = "xterm-256color", **variables: str) -> Terminal:
    file = home / "books.json"
    file.write_text('[{"title":"Dune","pages":412,"read":true},{"title":"Emma","pages":null}]')
    surroundings = {**environment(home), **variables}
    if "COLORTERM" not in variables:
        surroundings.pop("COLORTERM", None)
    if "NO_COLOR" not in variables:
        surroundings.pop("NO_COLOR", None)
    return Terminal([*COMMAND, "view", str(file)], surroundings, term=term)


def styles(terminal: Terminal) -> set[str]:
    """Kinds of colour codes that were sent: truecolor, 256, sixteen."""
    kinds = set()
    for found in _SGR.findall(bytes(terminal.received)):
        codes = found.decode().replace(":", ";").split(";")
        while codes:
            code = codes.pop(0)
            if code in ("38", "48") and codes[:1] == ["2"]:
                kinds.add("truecolor")
                del codes[:4]
            elif code in ("38", "48") and codes[:1] == ["5"]:
                kinds.add("256")
                del codes[:2]
            elif code.isdigit() and int(code) in (
                *range(30, 38),
                *range(40, 48),
                *range(90, 98),
                *range(100, 108),
            ):
                kinds.add("sixteen")
    return kinds


def looks(terminal: Terminal, y: int) -> frozenset[tuple[str, bool]]:
    """Backgrounds of the letters in a line of the screen, and whether they are reversed."""
    return frozenset(
        (cell.bg, cell.reverse) for cell in terminal.screen.buffer[y].values() if cell.data.strip()
    )


def test_a_terminal_of_256_colours_gets_no_more(tmp_path: Path) -> None:
    with view(tmp_path) as terminal:
        terminal.wait_for("Dune", "2 rows")
        assert styles(terminal) == {"256"}
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0


def test_a_terminal_that_says_so_gets_all_colours(tmp_path: Path) -> None:
    with view(tmp_path, COLORTERM="truecolor") as terminal:
        terminal.wait_for("Dune", "2 rows")
        assert styles(terminal) == {"truecolor"}


def test_a_terminal_of_sixteen_colours_gets_a_theme_made_of_these(tmp_path: Path) -> None:
    with view(tmp_path, term="xterm") as terminal:
        terminal.wait_for("Dune", "2 rows")
        assert styles(terminal) == {"sixteen"}
        terminal.press("\x1b[B", "\x1b[B")
        terminal.wait_until(
            lambda _: any(background not in ("default", "black") for background, _ in looks(terminal, 3)),
            "the cursor's row to be seen",
        )


def test_without_colours_none_are_sent_and_the_cursor_is_seen(tmp_path: Path) -> None:
    with view(tmp_path, NO_COLOR="1", COLORTERM="truecolor") as terminal:
        terminal.wait_for("Dune", "2 rows")
        for found in _SGR.findall(bytes(terminal.received)):
            codes = found.decode().split(";")
            if codes[:2] in (["38", "2"], ["48", "2"]):
                red, green, blue = codes[2:5]
                assert red == green == blue, "greys alone"
        terminal.press("\x1b[B", "\x1b[B")
        terminal.wait_until(
            lambda _: len({looks(terminal, y) for y in range(1, 6) if looks(terminal, y)}) > 1,
            "one row to look different",
        )


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_dumb_terminal_is_told_what_works_there(tmp_path: Path, term: str) -> None:
    with view(tmp_path, term=term) as terminal:
        assert terminal.wait_for_end() == 2
        said = " ".join(terminal.text.split())
        assert "This terminal cannot show the app" in said
        assert "karma-tui run" in said


@pytest.mark.parametrize(("still", "blinks"), [("1", False), ("0", True)])
def test_a_cursor_blinks_unless_motion_is_reduced(tmp_path: Path, still: str, blinks: bool) -> None:
    with view(tmp_path, KARMA_TUI_REDUCED_MOTION=still) as terminal:
        terminal.wait_for("Dune", "2 rows")
        terminal.press("/", "Q", LEFT)
        before = len(terminal.received)
        deadline = time.monotonic() + _WATCHED
        while time.monotonic() < deadline and not (blinks and b"mQ" in terminal.received[before:]):
            terminal._read()
        assert (b"mQ" in terminal.received[before:]) is blinks, "the letter below the cursor was painted anew"
