"""Servers shared by tests: one of the sample data to look at, one to wipe."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from .driving import Server, start


@pytest.fixture(scope="session")
def newspaper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("newspaper"))
    yield server
    server.stop(signal.SIGKILL)


@pytest.fixture(scope="module")
def wiped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose data does not matter."""
    server = start(tmp_path_factory.mktemp("wiped"), "--empty")
    yield server
    server.stop(signal.SIGKILL)
