"""Whatever is sent: an answer in JSON or a refusal in this dialect's words, never anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karma_tui.lang.catalogue import FunctionSpec, Param, catalogue
from karma_tui.lang.nodes import Dialect
from karma_tui.local.refusal import Refused
from karma_tui.local.watch import Ticket

from .driving import Instance, kind

KINDS = frozenset(
    {
        *("codecError", "compilationError", "executionError", "argumentError", "doNotationError"),
        *("modelParsingError", "objectNotFoundError", "modelNotFoundError", "permissionDeniedError"),
    }
)
FUNCTIONS = catalogue(Dialect.V01).functions
SCALARS: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 5, -1, 200, 1.5, "", "a", "_user", "_tag", "2018-01-01T00:00:00Z"]
)
USEFUL: st.SearchStrategy[Any] = st.sampled_from(
    [
        {"all": {"tag": "_tag"}},
        {"tag": "_role"},
        {"currentUser": {}},
        {"get": {"currentUser": {}}},
        {"newInt": 0},
        {"newList": [1, 2]},
        {"newMap": {"a": 1}},
        {"newStruct": {"a": "x", "b": None}},
        {"newTuple": [1, "x"]},
        {"newUnion": {"case": "a", "value": 1}},
        {"id": {}},
        {"zero": {}},
        {"contextual": {"a": [1, None]}},
    ]
)


def calls(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of([call(spec, inner) for spec in FUNCTIONS])


def call(spec: FunctionSpec, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    params = {param.name: argument(param, inner) for param in spec.params}
    made: st.SearchStrategy[Any]
    if spec.shape == "tuple":
        made = st.tuples(*[params[name] for name in spec.order]).map(list)
    elif spec.shape in ("struct", "empty"):
        made = st.fixed_dictionaries({}, optional=params)
        if spec.short:
            made = made | st.sampled_from(["a", "tag", "["])
    else:
        made = params[spec.order[0]]
    return made.map(lambda value: {spec.name: value})


def argument(param: Param, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, max_size=3)
    strategies: dict[str, st.SearchStrategy[Any]] = {
        "expression list": several,
        "expression map": st.dictionaries(st.sampled_from(["a", "b", "return"]), inner, max_size=3),
        "flow list": st.lists(
            st.fixed_dictionaries({"from": inner}, optional={"forward": several, "backward": several}),
            max_size=2,
        ),
        "model case list": st.lists(st.fixed_dictionaries({"match": inner, "return": inner}), max_size=2),
        "string literal": st.sampled_from(["a", "b"]),
        "json": SCALARS | st.lists(SCALARS, max_size=2) | st.just({"a": 1}),
    }
    return strategies.get(param.kind, inner)


EXPRESSIONS: st.SearchStrategy[Any] = st.recursive(SCALARS | USEFUL, calls, max_leaves=6)


@pytest.fixture(scope="module")
def instance() -> Instance:
    return Instance()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(expression=EXPRESSIONS)
def test_every_expression_is_answered_or_refused(instance: Instance, expression: Any) -> None:
    try:
        instance.old(expression)
    except Refused as refused:
        assert refused.status == 400
        assert kind(refused) in KINDS


@pytest.mark.parametrize("spec", FUNCTIONS, ids=[spec.name for spec in FUNCTIONS])
def test_functions_without_arguments_are_answered_or_refused(instance: Instance, spec: FunctionSpec) -> None:
    nothings: list[Any] = [{}, None, [], [None], [None, None], "a"]
    for nothing in nothings:
        try:
            instance.old({spec.name: nothing})
        except Refused as refused:
            assert kind(refused) in KINDS


SHARED = Instance()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_every_body_is_answered_or_refused(body: bytes) -> None:
    try:
        SHARED.raw(body)
    except Refused as refused:
        assert kind(refused) in KINDS


def test_a_query_that_nobody_waits_for_is_given_up(instance: Instance) -> None:
    ticket = Ticket()
    ticket.cancel()
    body = json.dumps({"all": {"tag": "_tag"}}).encode()
    with pytest.raises(Refused):
        instance.engine.run(body, instance.engine.root_user(), Dialect.V01, ticket)
