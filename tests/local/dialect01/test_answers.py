"""What the engine answers in dialect 0.1 beyond the recorded cases."""

from __future__ import annotations

from typing import Any

import pytest

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import Dialect

from .driving import Instance, kind

EMPTY: dict[str, Any] = {}
ENTRY = {"newMap": {"a": {"arg": EMPTY}}}
SET_KEY = {"setKey": {"name": "b", "value": 2}}


@pytest.fixture(scope="module")
def instance() -> Instance:
    return Instance()


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ({"divide": [1, 0]}, "compilationError"),
        ({"divide": [1.0, 0.0]}, "executionError"),
        ({"divide": [{"length": {"all": {"tag": "_tag"}}}, {"newInt": 0}]}, "executionError"),
        ({"index": {"value": {"newTuple": [1]}, "number": {"newInt": 3}}}, "compilationError"),
        ({"switchType": {"value": 1, "cases": {}}}, "compilationError"),
        ({"setKey": {"name": {"stringToLower": "A"}, "in": {"newMap": {}}}}, "compilationError"),
        ({"setKey": {"name": "a", "value": 1, "in": {"zero": {}}}}, "compilationError"),
        ({"equal": 1}, "codecError"),
        ({"delete": {"tag": "_user"}}, "executionError"),
        (
            {"switchCase": {"value": {"newUnion": {"case": "a", "value": 1}}, "cases": {"b": 1}}},
            "compilationError",
        ),
        (
            {"create": {"in": {"tag": "_expression"}, "value": {"contextual": {"tag": "_user"}}}},
            "executionError",
        ),
        (
            {"create": {"in": {"tag": "_expression"}, "value": {"contextual": {"newTuple": [{"id": {}}]}}}},
            "executionError",
        ),
        ({"resolveAllRefs": {"newRef": {"model": {"tag": "_user"}, "id": "nope"}}}, "objectNotFoundError"),
    ],
)
def test_what_the_real_server_dies_of_is_refused(instance: Instance, expression: Any, wanted: str) -> None:
    refused = instance.refusal(expression)
    assert (refused.status, kind(refused)) == (400, wanted)


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ({"filter": {"value": {"all": {"tag": "_tag"}}, "expression": False}}, []),
        ({"newString": {"contextual": 5}}, "5"),
        (
            {"mapMap": {"value": {"newMap": {"a": 1}}, "expression": {"id": {}}}},
            {"a": {"key": "a", "value": 1}},
        ),
        (
            {"modelOf": {"if": {"condition": True, "then": None, "else": 1}}},
            {"or": [{"null": {}}, {"int8": {}}]},
        ),
        (
            {"extractStrings": {"setField": {"name": "a", "value": "n", "in": {"newStruct": {"a": "o"}}}}},
            ["n"],
        ),
        ({"newDateTime": {"zero": {}}}, "0001-01-01T00:00:00Z"),
        (
            {"with": {"value": {"newMap": {"a": 1}}, "return": {"setKey": {"name": "b", "value": 2}}}},
            {"a": 1, "b": 2},
        ),
    ],
)
def test_answers(instance: Instance, expression: Any, answer: Any) -> None:
    assert instance.old(expression) == answer


def test_a_missing_record_is_named_by_its_id_alone(instance: Instance) -> None:
    refused = instance.refusal({"get": {"newRef": {"model": {"tag": "_user"}, "id": "nope"}}})
    assert refused.machine == {"objectNotFoundError": "nope"}
    refused = instance.refusal({"all": {"model": "nope"}})
    assert refused.machine == {"modelNotFoundError": "nope"}


def test_the_input_is_unknown_and_absent_at_the_top(instance: Instance) -> None:
    assert instance.old({"modelOf": {"id": {}}}) == {"any": {}}
    assert kind(instance.refusal({"id": {}})) == "executionError"
    assert kind(instance.refusal({"field": "a"})) == "compilationError"


def test_the_model_of_models_is_shown_as_this_dialect_has_it(instance: Instance) -> None:
    assert instance.old({"modelOf": {"modelOf": 1}}) == instance.old({"get": {"tag": "_model"}})


def test_the_model_of_expressions_is_the_grammar_of_this_dialect(instance: Instance) -> None:
    definition = instance.old({"get": {"tag": "_expression"}})["recursive"]
    cases = {name: set(model["union"]) for name, model in definition["models"].items() if "union" in model}
    assert set().union(*cases.values()) == set(catalogue(Dialect.V01).names)
    assert "memSort" in str(instance.old({"modelOf": {"all": {"tag": "_expression"}}}))


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ({"newInt": 5}, {"newInt64": 5}),
        ({"newFloat": 3}, 3.0),
        ({"newList": ["a", 1, None]}, {"static": ["a", 1, None]}),
        ({"not": {"equal": [{"id": {}}, {"add": [1, 1]}]}}, {"not": {"equal": [{"arg": {}}, 2]}}),
        (
            {"with": {"value": {"newMap": {"a": {"id": {}}}}, "return": {"key": "a"}}},
            {
                "with": {
                    "value": {"newMap": {"a": {"arg": {}}}},
                    "return": {"key": {"name": "a", "value": {"arg": {}}}},
                }
            },
        ),
    ],
)
def test_expressions_are_stored_with_their_constants_computed(
    instance: Instance, written: Any, stored: Any
) -> None:
    record = instance.expression(written)
    assert instance.old({"get": {"newRef": {"model": {"tag": "_expression"}, "id": record}}}) == stored


