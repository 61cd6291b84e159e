"""The terminal between two prompts: what is typed meanwhile waits for the next prompt, unseen and whole.

In the mode a shell leaves, the terminal would write it into the output at once, and swallow a Ctrl-D. Signals
stay: Ctrl-C ends what runs. Whatever else gets the terminal, a pager or an editor, gets it as it was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class _Memory:
    descriptor: int = -1
    before: list[Any] | None = None
    """The terminal's mode as it was found; None while it is as it was."""


_memory = _Memory()


@contextlib.contextmanager
def quiet(descriptor: int) -> Iterator[None]:
    """Neither echo nor lines of the terminal's own, until the end."""
    import termios

    try:
        before = termios.tcgetattr(descriptor)
    except termios.error:  # no terminal of that kind
        yield
        return
    changed = termios.tcgetattr(descriptor)
    changed[3] &= ~(termios.ICANON | termios.ECHO)
    changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
    termios.tcsetattr(descriptor, termios.TCSANOW, changed)
    _memory.descriptor, _memory.before = descriptor, before
    try:
        yield
    finally:
        _memory.before = None
        with contextlib.suppress(OSError, termios.error):  # a terminal that was closed
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextlib.contextmanager
def given_away() -> Iterator[None]:
    """While another program has the terminal it is as it was found."""
    if _memory.before is None:
        yield
        return
    import termios

    ours = termios.tcgetattr(_memory.descriptor)
    termios.tcsetattr(_memory.descriptor, termios.TCSADRAIN, _memory.before)
    try:
        yield
    finally:
        termios.tcsetattr(_memory.descriptor, termios.TCSADRAIN, ours)
