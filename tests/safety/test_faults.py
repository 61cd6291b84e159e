"""Faults planted in the real program in a real terminal: no traceback is shown, and nothing typed is lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from karma_tui.crashes import reports
from tests.cli.process import environment
from tests.e2e.servers import stop_servers
from tests.e2e.terminal import CTRL_Q, ENTER, F5
from tests.safety.recorded import PROGRAM, ROOT, Recorded

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc"),
]

SECRET = "canary-of-the-faults"
CTRL_T = "\x14"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("faults")
    (folder / "secret").write_text(SECRET)
    yield folder
    stop_servers(folder)


@pytest.fixture(autouse=True)
def no_earlier_reports(home: Path) -> None:
    for path in reports(home / "state"):
        path.unlink()


def start(home: Path, plant: str, *words: str) -> Recorded:
    planted = {"SAFETY_PLANT": plant, "SAFETY_SECRET": str(home / "secret"), "PYTHONPATH": str(ROOT)}
    return Recorded([*PROGRAM, *words], environment(home, {**planted, "PATH": os.environ["PATH"]}))


def check(home: Path, terminal: Recorded, *, count: int = 1) -> None:
    """No traceback and no secret was shown, and there is a report that has neither."""
    assert b"Traceback" not in terminal.said
    assert SECRET.encode() not in terminal.said
    found = reports(home / "state")
    assert len(found) == count, [report.read_text() for report in found]
    for path in found:
        text = path.read_text()
        assert "ValueError: could not use … here" in text
        assert SECRET not in text
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("plant", ["action", "thread", "task"])
def test_the_app_goes_on_after_a_fault_beside_it(home: Path, plant: str) -> None:
    with start(home, plant) as terminal:
        terminal.wait_for("ready")
        terminal.press(CTRL_T)
        terminal.wait_for("Something went wrong inside", "internal error (ValueError)")
        terminal.press("[]", F5)
        terminal.wait_for(" ms", "[")
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0
        check(home, terminal)


def test_what_fails_when_nobody_is_there_to_hear_is_reported(home: Path) -> None:
    with start(home, "nobody") as terminal:
        terminal.wait_for("ready")
        terminal.press(CTRL_T)
        terminal.wait_until(lambda _: bool(reports(home / "state")), "a report")
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0
        check(home, terminal)


def test_a_fault_in_drawing_ends_the_app_calmly_and_the_text_comes_back(home: Path) -> None:
    with start(home, "render") as terminal:
        terminal.wait_for("ready")
        terminal.press("typed_before_the_fault", CTRL_T)
        assert terminal.wait_for_end() == 1
        check(home, terminal)
        (path,) = reports(home / "state")
        # the terminal is the user's again, and has one line more
        said = "".join(terminal.text.split())
        assert "karma-tuihadtoend:internalerror(ValueError)" in said
        assert str(path) in said
        assert bytes(terminal.said).count(b"had to end") == 1
    with start(home, "") as terminal:
        terminal.wait_for("ready", "typed_before_the_fault", "ended with a fault of its own before")
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("plant", ["build", "start", "close"])
def test_a_fault_at_the_start_or_the_end_is_one_calm_line(home: Path, plant: str) -> None:
    with start(home, plant) as terminal:
        if plant == "close":
            terminal.wait_for("ready")
            terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 1
        check(home, terminal)
        assert "internalerror(ValueError)" in "".join(terminal.text.split())


def test_the_repl_goes_on_after_a_fault(home: Path) -> None:
    with start(home, "run", "repl") as terminal:
        terminal.wait_for(">")
        terminal.press("1i32", ENTER)
        terminal.wait_until(lambda screen: "internal error (ValueError)" in screen, "a calm line")
        terminal.press("\\quit", ENTER)
        terminal.wait_for_end()
        check(home, terminal)
