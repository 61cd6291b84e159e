"""Types that do not tell the truth, as with the real server, whose query panics: here it is refused.

Where nobody relies on such a type the value is answered all the same.
"""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import Database, function, numbers, scope, tag

NUMBER = {"addInt8": [{"int8": 1}, {"int8": 1}]}
TEXT = {"stringToLower": {"string": "X"}}
LETTERS = {"data": {"map": {"a": {"int8": 1}, "b": {"int8": 2}}}}
NOTHING = {"extractStrings": {"int8": 1}}

SETTING = {
    "setKey": {"name": "z", "value": TEXT, "in": {"data": {"map": {"a": {"int8": 1}, "b": {"int8": 2}}}}}
}


def reduced(items: Any, initial: Any, body: Any) -> dict[str, Any]:
    return {"reduceList": {"value": items, "initial": initial, "reducer": function("a", "x", body)}}


REDUCING = reduced(NOTHING, NUMBER, TEXT)
KEYED = {"assertPresent": {"key": [{"string": "a"}, SETTING]}}


def kinds(refused: Any) -> list[str]:
    return list(refused.machine)


@pytest.fixture(scope="module")
def database() -> Database:
    made = Database()
    optional: dict[str, Any] = {"optional": {"string": {}}}
    made.model({"struct": {"title": {"string": {}}, "subtitle": optional}}, "book")
    made.model({"string": {}}, "word")
    made.engine.rest_create("book", b'[{"title":"A","subtitle":"B"},{"title":"C"}]', made.user)
    return made


def resolved(subtitle: bool) -> dict[str, Any]:
    """The subtitle, an optional that is typed as a list, of the book that has one or of the other."""
    there = {"isPresent": {"field": ["subtitle", scope("b")]}}
    wanted = there if subtitle else {"not": there}
    book = {"first": {"filterList": [{"all": tag("book")}, function("i", "b", wanted)]}}
    return {"field": ["subtitle", {"resolveRefs": [book, []]}]}


