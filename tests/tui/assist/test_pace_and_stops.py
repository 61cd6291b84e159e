from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import Span
from karma_tui.tui.assist.stops import Filling
from karma_tui.workbench.pace import MOST_SECONDS, Lane, Pause
from tests.tui.assist.host import Timers


def test_a_burst_of_touches_sets_one_timer_and_acts_once() -> None:
    timers, done = Timers(), []
    pause = Pause(0.1, lambda: done.append(timers.now), timers.set_timer, timers.clock)
    for _ in range(5):
        pause.touch()
        timers.advance(0.05)
    assert done == [] and len(timers.waiting) == 1
    timers.advance(1)
    assert done == [pytest.approx(0.3)]


def test_what_was_dropped_is_not_done() -> None:
    timers, done = Timers(), []
    pause = Pause(0.1, lambda: done.append(1), timers.set_timer, timers.clock)
    pause.touch()
    pause.drop()
    timers.advance(1)
    assert done == []


@pytest.mark.parametrize(("cost", "expected"), [(0.01, 0.1), (0.2, 0.3), (60.0, MOST_SECONDS)])
def test_dear_work_waits_for_a_longer_pause_but_not_for_ever(cost: float, expected: float) -> None:
    timers, done = Timers(), []
    pause = Pause(0.1, lambda: done.append(timers.now), timers.set_timer, timers.clock)
    pause.touch(cost)
    while not done:
        timers.advance(0.01)
    assert done == [pytest.approx(expected, abs=0.02)]


class Work:
    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[None]] = []
        self.done: list[int] = []
        self.failures: list[Exception] = []
        self.lane: Lane[int] = Lane(self.begin, self.done.append, self.failures.append)

    def begin(self, work: Coroutine[Any, Any, None]) -> object:
        self.tasks.append(asyncio.create_task(work))
        return None

    async def end(self) -> None:
        await asyncio.gather(*self.tasks)


async def test_of_those_that_wait_only_the_newest_is_done() -> None:
    work, gate, begun = Work(), threading.Event(), []

    def slow(number: int) -> int:
        begun.append(number)
        assert gate.wait(5)
        return number

    for number in range(4):
        work.lane.ask(lambda number=number: slow(number))  # type: ignore[misc]
        await asyncio.sleep(0)
    gate.set()
    await work.end()
    assert begun[-1] == 3 and len(begun) <= 2
    assert work.done == [3]


async def test_an_answer_after_dropping_is_not_told() -> None:
    work, gate = Work(), threading.Event()
    work.lane.ask(lambda: int(gate.wait(5)))
    await asyncio.sleep(0)
    work.lane.drop()
    gate.set()
    await work.end()
    assert work.done == [] and not work.lane.is_busy


async def test_the_cost_is_that_of_the_last_work_also_if_it_was_broken_off() -> None:
    def wait(seconds: float) -> int:
        return int(threading.Event().wait(seconds))

    work = Work()
    work.lane.ask(lambda: wait(0.05))
    await work.end()
    cost = work.lane.cost
    assert cost >= 0.05
    work.lane.ask(lambda: 1 // 0)
    await work.end()
    assert work.lane.cost == cost
    work.lane.ask(lambda: wait(2 * cost) // 0)
    await work.end()
    assert work.lane.cost >= 2 * cost
    work.lane.ask(lambda: 1)
    await work.end()
    assert work.lane.cost < cost


async def test_a_failure_is_told_and_the_lane_goes_on() -> None:
    work = Work()
    work.lane.ask(lambda: 1 // 0)
    await work.end()
    work.lane.ask(lambda: 2)
    await work.end()
    assert [type(failure) for failure in work.failures] == [ZeroDivisionError]
    assert work.done == [2]


def test_the_end_of_the_outermost_shape_ends_filling_in() -> None:
    filling = Filling()
    filling.follow(0, 0)
    assert filling.begin([Span(2, 2)], 3, 3) == Span(2, 2)
    assert filling.step(1) == Span(3, 3)
    assert not filling


def test_a_cursor_elsewhere_ends_filling_in() -> None:
    filling = Filling()
    filling.begin([Span(2, 2), Span(4, 4)], 5, 5)
    filling.follow(5, 0)
    assert not filling


@given(st.lists(st.integers(1, 5), max_size=6), st.lists(st.integers(0, 3), min_size=1, max_size=4))
def test_places_move_with_what_is_typed_into_the_ones_before(typed: list[int], gaps: list[int]) -> None:
    starts = [sum(gaps[: at + 1]) + at for at in range(len(gaps))]
    length = starts[-1] + 1
    filling = Filling()
    place = filling.begin([Span(at, at) for at in starts], length, length)
    assert place is not None
    for count in typed:
        length += count
        place = Span(place.start, place.end + count)
        filling.follow(length, place.end)
    later = filling.step(1)
    grown = sum(typed)
    expected = starts[1] + grown if len(starts) > 1 else length
    assert later is not None and later.start == expected
