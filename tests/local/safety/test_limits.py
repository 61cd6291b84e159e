"""Queries that would never end or take all memory: the server stops them and lives on."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from ..server.driving import Reply, Server, refused, start
from .conftest import Starter
from .expressions import (
    Json,
    below,
    doubled_list,
    doubled_text,
    many_structs,
    nested_lazy_maps,
    nested_maps,
    shared_tree,
)

MEMORY = 300
"""Mebibytes that a query may take in these tests."""


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose queries may take a second."""
    server = start(tmp_path_factory.mktemp("limited"), "--empty", "--query-timeout", "1")
    yield server
    server.stop(signal.SIGKILL)


@pytest.fixture(scope="module")
def frugal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose queries may take little memory."""
    server = start(tmp_path_factory.mktemp("frugal"), "--empty", "--query-memory", str(MEMORY))
    yield server
    server.stop(signal.SIGKILL)


def post(server: Server, *expressions: Json) -> Reply:
    if not server.signature:
        server.log_in()
    body = json.dumps({"function": [[], expressions]}).encode()
    return server.send("POST", "/", body, X_Karma_Signature=server.signature)


def problem(reply: Reply) -> str:
    assert reply.status == 400, reply.body
    text = reply.json["humanReadableError"]["machine"]["executionError"]["problem"]
    assert isinstance(text, str)
    return text


def resident(server: Server) -> int:
    """Mebibytes that a server occupies."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * 4096 // (1024 * 1024)


@pytest.mark.parametrize(
    "endless",
    [
        [nested_maps(9, 10)],
        [nested_maps(4, 200)],
        [nested_lazy_maps(14)],
        [below(200, nested_maps(9, 10))],
    ],
    ids=["short loops", "long loops", "lazy lists", "deep expression"],
)
def test_query_without_end_is_stopped(limited: Server, endless: list[Json]) -> None:
    assert problem(post(limited, *endless)) == "the query took longer than 1 seconds"
    assert limited.ask({"int32": 7}) == 7


def test_what_no_answer_has_room_for_is_refused_before_it_is_written(serve: Starter) -> None:
    server = serve("--empty", "--query-timeout", "60")
    assert "more memory than there is" in problem(post(server, *shared_tree(40)))
    assert server.ask({"int32": 7}) == 7


@pytest.mark.parametrize(
    "growing",
    [doubled_text(60), doubled_list(60), many_structs()],
    ids=["text", "list", "many structs"],
)
def test_query_that_takes_all_memory_is_stopped(frugal: Server, growing: Json) -> None:
    before = resident(frugal)
    assert "the query needs more memory than" in problem(post(frugal, growing))
    assert frugal.ask({"int32": 7}) == 7
    assert resident(frugal) < before + MEMORY


def test_stopped_queries_leave_no_memory_behind(frugal: Server) -> None:
    post(frugal, many_structs())
    before = resident(frugal)
    for _ in range(2):
        post(frugal, doubled_list(60))
        post(frugal, doubled_text(60))
        post(frugal, many_structs())
    assert resident(frugal) < before + MEMORY // 2


def test_stopped_write_leaves_nothing(limited: Server) -> None:
    tags = {"length": {"all": {"tag": {"string": "_tag"}}}}
    before = limited.ask(tags)
    create = {
        "create": [
            {"tag": {"string": "_tag"}},
            {
                "function": [
                    ["self"],
                    [
                        {
                            "data": {
                                "struct": {
                                    "tag": {"string": "half"},
                                    "model": {"expr": {"tag": {"string": "_model"}}},
                                }
                            }
                        }
                    ],
                ]
            },
        ]
    }
    assert "longer" in problem(post(limited, create, nested_maps(9, 10)))
    assert limited.ask(tags) == before
    assert limited.ask({"tagExists": {"string": "half"}}) is False
    limited.ask(create)
    assert limited.ask({"tagExists": {"string": "half"}}) is True


def test_client_that_hangs_up_ends_its_query(serve: Starter) -> None:
    server = serve("--empty")
    server.log_in()
    body = json.dumps({"function": [[], [nested_maps(9, 10)]]}).encode()
    connection = server.connection()
    connection.request("POST", "/", body, {"X-Karma-Signature": server.signature})
    until(lambda: busy(server), "the query runs")
    connection.close()
    until(lambda: not busy(server), "the query has ended")
    server.process.send_signal(signal.SIGTERM)
    assert "abandoned" not in server.process.communicate(timeout=20)[1]


def busy(server: Server) -> bool:
    """Whether a server takes processor time just now, or waits for some on a busy machine."""
    before = ticks(server)
    time.sleep(0.1)
    return ticks(server) - before > 2 or b"R" in states(server)


def states(server: Server) -> set[bytes]:
    """States of its threads: R for one that runs or wants to."""
    found = set()
    for thread in Path(f"/proc/{server.process.pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            found.add((thread / "stat").read_bytes().rpartition(b") ")[2][:1])
    return found


def ticks(server: Server) -> int:
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def until(holds: object, what: str) -> None:
    assert callable(holds)
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, what


def test_long_queries_do_not_hold_up_short_ones(serve: Starter) -> None:
    server = serve("--empty", "--query-timeout", "5")
    server.log_in()
    begun = threading.Barrier(4)

    def ask_long() -> Reply:
        begun.wait()
        return post(server, nested_maps(9, 10))

    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(ask_long) for _ in range(3)]
        begun.wait()
        times = []
        for number in range(50):
            at = time.perf_counter()
            assert post(server, {"equal": [{"int32": number}, {"int32": number}]}).json is True
            times.append(time.perf_counter() - at)
        assert not all(future.done() for future in running)
        assert all("longer" in problem(future.result()) for future in running)
    assert sorted(times)[48] < 0.5


def test_many_long_queries_leave_a_thread_for_a_short_one(serve: Starter) -> None:
    server = serve("--empty", "--query-timeout", "4")
    server.log_in()
    begun = threading.Barrier(11)

    def ask_long() -> Reply:
        begun.wait()
        return post(server, nested_maps(9, 10))

    with ThreadPoolExecutor(10) as pool:
        running = [pool.submit(ask_long) for _ in range(10)]
        begun.wait()
        until(lambda: busy(server), "the queries run")
        assert post(server, {"equal": [{"int32": 1}, {"int32": 1}]}).json is True
        assert not any(future.done() for future in running)


def test_queries_of_the_old_dialect_are_limited_too(tmp_path: Path) -> None:
    server = start(tmp_path, "--empty", "--dialect", "0.1", "--query-timeout", "0.5")
    try:
        server.log_in()
        body = json.dumps(old_nested_maps(9)).encode()
        reply = server.send("POST", "/", body, X_Karma_Codec="json", X_Karma_Signature=server.signature)
        assert reply.status == 400
        assert "the query took longer than 0.5 seconds" in reply.json["humanReadableError"]["human"]
    finally:
        server.stop(signal.SIGKILL)


def old_nested_maps(levels: int) -> Json:
    """`10 ** levels` evaluations, in dialect 0.1."""
    inner: Json = {"add": [{"id": {}}, 1]}
    for _ in range(levels):
        inner = {"length": {"mapList": {"value": {"newList": list(range(10))}, "expression": inner}}}
    return inner


@pytest.mark.parametrize(
    "words", [["--query-timeout", "0"], ["--query-timeout", "x"], ["--query-memory", "0"]]
)
def test_senseless_limits_are_refused(words: list[str]) -> None:
    assert refused(*words).returncode == 2
