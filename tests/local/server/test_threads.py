"""A short query is run where it arrives as long as nothing was written; everything else in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from karma_tui.lang.nodes import Dialect
from karma_tui.local.http_threads import Query, ShortQueries, Threads


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def threads(clock: Clock) -> Iterator[Threads]:
    made = Threads(clock, clock)
    yield made
    assert made.close(5)


class Engine:
    """Says in which thread a query ran, after taking a given time."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self.clock = clock
        self.seconds = seconds

    def run(self, body: bytes, user: str, dialect: Dialect) -> str:
        self.clock.time += self.seconds
        if b"fails" in body:
            raise ValueError(body)
        return threading.current_thread().name.partition("_")[0]


HERE = threading.current_thread().name


def query(body: bytes, user: str = "u") -> Query:
    return body, user, Dialect.V1


async def test_short_query_is_run_at_once_from_the_second_time(threads: Threads, clock: Clock) -> None:
    engine = Engine(clock, 0.0001)
    ran = [await threads.query(engine.run, query(b"{}")) for _ in range(3)]
    assert ran == ["reader", HERE, HERE]
    assert await threads.query(engine.run, query(b"{}", "another user")) == "reader"


async def test_long_query_always_runs_in_a_thread(threads: Threads, clock: Clock) -> None:
    engine = Engine(clock, 0.01)
    assert [await threads.query(engine.run, query(b"{}")) for _ in range(3)] == ["reader"] * 3


async def test_query_that_became_long_goes_back_to_a_thread(threads: Threads, clock: Clock) -> None:
    engine = Engine(clock, 0.0001)
    await threads.query(engine.run, query(b"{}"))
    engine.seconds = 0.01
    assert [await threads.query(engine.run, query(b"{}")) for _ in range(2)] == [HERE, "reader"]


@pytest.mark.parametrize(("waited", "where"), [(0.04, HERE), (0.06, "reader")])
async def test_query_that_had_to_wait_is_short_unless_it_waited_long(waited: float, where: str) -> None:
    clock = Clock()
    threads = Threads(clock, lambda: 0.0)
    engine = Engine(clock, waited)
    assert [await threads.query(engine.run, query(b"{}")) for _ in range(2)] == ["reader", where]
    assert threads.close(5)


@pytest.mark.parametrize("body", [b'{"create":1}', b'{"createMultiple":1}', b'{"update":1}', b'{"delete":1}'])
async def test_after_a_write_no_query_is_known_to_be_short(
    threads: Threads, clock: Clock, body: bytes
) -> None:
    engine = Engine(clock, 0.0001)
    await threads.query(engine.run, query(b"{}"))
    assert await threads.query(engine.run, query(body)) == "writer"
    assert await threads.query(engine.run, query(body)) == "writer"
    assert await threads.query(engine.run, query(b"{}")) == "reader"


async def test_failing_query_is_not_known_to_be_short(threads: Threads, clock: Clock) -> None:
    engine = Engine(clock, 0.0001)
    for _ in range(2):
        with pytest.raises(ValueError, match="fails"):
            await threads.query(engine.run, query(b"fails"))
    assert await threads.query(engine.run, query(b"{}")) == "reader"


async def test_big_body_is_never_run_at_once(threads: Threads, clock: Clock) -> None:
    engine = Engine(clock, 0.0001)
    assert [await threads.query(engine.run, query(b" " * 5000)) for _ in range(2)] == ["reader"] * 2


async def test_logins_wait_for_one_another(threads: Threads) -> None:
    inside: list[int] = []
    most: list[int] = []

    def check(number: int) -> None:
        inside.append(number)
        most.append(len(inside))
        inside.remove(number)

    await asyncio.gather(*(threads.log_in(check, number) for number in range(20)))
    assert max(most) == 1


def test_query_measured_before_a_write_is_not_remembered_after_it() -> None:
    known = ShortQueries()
    begun = known.epoch
    known.forget()
    known.note(query(b"{}"), True, begun)
    assert not known.knows(query(b"{}"))


def test_memory_is_bounded() -> None:
    known = ShortQueries()
    for number in range(1025):
        known.note(query(str(number).encode()), True, known.epoch)
    assert not known.knows(query(b"0"))
    assert known.knows(query(b"1024"))
