"""The line that tells how far something is: calm on a terminal, silent anywhere else."""

from __future__ import annotations

import io

import pytest

from karma_tui.cli.progress import Progress
from karma_tui.cli.running.bench import Taken


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def a_terminal_that_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_nothing_is_said_within_the_first_second() -> None:
    stream, clock = _Terminal(), _Clock()
    with Progress("waiting", stream, clock) as progress:
        clock.now = 0.9
        progress.show("")
    assert stream.getvalue() == ""


def test_the_line_changes_a_few_times_a_second_and_goes_at_the_end() -> None:
    stream, clock = _Terminal(), _Clock()
    with Progress("exporting", stream, clock) as progress:
        clock.now = 1.0
        progress.tell(1, 2_000)
        clock.now = 1.1
        progress.tell(2, 2_000)
        clock.now = 2.0
        progress.tell(1_000, 2_000)
        progress.tell(1_000, 2_000)
    assert stream.getvalue() == (
        "\rexporting: 1 of 2,000, 1 s\x1b[K\rexporting: 1,000 of 2,000, 2 s\x1b[K\r\x1b[K"
    )


def test_a_line_that_says_the_same_is_not_written_again() -> None:
    stream, clock = _Terminal(), _Clock()
    progress = Progress("waiting", stream, clock)
    for clock.now in (1.0, 1.25, 1.49):
        progress.show("")
    assert stream.getvalue() == "\rwaiting: 1 s\x1b[K"


@pytest.mark.parametrize("term", ["", "dumb"])
def test_pipes_and_dumb_terminals_get_nothing(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock()
    pipe, dumb = io.StringIO(), _Terminal()
    told = [Progress("waiting", pipe, clock)]
    monkeypatch.setenv("TERM", term)
    told.append(Progress("waiting", dumb, clock))
    clock.now = 5.0
    for progress in told:
        progress.show("x")
        progress.clear()
    assert pipe.getvalue() == dumb.getvalue() == ""


def test_a_request_that_is_sent_again_starts_its_answer_anew() -> None:
    taken = Taken()
    taken.begin()
    taken.feed(b"half")
    taken.begin()
    taken.feed(b"wh")
    taken.feed(b"ole")
    assert taken.body() == b"whole"
