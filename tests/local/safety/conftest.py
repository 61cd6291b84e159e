"""Servers as processes, killed when their test ends."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..server.driving import Server, start

Starter = Callable[..., Server]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Starter]:
    """Starts servers on one data file."""
    running: list[Server] = []

    def begin(*words: str) -> Server:
        server = start(tmp_path, *words)
        running.append(server)
        return server

    yield begin
    for server in running:
        server.stop(signal.SIGKILL)
