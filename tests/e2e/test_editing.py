"""Editing in a real terminal: finding and replacing, and the user's own editor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment
from tests.e2e.servers import stop_servers
from tests.e2e.terminal import ENTER, ESCAPE, Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc"),
]

ALT_A = "\x1ba"
ALT_R = "\x1br"
ALT_V = "\x1bv"
CTRL_Z = "\x1a"
TAB = "\t"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    stop_servers(tmp_path)


def _open(home: Path, editor: str = "true") -> Terminal:
    return Terminal(list(COMMAND), environment(home, {"VISUAL": editor}))


def test_all_places_are_replaced_and_one_undo_takes_it_back(home: Path) -> None:
    with _open(home) as terminal:
        terminal.wait_for("ready")
        terminal.type("[1i32, 1i32, 2i32]")
        terminal.wait_for("[1i32, 1i32, 2i32]")
        terminal.type(ALT_R)
        terminal.wait_for("Find", "With", "Regex")
        terminal.type("1i")
        terminal.wait_for("1/2")
        terminal.type(TAB)
        terminal.type("7i")
        terminal.type(ALT_A)
        terminal.wait_for("[7i32, 7i32, 2i32]", "2 places replaced")
        terminal.type(ESCAPE)
        terminal.wait_for("[7i32, 7i32, 2i32]", without=["Find"])
        terminal.type(CTRL_Z)
        terminal.wait_for("[1i32, 1i32, 2i32]", without=["Find"])


def test_the_users_own_editor_gets_the_terminal_and_gives_it_back(home: Path) -> None:
    editor = home / "editor.sh"
    editor.write_text('#!/bin/sh\necho "the other editor"\nread answer\necho "int32($answer)" > "$1"\n')
    editor.chmod(0o755)
    with _open(home, str(editor)) as terminal:
        terminal.wait_for("ready")
        terminal.type("old")
        terminal.wait_for("old")
        terminal.type(ALT_V)
        terminal.wait_for("the other editor")
        terminal.type("42" + ENTER)
        terminal.wait_for("int32(42)", "ready")
        terminal.type(CTRL_Z)
        terminal.wait_for("old", without=["int32(42)"])
