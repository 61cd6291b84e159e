"""Leaving in good order when the system says so: a closed terminal (SIGHUP) or a polite end (SIGTERM).

Without this the last words typed would be lost, and the terminal would be left in the app's own mode.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable

PATIENCE_SECONDS = 5.0
"""A terminal that is gone can block the last output for ever; after this the process just ends."""

_ENDINGS = ("SIGHUP", "SIGTERM")


def on_ending(
    leave: Callable[[], object],
    patience: float = PATIENCE_SECONDS,
    end: Callable[[int], object] = os._exit,
) -> None:
    """Call `leave` in the running event loop when a signal says to end, and `end` if it takes too long.

    Does nothing on systems without such signals and outside of the main thread.
    """
    loop = asyncio.get_running_loop()

    def ending(number: int) -> None:
        leave()
        deadline = threading.Timer(patience, end, (128 + number,))
        deadline.daemon = True
        deadline.start()

    for name in _ENDINGS:
        number = getattr(signal, name, None)
        if number is not None and threading.current_thread() is threading.main_thread():
            loop.add_signal_handler(number, ending, number)
