"""Reading long texts without the cycle collector.

Reading makes hundreds of thousands of objects and no cycles; the collector would visit them over and over
and double the time. The one place where it is paused.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_LONG = 50_000
"""Characters from which on the collector's work is felt."""


@contextmanager
def collector_paused(length: int) -> Iterator[None]:
    """Keep the cycle collector away while a text of `length` characters is read; short ones never notice it.

    May be nested. Of several threads reading at once the first one to pause the collector resumes it.
    """
    paused = length > _LONG and gc.isenabled()
    if paused:
        gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
