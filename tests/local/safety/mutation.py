"""Expressions bent at random: out of a pool of sound ones, by a seed."""

from __future__ import annotations

import copy
import json
import os
import random
from pathlib import Path
from typing import Any

Json = Any

_SCALARS: list[Json] = [
    None, True, False, 0, -1, 1.5, 2**31, 2**63, -(2**63), 2**64, 1e308, "", "x", "\x00", "\ud800", "self",
    "_model", "2026-01-01T00:00:00Z", [], {}, [[]], {"": {}},
]  # fmt: skip
_LARGEST = 20_000
"""Characters of an expression; mutations that would grow beyond it are left out."""


def pool(dialect: str) -> list[Json]:
    """Sound expressions: the examples of the catalogue and, where it is at hand, the recorded corpus."""
    root = Path(__file__).parents[3]
    catalogue = json.loads((root / "karma_tui" / "lang" / f"catalogue-{dialect}.json").read_text("utf-8"))
    found: list[Json] = [entry["example"]["json"] for entry in catalogue["functions"] if entry.get("example")]
    corpus = Path(os.environ.get("KARMA_CONFORMANCE", root.parent / "shared" / "conformance")) / "cases"
    for file in sorted(corpus.glob("*.json")):
        cases = json.loads(file.read_text("utf-8"))
        steps = [step for case in cases for step in (case, *case.get("steps", ()))]
        old = file.name.startswith("01-")
        found += [step["request"] for step in steps if "request" in step and old == (dialect == "0.1")]
    return found


_DEEPEST = 100
"""Levels of an expression in the pool; deeper ones are beyond what copies them here."""


class Mutator:
    """Draws expressions from a pool and bends them."""

    def __init__(self, sound: list[Json], seed: str) -> None:
        self._random = random.Random(seed)
        shallow = [expression for expression in sound if _depth(expression) <= _DEEPEST]
        self._pool = [expression for expression in shallow if len(json.dumps(expression)) <= _LARGEST]
        self._names = sorted({name for expression in self._pool for name in _keys(expression)})

    def draw(self) -> Json:
        """A sound expression in one of five cases, else one with one to four changes."""
        expression = copy.deepcopy(self._random.choice(self._pool))
        for _ in range(self._random.choice([0, 1, 1, 2, 4])):
            changed = self._changed(expression)
            if len(json.dumps(changed)) <= _LARGEST:
                expression = changed
        return expression

    def _changed(self, expression: Json) -> Json:
        holder = {"": copy.deepcopy(expression)}
        place, key = self._random.choice(list(_places(holder)))
        change = self._random.choice([self._graft, self._scalar, self._rename, self._drop, self._wrap])
        change(place, key)
        return holder.get("")

    def _graft(self, place: Json, key: Json) -> None:
        donor = {"": self._random.choice(self._pool)}
        from_place, from_key = self._random.choice(list(_places(donor)))
        place[key] = copy.deepcopy(from_place[from_key])

    def _scalar(self, place: Json, key: Json) -> None:
        place[key] = copy.deepcopy(self._random.choice(_SCALARS))

    def _rename(self, place: Json, key: Json) -> None:
        if isinstance(place, dict) and key:
            place[self._random.choice(self._names)] = place.pop(key)

    def _drop(self, place: Json, key: Json) -> None:
        if key != "":
            del place[key]

    def _wrap(self, place: Json, key: Json) -> None:
        name = self._random.choice(self._names)
        place[key] = {name: place[key]} if self._random.random() < 0.7 else [place[key]]


def _places(value: Json) -> list[tuple[Json, Json]]:
    """Every container in a JSON value with each of its keys or indexes."""
    found: list[tuple[Json, Json]] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict | list):
            keys = list(item) if isinstance(item, dict) else range(len(item))
            found += [(item, key) for key in keys]
            stack += [item[key] for key in keys]
    return found


def _keys(value: Json) -> set[str]:
    return {key for place, key in _places(value) if isinstance(place, dict) and key}


def _depth(value: Json) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
    return deepest