@pytest.mark.parametrize("text", [REDUCING, KEYED], ids=["reduceList", "setKey"])
@pytest.mark.parametrize(
    "use",
    [
        lambda text: {"stringToLower": text},
        lambda text: {"stringContains": [text, {"string": "a"}]},
        lambda text: {"substringIndex": [{"string": "a"}, text]},
        lambda text: {"joinStrings": {"strings": {"data": {"list": [{"expr": text}]}}, "separator": TEXT}},
        lambda text: {"joinStrings": {"strings": {"data": {"list": []}}, "separator": text}},
        lambda text: {
            "matchRegex": {"value": text, "regex": "a", "caseInsensitive": False, "multiLine": False}
        },
        lambda text: {"key": [text, {"data": {"map": {"x": {"expr": NUMBER}}}}]},
        lambda text: {"with": [text, function("t", {"stringToLower": scope("t")})]},
        lambda text: {
            "mapList": [
                {"data": {"list": [{"expr": text}]}},
                function("i", "t", {"stringToLower": scope("t")}),
            ]
        },
        lambda text: {"all": {"tag": text}},
        lambda text: {
            "memSort": [{"data": {"list": [{"string": "q"}, {"expr": text}]}}, function("t", scope("t"))]
        },
        lambda text: {"isCase": {"value": {"data": {"union": ["a", {"bool": True}]}}, "case": text}},
        lambda text: {"create": [tag("word"), function("_", {"stringToLower": text})]},
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused_where_the_type_is_relied_on(
    database: Database, use: Any, text: Any
) -> None:
    assert kinds(database.refusal(use(text))) == ["executionError"]


def test_a_value_that_is_not_of_its_type_is_answered_where_nobody_relies_on_it(database: Database) -> None:
    assert database.ask(REDUCING) == 2
    assert database.ask(KEYED) == 1
    assert database.ask(SETTING) == {"a": 1, "b": 2, "z": "x"}
    assert database.ask(resolved(True)) == "B"
    assert database.ask({"isPresent": resolved(False)}) is False
    assert database.ask({"extractStrings": resolved(True)}) == ["B"]
    assert database.ask({"equal": [resolved(True), {"string": "B"}]}) is True


@pytest.mark.parametrize("subtitle", [True, False])
@pytest.mark.parametrize(
    "use",
    [
        lambda items: {"length": items},
        lambda items: {"first": items},
        lambda items: {"reverseList": items},
        lambda items: {"mapList": [items, function("i", "x", scope("x"))]},
        lambda items: {"filterList": [items, function("i", "x", {"bool": True})]},
        lambda items: {"memSort": [items, function("x", scope("x"))]},
        lambda items: {"slice": {"value": items, "offset": {"int64": 0}, "length": {"int64": 1}}},
        lambda items: {"concatLists": [items, NOTHING]},
        lambda items: {"inList": {"value": TEXT, "in": items}},
        lambda items: {"joinStrings": {"strings": items, "separator": TEXT}},
        lambda items: {"leftFoldList": [items, TEXT, function("a", "x", scope("a"))]},
        lambda items: {"rightFoldList": [items, TEXT, function("a", "x", scope("a"))]},
        lambda items: {
            "reduceList": {"value": items, "initial": TEXT, "reducer": function("a", "x", scope("a"))}
        },
    ],
)
def test_an_optional_that_was_resolved_is_no_list(database: Database, use: Any, subtitle: bool) -> None:
    assert kinds(database.refusal(use(resolved(subtitle)))) == ["executionError"]


def test_a_reducer_is_not_given_its_own_answer_as_what_it_is_not(database: Database) -> None:
    body = [{"addInt32": [scope("a"), scope("x")]}, TEXT]
    reducing = {
        "reduceList": {"value": numbers(1, 2), "initial": {"int32": 0}, "reducer": function("a", "x", body)}
    }
    assert kinds(database.refusal(reducing)) == ["executionError"]
    unread = {
        "reduceList": {"value": numbers(1, 2), "initial": {"int32": 0}, "reducer": function("a", "x", TEXT)}
    }
    assert database.ask(unread) == "x"


def test_a_number_that_is_none_is_not_multiplied(database: Database) -> None:
    """Which would make a text of gigabytes."""
    texts = {"data": {"map": {"a": {"string": "xxxx"}, "b": {"string": "y"}}}}
    number = {"toInt32": {"int8": 1}}
    setting = {"setKey": {"name": "z", "value": number, "in": texts}}
    for name in ("mulInt32", "addInt32", "divInt32", "gtInt32"):
        operands = [{"assertPresent": {"key": [{"string": "a"}, setting]}}, {"int32": 2_000_000_000}]
        assert kinds(database.refusal({name: operands})) == ["executionError"]
    assert kinds(database.refusal({"toInt8": operands[0]})) == ["executionError"]


def test_a_tuple_that_a_fold_makes_shorter_has_no_more_items_than_it_has(database: Database) -> None:
    initial = {"data": {"tuple": [{"expr": TEXT}, {"string": "b"}]}}
    shorter = function("p", "x", {"data": {"tuple": [{"expr": {"indexTuple": [scope("p"), 0]}}]}})
    folding = {"leftFoldList": [numbers(1), initial, shorter]}
    assert database.ask(folding) == ["x"]
    assert kinds(database.refusal({"indexTuple": [folding, 1]})) == ["executionError"]


def test_models_that_a_walk_does_not_reach_are_no_maps(database: Database) -> None:
    word = database.ask(tag("word"))[1]
    flow = [{"from": tag("book"), "forward": [], "backward": [tag("word")]}]
    walk = {"graphFlow": {"start": {"refTo": {"first": {"all": tag("book")}}}, "flow": flow}}
    words = {"field": [word, walk]}
    assert database.ask({"isPresent": words}) is False
    assert kinds(database.refusal({"mapMap": [words, function("k", "v", scope("k"))]})) == ["executionError"]
    assert kinds(database.refusal({"key": [{"string": "x"}, words]})) == ["executionError"]


def test_the_model_of_anything_is_no_case_that_can_be_switched(database: Database) -> None:
    forms = database.ask({"get": tag("_model")})["recursion"]["model"]["union"]
    cases = {name: function("v", {"string": name}) for name in forms}
    mixed = {"data": {"list": [{"expr": TEXT}, {"expr": NUMBER}]}}
    assert database.ask({"modelOf": {"first": mixed}}) == {"any": {}}
    assert kinds(database.refusal({"switchCase": [{"modelOf": {"first": mixed}}, cases]})) == [
        "compilationError"
    ]
    switching = {"with": [{"modelOf": {"first": mixed}}, function("m", {"switchCase": [scope("m"), cases]})]}
    assert kinds(database.refusal(switching)) == ["executionError"]
