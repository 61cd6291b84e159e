"""Going on with another instance, in a real terminal against real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment, run
from tests.e2e.terminal import CTRL_Q, DOWN, ENTER, F5, Terminal
from tests.workbench.instance import Starter, place_in

ALT_P = "\x1bp"


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with two profiles, each of a server of its own."""
    home = tmp_path_factory.mktemp("home")
    starter = Starter()
    with pytest.MonkeyPatch.context() as patch:
        for name, colour in (("one", "red"), ("two", "green")):
            folder = tmp_path_factory.mktemp(name)
            patch.setenv("KARMA_TUI_HOME", str(folder / "h"))
            place = place_in(folder)
            starter(place)
            words = ["--url", f"unix:{place.socket}", "--secret-file", str(place.secret), "--colour", colour]
            done = run(["profiles", "add", name, *words], home)
            assert done.returncode == 0, done.stderr
    yield home
    starter.close()


@pytest.mark.terminal
def test_the_buffer_goes_along_to_another_server_and_back(profiles: Path) -> None:
    with Terminal([*COMMAND, "--profile", "one"], environment(profiles)) as terminal:
        terminal.wait_for(" one ", "ready")
        terminal.type("int32(7)")
        terminal.press(ALT_P)
        terminal.wait_for("Profiles", "(here)", "two")
        terminal.press(DOWN, ENTER)
        terminal.wait_for(" two ", "int32(7)", "ready", without=["Profiles"])
        terminal.type(F5)
        terminal.wait_for("1 value")
        terminal.press(ALT_P)
        terminal.wait_for("Profiles", "two")
        terminal.press("\x1b[A", ENTER)
        terminal.wait_for(" one ", "int32(7)", "ready", without=["Profiles", "1 value"])
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0
    with Terminal([*COMMAND, "--profile", "two"], environment(profiles)) as terminal:
        terminal.wait_for(" two ", "int32(7)", "ready")
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0
