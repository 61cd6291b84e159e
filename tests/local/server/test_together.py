"""Calls that come in together are made together; none is lost, none waits for what may never come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import pytest

from karma_tui.local.http_gathering import Gathering


class Thread:
    """Makes calls when told to; stands for a pool of one thread."""

    def __init__(self) -> None:
        self.calls: list[tuple[Callable[..., Any], list[Any], Future[Any]]] = []
        self.closed = False
        self.called = asyncio.Event()
        self.changes = 0

    def submit(self, run: Callable[..., Any], arguments: list[Any]) -> Future[Any]:
        if self.closed:
            raise RuntimeError("closed")
        future: Future[Any] = Future()
        self.calls.append((run, arguments, future))
        self.called.set()
        return future

    def changed(self) -> None:
        self.changes += 1

    def work(self) -> list[Any]:
        """Make the one call that is waiting; its arguments."""
        ((run, arguments, future),) = self.calls
        self.calls.clear()
        self.called.clear()
        try:
            future.set_result(run(arguments))
        except ValueError as error:
            future.set_exception(error)
        return arguments


@pytest.fixture
def thread() -> Thread:
    return Thread()


@pytest.fixture
def gathering(thread: Thread) -> Gathering:
    return Gathering(thread.submit, thread.changed)


def doubled(numbers: Sequence[int]) -> list[int]:
    if 13 in numbers:
        raise ValueError(numbers)
    return [number * 2 for number in numbers]


def negated(numbers: Sequence[int]) -> list[int]:
    return [-number for number in numbers]


async def settle() -> None:
    """Let everything happen that can happen at once."""
    for _ in range(8):
        await asyncio.sleep(0)


async def until_called(thread: Thread) -> None:
    await asyncio.wait_for(thread.called.wait(), 5)


def ask(gathering: Gathering, *numbers: int, run: Callable[..., Any] = doubled) -> list[asyncio.Task[int]]:
    return [asyncio.ensure_future(gathering.call(run, number)) for number in numbers]


async def test_single_call_is_made_at_once(gathering: Gathering, thread: Thread) -> None:
    for number in (1, 2):
        (asked,) = ask(gathering, number)
        await settle()
        assert thread.work() == [number]
        assert await asked == number * 2
    assert thread.changes == 4


async def test_calls_of_one_moment_are_made_together(gathering: Gathering, thread: Thread) -> None:
    asked = ask(gathering, 1, 2, 3)
    await settle()
    assert thread.work() == [1, 2, 3]
    assert await asyncio.gather(*asked) == [2, 4, 6]


async def test_calls_that_come_in_meanwhile_follow_together(gathering: Gathering, thread: Thread) -> None:
    first = ask(gathering, 1)
    await settle()
    others = ask(gathering, 2, 3)
    await settle()
    assert thread.work() == [1]
    assert await first[0] == 2
    await settle()
    assert thread.work() == [2, 3]
    assert await asyncio.gather(*others) == [4, 6]


async def test_first_to_ask_again_waits_for_the_others(gathering: Gathering, thread: Thread) -> None:
    asked = ask(gathering, 1, 2, 3)
    await settle()
    thread.work()
    await asyncio.gather(*asked)
    asked = ask(gathering, 4)
    await settle()
    asked += ask(gathering, 5, 6)
    await settle()
    assert thread.work() == [4, 5, 6]
    assert await asyncio.gather(*asked) == [8, 10, 12]


async def test_but_not_for_long_if_they_do_not_come(gathering: Gathering, thread: Thread) -> None:
    asked = ask(gathering, 1, 2)
    await settle()
    thread.work()
    await asyncio.gather(*asked)
    (alone,) = ask(gathering, 3)
    await until_called(thread)
    assert thread.work() == [3]
    assert await alone == 6
    (again,) = ask(gathering, 4)
    await settle()
    assert thread.work() == [4]
    assert await again == 8


async def test_a_failure_is_told_to_all_who_asked_together_and_to_nobody_else(
    gathering: Gathering, thread: Thread
) -> None:
    asked = ask(gathering, 1, 13)
    await settle()
    thread.work()
    for task in asked:
        with pytest.raises(ValueError, match="13"):
            await task
    (later,) = ask(gathering, 2)
    await until_called(thread)
    thread.work()
    assert await later == 4


async def test_calls_of_different_functions_are_made_apart(gathering: Gathering, thread: Thread) -> None:
    asked = [*ask(gathering, 1), *ask(gathering, 2, run=negated), *ask(gathering, 3)]
    await settle()
    assert thread.work() == [1, 3]
    await until_called(thread)
    assert thread.work() == [2]
    assert await asyncio.gather(*asked) == [2, -2, 6]


async def test_no_more_are_made_together_than_can_wait_for_each_other(
    gathering: Gathering, thread: Thread
) -> None:
    asked = ask(gathering, *range(20, 170))
    sizes = []
    for _ in range(3):
        await until_called(thread)
        sizes.append(len(thread.work()))
    assert sizes == [64, 64, 22]
    assert await asyncio.gather(*asked) == [2 * number for number in range(20, 170)]


async def test_who_has_given_up_keeps_nobody_from_an_answer(gathering: Gathering, thread: Thread) -> None:
    given_up, other = ask(gathering, 1, 2)
    await settle()
    given_up.cancel()
    await settle()
    thread.work()
    assert await other == 4
    assert given_up.cancelled()


async def test_at_the_end_of_the_server_everybody_is_told(gathering: Gathering, thread: Thread) -> None:
    (running,) = ask(gathering, 1)
    await settle()
    (waiting,) = ask(gathering, 2)
    thread.closed = True
    await settle()
    thread.work()
    assert await running == 2
    with pytest.raises(RuntimeError, match="closed"):
        await waiting


async def test_call_that_is_dropped_by_its_pool_is_cancelled(gathering: Gathering, thread: Thread) -> None:
    (asked,) = ask(gathering, 1)
    await settle()
    thread.calls[0][2].cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
