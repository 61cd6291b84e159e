"""A program in a pseudo-terminal of its own: keys go in, the bytes of the screen come out and are timed.

Bytes are only collected while the clock runs; what they draw is worked out afterwards, by pyte, so that
the measuring takes nothing from the program that is measured but the reading.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyte

COLUMNS, ROWS = 140, 40
QUIET = 0.06
"""Seconds without output after which an answer is taken to be complete."""


def surroundings() -> dict[str, str]:
    """The environment of every program: this one's, except that Python may keep what it has compiled."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class NoEcho(Exception):
    """The screen never showed what it should; says what it showed."""


@dataclass(frozen=True, slots=True)
class Echo:
    """Seconds from the key to the last byte of its echo, processor seconds meanwhile, bytes sent."""

    wall: float
    cpu: float
    size: int


class Terminal:
    """Runs `words`; use it in a `with`, at whose end the process is killed."""

    def __init__(self, words: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.execvpe(words[0], list(words), {**surroundings(), **env, "TERM": "xterm-256color"})
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.set_blocking(self._fd, False)
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._pending: list[bytes] = []

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)

    def shown(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def cpu(self) -> float:
        """Processor seconds of the process so far, all threads that there are."""
        total = 0
        for task in Path(f"/proc/{self._pid}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory(self) -> float:
        """Peak memory in MB."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def resident(self) -> float:
        """Memory in MB at this moment."""
        return (
            int(Path(f"/proc/{self._pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        )

    def send(
        self, data: bytes, done: Callable[[str], bool], patience: float = 20.0, quiet: float = QUIET
    ) -> Echo:
        """Write `data`, read until the screen is as wanted and nothing more comes. Raises NoEcho."""
        cpu, began = self.cpu(), time.perf_counter()
        last, size, left = began, 0, data
        while time.perf_counter() < began + patience:
            readable, writable, _ = select.select([self._fd], [self._fd] if left else [], [], quiet)
            if readable:
                pieces = self._read()
                last = time.perf_counter()
                size += sum(map(len, pieces))
                self._pending.extend(pieces)
            if writable:
                left = left[os.write(self._fd, left[:65536]) :]
            if not readable and not writable and not left:
                spent = self.cpu() - cpu
                self._draw()
                if done(self.shown()):
                    return Echo(last - began, spent, size)
        self._draw()
        raise NoEcho(self.shown())

    def rest(self, seconds: float) -> None:
        """Read for a while, whatever comes."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                self._pending.extend(self._read())
        self._draw()

    def _read(self) -> list[bytes]:
        pieces = []
        try:
            while piece := os.read(self._fd, 1 << 20):
                pieces.append(piece)
        except BlockingIOError:
            return pieces
        except OSError as failure:
            raise NoEcho("the program ended") from failure
        return pieces

    def _draw(self) -> None:
        for piece in self._pending:
            self._stream.feed(piece)
        self._pending.clear()
