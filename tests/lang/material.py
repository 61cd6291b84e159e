"""Where the recorded material outside of the repository is found; tests that need it skip without it."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Dialect, Json

_SHARED = Path(__file__).resolve().parents[3] / "shared"


def conformance() -> Path:
    """The folder of the conformance corpus; skips the test when it is not there."""
    folder = Path(os.environ.get("KARMA_CONFORMANCE", _SHARED / "conformance"))
    if not folder.is_dir():
        pytest.skip("the conformance corpus is not at hand (set KARMA_CONFORMANCE)")
    return folder


def spec_file(name: str) -> str:
    """The text of a file of the specification; skips the test when it is not there."""
    path = conformance().parent / "spec" / name
    if not path.is_file():
        pytest.skip(f"the specification's {name} is not at hand")
    return path.read_text("utf-8")


@lru_cache(maxsize=2)
def recorded_requests(dialect: Dialect) -> tuple[tuple[str, Json], ...]:
    """Name and JSON of every request of the corpus in a dialect, placeholders left as they are."""
    found: list[tuple[str, Json]] = []
    for path in sorted(conformance().glob("*/*.json")):
        if path.name.startswith("01-") == (dialect is Dialect.V01):
            _collect(path.stem, json.loads(path.read_text("utf-8")), found)
    return tuple(found)


def _collect(name: str, value: Any, found: list[tuple[str, Json]]) -> None:
    if isinstance(value, list):
        for at, item in enumerate(value):
            _collect(f"{name}/{at}", item, found)
    elif isinstance(value, dict):
        name = value.get("id", name)
        if "request" in value:
            found.append((name, value["request"]))
        if "program" in value:
            found.append((name, {"function": value["program"]}))
        for key, item in value.items():
            if key in ("steps", "cases"):
                _collect(name, item, found)


def exact(value: Json) -> str:
    """A text that differs when two JSON values differ in anything but the order of object keys."""
    return dump_json(value, sort_keys=True)
