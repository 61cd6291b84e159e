"""Signals to a process that now runs an event loop and now does not."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

import pytest

from karma_tui.cli.running.interrupts import Interrupts


async def waits_for_ever() -> None:
    signal.raise_signal(signal.SIGTERM)
    await asyncio.Event().wait()


async def is_done_already() -> int:
    signal.raise_signal(signal.SIGINT)
    return 7


def told_before_it_begins() -> Coroutine[Any, Any, None]:
    signal.raise_signal(signal.SIGINT)
    return waits_for_ever()


def test_what_is_waited_for_is_cancelled_and_the_end_has_its_code() -> None:
    interrupts = Interrupts()
    with asyncio.Runner() as runner, interrupts.heard(), pytest.raises(SystemExit) as ended:
        interrupts.run(runner.get_loop(), waits_for_ever)
    assert ended.value.code == 128 + signal.SIGTERM


@pytest.mark.parametrize("work", [is_done_already, told_before_it_begins])
def test_ctrl_c_is_never_lost(work: Any) -> None:
    interrupts = Interrupts()
    with asyncio.Runner() as runner, interrupts.heard(), pytest.raises(KeyboardInterrupt):
        interrupts.run(runner.get_loop(), work)


def test_outside_of_the_loop_a_signal_ends_at_once() -> None:
    interrupts = Interrupts()
    with interrupts.heard(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    with asyncio.Runner() as runner, interrupts.heard(), pytest.raises(KeyboardInterrupt):
        interrupts.run(runner.get_loop(), is_done_already)


def test_who_insists_is_not_kept_waiting() -> None:
    async def stubborn() -> None:
        while True:
            try:
                signal.raise_signal(signal.SIGINT)
                await asyncio.sleep(0)
            except asyncio.CancelledError:
                continue

    interrupts = Interrupts()
    with asyncio.Runner() as runner, interrupts.heard(), pytest.raises(KeyboardInterrupt):
        interrupts.run(runner.get_loop(), stubborn)


def test_handlers_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Interrupts().heard():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
