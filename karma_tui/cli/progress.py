"""How far something has got: one calm line on a terminal's stderr, nothing anywhere else.

It appears when a second has passed, changes a few times a second, and leaves no trace.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

_PATIENCE = 1.0
_STEP = 0.2
_WIDEST = 78


class Progress:
    """A line that can be written over; use it in a `with`."""

    def __init__(
        self, what: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._what = what
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._begun = clock()
        self._next = self._begun + _PATIENCE
        self._shown = ""
        self.is_on = (
            self._stream is not None
            and self._stream.isatty()
            and os.environ.get("TERM", "") not in ("", "dumb")
        )

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.clear()

    def tell(self, done: int, total: int) -> None:
        """So much of so much; the unit is known to whoever looks."""
        self.show(f"{done:,} of {total:,}")

    def show(self, text: str) -> None:
        """`what: text, seconds`, if it is time for it."""
        now = self._clock()
        if not self.is_on or now < self._next:
            return
        self._next = now + _STEP
        line = f"{self._what}: {text + ', ' if text else ''}{now - self._begun:.0f} s"[:_WIDEST]
        if line != self._shown:
            self._write(f"\r{line}\x1b[K")
            self._shown = line

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write("\r\x1b[K")
            self._shown = ""

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self.is_on = False  # nobody looks any more
