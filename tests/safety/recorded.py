"""A terminal that keeps every byte, and the program that is run in it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pexpect

from tests.e2e.terminal import Terminal

PROGRAM = (sys.executable, "-m", "tests.safety.program")
ROOT = Path(__file__).parents[2]


class Recorded(Terminal):
    """A terminal of which every byte is kept, what is not to be seen on the screen too."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], columns: int = 100) -> None:
        self.said = bytearray()
        super().__init__(command, environment, columns)

    def __enter__(self) -> Recorded:
        return self

    def _read(self, seconds: float = 0.1) -> bool:
        try:
            data = self._process.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.said += data
        self._stream.feed(data)
        return True
