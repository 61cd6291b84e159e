"""The recorded answers of a 0.1.4 server, against the engine without HTTP in between."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import random
import urllib.parse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from karma_tui.lang.nodes import Dialect
from karma_tui.local.engine import Engine, Refused, render

from ..engine.memory_store import MemoryStore

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("KARMA_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
HTTP_ONLY = ("01-http", "01-httpquirk")
"""Areas about the HTTP interface: run against the server itself."""
KNOWN_FAILING: dict[str, str] = {}
"""Case id to reason."""

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the conformance corpus is not here")


def load_runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conformance_run", CORPUS / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class EngineClient:
    """The runner's HTTP client, answered by an engine; a signature is the user's name."""

    def __init__(self, runner: ModuleType) -> None:
        self._runner = runner
        rng = random.Random(20_180_101)
        self.store = MemoryStore()
        self.engine = Engine(self.store, now=lambda: datetime.now(UTC), rng=rng)
        self.engine.initialise()

    def request(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Any:
        try:
            status, answer = 200, self._answer(path, headers or {}, body or b"")
        except Refused as refused:
            status, answer = refused.status, render(refused)
        response = self._runner.Response(status, {}, answer)
        response.wire = answer
        return response

    def _answer(self, path: str, headers: dict[str, str], body: bytes) -> bytes:
        parts = urllib.parse.urlsplit(path).path.strip("/").split("/")
        if parts == ["auth"]:
            name = json.loads(body)["username"]
            return json.dumps(base64.b64encode(name.encode()).decode()).encode()
        if parts == ["admin", "reset"]:
            self.engine.reset()
            return b'"instance reset successful"'
        return self.engine.run(body, self._user(headers), Dialect.V01)

    def _user(self, headers: dict[str, str]) -> str:
        found = self.engine.find_user(base64.b64decode(headers["X-Karma-Signature"]).decode())
        return found[0] if found else "gone"


def is_about_http(case: dict[str, Any]) -> bool:
    """Whether the case asks for something other than an expression's answer."""
    return any("http" in step for step in (case, *case.get("steps", ())))


def run_area(only: str) -> tuple[list[str], Counter[str]]:
    """The failures of an area, one line each, and the counts; causes of errors are compared as well."""
    runner = load_runner()
    fixtures: dict[str, list[Any]] = {}
    for area, case in runner.load_cases(str(CORPUS / "cases"), None):
        if area == only and not is_about_http(case) and case["id"] not in KNOWN_FAILING:
            fixtures.setdefault(case["fixture"], []).append(case)
    failures: list[str] = []
    counts: Counter[str] = Counter()
    for name, cases in fixtures.items():
        fixture = json.loads((CORPUS / "fixtures" / f"{name}.json").read_text("utf-8"))
        client = EngineClient(runner)
        session = runner.Session(client, "secret")
        session.setup(fixture)
        prepared, names = client.store.snapshot(), dict(session.env)
        for case in sorted(cases, key=lambda c: bool(c.get("mutates"))):
            bad = runner.run_case(session, case, strict=True)
            if bad or case.get("mutates"):
                client.store.restore(prepared)
                session.env = dict(names)
            counts["failed" if bad else "passed"] += 1
            if bad:
                failures.append(f"{case['id']}: expected {bad[0][:300]}; got {bad[1][:300]}")
    return failures, counts


def areas() -> list[str]:
    if not CORPUS.is_dir():
        return []
    names = [path.stem for path in sorted((CORPUS / "cases").glob("01-*.json"))]
    return [name for name in names if name not in HTTP_ONLY]


@pytest.mark.parametrize("area", areas())
def test_recorded_answers_come_back(area: str) -> None:
    failures, counts = run_area(area)
    assert not failures, "\n".join(failures)
    assert counts["passed"] > 0
