"""The whole program as a person meets it: a terminal of 80x24, a keyboard, the real local instance."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment
from tests.e2e.servers import server_processes, stop_servers
from tests.e2e.terminal import (
    CTRL_N,
    CTRL_Q,
    CTRL_S,
    CTRL_Z,
    DOWN,
    ENTER,
    ESCAPE,
    F3,
    F5,
    F6,
    F7,
    F8,
    LEFT,
    RIGHT,
    Terminal,
)

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the module: filling a new local instance with samples takes its time."""
    folder = tmp_path_factory.mktemp("home")
    yield folder
    stop_servers(folder)


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    with _open(home) as terminal:
        terminal.wait_for("ready")
        yield terminal


def _open(home: Path, *words: str) -> Terminal:
    return Terminal([*COMMAND, *words], environment(home))


def _run(terminal: Terminal, text: str) -> None:
    """Type an expression, run it once it stands on the screen, as a person would, and wait for the result."""
    terminal.type(text)
    terminal.wait_for(text)
    terminal.type(F5)
    terminal.wait_for(f"ms  {text}")


def _clear(home: Path) -> None:
    for draft in (home / "state").rglob("*"):
        if draft.is_file():
            draft.unlink()


@pytest.fixture(autouse=True)
def no_drafts(home: Path) -> Iterator[None]:
    """Each test begins with an empty buffer."""
    yield
    _clear(home)


def test_the_first_frame_says_what_to_do_and_the_instance_is_ready_by_itself(terminal: Terminal) -> None:
    text = terminal.wait_for("local instance", "ready", "F5")
    assert "Traceback" not in text
    assert len(text.split("\n")) == 24


def test_an_expression_is_typed_run_and_its_result_opened(terminal: Terminal) -> None:
    _run(terminal, 'first(all(tag("_user")))')
    terminal.wait_for("1 value", "username", "▸ roles")
    terminal.press(F6, DOWN, DOWN, RIGHT)
    terminal.wait_for("▾ roles")


def test_an_expression_and_the_key_that_runs_it_may_come_in_one_burst(terminal: Terminal) -> None:
    text = 'length(all(tag("_tag")))'
    terminal.type(text + F5)
    terminal.wait_for(f"ms  {text}")


@pytest.mark.parametrize("between", ["\n", " "])
def test_a_pasted_megabyte_is_typed_in_and_undone(terminal: Terminal, between: str) -> None:
    text = between.join([f'"piece {number} of a long text"' for number in range(36_000)] + ["lastword"])
    assert len(text) > 1_000_000
    terminal.type(f"\x1b[200~{text}\x1b[201~")
    terminal.wait_for("lastword")
    terminal.type("XY" + LEFT + "Z")
    terminal.wait_for("lastwordXZY")
    terminal.type(CTRL_Z * 4)
    terminal.wait_for("ready", without=["lastword", "piece"])


def test_files_named_on_the_command_line_are_in_buffers(home: Path, tmp_path: Path) -> None:
    for name, text in (("one.kvm", "1 // first"), ("two.kvm", "2 // second")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with _open(home, "edit", str(tmp_path / "one.kvm"), str(tmp_path / "two.kvm")) as terminal:
        terminal.wait_for("ready", "one.kvm", "two.kvm", "2 // second", without=["1 // first"])


def test_each_letter_goes_to_the_buffer_that_was_open_when_it_was_typed(terminal: Terminal) -> None:
    terminal.type("first text" + CTRL_N + "second text" + CTRL_S)
    terminal.wait_for("Save as a snippet")
    terminal.type(ESCAPE)
    terminal.wait_for("query 1", "query 2", "second text", without=["first text", "Save as"])
    terminal.type(F7)
    terminal.wait_for("first text", without=["second text"])


def test_a_terminal_that_goes_away_is_no_fault_and_loses_nothing(home: Path) -> None:
    with _open(home) as terminal:
        terminal.wait_for("ready")
        terminal.type("kept words")
        terminal.wait_for("kept words")
        terminal.hang_up()
    assert not [report.read_text() for report in home.rglob("crash-*")]
    with _open(home) as terminal:
        terminal.wait_for("kept words", "ready")


def test_text_typed_just_before_closing_comes_back(terminal: Terminal) -> None:
    terminal.type("precious" + F8)
    terminal.wait_for("Closed query 1", without=["precious"])
    terminal.type("\x1bt")
    terminal.wait_for("precious")


def test_letters_typed_while_a_dialogue_closes_go_to_what_follows(terminal: Terminal) -> None:
    terminal.type("int32(3)" + CTRL_S + "three" + ENTER + F3 + "three" + ENTER + " // more")
    terminal.wait_for("three.kvm *", "int32(3) // more", without=["Save as", "#tag"])


def test_an_error_is_shown_with_its_place(terminal: Terminal) -> None:
    terminal.type("length(alll)")
    terminal.wait_for("length(alll)")
    terminal.type(F5)
    terminal.wait_for("failed after", "line 1, column 8", "alll")


def test_a_snippet_is_saved_and_run_again(terminal: Terminal) -> None:
    _run(terminal, 'length(all(tag("_role")))')
    terminal.type(CTRL_S)
    terminal.wait_for("Save as a snippet")
    terminal.type("how many roles")
    terminal.wait_for("how many roles")
    terminal.type(ENTER)
    terminal.wait_for("how-many-roles.kvm", without=["Save as a snippet"])
    terminal.type(CTRL_N)
    terminal.wait_for("how-many-roles.kvm  query 1")
    _run(terminal, "int32(7)")
    terminal.type(F3)
    terminal.wait_for('how many roles  length(all(tag("_role")))')
    terminal.type(F5)
    terminal.wait_for('ms  length(all(tag("_role")))', without=["#tag"])


def test_after_kill_9_the_buffers_come_back(home: Path) -> None:
    with _open(home) as first:
        first.wait_for("ready")
        first.type("[1, 2, 3] // not lost")
        first.wait_for("not lost")
        first.wait_until(lambda _: _is_saved(home, "not lost"), "the draft to be on the disk")
        first.kill()
    with _open(home) as second:
        second.wait_for("[1, 2, 3] // not lost")


def test_after_the_server_is_killed_the_next_run_works(home: Path, terminal: Terminal) -> None:
    assert stop_servers(home, signal.SIGKILL) == 1
    _run(terminal, '"still here"')
    assert len(server_processes(home)) == 1


def test_ctrl_q_leaves_with_exit_code_0_and_a_clean_screen(home: Path) -> None:
    with _open(home) as terminal:
        terminal.wait_for("ready")
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0
        assert "Traceback" not in terminal.text


def test_leaving_at_once_before_the_instance_is_ready_is_clean(home: Path) -> None:
    with _open(home) as terminal:
        terminal.wait_for("^q")
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0
        assert "Traceback" not in terminal.text


def test_a_server_that_cannot_be_reached_is_told_on_the_screen(home: Path) -> None:
    secret = home / "secret"
    secret.write_text("x")
    with _open(home, "--url", "http://127.0.0.1:9", "--secret-file", str(secret)) as terminal:
        terminal.wait_for("127.0.0.1:9", "Nothing answers")


def _is_saved(home: Path, text: str) -> bool:
    return any(
        text in file.read_text("utf-8", "replace") for file in (home / "state").rglob("*") if file.is_file()
    )
