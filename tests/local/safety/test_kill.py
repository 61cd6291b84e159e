"""A server killed at any moment of any write keeps all it has acknowledged, and nothing by halves.

KARMA_KILLS sets how often it is killed, KARMA_KILL_SEED how the moments are drawn.
"""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from ..server.driving import Server
from .conftest import Starter
from .integrity import copied, faults
from .workload import Book, Writer, node_model, stored

KILLS = int(os.environ.get("KARMA_KILLS", "6"))
SEED = os.environ.get("KARMA_KILL_SEED", "1")
WRITERS = 4
LATEST = 0.25
"""Seconds from the first acknowledged write to the latest kill."""


def test_killed_server_keeps_what_it_acknowledged_and_nothing_by_halves(
    serve: Starter, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    server = serve("--empty")
    model = server.ask(node_model())[1]
    books = [Book(writer) for writer in range(WRITERS)]
    moments = random.Random(SEED)
    (tmp_path / "copy").mkdir()
    for kill in range(KILLS):
        write_until_killed(server, model, books, f"{SEED}/{kill}", moments.uniform(0, LATEST))
        assert faults(copied(tmp_path / "data.db", tmp_path / "copy")) == [], f"kill {kill}"
        signature = server.signature
        server = serve()
        server.signature = signature
        records = stored(server, model)
        for book in books:
            assert book.found(records) in (book.state, book.pending), f"kill {kill}, writer {book.writer}"
            book.settle(records)
    acknowledged = sum(book.acknowledged for book in books)
    record_property("acknowledged writes", acknowledged)
    assert acknowledged >= KILLS


def write_until_killed(server: Server, model: str, books: list[Book], seed: str, delay: float) -> None:
    writers = [Writer(server, model, book, f"{seed}/{book.writer}") for book in books]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    timer = threading.Timer(delay, server.process.send_signal, (signal.SIGKILL,))
    for thread in threads:
        thread.start()
    while not any(writer.acknowledged.wait(0.01) for writer in writers):
        assert any(thread.is_alive() for thread in threads)
    timer.start()
    for thread in (*threads, timer):
        thread.join()
    server.stop(signal.SIGKILL)
