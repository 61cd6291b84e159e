from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from karma_tui.workbench.local_place import Place
from tests.workbench.instance import Starter, place_in


@pytest.fixture(autouse=True)
def no_secrets_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The redactor remembers for as long as the process lives."""
    monkeypatch.setattr("karma_tui.redact._registered", set())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own."""
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "h"))
    return tmp_path


@pytest.fixture
def place(home: Path) -> Place:
    """Where a local instance may be started."""
    return place_in(home)


@pytest.fixture
def starter() -> Iterator[Starter]:
    """Starts servers and ends them after the test."""
    starter = Starter()
    yield starter
    starter.close()
