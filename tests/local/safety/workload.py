"""A writer that keeps books: what the server has acknowledged, and what was under way when it died."""

from __future__ import annotations

import http.client
import json
import random
import threading
from dataclasses import dataclass, field
from typing import Any

from ..server.driving import Server

Json = Any
State = dict[str, int]
"""Number by name, of the records of one writer."""


def node_model() -> Json:
    """A model of nodes with a unique name, a number, and references to each other."""
    fields = {
        "name": {"union": ["unique", {"union": ["string", {"struct": {}}]}]},
        "number": {"union": ["int64", {"struct": {}}]},
        "next": {"union": ["optional", {"union": ["ref", {"expr": {"field": ["self", {"scope": "self"}]}}]}]},
    }
    model = {"data": {"union": ["struct", {"map": fields}]}}
    return {"create": [{"tag": {"string": "_model"}}, {"function": [["self"], [model]]}]}


def stored(server: Server, model: str) -> list[Json]:
    """All records of a model with their metadata."""
    every = {"all": {"model": {"string": model}}}
    shown = {"function": [["i", "r"], [{"metarialize": {"scope": "r"}}]]}
    records: list[Json] = server.ask({"mapList": [every, shown]})
    return records


class Failed(Exception):
    """The server could not write; nothing has changed."""


@dataclass
class Book:
    """One writer's records: the ids of what it knows to be there, and a write without an answer yet."""

    writer: int
    state: State = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    single: set[str] = field(default_factory=set)
    """Names of records that nobody refers to."""
    pending: State | None = None
    """What `state` will be if the write under way has happened."""
    made: int = 0
    acknowledged: int = 0

    def found(self, records: list[Json]) -> State:
        """What `stored` has found of this writer's."""
        return {record["value"]["name"]: record["value"]["number"] for record in self._mine(records)}

    def settle(self, records: list[Json]) -> None:
        """Take over what `stored` has found."""
        mine = self._mine(records)
        self.state, self.pending = self.found(records), None
        self.ids = {record["value"]["name"]: record["id"][1] for record in mine}
        self.single = {record["value"]["name"] for record in mine if "next" not in record["value"]}

    def _mine(self, records: list[Json]) -> list[Json]:
        return [record for record in records if record["value"]["name"].startswith(f"w{self.writer}n")]


class Writer:
    """Writes through a connection of its own until the server is gone."""

    def __init__(self, server: Server, model: str, book: Book, seed: str) -> None:
        self._server = server
        self._model = model
        self._book = book
        self._random = random.Random(seed)
        self._connection = server.connection()
        self.acknowledged = threading.Event()
        """Set once a write has been answered."""

    def run(self) -> None:
        """Write until the connection breaks."""
        try:
            while True:
                self._one()
        except (OSError, http.client.HTTPException):
            self._connection.close()

    def run_until_failures(self, most: int) -> list[Json]:
        """Write until so many writes have failed; what the server said to these."""
        said: list[Json] = []
        while len(said) < most:
            try:
                self._one()
            except Failed as failed:
                said.append(failed.args[0])
        self._connection.close()
        return said

    def _one(self) -> None:
        self._random.choice([self._create, self._create_ring, self._update, self._delete])()

    def _write(self, expression: Json, after: State) -> Json:
        self._book.pending = after
        body = json.dumps({"function": [[], [expression]]}).encode()
        self._connection.request("POST", "/", body, {"X-Karma-Signature": self._server.signature})
        reply = self._connection.getresponse()
        answer = json.loads(reply.read())
        if reply.status == 500:
            self._book.pending = None
            raise Failed(answer)
        assert reply.status == 200, answer
        self._book.state, self._book.pending = after, None
        self._book.acknowledged += 1
        self.acknowledged.set()
        return answer

    def _create(self) -> None:
        name, number = self._new_name(), self._random.randrange(1000)
        create = {"create": [self._model_ref(), {"function": [["self"], [self._node(name, number)]]}]}
        ref = self._write(create, {**self._book.state, name: number})
        self._book.ids[name] = ref[1]
        self._book.single.add(name)

    def _create_ring(self) -> None:
        """Three records that refer to each other in a ring."""
        names, number = [self._new_name() for _ in range(3)], self._random.randrange(1000)
        makers = {
            name: {
                "function": [
                    ["refs"],
                    [self._node(name, number, {"field": [names[(at + 1) % 3], {"scope": "refs"}]})],
                ]
            }
            for at, name in enumerate(names)
        }
        after = {**self._book.state, **dict.fromkeys(names, number)}
        refs = self._write({"createMultiple": [self._model_ref(), makers]}, after)
        self._book.ids.update({name: ref[1] for name, ref in refs.items()})

    def _update(self) -> None:
        if not self._book.ids:
            return
        name, number = self._random.choice(sorted(self._book.ids)), self._random.randrange(1000)
        before = {"get": self._ref(name)}
        value = {"setField": {"name": "number", "value": {"int64": number}, "in": before}}
        self._write({"update": {"ref": self._ref(name), "value": value}}, {**self._book.state, name: number})

    def _delete(self) -> None:
        if not self._book.single:
            return
        name = self._random.choice(sorted(self._book.single))
        after = {known: number for known, number in self._book.state.items() if known != name}
        self._write({"delete": self._ref(name)}, after)
        self._book.single.discard(name)
        del self._book.ids[name]

    def _new_name(self) -> str:
        self._book.made += 1
        return f"w{self._book.writer}n{self._book.made}"

    def _model_ref(self) -> Json:
        return {"model": {"string": self._model}}

    def _ref(self, name: str) -> Json:
        return {"data": {"ref": [self._model, self._book.ids[name]]}}

    def _node(self, name: str, number: int, following: Json = None) -> Json:
        after = {"expr": following} if following else {"null": None}
        return {"data": {"struct": {"name": {"string": name}, "number": {"int64": number}, "next": after}}}
