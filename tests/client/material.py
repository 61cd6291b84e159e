"""Recorded answers from outside of the repository; tests that need them skip without."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_SHARED = Path(__file__).resolve().parents[3] / "shared"


def shared(*parts: str) -> Path:
    """A file or folder of the shared material; skips the test when it is not there."""
    corpus = os.environ.get("KARMA_CONFORMANCE")
    base = Path(corpus).parent if corpus else _SHARED
    path = base.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the shared material's {'/'.join(parts)} is not at hand (set KARMA_CONFORMANCE)")
    return path


def observed_refusals() -> list[tuple[str, int, str]]:
    """Scenario, status and body of every recorded answer that is no success."""
    rows = [json.loads(line) for line in shared("spec", "observed.jsonl").read_text("utf-8").splitlines()]
    return [
        (f"{row['scenario']}/{row['n']} {row['path']}", row["status"], row["response"])
        for row in rows
        if row["status"] >= 400
    ]


def expected_refusals() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Case, dialect and expectation of every case of the corpus that is refused."""
    for path in sorted(shared("conformance", "cases").glob("*.json")):
        for case in json.loads(path.read_text("utf-8")):
            for step in (case, *case.get("steps", ())):
                expectation = step.get("expect") or {}
                if expectation.get("status", 200) >= 400:
                    yield case["id"], case.get("dialect", "1.0"), expectation
