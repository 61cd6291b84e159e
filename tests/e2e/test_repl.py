"""The REPL as a person meets it: a terminal, a keyboard, the real local instance."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment
from tests.e2e.servers import server_processes, stop_servers
from tests.e2e.terminal import ENTER, Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc"),
]

CTRL_C, CTRL_D = "\x03", "\x04"
SLOW = (
    'mapList(all(tag("reach")), (a, b) => mapList(all(tag("reach")), (c, d) => '
    'mapList(all(tag("reach")), (e, f) => mapList(all(tag("reach")), (g, h) => g))))'
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the module: filling a new local instance with samples takes its time."""
    folder = tmp_path_factory.mktemp("home")
    yield folder
    stop_servers(folder)


@contextmanager
def _open(home: Path, *words: str, columns: int = 80, **extra: str) -> Iterator[Terminal]:
    known = environment(home, {"PAGER": "cat", **extra})
    with Terminal([*COMMAND, "repl", *words], known, columns) as terminal:
        # a real terminal tells where its cursor is when it is asked
        terminal.screen.write_process_input = terminal.type  # type: ignore[assignment, method-assign]
        terminal.wait_for("local>")
        yield terminal


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    with _open(home) as terminal:
        terminal.wait_for("session 1")
        yield terminal


def test_an_expression_is_completed_and_run(terminal: Terminal) -> None:
    terminal.type("length(all(tag(")
    terminal.wait_for("tag(")
    terminal.type('"reach')
    terminal.type('")))')
    terminal.type(ENTER)
    terminal.wait_until(lambda screen: any(line.isdigit() for line in screen.split("\n")), "a number")


def test_one_can_type_before_there_is_a_connection(home: Path) -> None:
    with _open(home) as terminal:
        terminal.type(f"int32(4711){ENTER}")
        terminal.wait_until(lambda screen: "\n4711" in screen, "the result")


def test_proposals_come_while_one_types_and_are_taken_with_tab(terminal: Terminal) -> None:
    terminal.type("filterL")
    terminal.wait_for("filterList  ")
    terminal.type("\t")
    terminal.wait_for("filterList(value, (index, value) => )")
    terminal.type(CTRL_C)


def test_a_problem_is_told_at_the_bottom(terminal: Terminal) -> None:
    terminal.type("addInt32(int32(1), tru(2)) ")
    terminal.wait_for("There is no function tru")
    terminal.type(CTRL_C)


def test_ctrl_c_ends_a_query_and_not_the_program(terminal: Terminal) -> None:
    terminal.type(f"{SLOW}{ENTER}")
    terminal.wait_for("Ctrl-C cancels")
    terminal.type(CTRL_C)
    terminal.wait_for("Cancelled", without=["Ctrl-C cancels"])
    terminal.type(f"int32(815){ENTER}")
    terminal.wait_until(lambda screen: "\n815" in screen, "the next result")


def test_an_error_shows_the_place_and_the_session_goes_on(terminal: Terminal) -> None:
    terminal.type(f"foo(1){ENTER}")
    terminal.wait_for("There is no function foo", "| ^^^")
    terminal.type(f"\\descrbe x{ENTER}")
    terminal.wait_for(r"Did you mean \describe?")


def test_a_killed_instance_is_started_again(home: Path, terminal: Terminal) -> None:
    terminal.type(f"int32(1){ENTER}")
    terminal.wait_until(lambda screen: "\n1\n" in screen, "the result")
    for pid in server_processes(home):
        os.kill(pid, signal.SIGKILL)
    terminal.type(f"int32(4712){ENTER}")
    terminal.wait_until(lambda screen: "\n4712" in screen, "the result")


def test_what_ran_in_one_window_is_suggested_in_the_next(home: Path) -> None:
    with _open(home) as terminal:
        terminal.type(f"int32(314159){ENTER}")
        terminal.wait_until(lambda screen: "\n314159" in screen and screen.count("local>") == 2, "the result")
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0
    with _open(home) as terminal:
        terminal.wait_for("session 1")
        terminal.type("int32(314")
        terminal.wait_for("int32(314159)")
        terminal.type("\x05")
        terminal.type(ENTER)
        terminal.wait_until(lambda screen: "\n314159" in screen, "the result")


def test_more_than_a_screenful_goes_through_the_pager(home: Path) -> None:
    pager = home / "pager"
    pager.write_text("#!/bin/sh\nhead -n 2; echo PAGED\n")
    pager.chmod(0o755)
    with _open(home, PAGER=str(pager)) as terminal:
        terminal.type(f'all(tag("reach")){ENTER}')
        terminal.wait_for("PAGED", "60 records")
        terminal.type(f"int32(1){ENTER}")
        terminal.wait_until(lambda screen: "\n1\n" in screen, "a short result, not paged")


