"""Records brought in without nodes and types end up exactly as on the common way, refusals included."""

from __future__ import annotations

import json
import math
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.json10 import from_json
from karma_tui.lang.machine.compile import emit
from karma_tui.lang.machine.constants import UNSURE, constant_reader
from karma_tui.lang.machine.encode import encode_stored
from karma_tui.lang.machine.infer import Checker, World
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.types import PRIMS, ListOf, Struct, Type
from karma_tui.lang.machine.values import Items, Map, Ref, Union, Value, kind_of
from karma_tui.lang.nodes import Dialect, Function
from karma_tui.local import engine as engine_module
from karma_tui.local.intake import recognised
from karma_tui.local.shape import conformed

from .helpers import Database, function, tag
from .test_values import TYPED

MODEL = {
    "struct": {
        "name": {"unique": {"string": {}}},
        "size": {"float": {}},
        "at": {"optional": {"dateTime": {}}},
        "kind": {"union": {"none": {"struct": {}}, "many": {"list": {"int8": {}}}}},
    }
}


def datum(value: Value) -> Any:
    """The plainest JSON that stands for a value."""
    match value:
        case Union():
            return {"union": [value.case, datum(value.payload)]}
        case Ref():
            return {"ref": [value.model, value.record]}
        case DateTime():
            return {"dateTime": value.text(fraction=True)}
        case Items():
            return {"set": [datum(item) for item in value]}
        case list() | tuple():
            return {kind_of(value): [datum(item) for item in value]}
        case dict():
            kind = "map" if isinstance(value, Map) else "struct"
            return {kind: {name: datum(item) for name, item in value.items()}}
    return {"symbol" if kind_of(value) == "enum" else kind_of(value): value}


def read(type_: Type, data: Any) -> bytes | None:
    """What is stored for data that are read straight; None if the reader is not sure of them."""
    try:
        return encode_stored(constant_reader(type_, {})(data))
    except UNSURE:
        return None


def inferred(type_: Type, data: Any) -> bytes | None:
    """What is stored for data on the common way; None if they are refused."""
    checker = Checker(cast(World, None))
    try:
        program = from_json({"function": [[], [{"data": data}]]}, strict=True)
        assert isinstance(program, Function)
        typed = checker.infer(program.body[0], type_)
    except Refused:
        return None
    return encode_stored(conformed(type_, emit(typed)([None, None])))


@given(TYPED)
def test_plain_data_are_read_as_inference_reads_them(pair: tuple[Type, Any]) -> None:
    type_, value = pair
    straight = read(type_, datum(value))
    assert straight is None or straight == inferred(type_, datum(value))


@given(TYPED, TYPED)
def test_data_of_another_type_are_never_read(pair: tuple[Type, Any], other: tuple[Type, Any]) -> None:
    straight = read(pair[0], datum(other[1]))
    assert straight is None or straight == inferred(pair[0], datum(other[1]))


@given(st.integers(-(2**63), 2**63 - 1), st.text("aé\u2028<", max_size=4))
def test_ordinary_records_are_sure_to_be_read(number: int, text: str) -> None:
    type_ = Struct({"n": PRIMS["int64"], "t": ListOf(PRIMS["string"])})
    data = {"struct": {"n": {"int64": number}, "t": {"list": [{"string": text}]}}}
    assert read(type_, data) == encode_stored({"n": number, "t": [text]})


def record(name: str, **fields: Any) -> Any:
    plain = {"name": {"string": name}, "size": {"float": 1}, "kind": {"union": ["none", {"struct": {}}]}}
    return {"data": {"struct": {**plain, **fields}}}


def creating(**records: Any) -> Any:
    return {"createMultiple": [tag("t"), {key: function("x", value) for key, value in records.items()}]}


REQUESTS = [
    {"create": [tag("t"), function("x", record("a"))]},
    creating(a=record("a"), b=record("b", at={"dateTime": "2020-01-01T00:00:00.5+01:00"})),
    creating(a=record("a", at={"null": None}), b=record("b", kind={"union": ["many", {"list": []}]})),
    creating(a=record("a", kind={"union": ["many", {"list": [{"int8": -7}]}]}), b=record("é<&")),
    creating(a=record("a"), b=record("a")),
    creating(a=record("a", size={"float": "NaN"})),
    creating(a=record("a", size={"float": -0.0})),
    creating(a=record("a", kind={"union": ["many", {"list": [{"int8": 300}]}]})),
    creating(a=record("a", kind={"union": ["other", {"struct": {}}]})),
    creating(a=record("a", more={"int8": 1})),
    creating(a=record("a", at={"dateTime": "2020-02-30T00:00:00Z"})),
    creating(a={"data": {"struct": {"name": {"string": "a"}}}}),
    creating(a={"data": {"struct": {"name": {"expr": {"string": "a"}}}}}),
    creating(),
    {"create": [tag("nowhere"), function("x", record("a"))]},
    {"create": [tag("t"), function(record("a"))]},
]


def outcome(database: Database, request: Any) -> tuple[str, Any]:
    """The refusal that a request meets, or the records there are afterwards."""
    body = json.dumps({"function": [[], [request]]}, ensure_ascii=False).encode()
    try:
        answer = json.loads(database.engine.run(body, database.user, Dialect.V1))
    except Refused as refused:
        return "refused", refused.machine
    return "answered", (answer, database.ask({"all": tag("t")}))


@pytest.mark.parametrize("request_", REQUESTS)
def test_both_ways_lead_to_the_same(request_: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    straight, common = Database(), Database()
    straight.model(MODEL, "t"), common.model(MODEL, "t")
    found = outcome(straight, request_)
    monkeypatch.setattr(engine_module, "recognised", lambda body: None)
    assert found == outcome(common, request_)


@pytest.mark.parametrize(
    "body",
    [
        b'{"function":[[],[{"create":[{"tag":{"string":"t"}},{"function":[["x"],[{"data":{"int64":-0}}]]}]}]]}',
        b'{"function":[[],[{"create":[{"tag":{"string":"t"}},{"function":[["x"],[{"data":{"map":'
        b'{"a":{"bool":true},"a":{"bool":true}}}}]]}]}]]}',
        b'{"function":[[],[{"create":[{"tag":{"string":"t"}},{"function":[["x"],[{"data":{"map":'
        b'{"a":{"bool":true},"\\u0061":{"bool":true}}}}]]}]}]]}',
        b'{"function":[[],[{"create":[{"tag":{"string":"t"}},{"function":[["x"],[{"data":{"string":'
        b'"\\ud800"}}]]}]}]]}',
        b'{"function":[[],[{"create":[{"tag":{"string":"t"}},{"function":[["x"],[{"scope":"x"}]]}]}]]}',
        b'{"create":[]}',
        b'{"create',
        b"[]",
    ],
)
def test_what_takes_a_second_look_is_not_recognised(body: bytes) -> None:
    assert recognised(body) is None


def test_a_float_beyond_all_bounds_is_not_read() -> None:
    assert read(PRIMS["float"], {"float": math.inf}) is None
