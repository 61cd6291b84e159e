"""Whatever is sent, the server answers in its own shape, soon, and takes no more memory for it.

KARMA_FUZZ sets how many expressions are sent in each dialect, KARMA_FUZZ_SEED how they are drawn.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..server.driving import Server, start
from .mutation import Mutator, pool

COUNT = int(os.environ.get("KARMA_FUZZ", "300"))
SEED = os.environ.get("KARMA_FUZZ_SEED", "1")
SLOWEST = 5.0
"""Seconds that an answer may take."""

RESET_EVERY = 100
"""Expressions after which the data are made anew, in case the admin has lost all permissions."""


@pytest.fixture(scope="module", params=["1.0", "0.1"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server(dialect: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("fuzz"), "--empty", "--dialect", dialect)
    yield server
    server.stop(signal.SIGKILL)


def resident(server: Server) -> int:
    """Mebibytes that a server occupies."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * 4096 // (1024 * 1024)


def ask(server: Server, body: bytes) -> tuple[int, bytes]:
    begun = time.monotonic()
    reply = server.send("POST", "/", body, X_Karma_Codec="json", X_Karma_Signature=server.signature)
    assert time.monotonic() - begun < SLOWEST, body
    return reply.status, reply.body


def is_error(body: bytes) -> bool:
    """Whether an answer has the shape of an error: the machine's part alone, or both parts."""
    error = json.loads(body)
    if not isinstance(error, dict) or len(error) != 1:
        return False
    both = error.get("humanReadableError")
    return both is None or (set(both) == {"human", "machine"} and isinstance(both["human"], str))


def reset(server: Server) -> None:
    server.log_in()
    reply = server.send("POST", "/admin/reset", X_Karma_Codec="json", X_Karma_Signature=server.signature)
    assert reply.status == 200
    server.log_in()


def test_bent_expressions_are_answered_or_refused(server: Server, dialect: str) -> None:
    sound = pool(dialect)
    if not sound:
        pytest.skip("the recorded corpus is not at hand (KARMA_CONFORMANCE)")
    mutator = Mutator(sound, f"{SEED}/{dialect}")
    answered, warm = 0, 0
    for number in range(COUNT):
        if number % RESET_EVERY == 0:
            reset(server)
        if number == COUNT // 2:
            warm = resident(server)
        expression = mutator.draw()
        body = json.dumps(expression if dialect == "0.1" else {"function": [[], [expression]]}).encode()
        status, answer = ask(server, body)
        assert status == 200 or (400 <= status < 500 and is_error(answer)), (status, body, answer)
        answered += status == 200
    assert 0 < answered < COUNT
    assert resident(server) < warm + 100


def test_random_bodies_are_refused(server: Server) -> None:
    reset(server)
    draw = random.Random(SEED)
    sound = b'{"function":[[],[{"int32":7}]]}'
    for _ in range(COUNT // 4):
        body = bytearray(sound if draw.random() < 0.5 else draw.randbytes(draw.randrange(200)))
        for _ in range(draw.randrange(4)):
            body[draw.randrange(len(body) + 1) : draw.randrange(len(body) + 1)] = draw.randbytes(2)
        status, answer = ask(server, bytes(body))
        assert status == 200 or (400 <= status < 500 and is_error(answer)), (status, body, answer)


def test_random_bytes_on_the_wire_harm_nobody(server: Server) -> None:
    draw = random.Random(SEED)
    host, port = server.url.removeprefix("http://").split(":")
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nX-Karma-Codec: json\r\n\r\nhello"
    for _ in range(COUNT // 10):
        noise = bytearray(head)
        for _ in range(draw.randrange(1, 5)):
            at = draw.randrange(len(noise))
            noise[at : at + draw.randrange(3)] = draw.randbytes(draw.randrange(4))
        with socket.create_connection((host, int(port)), SLOWEST) as wire:
            wire.sendall(bytes(noise) if draw.random() < 0.8 else draw.randbytes(100))
            wire.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionError):
                answer = wire.recv(1000)
                assert not answer.startswith(b"HTTP/1.1 5"), (noise, answer)
    reset(server)
