"""Random expressions of dialect 0.1: any function of the catalogue over useful and useless arguments.

A seeded generator and not a Hypothesis strategy, since one with a branch per function takes longer to
build than all the expressions take to run.
"""

from __future__ import annotations

import random
from typing import Any, Final

from karma_tui.lang.catalogue import FunctionSpec, Param, catalogue
from karma_tui.lang.nodes import Dialect

_FUNCTIONS: Final = catalogue(Dialect.V01).functions
_SCALARS: Final[list[Any]] = [
    *(None, True, False, 0, 5, -1, 200, 70_000, 1.5, "", "a", "_user", "tag", "2018-01-01T00:00:00Z")
]
_USEFUL: Final[list[Any]] = [
    {"all": {"tag": "_tag"}},
    {"all": {"tag": "_user"}},
    {"all": {"tag": "_expression"}},
    {"tag": "_tag"},
    {"tag": "_model"},
    {"currentUser": {}},
    {"get": {"currentUser": {}}},
    {"newInt": 0},
    {"newInt": 1},
    {"newList": [1, 2]},
    {"newMap": {"a": 1}},
    {"newStruct": {"a": "x", "b": None}},
    {"newTuple": [1, "x"]},
    {"newUnion": {"case": "a", "value": 1}},
    {"id": {}},
    {"arg": {}},
    {"zero": {}},
    {"field": "tag"},
    {"contextual": []},
    {"contextual": {"a": [1, None]}},
]
_JSON: Final[list[Any]] = [5, "a", None, {"a": 1}, [1]]


def expression(rng: random.Random, levels: int) -> Any:
    """An expression of at most so many levels of random functions."""
    if levels <= 0 or rng.random() < 0.15:
        return rng.choice(_SCALARS if rng.random() < 0.4 else _USEFUL)
    spec = rng.choice(_FUNCTIONS)
    return {spec.name: _layout(spec, rng, levels - 1)}


def _layout(spec: FunctionSpec, rng: random.Random, levels: int) -> Any:
    params = {param.name: param for param in spec.params}
    if spec.shape == "tuple":
        return [_argument(params[name], rng, levels) for name in spec.order]
    if spec.shape in ("struct", "empty"):
        if spec.short and rng.random() < 0.3:
            return rng.choice(["a", "tag", "["])
        return {name: _argument(of, rng, levels) for name, of in params.items() if rng.random() < 0.85}
    return _argument(params[spec.order[0]], rng, levels)


def _argument(param: Param, rng: random.Random, levels: int) -> Any:
    few = range(rng.randrange(3))
    match param.kind:
        case "expression list":
            return [expression(rng, levels) for _ in few]
        case "expression map":
            return {rng.choice(["a", "b", "return"]): expression(rng, levels) for _ in few}
        case "flow list":
            source = expression(rng, levels)
            return [{"from": source, "forward": [expression(rng, levels)]} for _ in few]
        case "model case list":
            return [{"match": rng.choice(_USEFUL[3:5]), "return": expression(rng, levels)} for _ in few]
        case "string literal":
            return "a"
        case "json":
            return rng.choice(_JSON)
        case "composite expression" if rng.random() < 0.8:
            return rng.choice(_USEFUL)
    return expression(rng, levels)
