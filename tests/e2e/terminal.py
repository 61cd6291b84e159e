"""A real terminal for tests: a process in a pseudo-terminal and the screen that it has painted so far.

Waiting is reading: every wait blocks on the pseudo-terminal's output and looks again after each piece,
with an overall limit. Nothing here sleeps.
"""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

_PIECE = 65536
_PATIENCE = 30.0
_GLANCE = 0.1
"""Seconds after which a condition is looked at again though nothing was painted: it may be about a file."""
_FAREWELL = 5.0
"""Seconds in which a program whose terminal was taken away at a test's end may end by itself."""
_REST = 0.3
"""Seconds without a byte painted and without work that count as rest; shorter than a cursor's blink."""
_TICKS = 1
"""Processor time, in the kernel's ticks, that a resting program may take meanwhile: for its clock."""

ENTER = "\r"
CTRL_N = "\x0e"
CTRL_Q = "\x11"
CTRL_S = "\x13"
CTRL_Z = "\x1a"
DOWN = "\x1b[B"
LEFT = "\x1b[D"
RIGHT = "\x1b[C"
F3 = "\x1bOR"
F5 = "\x1b[15~"
F6 = "\x1b[17~"
F7 = "\x1b[18~"
F8 = "\x1b[19~"
ESCAPE = "\x1b"


class Terminal:
    """A program running at 80x24, its keyboard and its screen."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        columns: int = 80,
        term: str = "xterm-256color",
    ) -> None:
        self.received = bytearray()
        """Everything that was painted, as it came."""
        self.screen = pyte.Screen(columns, 24)
        self._stream = pyte.ByteStream(self.screen)
        self._process = pexpect.spawn(
            command[0],
            list(command[1:]),
            env={**environment, "TERM": term, "COLUMNS": str(columns), "LINES": "24"},
            dimensions=(24, columns),
            timeout=_PATIENCE,
        )
        self._process.delaybeforesend = None
        self._is_gone = False

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if not self._is_gone and self._process.isalive():
            self._process.ptyproc.fileobj.close()
            if not self._ends_within(_FAREWELL):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)

    @property
    def text(self) -> str:
        """The whole screen, a line each, blanks at the ends cut."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def pid(self) -> int:
        """The program's process."""
        return int(self._process.pid)

    def type(self, keys: str) -> None:
        """Press keys."""
        self._process.send(keys)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each once the screen has come to rest after the one before."""
        for key in keys:
            self._process.send(key)
            self._rest()

    def wait_for(self, *texts: str, without: Sequence[str] = ()) -> str:
        """Read until all texts stand on the screen and none of `without` does; the screen's text."""
        return self.wait_until(
            lambda screen: (
                all(text in screen for text in texts) and not any(text in screen for text in without)
            ),
            f"{texts} to be shown and {tuple(without)} not",
        )

    def wait_until(self, holds: Callable[[str], bool], what: str) -> str:
        """Read until a condition on the screen holds; fails with the screen as it was."""
        deadline = time.monotonic() + _PATIENCE
        while not holds(self.text):
            if time.monotonic() > deadline or not self._read():
                raise AssertionError(f"waited for {what}; the screen was:\n{self.text}")
        return self.text

    def wait_for_end(self) -> int:
        """Read until the program ends; its exit code, negative for a signal."""
        deadline = time.monotonic() + _PATIENCE
        while self._read():
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end; the screen was:\n{self.text}")
        self._process.wait()
        signalled = self._process.signalstatus
        return -signalled if signalled is not None else int(self._process.exitstatus)

    def hang_up(self) -> None:
        """Take the terminal away, as a closed window or a lost connection does, and wait for the end."""
        self._process.ptyproc.fileobj.close()
        self._is_gone = True
        if not self._ends_within(_PATIENCE):
            raise AssertionError("the program goes on without a terminal")

    def _ends_within(self, seconds: float) -> bool:
        """Whether a program without a terminal ends by itself in this time."""
        deadline = time.monotonic() + seconds
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                return False
            time.sleep(_GLANCE)  # there is nothing left to read
        return True

    def kill(self) -> None:
        """End the program without a chance to tidy up."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait_for_end()

    def _rest(self) -> None:
        """Read until the program has painted nothing and done nothing for a while.

        What is painted may leave the screen's text as it was, and a program that waits for a processor paints
        nothing: neither is rest.
        """
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            painted, worked = len(self.received), self._work()
            if not self._read(_REST):
                return
            if len(self.received) == painted and abs(self._work() - worked) <= _TICKS:
                return

    def _work(self) -> float:
        """Ticks of processor time that the program has taken; endless while it would take more."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        except FileNotFoundError:
            return 0.0
        return math.inf if fields[0] == "R" else float(fields[11]) + float(fields[12])

    def _read(self, seconds: float = _GLANCE) -> bool:
        """Take in what has been painted, waiting a moment for it; false once the program has ended."""
        try:
            piece = self._process.read_nonblocking(_PIECE, timeout=seconds)
            self.received += piece
            self._stream.feed(piece)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        return True
