"""Help with the language in a real terminal, on the real local instance with its sample data."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment
from tests.e2e.servers import stop_servers
from tests.e2e.terminal import ESCAPE, F5, Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc"),
]

CTRL_SPACE = "\x00"
F1 = "\x1bOP"
F4 = "\x1bOS"
TAB = "\t"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    stop_servers(tmp_path)


def test_a_query_is_written_with_completions_checked_and_run(home: Path) -> None:
    with Terminal(COMMAND, environment(home)) as terminal:
        terminal.wait_for("ready")
        terminal.type("first(al")
        terminal.wait_for(">all", "All records of a model")
        terminal.type(TAB)
        terminal.wait_for("first(all(model))", without=[">all"])
        terminal.type('tag("artic')
        terminal.wait_for(">article")
        terminal.type(TAB)
        terminal.wait_for('first(all(tag("article")))')
        terminal.press("\x1b[F")
        terminal.type(".titl")
        terminal.wait_for(">title", "string")
        terminal.type(ESCAPE)
        terminal.wait_for("No field", "1 error", without=[">title"])
        terminal.type("e")
        terminal.wait_for("title", without=["1 error", ">title"])
        terminal.type(F5)
        terminal.wait_for("1 value")


def test_the_key_for_completions_and_the_help_on_a_function_work_in_a_terminal(home: Path) -> None:
    with Terminal(COMMAND, environment(home)) as terminal:
        terminal.wait_for("ready")
        terminal.type(CTRL_SPACE)
        terminal.wait_for(">")
        terminal.type(ESCAPE)
        terminal.wait_for("ready", without=[">"])
        terminal.type("lenght()")
        terminal.wait_for("1 error")
        terminal.press(ESCAPE, F4)
        terminal.wait_for("Did you mean length")
        terminal.press("\x1b[F", *["\x7f"] * 8)
        terminal.type("length")
        terminal.wait_for(">length")
        terminal.press(ESCAPE, F1)
        terminal.wait_for("Functions", "length(value)", "How many items")
