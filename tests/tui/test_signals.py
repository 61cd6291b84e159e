from __future__ import annotations

import asyncio
import os
import signal

import pytest

from karma_tui.tui.signals import on_ending

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no such signals")


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
async def test_a_signal_lets_the_app_leave_and_ends_it_if_it_cannot(name: str) -> None:
    loop = asyncio.get_running_loop()
    left, ended = asyncio.Event(), asyncio.Queue[int]()
    on_ending(left.set, patience=0.0, end=lambda code: loop.call_soon_threadsafe(ended.put_nowait, code))
    number = getattr(signal, name)
    os.kill(os.getpid(), number)
    await asyncio.wait_for(left.wait(), 10)
    assert await asyncio.wait_for(ended.get(), 10) == 128 + number
    loop.remove_signal_handler(number)