def test_a_signal_from_outside_leaves_the_terminal_as_it_was(home: Path) -> None:
    with _open(home) as terminal:
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_for_end() == 143


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_from_outside_ends_the_pager_too(ending: signal.Signals, home: Path) -> None:
    pager = home / "staying"
    pager.write_text("#!/bin/sh\nread line; echo PAGING; trap '' TERM HUP INT; exec sleep 1000\n")
    pager.chmod(0o755)
    with _open(home, PAGER=str(pager)) as terminal:
        terminal.type(f'all(tag("reach")){ENTER}')
        terminal.wait_for("PAGING")
        os.kill(terminal.pid, ending)
        assert terminal.wait_for_end() == 128 + ending


def test_leaving_takes_no_time_and_no_network(home: Path) -> None:
    with _open(home) as terminal:
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0
    with _open(home) as terminal:
        terminal.type(f"\\quit{ENTER}")
        assert terminal.wait_for_end() == 0


def test_a_server_that_never_answers_keeps_nobody(home: Path) -> None:
    known = environment(home, {"KARMA_TUI_SECRET": "x"})
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        with Terminal([*COMMAND, "repl", "--url", f"http://{address}"], known) as terminal:
            terminal.screen.write_process_input = terminal.type  # type: ignore[assignment, method-assign]
            terminal.wait_for(f"{address}>", "connecting")
            terminal.type(f"int32(1){ENTER}")
            terminal.wait_for("Connecting, ")
            terminal.type(CTRL_C)
            terminal.wait_for("Cancelled", "connecting")
            terminal.type(CTRL_D)
            assert terminal.wait_for_end() == 0


def test_a_server_that_is_not_there_is_told_and_ends_nothing(home: Path) -> None:
    known = environment(home, {"KARMA_TUI_SECRET": "x"})
    with Terminal([*COMMAND, "repl", "--url", "http://127.0.0.1:9"], known) as terminal:
        terminal.screen.write_process_input = terminal.type  # type: ignore[assignment, method-assign]
        terminal.wait_for("127.0.0.1:9>", "not connected")
        terminal.type(f"\\profile local{ENTER}")
        terminal.wait_for("Now at local")
        terminal.type(f"int32(99){ENTER}")
        terminal.wait_until(lambda screen: "\n99" in screen, "the result")
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0


def test_the_terminal_may_change_its_size(terminal: Terminal) -> None:
    terminal.type("addInt32(int32(1), int32(2)) |> addInt32(int32(3))")
    terminal.wait_for("int32(3)")
    terminal._process.setwinsize(20, 40)
    terminal.screen.resize(20, 40)
    terminal.type(" ")
    terminal.type(ENTER)
    terminal.wait_until(lambda screen: "\n6" in screen, "the result")


def _prompts(screen: str) -> int:
    return screen.count("local>")


def test_plain_mode_writes_no_escape_and_works_line_by_line(home: Path) -> None:
    with _open(home, "--plain") as terminal:
        seen: list[bytes] = []
        feed = terminal._stream.feed
        terminal._stream.feed = lambda data: (seen.append(data), feed(data))[1]  # type: ignore[method-assign, func-returns-value]
        terminal.type(f"addInt32({ENTER}")
        terminal.wait_until(lambda screen: "\n..." in screen, "the next line's prompt")
        terminal.type(f"int32(1), int32(2)){ENTER}")
        terminal.wait_until(lambda screen: "\n3\n" in screen and _prompts(screen) == 2, "the result")
        terminal.type(f"{SLOW}{ENTER}")
        terminal.wait_for("Running. Ctrl-C cancels.")
        terminal.type(CTRL_C)
        terminal.wait_until(lambda screen: "Cancelled" in screen and _prompts(screen) == 3, "the next prompt")
        terminal.type("int32(5")
        terminal.wait_for("int32(5")
        terminal.type(CTRL_C)
        terminal.wait_until(lambda screen: _prompts(screen) == 4, "the next prompt")
        terminal.type(f"int32(6){ENTER}")
        terminal.wait_until(lambda screen: "\n6\n" in screen, "the result")
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0
        assert b"\x1b" not in b"".join(seen)


def test_a_key_costs_few_bytes_on_the_line(terminal: Terminal) -> None:
    terminal.wait_for("session 1")
    written: list[int] = []
    feed = terminal._stream.feed
    terminal._stream.feed = lambda data: (written.append(len(data)), feed(data))[1]  # type: ignore[method-assign, func-returns-value]
    text = 'filterList(all(tag("reach")), (i, v) => gtInt32(v.visits, 5))'
    for at, letter in enumerate(text, 1):
        terminal.type(letter)
        terminal.wait_for(text[:at][-20:].rstrip())
    # a key shows itself; now and then a menu, a problem or the clock comes
    assert sum(written) / len(text) < 700
    terminal.type(CTRL_C)
