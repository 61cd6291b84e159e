"""What writes and what must not be sent, in both dialects and every form."""

from __future__ import annotations

import pytest

from karma_tui.lang import json01, json10
from karma_tui.lang.dangers import DEEPEST_ANSWERED, dangers
from karma_tui.lang.effects import writes
from karma_tui.lang.nodes import Call, Dialect, Function, Json, Literal, Node

REF: Json = {"data": {"ref": ["m", "i"]}}
ALL: Json = {"all": {"tag": {"string": "x"}}}
FOLDER: Json = {"function": [["a", "b"], [{"scope": "a"}]]}


def v1(*expressions: Json) -> Node:
    return json10.from_json({"function": [[], list(expressions)]})


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"get": REF}, False),
        ({"delete": REF}, True),
        ({"if": {"condition": {"bool": False}, "then": {"delete": REF}, "else": REF}}, True),
        ({"signature": {"function": [[], [{"update": {"ref": REF, "value": {"int8": 1}}}]]}}, True),
        ({"data": {"struct": {"create": {"string": "create"}}}}, False),
        ({"nope": [{"delete": REF}]}, True),
    ],
)
def test_writing_is_seen_anywhere_in_a_query(request_: Json, expected: bool) -> None:
    assert writes(v1(request_)) is expected


def test_plain_values_of_0_1_do_not_write() -> None:
    assert not writes(json01.from_json({"contextual": {"delete": "abc"}}))
    assert writes(json01.from_json({"create": {"in": {"tag": "x"}, "value": {"contextual": 1}}}))


def nested(levels: int) -> Node:
    node: Node = Literal("bool", True)
    for _ in range(levels):
        node = Call("not", (node,))
    return Function((), (node,))


def test_nesting_is_fatal_beyond_what_servers_are_known_to_answer() -> None:
    assert dangers(nested(DEEPEST_ANSWERED - 1), Dialect.V1) == ()
    (danger,) = dangers(nested(DEEPEST_ANSWERED + 1), Dialect.V1)
    assert danger.fatal


@pytest.mark.parametrize(
    ("request_", "fatal"),
    [
        ({"modelOf": {"get": REF}}, [False]),
        ({"leftFoldList": [ALL, {"get": REF}, FOLDER]}, [True]),
        ({"rightFoldList": [ALL, {"first": {"filterList": [ALL, FOLDER]}}, FOLDER]}, [True]),
        ({"leftFoldList": [ALL, {"int8": 0}, FOLDER]}, []),
        ({"leftFoldList": [ALL, {"length": ALL}, FOLDER]}, []),
        ({"signature": {"function": [[], [{"get": REF}]]}}, []),
        (
            {"update": {"ref": {"refTo": {"first": {"all": {"tag": {"string": "_role"}}}}}, "value": REF}},
            [False],
        ),
        ({"all": {"tag": {"string": "_role"}}}, []),
        ({"divInt8": [{"int8": 1}, {"int8": 0}]}, []),
    ],
)
def test_dangers_of_1_0_calls(request_: Json, fatal: list[bool]) -> None:
    found = dangers(v1(request_), Dialect.V1)
    assert [danger.fatal for danger in found] == fatal
    assert all(danger.message and danger.hint for danger in found)


def test_a_name_that_holds_a_record_is_followed() -> None:
    query = v1({"define": ["r", {"get": REF}]}, {"leftFoldList": [ALL, {"scope": "r"}, FOLDER]})
    assert [danger.fatal for danger in dangers(query, Dialect.V1)] == [True]


def test_a_name_defined_by_itself_is_no_trap() -> None:
    query = v1({"define": ["r", {"scope": "r"}]}, {"leftFoldList": [ALL, {"scope": "r"}, FOLDER]})
    assert dangers(query, Dialect.V1) == ()


def recursion(label: str, inner: Json) -> Json:
    return {"union": ["recursion", {"struct": {"label": {"string": label}, "model": inner}}]}


def recurse(label: str) -> Json:
    return {"union": ["recurse", {"string": label}]}


@pytest.mark.parametrize(
    ("model", "fatal"),
    [
        (recursion("a", recurse("a")), True),
        (recursion("a", {"union": ["unique", recurse("a")]}), True),
        (
            recursion(
                "a", {"union": ["annotation", {"struct": {"value": {"string": ""}, "model": recurse("a")}}]}
            ),
            True,
        ),
        (recursion("a", {"union": ["list", recurse("a")]}), False),
        (recursion("a", {"union": ["optional", recurse("a")]}), False),
    ],
)
def test_a_model_that_is_only_itself_is_fatal(model: Json, fatal: bool) -> None:
    create: Json = {"create": [{"tag": {"string": "_model"}}, {"function": [["self"], [{"data": model}]]}]}
    assert any(danger.fatal for danger in dangers(v1(create), Dialect.V1)) is fatal


UNIQUE: Json = {"union": ["unique", {"union": ["string", {"struct": {}}]}]}


def test_two_unique_fields_of_one_type_are_warned_about() -> None:
    both: Json = {"data": {"union": ["struct", {"map": {"a": UNIQUE, "b": UNIQUE}}]}}
    one: Json = {
        "data": {"union": ["struct", {"map": {"a": UNIQUE, "b": {"union": ["string", {"struct": {}}]}}}]}
    }
    assert [danger.fatal for danger in dangers(v1(both), Dialect.V1)] == [False]
    assert dangers(v1(one), Dialect.V1) == ()


@pytest.mark.parametrize(
    ("request_", "fatal"),
    [
        ({"modelOf": {"get": {"newRef": {"model": {"tag": "x"}, "id": "i"}}}}, []),
        ({"update": {"ref": {"tag": "x"}, "value": {"contextual": {"string": {}}}}}, [True]),
        ({"update": {"ref": {"newRef": {"model": {"tag": "_model"}, "id": "i"}}, "value": 1}}, [True]),
        ({"update": {"ref": {"newRef": {"model": {"tag": "x"}, "id": "i"}}, "value": 1}}, []),
        ({"switchType": {"cases": {}}}, [False]),
        ({"contextual": {"recursion": {"label": "x", "model": {"recurse": "x"}}}}, [True]),
        (
            {
                "newUnion": {
                    "case": "recursion",
                    "value": {
                        "newStruct": {"label": "x", "model": {"newUnion": {"case": "recurse", "value": "x"}}}
                    },
                }
            },
            [True],
        ),
    ],
)
def test_dangers_of_0_1_calls(request_: Json, fatal: list[bool]) -> None:
    assert [danger.fatal for danger in dangers(json01.from_json(request_), Dialect.V01)] == fatal
