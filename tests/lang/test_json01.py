"""Dialect 0.1: every written form survives, and strict reading is the server's."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from karma_tui.errors import ExpressionError
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.json01 import from_json, to_json
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.nodes import Call, Dialect, Json, Literal, Many, Number, Raw, Table, Word, walk

from .material import conformance, exact, recorded_requests
from .strategies import LAW, ODD_JSON


@LAW
@given(ODD_JSON)
def test_any_json_comes_back_identical(value: Json) -> None:
    node = from_json(value)
    assert exact(to_json(node)) == exact(value)
    assert from_json(to_json(node)) == node


def test_every_recorded_request_comes_back_identical() -> None:
    for name, request in recorded_requests(Dialect.V01):
        assert exact(to_json(from_json(request))) == exact(request), name


@LAW
@given(ODD_JSON)
def test_spans_point_at_the_text_of_their_nodes(value: Json) -> None:
    text = dump_json(value, indent=1)
    document = read_json(text)
    for node in walk(from_json(document.value, document.spans)):
        assert node.span is not None
        assert exact(to_json(node)) == exact(read_json(text[node.span.start : node.span.end]).value)
        if isinstance(node, Call):
            assert node.name_span is not None
            assert read_json(text[node.name_span.start : node.name_span.end]).value == node.name


@LAW
@given(ODD_JSON)
def test_strict_reading_never_keeps_an_unknown_function(value: Json) -> None:
    known = catalogue(Dialect.V01)
    try:
        node = from_json(value, strict=True)
    except ExpressionError as error:
        assert error.expected
    else:
        for part in walk(node):
            assert not isinstance(part, Call) or known.get(part.name) is not None


def test_strict_reading_accepts_and_refuses_as_recorded() -> None:
    count = 0
    for path in sorted((conformance() / "cases").glob("01-*.json")):
        for case in json.loads(path.read_text("utf-8")):
            for step in case.get("steps", [case]):
                if "request" not in step or "expect" not in step:
                    continue
                text = dump_json(step["request"]).replace('{"$ref":', '{"newString":')
                refused = step["expect"].get("error") == ["codecError"]
                try:
                    from_json(json.loads(text), strict=True)
                    accepted = True
                except ExpressionError:
                    accepted = False
                assert accepted is not refused, case["id"]
                count += 1
    assert count > 400


@pytest.mark.parametrize(
    ("written", "node"),
    [
        ({"field": "x"}, Call("field", (Word("x"), None))),
        ({"field": {"name": "x"}}, Call("field", (Literal("", "x"), None))),
        ({"with": {"value": None}}, Call("with", (Literal("", None), None))),
        ({"newInt32": 5}, Call("newInt32", (Literal("", 5),))),
        ({"static": [1]}, Call("static", (Raw([1]),))),
        ({"and": []}, Call("and", (Many(()),))),
        ({"bind": "a"}, Call("bind", (Word("a"),))),
        (
            {"do": {"a": 1, "return": {"bind": "a"}}},
            Call("do", (Table((("a", Literal("", 1)), ("return", Call("bind", (Word("a"),))))),)),
        ),
        (Number("1.50"), Literal("", Number("1.50"))),
        ([1], Raw([1])),
    ],
)
def test_every_form_has_its_node(written: Json, node: object) -> None:
    assert from_json(written) == node
    assert exact(to_json(from_json(written))) == exact(written)


def test_an_unknown_key_is_answered_with_the_nearest_known_one() -> None:
    with pytest.raises(ExpressionError) as caught:
        from_json({"if": {"conditio": True}}, strict=True)
    assert caught.value.near == "condition"


def test_ten_thousand_levels_are_read_and_printed() -> None:
    depth = 10_000
    text = '{"with":{"return":' * depth + "1" + "}}" * depth
    document = read_json(text)
    assert dump_json(to_json(from_json(document.value, document.spans, strict=True))) == text
