"""What dialect 0.1 stores: a law for values and models, and what dialect 1.0 reads of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.machine.dialect01.models import Parser, value_json
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.values import Items, Map, Symbol, Union
from karma_tui.lang.nodes import Json, Number
from karma_tui.local.dialect01.encode import encode
from karma_tui.local.dialect01.stored import (
    MARK,
    shown_expression,
    shown_model,
    shown_value,
    stored_expression,
    stored_model,
    stored_value,
)

from .driving import Instance, kind

EMPTY: dict[str, Any] = {}


def leaf(case: str) -> Union:
    return Union(case, EMPTY)


TEXT_OR_NULL = Union("optional", leaf("string"))
DATA_OF_FALSE: Any = {
    "union": [
        "function",
        {
            "tuple": [
                {"list": [{"string": "r"}]},
                {"list": [{"union": ["data", {"union": ["bool", {"bool": False}]}]}]},
            ]
        },
    ]
}
EITHER: Any = {"or": [{"string": {}}, {"int8": {}}]}
TEXT_OR_NULL_JSON: Any = {"optional": {"string": {}}}


LEAVES = st.one_of(
    st.sampled_from(["string", "bool", "float", "int", "uint", "int8", "any", "null"]).map(leaf),
    st.just(Union("enum", Items([Symbol("a")]))),
)


def several(inner: st.SearchStrategy[Union]) -> st.SearchStrategy[Union]:
    parts = st.dictionaries(st.sampled_from("xyz"), inner, min_size=1, max_size=3).map(Map)
    return st.one_of(
        st.builds(Union, st.sampled_from(["list", "map", "optional"]), inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Union("or", items)),
        st.lists(inner, max_size=3).map(lambda items: Union("tuple", items)),
        parts.map(lambda fields: Union("struct", fields)),
        parts.map(lambda cases: Union("union", cases)),
        inner.map(lambda of: Union("annotation", {"value": MARK + "or", "model": of})),
    )


MODELS: st.SearchStrategy[Union] = st.recursive(LEAVES, several, max_leaves=8)


@given(MODELS)
def test_a_model_comes_back_as_it_was_written(model: Union) -> None:
    stored = stored_model(model)
    parse_model(stored, show)
    assert value_json(shown_model(stored)) == value_json(model) or looks_like_ours(model)


def looks_like_ours(model: Union) -> bool:
    """An annotation with our own words around what they stand for cannot be told from ours."""
    return MARK in str(value_json(model))


@pytest.mark.parametrize(
    ("model", "value"),
    [
        (Union("struct", Map({"a": leaf("int"), "b": TEXT_OR_NULL})), {"a": 1, "b": None}),
        (Union("or", [leaf("string"), leaf("int8")]), "x"),
        (Union("or", [leaf("string"), leaf("null")]), None),
        (Union("list", Union("or", [leaf("bool"), Union("list", leaf("string"))])), [True, ["a"], []]),
        (
            Union("struct", Map({"a": leaf("int"), "b": Union("optional", leaf("string"))})),
            {"a": 1, "b": None},
        ),
        (Union("union", Map({"a": Union("or", [leaf("string"), leaf("bool")])})), Union("a", True)),
        (Union("optional", Union("optional", leaf("string"))), "x"),
        (Union("map", Union("or", [leaf("string"), leaf("bool")])), Map({"k": "v", "l": False})),
    ],
)
def test_a_value_comes_back_as_it_was_written(model: Union, value: Any) -> None:
    type_ = Parser().parse(model)
    assert encode(shown_value(type_, stored_value(type_, value))) == encode(value)


@pytest.mark.parametrize(
    "expression", [True, False, None, 5, "a", {"id": {}}, {"equal": [{"id": {}}, Number("1.50")]}]
)
def test_an_expression_comes_back_as_it_was_written(expression: Any) -> None:
    assert shown_expression(stored_expression(expression)) == (expression, True)


def test_a_function_of_dialect_1_that_only_looks_like_ours_stays_one() -> None:
    function: Json = {"function": [[MARK.strip()], [{"data": {"string": "{"}}]]}
    assert shown_expression(function) == (function, False)


def test_dialect_1_reads_records_of_models_it_cannot_say() -> None:
    instance = Instance()
    model = instance.model({"struct": {"o": EITHER, "a": {"any": {}}, "i": {"int": {}}}})
    instance.create(model, {"o": 5, "a": {"b": [1.5]}, "i": 7})
    every = {"all": {"model": {"string": model}}}
    assert instance.new(every) == [{"o": {"1": 5}, "a": '{"b":[1.5]}', "i": 7}]
    assert instance.old({"all": {"model": model}}) == [{"o": 5, "a": {"b": [1.5]}, "i": 7}]


def test_dialect_0_1_reads_what_dialect_1_wrote_there() -> None:
    instance = Instance()
    model = instance.model({"struct": {"o": EITHER, "a": {"any": {}}}})
    for text in ("[7]", "no json"):
        fields = {"o": {"union": ["1", {"int8": 4}]}, "a": {"string": text}}
        made = {
            "create": [{"model": {"string": model}}, {"function": [["_"], [{"data": {"struct": fields}}]]}]
        }
        instance.new(made)
    found = instance.old({"all": {"model": model}})
    assert sorted([str(record["a"]) for record in found]) == ["[7]", "no json"]
    assert [record["o"] for record in found] == [4, 4]


def with_permissions(instance: Instance, **permissions: Any) -> None:
    """Create a user "u" with a role; operations without an expression of dialect 0.1 are allowed."""
    always = instance.expression(True)
    ids = {
        operation: instance.expression(permissions[operation]) if operation in permissions else always
        for operation in ("create", "read", "update", "delete")
    }
    role = {"contextual": {"name": "mine", "permissions": ids}}
    made = instance.old({"create": {"in": {"tag": "_role"}, "value": role}})
    user = {"contextual": {"username": "u", "password": "", "roles": [made]}}
    instance.old({"create": {"in": {"tag": "_user"}, "value": user}})


def of_records(model: str, test: Any) -> Any:
    """A permission of dialect 0.1: a test for the records of one model; all others may pass."""
    case = {"match": {"model": model}, "return": test}
    return {"switchModelRef": {"value": {"id": {}}, "default": True, "cases": [case]}}


def made_in(model: str, ok: bool) -> Any:
    fields = {"o": {"union": ["1", {"int8": 4}]}, "ok": {"bool": ok}}
    return {"create": [{"model": {"string": model}}, {"function": [["_"], [{"data": {"struct": fields}}]]}]}


def test_permissions_of_dialect_0_1_decide_in_dialect_1_by_what_they_see_themselves() -> None:
    instance = Instance()
    model = instance.model({"struct": {"o": EITHER, "ok": {"bool": {}}}})
    instance.create(model, {"o": 5, "ok": True})
    hidden = instance.create(model, {"o": "x", "ok": False})
    test = of_records(model, {"field": "ok"})
    with_permissions(instance, read=test, create=test, delete=test)
    every = {"all": {"model": {"string": model}}}
    assert len(instance.new(every)) == 2
    assert instance.new(every, "u") == [{"o": {"1": 5}, "ok": True}]
    with pytest.raises(Refused) as caught:
        instance.new({"get": {"data": {"ref": [model, hidden]}}}, "u")
    assert kind(caught.value) == "permissionDeniedError"
    made = instance.new(made_in(model, True), "u")
    assert instance.new({"get": {"data": {"ref": made}}}, "u")["ok"] is True
    with pytest.raises(Refused) as caught:
        instance.new(made_in(model, False), "u")
    assert kind(caught.value) == "permissionDeniedError"
    assert len(instance.new(every)) == 3
    instance.new({"delete": {"data": {"ref": made}}}, "u")
    with pytest.raises(Refused):
        instance.new({"delete": {"data": {"ref": [model, hidden]}}}, "u")


def test_what_a_permission_of_dialect_0_1_reads_in_dialect_1_is_checked_as_well() -> None:
    instance = Instance()
    secret = instance.model({"struct": {"ok": {"bool": {}}}})
    model = instance.model({"struct": {"ok": {"bool": {}}}})
    instance.create(secret, {"ok": True})
    instance.create(model, {"ok": True})
    none = {"equal": [{"length": {"all": {"model": secret}}}, {"newInt": 0}]}
    sees = {"match": {"model": model}, "return": none}
    hides = {"match": {"model": secret}, "return": False}
    read = {"switchModelRef": {"value": {"id": {}}, "default": True, "cases": [sees, hides]}}
    with_permissions(instance, read=read)
    assert instance.new({"all": {"model": {"string": secret}}}, "u") == []
    assert instance.new({"all": {"model": {"string": model}}}, "u") == [{"ok": True}]


def test_a_permission_of_dialect_0_1_that_fails_is_a_refusal_in_dialect_1() -> None:
    instance = Instance()
    model = instance.model({"struct": {"ok": {"bool": {}}}})
    instance.create(model, {"ok": True})
    empty = instance.model({"struct": {"ok": {"bool": {}}}})
    first = {"field": {"name": "ok", "value": {"first": {"all": {"model": empty}}}}}
    with_permissions(instance, read=of_records(model, first))
    with pytest.raises(Refused) as caught:
        instance.new({"all": {"model": {"string": model}}}, "u")
    assert caught.value.status == 400


def test_an_expression_of_dialect_1_decides_in_dialect_0_1() -> None:
    instance = Instance()
    nothing = {"function": [["r"], [{"data": {"bool": False}}]]}
    create = {
        "create": [{"tag": {"string": "_expression"}}, {"function": [["_"], [{"data": DATA_OF_FALSE}]]}]
    }
    model, record = instance.new(create)
    assert instance.new({"get": {"data": {"ref": [model, record]}}}) == nothing
    assert instance.old({"get": {"newRef": {"model": model, "id": record}}}) is False


def test_models_that_are_nothing_but_themselves_are_refused() -> None:
    instance = Instance()
    loop = {"recursion": {"label": "x", "model": {"or": [{"recurse": "x"}, {"int8": {}}]}}}
    refused = instance.refusal({"create": {"in": {"tag": "_model"}, "value": {"contextual": loop}}})
    assert kind(refused) == "modelParsingError"


ONE: Any = {"or": [{"string": {}}]}
WITH_ORS_OF_ONE: list[tuple[Any, Any]] = [
    (ONE, "x"),
    ({"or": [ONE, {"int8": {}}]}, "x"),
    ({"or": [{"or": [EITHER]}]}, 5),
    ({"list": ONE}, ["x", "y"]),
    ({"optional": ONE}, "x"),
    ({"optional": {"or": [TEXT_OR_NULL_JSON]}}, None),
    ({"struct": {"a": ONE, "b": {"or": [{"or": [{"int": {}}]}]}}}, {"a": "x", "b": 3}),
]


@pytest.mark.parametrize(("model", "value"), WITH_ORS_OF_ONE)
def test_an_or_of_one_is_stored_as_what_it_is_of(model: Any, value: Any) -> None:
    instance = Instance()
    made = instance.model(model)
    record = instance.create(made, value)
    ref = {"newRef": {"model": made, "id": record}}
    assert instance.old({"get": ref}) == value
    assert instance.old({"all": {"model": made}}) == [value]
    assert instance.old({"get": {"model": made}}) == model


def test_dialect_1_reads_the_record_of_an_or_of_one_as_it_is() -> None:
    instance = Instance()
    model = instance.model({"struct": {"a": ONE, "b": {"or": [EITHER]}}})
    instance.create(model, {"a": "x", "b": 5})
    assert instance.new({"all": {"model": {"string": model}}}) == [{"a": "x", "b": {"1": 5}}]


@pytest.mark.parametrize("cases", [Map({}), Map({"0": leaf("string")})])
def test_a_union_that_no_or_is_stored_as_stays_a_union(cases: Map) -> None:
    model = Union("annotation", {"value": MARK + "or", "model": Union("union", cases)})
    assert value_json(shown_model(model)) == value_json(model)


def test_a_migration_written_in_dialect_0_1_goes_on_in_dialect_1() -> None:
    instance = Instance()
    source = instance.model({"struct": {"s": {"string": {}}, "o": EITHER}})
    target = instance.model({"struct": {"x": {"string": {}}, "p": EITHER}})
    record = {"assertModelRef": {"ref": {"model": source}}}
    fields = {"x": {"field": {"name": "s", "value": record}}, "p": {"field": {"name": "o", "value": record}}}
    step = {
        "source": source,
        "target": target,
        "expression": {"manual": instance.expression({"newStruct": fields})},
    }
    instance.old({"create": {"in": {"tag": "_migration"}, "value": {"contextual": [step]}}})
    data = {"s": {"string": "XY"}, "o": {"union": ["1", {"int8": 4}]}}
    made = {"create": [{"model": {"string": source}}, {"function": [["_"], [{"data": {"struct": data}}]]}]}
    made = instance.new(made)
    assert instance.new({"get": {"data": {"ref": [target, made[1]]}}}) == {"x": "XY", "p": {"1": 4}}
