"""An imported dump in the hands of the engine, asked in either dialect."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from karma_tui.lang.nodes import Dialect, Json
from karma_tui.local.dump import Imported, import_dump
from karma_tui.local.engine import Engine
from karma_tui.local.store import SqliteStore, open_store

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)


class Imports:
    """A data file that a dump was imported into."""

    def __init__(self, store: SqliteStore, imported: Imported) -> None:
        self.store = store
        self.imported = imported
        self.engine = Engine(store, now=lambda: NOW, rng=random.Random(11))
        self.user = self.engine.root_user()

    def ask(self, *body: Any) -> Any:
        """The answer to expressions of dialect 1.0."""
        return self._run({"function": [[], list(body)]}, Dialect.V1)

    def ask_01(self, expression: Any) -> Any:
        """The answer to an expression of dialect 0.1."""
        return self._run(expression, Dialect.V01)

    def _run(self, query: Any, dialect: Dialect) -> Any:
        return json.loads(self.engine.run(json.dumps(query).encode(), self.user, dialect))

    def records(self, tag: str, dialect: Dialect) -> list[Any]:
        """All records of a tag with their metadata."""
        if dialect is Dialect.V01:
            metarialize: Json = {"metarialize": {"id": {}}}
            every: Json = {"all": {"tag": tag}}
            return list(self.ask_01({"mapList": {"value": every, "expression": metarialize}}))
        each: Json = {"function": [["i", "r"], [{"metarialize": {"scope": "r"}}]]}
        return list(self.ask({"mapList": [{"all": {"tag": {"string": tag}}}, each]}))


@contextmanager
def imported(dump: Path, folder: Path) -> Iterator[Imports]:
    store = open_store(folder / "data.db")
    try:
        yield Imports(store, import_dump(store, dump))
    finally:
        store.close()
