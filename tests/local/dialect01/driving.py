"""An engine in memory that is spoken to in both dialects."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

from karma_tui.lang.nodes import Dialect
from karma_tui.local.engine import Engine, Refused

from ..engine.memory_store import MemoryStore


class Instance:
    """A fresh database and its admin."""

    def __init__(self) -> None:
        rng = random.Random(20_180_101)
        self.store = MemoryStore()
        self.engine = Engine(self.store, now=lambda: datetime(2018, 1, 1, tzinfo=UTC), rng=rng)
        self.engine.initialise()

    def old(self, expression: Any, user: str = "admin") -> Any:
        """The answer to an expression of dialect 0.1; raises Refused."""
        return self.raw(json.dumps(expression).encode(), user)

    def raw(self, body: bytes, user: str = "admin") -> Any:
        """The answer to a body in dialect 0.1; raises Refused."""
        return json.loads(self.engine.run(body, self._id(user), Dialect.V01))

    def new(self, expression: Any, user: str = "admin") -> Any:
        """The answer to an expression of dialect 1.0; raises Refused."""
        body = json.dumps({"function": [[], [expression]]}).encode()
        return json.loads(self.engine.run(body, self._id(user), Dialect.V1))

    def refusal(self, expression: Any, user: str = "admin") -> Refused:
        """The refusal of an expression of dialect 0.1; an answer is a failure."""
        try:
            answer = self.old(expression, user)
        except Refused as refused:
            return refused
        raise AssertionError(f"answered {answer!r}")

    def model(self, definition: Any) -> str:
        """The id of a new model."""
        return str(self.old({"create": {"in": {"tag": "_model"}, "value": {"contextual": definition}}}))

    def create(self, model: str, value: Any) -> str:
        """The id of a new record."""
        return str(self.old({"create": {"in": {"model": model}, "value": {"contextual": value}}}))

    def expression(self, expression: Any) -> str:
        """The id of a new stored expression."""
        return str(self.old({"create": {"in": {"tag": "_expression"}, "value": {"contextual": expression}}}))

    def _id(self, user: str) -> str:
        found = self.engine.find_user(user)
        assert found is not None
        return found[0]


def kind(refused: Refused) -> str:
    """The outermost error's kind."""
    assert isinstance(refused.machine, dict)
    (found,) = refused.machine
    return found
