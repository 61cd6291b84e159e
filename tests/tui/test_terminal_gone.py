"""A closed terminal is no fault of ours; the same numbers from elsewhere are."""

from __future__ import annotations

import errno
import os
import pty
import termios
from collections.abc import Iterator
from typing import IO

import pytest

from karma_tui.tui.crash import is_of_gone_terminal


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Iterator[IO[bytes]]:
    """The other end of the terminal that is the program's standard input: closing it takes that away."""
    theirs, ours = pty.openpty()
    with os.fdopen(ours) as stream, os.fdopen(theirs, "rb", buffering=0) as window:
        monkeypatch.setattr("sys.__stdin__", stream)
        yield window


@pytest.mark.parametrize(
    "failure",
    [OSError(errno.EIO, "gone"), termios.error(errno.EIO, "gone"), BrokenPipeError(errno.EPIPE, "gone")],
)
def test_writing_to_a_closed_terminal_is_no_fault(failure: BaseException, window: IO[bytes]) -> None:
    assert not is_of_gone_terminal(failure), "the terminal is there: it comes from elsewhere"
    window.close()
    assert is_of_gone_terminal(failure)


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), OSError(), ValueError(errno.EIO), None])
def test_other_faults_stay_faults_without_a_terminal(
    failure: BaseException | None, window: IO[bytes]
) -> None:
    window.close()
    assert not is_of_gone_terminal(failure)
