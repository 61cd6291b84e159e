"""What holds for all tests: laws are laws on a slow machine too; and the stack that a command line has."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def ordinary_recursion_limit() -> Iterator[None]:
    """The limit a command line has; an engine in the same process, as in other tests, raises it for good."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(before)
