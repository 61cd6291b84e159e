"""One server of the sample data for all tests that only look, or leave nothing behind that others see."""

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
