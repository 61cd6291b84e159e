"""What an event loop complains of although nothing is wrong: answers to requests that were just given up.

The client's library waits for a socket with a future, and has it settled by the loop itself; when the
waiting is cancelled in the moment in which bytes arrive, the loop finds the future settled already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any


def is_late_news(context: Mapping[str, Any]) -> bool:
    """Whether that is what an event loop's exception handler was told."""
    return isinstance(context.get("exception"), asyncio.InvalidStateError) and "handle" in context


def overlook_late_news(loop: asyncio.AbstractEventLoop) -> None:
    """Have the loop say nothing of it; everything else is told as before."""

    def handler(told: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not is_late_news(context):
            told.default_exception_handler(context)

    loop.set_exception_handler(handler)
