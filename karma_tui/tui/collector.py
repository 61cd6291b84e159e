"""Keeps Python's collector of cycles from stopping the screen while and after a big result is worked on.

A full collection looks at every object there is: with a million records, and the tuples of a sort, that is
a hundred milliseconds in which no key is answered. None of them is part of a cycle.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_at_work = 0
"""How many bulk works are going on, in whatever threads."""
_lock = Lock()


@contextmanager
def bulk_work() -> Iterator[None]:
    """No collections meanwhile; what exists at the end is left to the counting of references for good."""
    global _at_work  # noqa: PLW0603 - the collector is one for the whole process, and so is its switch
    with _lock:
        _at_work += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _at_work -= 1
            if not _at_work:
                gc.freeze()
                gc.enable()
