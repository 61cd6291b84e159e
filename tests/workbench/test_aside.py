from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from karma_tui.workbench.aside import aside


async def test_work_aside_gives_its_result_and_its_errors() -> None:
    assert await aside(lambda: threading.current_thread().daemon)
    with pytest.raises(ZeroDivisionError):
        await aside(lambda: 1 // 0)


async def test_the_loop_goes_on_and_cancelling_leaves_the_work_alone() -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work() -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(20)

    task = asyncio.create_task(aside(work))
    await asyncio.wait_for(begun.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()


def test_work_that_hangs_does_not_hold_up_the_end() -> None:
    code = """
import asyncio, threading
from karma_tui.workbench.aside import aside
async def main():
    task = asyncio.create_task(aside(threading.Event().wait))
    await asyncio.sleep(0)
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=20)