def test_an_unsound_expression_is_not_stored(instance: Instance) -> None:
    stored = {"create": {"in": {"tag": "_expression"}, "value": {"contextual": {"field": "a"}}}}
    refused = instance.refusal(stored)
    assert kind(refused) == "executionError"
    assert "Type Checking Error" in refused.human


def test_a_permission_lets_through_what_one_of_the_roles_allows() -> None:
    instance = Instance()
    no, yes = instance.expression(False), instance.expression(True)
    model = instance.model({"string": {}})
    instance.create(model, "x")

    def role(name: str, read: str) -> str:
        permissions = {"create": no, "read": read, "update": no, "delete": no}
        made = {"contextual": {"name": name, "permissions": permissions}}
        return str(instance.old({"create": {"in": {"tag": "_role"}, "value": made}}))

    def user(name: str, *roles: str) -> None:
        made = {"contextual": {"username": name, "password": "", "roles": list(roles)}}
        instance.old({"create": {"in": {"tag": "_user"}, "value": made}})

    blind, seeing = role("blind", no), role("seeing", yes)
    user("none")
    user("blind", blind)
    user("both", blind, seeing)
    every = {"all": {"model": model}}
    assert instance.old(every, "both") == ["x"]
    assert instance.old(every, "blind") == []
    assert kind(instance.refusal(every, "none")) == "executionError"
    assert instance.old(1, "none") == 1
    create = {"create": {"in": {"model": model}, "value": "y"}}
    assert kind(instance.refusal(create, "both")) == "permissionDeniedError"


def test_migrated_records_follow_along_a_chain() -> None:
    instance = Instance()
    models = [instance.model({"struct": {name: {"string": {}}}}) for name in "abc"]
    for at, (name, into) in enumerate((("a", "b"), ("b", "c"))):
        source = {"assertModelRef": {"ref": {"model": models[at]}}}
        expression = instance.expression({"newStruct": {into: {"field": {"name": name, "value": source}}}})
        step = {"source": models[at], "target": models[at + 1], "expression": {"manual": expression}}
        instance.old({"create": {"in": {"tag": "_migration"}, "value": {"contextual": [step]}}})
    record = instance.create(models[0], {"a": "x"})
    ref = {"newRef": {"model": models[2], "id": record}}
    assert instance.old({"get": ref}) == {"c": "x"}
    first = {"refTo": {"first": {"all": {"model": models[0]}}}}
    assert instance.old({"relocateRef": {"ref": first, "model": {"model": models[2]}}}) == record
    instance.old({"delete": ref})
    assert instance.old({"all": {"model": models[1]}}) == []


def test_an_automatic_migration_refuses_to_keep_fields() -> None:
    instance = Instance()
    definition = {"struct": {"a": {"string": EMPTY}}}
    one, two = instance.model(definition), instance.model(definition)
    step = {"source": one, "target": two, "expression": {"auto": {}}}
    refused = instance.refusal({"create": {"in": {"tag": "_migration"}, "value": {"contextual": [step]}}})
    assert kind(refused) == "executionError"


LEVELS = 10_000


def test_deep_expressions_and_deep_data_are_answered(instance: Instance) -> None:
    negations = b'{"not":' * LEVELS + b"true" + b"}" * LEVELS
    assert instance.raw(negations) is True
    lists = b"[" * LEVELS + b"]" * LEVELS
    model = instance.model({"recursion": {"label": "x", "model": {"list": {"recurse": "x"}}}})
    head = b'{"create":{"in":{"model":"%s"},"value":{"contextual":' % model.encode()
    assert instance.raw(head + lists + b"}}}")
    assert instance.old({"length": {"all": {"model": model}}}) == 1


def test_half_a_surrogate_pair_becomes_the_replacement_character(instance: Instance) -> None:
    assert instance.raw(rb'"a\ud800b"') == "a\ufffdb"
    assert instance.raw(rb'"\ud83d\ude00"') == "\U0001f600"


def test_numbers_keep_their_digits_where_no_type_is_expected(instance: Instance) -> None:
    body = b'{"contextual":[1.50,123456789012345678901234567890]}'
    answer = instance.engine.run(body, instance.engine.root_user(), Dialect.V01)
    assert answer == b"[1.50,123456789012345678901234567890]"


def test_a_body_of_more_than_a_mebibyte_is_cut(instance: Instance) -> None:
    assert instance.raw(b'"' + b"a" * (1024 * 1024 - 2) + b'"')
    refused = instance.refusal("a" * 1024 * 1024)
    assert kind(refused) == "codecError"
