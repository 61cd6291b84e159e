"""Time as a seam, so that everything that waits or expires can be tested without waiting.

Nothing else in this room may ask the system for the time or sleep.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Two clocks and a way to wait: their difference shows that the machine slept or its clock was set."""

    def wall(self) -> float:
        """Seconds since the Unix epoch by the local clock; may jump."""

    def monotonic(self) -> float:
        """Seconds since some start; never jumps, usually stands still while the machine sleeps."""

    async def sleep(self, seconds: float) -> None:
        """Wait; cancelled like any other wait."""


class SystemClock:
    """The real thing."""

    def wall(self) -> float:
        """See Clock."""
        return time.time()

    def monotonic(self) -> float:
        """See Clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """See Clock."""
        await asyncio.sleep(seconds)
