"""A fresh engine and short ways to ask it."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

from karma_tui.lang.nodes import Dialect
from karma_tui.local.engine import Engine, Refused
from karma_tui.local.recordcache import BUDGET

from .memory_store import MemoryStore

NOW = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)


class Database:
    """An initialised engine over memory, asked by its root user."""

    def __init__(self, cache_memory: int = BUDGET) -> None:
        self.store = MemoryStore()
        self.engine = Engine(self.store, now=lambda: NOW, rng=random.Random(7), cache_memory=cache_memory)
        self.engine.initialise()
        self.user = self.engine.root_user()

    def raw(self, *body: Any) -> bytes:
        """The answer's bytes to a query with this body."""
        text = json.dumps({"function": [[], list(body)]})
        return self.engine.run(text.encode(), self.user, Dialect.V1)

    def ask(self, *body: Any) -> Any:
        """The answer to a query with this body."""
        return json.loads(self.raw(*body))

    def refusal(self, *body: Any) -> Refused:
        """The refusal that a query with this body meets."""
        try:
            answer = self.raw(*body)
        except Refused as refused:
            return refused
        raise AssertionError(f"answered {answer!r}")

    def model(self, definition: Any, tag: str) -> list[str]:
        """Create a model with a tag; its ref."""
        ref = json.loads(self.engine.rest_create("_model", json.dumps([definition]).encode(), self.user))[0]
        self.engine.rest_create("_tag", json.dumps([{"tag": tag, "model": ref[1]}]).encode(), self.user)
        return list(ref)


def tag(name: str) -> dict[str, Any]:
    return {"tag": {"string": name}}


def function(*params_and_body: Any) -> dict[str, Any]:
    """`function("a", "b", body)`: the last argument is the body, a list of it several expressions."""
    *params, body = params_and_body
    return {"function": [list(params), body if isinstance(body, list) else [body]]}


def scope(name: str) -> dict[str, Any]:
    return {"scope": name}


def numbers(*values: int) -> dict[str, Any]:
    return {"data": {"list": [{"int32": value} for value in values]}}
