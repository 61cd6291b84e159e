"""Complaints of an event loop about answers to requests that were given up."""

from __future__ import annotations

import asyncio

import pytest

from karma_tui.workbench.late_news import overlook_late_news


async def test_an_answer_for_a_request_just_given_up_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    overlook_late_news(loop)
    future = loop.create_future()
    future.cancel()
    loop.call_soon(future.set_result, None)
    await asyncio.sleep(0)
    assert not caplog.records


async def test_everything_else_is_told(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    overlook_late_news(loop)
    loop.call_soon(lambda: 1 // 0)
    await asyncio.sleep(0)
    assert "ZeroDivisionError" in caplog.text
