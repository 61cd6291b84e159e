"""Between the dialects: what both can say is said, the rest is refused by name."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from karma_tui.errors import UntranslatableError
from karma_tui.lang import json01, json10
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.nodes import Dialect, Json, Number
from karma_tui.lang.translate import to_v01, to_v1

from .material import exact, recorded_requests
from .strategies import LAW, ODD_JSON


def up(value: Json) -> list[Json]:
    """The statements of the 1.0 query of a 0.1 request."""
    query = json10.to_json(to_v1(json01.from_json(value)))
    assert isinstance(query, dict)
    json10.from_json(query, strict=True)
    whole = query["function"]
    assert isinstance(whole, list)
    params, body = whole
    assert params == []
    assert isinstance(body, list)
    return body


def down(*statements: Json) -> Json:
    """The 0.1 request of a 1.0 query."""
    root = to_v01(json10.from_json({"function": [[], list(statements)]}))
    request = json01.to_json(root.body[0])
    json01.from_json(request, strict=True)
    return request


def function(names: list[str], *body: Json) -> Json:
    return {"function": [list(names), list(body)]}


def scope(name: str) -> Json:
    return {"scope": name}


ALL_01: Json = {"all": {"tag": "_tag"}}
ALL: Json = {"all": {"tag": {"string": "_tag"}}}
LIST_01: Json = {"newList": [1, {"newInt8": 2}]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("s", [{"string": "s"}]),
        (True, [{"bool": True}]),
        (None, [{"null": None}]),
        (5, [{"int64": 5}]),
        (2**63, [{"uint64": 2**63}]),
        (Number("1.50"), [{"float": Number("1.50")}]),
        ("2018-01-01T00:00:00Z", [{"dateTime": "2018-01-01T00:00:00Z"}]),
        ({"newString": "2018-01-01T00:00:00Z"}, [{"string": "2018-01-01T00:00:00Z"}]),
        ({"newInt32": 5}, [{"int32": 5}]),
        ({"newInt8": 200}, [{"toInt8": {"int64": 200}}]),
        ({"newFloat": {"newInt": 1}}, [{"toFloat": {"int64": 1}}]),
        (ALL_01, [ALL]),
        (
            {"filter": {"value": ALL_01, "expression": {"equal": [{"field": "tag"}, "_user"]}}},
            [
                {
                    "filterList": [
                        ALL,
                        function(
                            ["index", "arg"],
                            {"equal": [{"field": ["tag", scope("arg")]}, {"string": "_user"}]},
                        ),
                    ]
                }
            ],
        ),
        (
            {"mapMap": {"value": {"newMap": {}}, "expression": {"field": "value"}}},
            [{"mapMap": [{"data": {"map": {}}}, function(["key", "arg"], scope("arg"))]}],
        ),
        (
            {"memSort": {"value": ALL_01, "expression": {"field": {"name": "tag", "value": {"id": {}}}}}},
            [{"memSort": [ALL, function(["arg"], {"field": ["tag", scope("arg")]})]}],
        ),
        (
            {"do": {"a": ALL_01, "return": {"length": {"bind": "a"}}}},
            [{"define": ["a", ALL]}, {"length": scope("a")}],
        ),
        (
            {"do": {"b": {"length": {"bind": "a"}}, "a": ALL_01, "return": {"bind": "b"}}},
            [{"define": ["a", ALL]}, {"define": ["b", {"length": scope("a")}]}, scope("b")],
        ),
        ({"add": [1, 2]}, [{"addInt64": [{"int64": 1}, {"int64": 2}]}]),
        ({"greater": [{"newUint8": 1}, 2]}, [{"gtUint8": [{"uint8": 1}, {"uint8": 2}]}]),
        (
            {"subtract": [{"newInt16": 1}, {"multiply": [2, 3]}]},
            [{"subInt16": [{"int16": 1}, {"mulInt16": [{"int16": 2}, {"int16": 3}]}]}],
        ),
        ({"divide": [Number("1.5"), 2]}, [{"divFloat": [{"float": Number("1.5")}, {"float": 2}]}]),
        ({"newStruct": {"a": 1}}, [{"data": {"struct": {"a": {"int64": 1}}}}]),
        (
            {"newList": [ALL_01, "x"]},
            [{"data": {"list": [{"expr": ALL}, {"string": "x"}]}}],
        ),
        ({"newUnion": {"case": "a", "value": 1}}, [{"data": {"union": ["a", {"int64": 1}]}}]),
        ({"newRef": {"model": {"model": "m"}, "id": "i"}}, [{"data": {"ref": ["m", "i"]}}]),
        (
            {"create": {"in": {"tag": "x"}, "value": {"newStruct": {}}}},
            [{"create": [{"tag": {"string": "x"}}, function(["self"], {"data": {"struct": {}}})]}],
        ),
        (
            {
                "createMultiple": {
                    "in": {"tag": "x"},
                    "values": {"a": {"newRef": {"model": {"tag": "x"}, "id": "a"}}},
                }
            },
            [
                {
                    "createMultiple": [
                        {"tag": {"string": "x"}},
                        {"a": function(["refs"], {"field": ["a", scope("refs")]})},
                    ]
                }
            ],
        ),
        (
            {"switchCase": {"value": {"newUnion": {"case": "a", "value": 1}}, "cases": {"a": {"id": {}}}}},
            [
                {
                    "switchCase": [
                        {"data": {"union": ["a", {"int64": 1}]}},
                        {"a": function(["arg"], scope("arg"))},
                    ]
                }
            ],
        ),
        (
            {"slice": {"value": ALL_01, "offset": 0, "length": {"newInt": 2}}},
            [{"slice": {"value": ALL, "offset": {"int64": 0}, "length": {"int64": 2}}}],
        ),
        (
            {"matchRegex": {"value": "x", "regex": "a"}},
            [
                {
                    "matchRegex": {
                        "value": {"string": "x"},
                        "regex": "a",
                        "caseInsensitive": False,
                        "multiLine": False,
                    }
                }
            ],
        ),
        (
            {"index": {"value": {"newTuple": [1]}, "number": {"newInt": 0}}},
            [{"indexTuple": [{"data": {"tuple": [{"int64": 1}]}}, 0]}],
        ),
        ({"with": {"value": 5}}, [{"with": [{"int64": 5}, function(["arg"], {"null": None})]}]),
        (
            {"not": {"do": {"a": True, "return": {"bind": "a"}}}},
            [
                {
                    "not": {
                        "with": [
                            {"null": None},
                            function(["nothing"], {"define": ["a", {"bool": True}]}, scope("a")),
                        ]
                    }
                }
            ],
        ),
        (
            {"graphFlow": {"start": {"currentUser": {}}, "flow": [{"from": {"tag": "x"}}]}},
            [
                {
                    "graphFlow": {
                        "start": {"currentUser": {}},
                        "flow": [{"from": {"tag": {"string": "x"}}, "forward": [], "backward": []}],
                    }
                }
            ],
        ),
    ],
)
def test_a_0_1_request_in_the_words_of_1_0(old: Json, new: list[Json]) -> None:
    assert [exact(each) for each in up(old)] == [exact(each) for each in new]


def test_a_made_up_parameter_never_hides_a_name_of_the_request() -> None:
    old: Json = {"do": {"arg": 1, "return": {"mapList": {"value": LIST_01, "expression": {"bind": "arg"}}}}}
    assert exact(up(old)[1]) == exact(
        {
            "mapList": [
                {"data": {"list": [{"int64": 1}, {"int8": 2}]}},
                function(["index", "arg_"], scope("arg")),
            ]
        }
    )


@pytest.mark.parametrize(
    ("old", "blamed"),
    [
        ({"length": {"contextual": [1]}}, "contextual"),
        ({"reduceList": {"value": ALL_01, "expression": 1}}, "reduceList"),
        ({"get": {"newRef": {"model": {"tag": "x"}, "id": "i"}}}, "newRef"),
        ({"add": [{"field": {"name": "a", "value": ALL_01}}, {"bind": "x"}]}, "add"),
        ({"id": {}}, "id"),
        ({"not": {"nope": 1}}, "nope"),
        ({"do": {"a": {"bind": "b"}, "b": {"bind": "a"}, "return": 1}}, "do"),
        ({"newString": 5.5}, "newString"),
        (
            {
                "with": {
                    "value": 1,
                    "return": {
                        "do": {
                            "a": {"id": {}},
                            "return": {"mapList": {"value": LIST_01, "expression": {"bind": "a"}}},
                        }
                    },
                }
            },
            "bind",
        ),
    ],
)
def test_what_1_0_cannot_say_is_named_and_marked(old: Json, blamed: str) -> None:
    text = dump_json(old)
    document = read_json(text)
    with pytest.raises(UntranslatableError) as caught:
        to_v1(json01.from_json(document.value, document.spans))
    assert blamed in caught.value.detail
    assert caught.value.span is not None
    assert blamed in text[caught.value.span.start : caught.value.span.end]


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ([{"string": "s"}], "s"),
        ([{"string": "2018-01-01T00:00:00Z"}], {"newString": "2018-01-01T00:00:00Z"}),
        ([{"dateTime": "2018-01-01T00:00:00Z"}], {"newDateTime": "2018-01-01T00:00:00Z"}),
        ([{"int32": "+5"}], {"newInt32": 5}),
        ([{"float": Number("1.50")}], {"newFloat": Number("1.50")}),
        ([ALL], ALL_01),
        ([{"data": {"list": [{"int8": 1}, {"expr": ALL}]}}], {"newList": [{"newInt8": 1}, ALL_01]}),
        ([{"data": {"ref": ["m", "i"]}}], {"newRef": {"model": {"model": "m"}, "id": "i"}}),
        (
            [
                {
                    "filterList": [
                        ALL,
                        function(["i", "p"], {"equal": [{"field": ["tag", scope("p")]}, {"string": "x"}]}),
                    ]
                }
            ],
            {"filter": {"value": ALL_01, "expression": {"equal": [{"field": "tag"}, "x"]}}},
        ),
        (
            [{"filterList": [{"data": {"list": []}}, function(["i", "p"], {"bool": True})]}],
            {"filter": {"value": {"concatLists": [{"newList": []}, {"newList": []}]}, "expression": True}},
        ),
        (
            [{"mapMap": [{"data": {"map": {}}}, function(["k", "v"], scope("k"))]}],
            {"mapMap": {"value": {"newMap": {}}, "expression": {"field": "key"}}},
        ),
        ([{"gtInt32": [{"int32": 1}, {"int32": 2}]}], {"greater": [{"newInt32": 1}, {"newInt32": 2}]}),
        ([{"toInt8": {"int64": 300}}], {"newInt8": {"newInt64": 300}}),
        (
            [{"define": ["a", ALL]}, {"length": scope("a")}],
            {"do": {"a": ALL_01, "return": {"length": {"bind": "a"}}}},
        ),
        (
            [{"define": ["a", ALL]}, {"not": {"not": {"isPresent": scope("a")}}}],
            {"not": {"not": {"isPresent": ALL_01}}},
        ),
        (
            [
                {
                    "mapList": [
                        ALL,
                        function(
                            ["i", "x"],
                            {"define": ["w", {"field": ["tag", scope("x")]}]},
                            {"equal": [scope("w"), scope("w")]},
                        ),
                    ]
                }
            ],
            {"mapList": {"value": ALL_01, "expression": {"equal": [{"field": "tag"}, {"field": "tag"}]}}},
        ),
        (
            [
                {
                    "createMultiple": [
                        {"tag": {"string": "x"}},
                        {"a": function(["refs"], {"field": ["a", scope("refs")]})},
                    ]
                }
            ],
            {
                "createMultiple": {
                    "in": {"tag": "x"},
                    "values": {"a": {"newRef": {"model": {"tag": "x"}, "id": "a"}}},
                }
            },
        ),
        (
            [
                {
                    "matchRegex": {
                        "value": {"string": "x"},
                        "regex": "a",
                        "caseInsensitive": True,
                        "multiLine": False,
                    }
                }
            ],
            {"matchRegex": {"value": "x", "regex": "a", "caseInsensitive": True}},
        ),
    ],
)
def test_a_1_0_query_in_the_words_of_0_1(new: list[Json], old: Json) -> None:
    assert exact(down(*new)) == exact(old)


@pytest.mark.parametrize(
    ("statement", "blamed"),
    [
        ({"dateTimeNow": {}}, "dateTimeNow"),
        ({"data": {"set": []}}, "set"),
        ({"mapList": [ALL, function(["i", "x"], scope("i"))]}, "scope"),
        ({"with": [ALL, function(["x"], {"mapList": [ALL, function(["i", "y"], scope("x"))]})]}, "scope"),
        (
            {"create": [{"tag": {"string": "x"}}, function(["self"], {"field": ["self", scope("self")]})]},
            "scope",
        ),
        ({"float": "NaN"}, "float"),
        ({"not": {"nope": 1}}, "nope"),
        (function([], {"int8": 1}), "function"),
    ],
)
def test_what_0_1_cannot_say_is_named_and_marked(statement: Json, blamed: str) -> None:
    text = dump_json({"function": [[], [statement]]})
    document = read_json(text)
    with pytest.raises(UntranslatableError) as caught:
        to_v01(json10.from_json(document.value, document.spans))
    assert caught.value.span is not None
    assert blamed in text[caught.value.span.start : caught.value.span.end]


def test_a_stored_record_is_not_written_twice() -> None:
    create: Json = {"create": [{"tag": {"string": "x"}}, function(["s"], {"int8": 1})]}
    deep: Json = {"not": {"not": {"equal": [scope("a"), scope("a")]}}}
    with pytest.raises(UntranslatableError, match="stores something"):
        down({"define": ["a", create]}, deep)


def test_definitions_that_multiply_a_query_are_refused() -> None:
    statements: list[Json] = [{"define": ["v0", {"int8": 1}]}]
    for at in range(40):
        twice: list[Json] = [scope(f"v{at}"), scope(f"v{at}")]
        statements.append({"define": [f"v{at + 1}", {"and": [{"and": twice}]}]})
    with pytest.raises(UntranslatableError, match="too large"):
        down(*statements, scope("v40"))


@pytest.mark.parametrize("dialect", list(Dialect))
def test_recorded_requests_translate_into_what_the_other_server_reads_or_are_refused(
    dialect: Dialect,
) -> None:
    translated = 0
    for name, request in recorded_requests(dialect):
        try:
            if dialect is Dialect.V01:
                plain = (
                    dump_json(request)
                    .replace('{"$ref":', '{"newString":')
                    .replace('{"$id":', '{"newString":')
                )
                up(read_json(plain).value)
            else:
                down(request)
            translated += 1
        except UntranslatableError as error:
            assert error.title, name
    assert translated > 400


@LAW
@given(ODD_JSON)
def test_any_request_translates_into_what_the_other_server_reads_or_is_refused(value: Json) -> None:
    for translate in (up, down):
        try:
            translate(value)
        except UntranslatableError as error:
            assert error.title
            assert error.detail


@pytest.mark.parametrize("depth", [10_000])
def test_ten_thousand_levels_are_translated(depth: int) -> None:
    began = time.process_time()
    old = read_json('{"not":' * depth + "true" + "}" * depth).value
    root = to_v1(json01.from_json(old))
    assert dump_json(json01.to_json(to_v01(root).body[0])) == dump_json(old)
    assert time.process_time() - began < 10
