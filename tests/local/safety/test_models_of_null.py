"""Models that lead to themselves through an optional and nothing more: null is their one value everywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.types import ANY, NOTHING, Optional, Recursion, Unique
from karma_tui.lang.machine.values import Map, Union
from karma_tui.lang.nodes import Dialect

from ..engine.helpers import Database, function, tag

ITSELF = {"recurse": "x"}


def recursion(model: Any) -> Any:
    return {"recursion": {"label": "x", "model": model}}


def optional(model: Any) -> Any:
    return {"optional": model}


MODELS = {
    "itself": recursion(optional(ITSELF)),
    "unique inside": recursion(optional({"unique": ITSELF})),
    "unique outside": recursion({"unique": optional(ITSELF)}),
    "annotated": recursion({"annotation": {"value": "note", "model": optional(ITSELF)}}),
    "recursion between": recursion({"recursion": {"label": "y", "model": optional(ITSELF)}}),
    "each other": {
        "recursive": {
            "top": "a",
            "models": {"a": optional({"recurse": "b"}), "b": optional({"recurse": "a"})},
        }
    },
    "on the way": {
        "recursive": {
            "top": "a",
            "models": {"a": {"unique": {"recurse": "b"}}, "b": optional({"recurse": "a"})},
        }
    },
}
WRONG = [{}, [], 5, "x", [None], {"a": None}]
WRONG_DATA = [{"struct": {}}, {"int8": 5}, {"list": []}, {"string": "x"}, {"map": {}}, {"tuple": []}]


@pytest.mark.parametrize("name", MODELS)
def test_null_is_stored_and_all_else_refused(name: str) -> None:
    db = Database()
    ref = db.model(MODELS[name], "odd")
    assert isinstance(db.ask({"create": [tag("odd"), function("_", {"data": {"null": None}})]}), list)
    for data in WRONG_DATA:
        assert db.refusal({"create": [tag("odd"), function("_", {"data": data})]}).status == 400
    for wrong in WRONG:
        with pytest.raises(Refused, match="Codec Error"):
            db.engine.rest_create(ref[1], json.dumps([wrong]).encode(), db.user)
        with pytest.raises(Refused):
            old = {"create": {"in": {"tag": "odd"}, "value": {"contextual": wrong}}}
            db.engine.run(json.dumps(old).encode(), db.user, Dialect.V01)
    assert db.ask({"all": tag("odd")}) == [None]
    assert db.ask({"mapList": [{"all": tag("odd")}, function("i", "r", {"isPresent": {"scope": "r"}})]}) == [
        False
    ]


@pytest.mark.parametrize("name", MODELS)
def test_such_a_model_may_lie_in_another(name: str) -> None:
    db = Database()
    ref = db.model({"struct": {"part": MODELS[name], "n": {"int8": {}}}}, "holder")
    db.engine.rest_create(ref[1], b'[{"n":1,"part":null}]', db.user)
    assert db.ask({"all": tag("holder")}) == [{"n": 1}]
    with pytest.raises(Refused):
        db.engine.rest_create(ref[1], b'[{"n":1,"part":{}}]', db.user)


def shown(value: Any) -> Any:
    return repr(value)


def test_what_lies_around_the_optional_stays() -> None:
    unique = parse_model(
        Union(
            "recursion", {"label": "x", "model": Union("unique", Union("optional", Union("recurse", "x")))}
        ),
        shown,
    )
    assert isinstance(unique, Recursion)
    assert isinstance(unique.body, Unique)
    assert isinstance(unique.body.of, Optional)
    assert unique.body.of.of is NOTHING


def test_a_recursion_with_something_between_stays_as_it_is() -> None:
    chain = parse_model(
        Union(
            "recursion",
            {"label": "x", "model": Union("struct", Map({"next": Union("optional", Union("recurse", "x"))}))},
        ),
        shown,
    )
    assert isinstance(chain, Recursion)
    assert chain.body is not ANY
    assert chain.body.fields["next"].of is chain  # type: ignore[union-attr]
