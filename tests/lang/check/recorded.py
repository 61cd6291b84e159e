"""The recorded cases of real servers as material for the checker: what was sent, and what was answered.

The answers come from the local instance's engine, which gives the recorded ones (tests/local); it also says
which models there were at that moment.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from karma_tui.lang.check.world import Snapshot
from karma_tui.lang.nodes import Dialect, Json

CORPUS = Path(os.environ.get("KARMA_CONFORMANCE", Path(__file__).resolve().parents[4] / "shared/conformance"))
HTTP_ONLY = ("admin", "http", "http-users", "limits", "rest", "01-http", "01-httpquirk")
"""Areas about the HTTP interface."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a case: its body, the world it met, and the answer."""

    case: str
    body: bytes
    world: Snapshot
    status: int
    machine: Json
    """The machine part of an error, or None."""

    @property
    def kind(self) -> str:
        """The outermost kind of the error."""
        return next(iter(self.machine)) if isinstance(self.machine, dict) else ""

    @property
    def program(self) -> Json:
        """The expression that the error names, if it names one."""
        details = self.machine.get(self.kind) if isinstance(self.machine, dict) else None
        return details.get("program") if isinstance(details, dict) else None


def areas(dialect: Dialect) -> list[str]:
    """The areas of a dialect that are about the language."""
    if not CORPUS.is_dir():
        return []
    names = [path.stem for path in sorted((CORPUS / "cases").glob("*.json"))]
    old = dialect is Dialect.V01
    return [name for name in names if name.startswith("01-") is old and name not in HTTP_ONLY]


def exchanges(area: str, dialect: Dialect) -> Iterator[Exchange]:
    """Every query of an area's cases."""
    runner = _load_runner()
    clients: ModuleType
    if dialect is Dialect.V1:
        from tests.local.engine import test_conformance as clients
    else:
        from tests.local.dialect01 import test_conformance as clients
    fixtures: dict[str, list[Any]] = {}
    for name, case in runner.load_cases(str(CORPUS / "cases"), None):
        if name == area and case.get("dialect", "1.0") == dialect.value and not _is_about_http(case):
            fixtures.setdefault(case["fixture"], []).append(case)
    for fixture, cases in fixtures.items():
        client = clients.EngineClient(runner)
        session = runner.Session(client, "secret")
        session.setup(json.loads((CORPUS / "fixtures" / f"{fixture}.json").read_text("utf-8")))
        prepared, names = client.store.snapshot(), dict(session.env)
        worlds = _Worlds(client.engine, dialect)
        for case in sorted(cases, key=lambda each: bool(each.get("mutates"))):
            seen: list[Exchange] = []
            with _watched(client, case["id"], worlds, seen):
                runner.run_case(session, case)
            yield from seen
            if case.get("mutates"):
                client.store.restore(prepared)
                session.env = dict(names)
                worlds.forget()


def _is_about_http(case: dict[str, Any]) -> bool:
    return any("http" in step for step in (case, *case.get("steps", ())))


class _watched:
    """Listens to the queries that a client is asked while the block runs."""

    def __init__(self, client: Any, case: str, worlds: _Worlds, seen: list[Exchange]) -> None:
        self._client, self._case, self._worlds, self._seen = client, case, worlds, seen

    def __enter__(self) -> None:
        ask = self._client.request

        def request(method: str, path: str, headers: Any = None, body: bytes | None = None) -> Any:
            if path != "/" or method != "POST":
                return ask(method, path, headers, body)
            world = self._worlds.now()
            response = ask(method, path, headers, body)
            machine = None
            if response.status != 200:
                found = json.loads(response.body)
                machine = found.get("humanReadableError", {"machine": found})["machine"]
            else:
                self._worlds.forget()
            self._seen.append(Exchange(self._case, body or b"", world, response.status, machine))
            return response

        self._client.request = request

    def __exit__(self, *_: object) -> None:
        del self._client.request


class _Worlds:
    """The models of an engine, read again when they may have changed."""

    def __init__(self, engine: Any, dialect: Dialect) -> None:
        self._engine, self._dialect = engine, dialect
        self._last: tuple[bytes, bytes] | None = None
        self._world: Snapshot | None = None
        self._fresh = False

    def forget(self) -> None:
        self._fresh = False

    def now(self) -> Snapshot:
        if not self._fresh or self._world is None:
            self._fresh = True
            user = self._engine.root_user()
            listed = tuple(
                self._engine.run(json.dumps(_listing(tag, self._dialect)).encode(), user, self._dialect)
                for tag in ("_model", "_tag")
            )
            if listed != self._last or self._world is None:
                self._last = listed
                self._world = _snapshot(json.loads(listed[0]), json.loads(listed[1]), self._dialect)
        return self._world


def _listing(tag: str, dialect: Dialect) -> Json:
    if dialect is Dialect.V01:
        return {"mapList": {"value": {"all": {"tag": tag}}, "expression": {"metarialize": {"arg": {}}}}}
    mapper: Json = {"function": [["i", "m"], [{"metarialize": {"scope": "m"}}]]}
    return {"function": [[], [{"mapList": [{"all": {"tag": {"string": tag}}}, mapper]}]]}


def _snapshot(models: Any, tags: Any, dialect: Dialect) -> Snapshot:
    def last(ref: Any) -> str:
        return str(ref if isinstance(ref, str) else ref[1])

    named = {last(entry["value"]["model"]): entry["value"]["tag"] for entry in tags}
    return Snapshot(
        [(named.get(last(entry["id"]), ""), last(entry["id"]), entry["value"]) for entry in models], dialect
    )


def _load_runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conformance_run", CORPUS / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    limit = sys.getrecursionlimit()
    spec.loader.exec_module(module)
    sys.setrecursionlimit(max(limit, 20_000))
    return module
