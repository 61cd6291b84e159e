"""Values whose parts are shared, so that there are far more ways through them than parts.

Each level is the pair of the level below twice: every question about it is answered or refused soon, which is
counted in calls of Python functions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from karma_tui.lang.machine.dialect01 import values as values01
from karma_tui.lang.machine.encode import encode, encode_stored
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.values import Items, Map, Union, identity, same
from karma_tui.local.dialect01 import encode as encode01
from karma_tui.local.shape import materialised

from ..dialect01.driving import Instance
from ..engine.helpers import Database, scope, tag
from .test_hostile_models import soon

LEVELS = 60

Pair = Callable[[Any], Any]

PAIRS: dict[str, Pair] = {
    "list": lambda part: [part, part],
    "tuple": lambda part: (part, part),
    "struct": lambda part: {"a": part, "b": part},
    "map": lambda part: Map({"a": part, "b": part}),
    "union": lambda part: Union("case", [part, part]),
    "set": lambda part: Items([(part, 1), (part, 2)]),
    "tuple of sets": lambda part: (Items([part]), Items([part])),
}


def tower(pair: Pair, ground: Any = "ground") -> Any:
    value = ground
    for _ in range(LEVELS):
        value = pair(value)
    return value


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest) -> Pair:
    return PAIRS[request.param]


def test_values_are_compared_soon(pair: Pair) -> None:
    assert soon(lambda: same(tower(pair), tower(pair))) is True
    assert soon(lambda: same(tower(pair), tower(pair, "elsewhere"))) is False


def test_values_are_told_apart_soon(pair: Pair) -> None:
    assert soon(lambda: identity(tower(pair)) == identity(tower(pair))) is True
    assert soon(lambda: identity(tower(pair)) == identity(tower(pair, "elsewhere"))) is False
    assert soon(lambda: len(Items([tower(pair), tower(pair), tower(pair, 1)]))) == 2


@pytest.mark.parametrize(
    "writer", [encode, lambda value: encode([value]), encode_stored, encode01.encode, materialised]
)
def test_what_no_answer_has_room_for_is_refused_soon(writer: Callable[[Any], Any], pair: Pair) -> None:
    refused = soon(lambda: writer(tower(pair)))
    assert isinstance(refused, Refused)
    assert "more memory than there is" in str(refused.machine)


def test_what_is_large_but_not_too_large_is_written() -> None:
    row = {"name": "a name", "numbers": [1, 2, 3]}
    wide = [[row] * 300] * 300
    text = b'{"name":"a name","numbers":[1,2,3]}'
    many = b"[" + b",".join([text] * 300) + b"]"
    expected = b"[" + b",".join([many] * 300) + b"]"
    assert encode((wide,)) == b"[" + expected + b"]"
    assert encode_stored({"wide": wide}) == b'{"wide":' + expected + b"}"
    assert encode01.encode(wide) == expected


def test_such_a_value_is_forgotten_of_what_was_overwritten_soon(pair: Pair) -> None:
    """In dialect 0.1 it is refused where it is written, as anywhere."""
    assert isinstance(soon(lambda: encode01.encode(values01.settled(tower(pair)))), Refused)


KNOWN: Any = {"int64": 1}
UNKNOWN: Any = {"length": {"all": tag("_user")}}
"""Numbers: what is built of the one is known before it runs."""


def levels(name: str, ground: Any) -> list[Any]:
    """Definitions of a tower, and of its top last."""
    made = [{"define": [f"{name}0", ground]}]
    for level in range(LEVELS):
        below = {"expr": scope(f"{name}{level}")}
        made.append({"define": [f"{name}{level + 1}", {"data": {"tuple": [below, below]}}]})
    return made


@pytest.mark.parametrize("ground", [KNOWN, UNKNOWN])
def test_the_engine_compares_and_refuses_them(ground: Any) -> None:
    database = Database()
    both = [*levels("a", ground), *levels("b", ground)]
    a, b = scope(f"a{LEVELS}"), scope(f"b{LEVELS}")
    assert soon(lambda: database.ask(*both, {"equal": [a, b]})) is True
    assert soon(lambda: database.ask(*both, {"inList": {"in": _list(a), "value": b}})) is True
    resolved = {"equal": [{"resolveAllRefs": a}, {"resolveAllRefs": b}]}
    assert soon(lambda: database.ask(*both, resolved)) is True
    assert isinstance(soon(lambda: database.raw(*both, _list(a))), Refused)


@pytest.mark.parametrize("ground", [KNOWN, UNKNOWN])
def test_the_engine_looks_for_texts_in_them_no_longer_than_an_answer_is(ground: Any) -> None:
    refused = soon(lambda: Database().ask(*levels("a", ground), {"extractStrings": scope(f"a{LEVELS}")}))
    assert isinstance(refused, Refused)
    assert "more memory than there is" in str(refused.machine)


def old_tower(ground: Any, pair: Callable[[Any], Any]) -> Any:
    """A tower in dialect 0.1, of pairs of the input."""
    made = ground
    for _ in range(LEVELS):
        made = {"with": {"value": made, "return": pair({"id": {}})}}
    return made


@pytest.mark.parametrize("ground", [{"newInt": 1}, {"length": {"all": {"tag": "_user"}}}])
def test_dialect_01_stores_none_of_them_and_looks_for_no_texts_in_them(ground: Any) -> None:
    instance = Instance()
    tower = old_tower(ground, lambda part: {"newStruct": {"a": part, "b": part}})
    anything = instance.model({"struct": {"x": {"any": {}}}})
    record = instance.create(anything, {"x": 1})
    value = {"newStruct": {"x": tower}}
    ref = {"newRef": {"model": {"model": anything}, "id": record}}
    for query in (
        {"extractStrings": tower},
        {"create": {"in": {"model": anything}, "value": value}},
        {"createMultiple": {"in": {"model": anything}, "values": {"made": value}}},
        {"update": {"ref": ref, "value": value}},
    ):
        refused = soon(partial(instance.old, query))
        assert isinstance(refused, Refused), query
        assert "more memory than there is" in str(refused.machine)
    assert instance.old({"all": {"model": anything}}) == [{"x": 1}]


def _list(item: Any) -> Any:
    return {"data": {"list": [{"expr": item}]}}
