"""The watch by itself: whom it stops, and that nothing of it is left over in a thread."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from karma_tui.lang.machine.refusal import Refused, execution
from karma_tui.local.watch import MEBIBYTE, Limits, Ticket, Watch


class Dial:
    """A clock or a meter that is set by hand."""

    def __init__(self) -> None:
        self.value = 0.0

    def clock(self) -> float:
        return self.value

    def memory(self) -> int:
        return int(self.value) * MEBIBYTE


def endless() -> None:
    while True:
        pass


def stopped(run: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        run()
    return str(refused.value.human)


def test_query_is_stopped_when_its_time_is_over() -> None:
    dial = Dial()
    watch = Watch(Limits(seconds=2.5), clock=dial.clock)
    began = threading.Event()

    def work() -> None:
        began.set()
        endless()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(watch.run, work)
        began.wait()
        watch.look()
        assert not running.done()
        dial.value = 3
        assert "longer than 2.5 seconds" in stopped(running.result)


def test_cancelled_query_is_stopped_and_the_others_go_on() -> None:
    watch = Watch()
    ticket, other = Ticket(), Ticket()
    begun = threading.Barrier(3)

    def work() -> None:
        begun.wait()
        endless()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(watch.run, work, ticket), pool.submit(watch.run, work, other)
        begun.wait()
        ticket.cancel()
        assert "given up" in stopped(first.result)
        watch.look()
        assert not second.done()
        other.cancel()
        assert "given up" in stopped(second.result)


def test_query_cancelled_before_it_begins_is_not_begun() -> None:
    ticket = Ticket()
    ticket.cancel()
    done: list[int] = []
    assert "given up" in stopped(lambda: Watch().run(lambda: done.append(1), ticket))
    assert not done


def test_ended_watch_stops_what_runs_and_what_begins() -> None:
    watch = Watch()
    began = threading.Event()

    def work() -> None:
        began.set()
        endless()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(watch.run, work)
        began.wait()
        watch.end()
        assert "given up" in stopped(running.result)
    assert "given up" in stopped(lambda: watch.run(endless))


def test_youngest_query_pays_for_the_memory_and_the_older_ones_go_on() -> None:
    time, memory = Dial(), Dial()
    memory.value = 100
    watch = Watch(Limits(mebibytes=50), clock=time.clock, memory=memory.memory)
    watch.look()
    begun = threading.Barrier(2)

    def work() -> None:
        begun.wait()
        endless()

    old = Ticket()
    with ThreadPoolExecutor(2) as pool:
        older = pool.submit(watch.run, work, old)
        begun.wait()
        time.value = 1
        younger = pool.submit(watch.run, work)
        begun.wait()
        watch.look()
        memory.value = 151
        assert "more memory than 50 MiB" in stopped(younger.result)
        for _ in range(3):
            watch.look()
        assert not older.done()
        old.cancel()
        stopped(older.result)


def test_memory_error_is_a_refusal() -> None:
    def work() -> None:
        raise MemoryError

    assert "needs more memory" in stopped(lambda: Watch(Limits(mebibytes=5)).run(work))


def test_refusals_and_failures_pass_through() -> None:
    def refuse() -> None:
        raise execution("no")

    def fail() -> None:
        raise KeyError("x")

    assert "no" in stopped(lambda: Watch().run(refuse))
    with pytest.raises(KeyError):
        Watch().run(fail)
    assert Watch().run(lambda: 7) == 7


def test_stop_at_any_moment_hits_the_query_or_nothing() -> None:
    """Short queries cancelled at every moment of their lives, above all at their ends."""
    watch = Watch()
    draw = random.Random(1)
    over = threading.Event()
    current: list[Ticket] = []

    def cancel() -> None:
        while not over.is_set():
            for ticket in current[-1:]:
                ticket.cancel()
            watch.look()

    def work(rounds: int) -> int:
        total = 0
        for number in range(rounds):
            total += number
        return total

    canceller = threading.Thread(target=cancel)
    canceller.start()
    outcomes: set[object] = set()
    try:
        for _ in range(3000):
            ticket, rounds = Ticket(), draw.randrange(2000)
            current[:] = [ticket]
            try:
                outcomes.add(watch.run(lambda rounds=rounds: work(rounds), ticket) == work(rounds))  # type: ignore[misc]
            except Refused:
                outcomes.add("refused")
    finally:
        over.set()
        canceller.join()
    assert outcomes == {True, "refused"}
