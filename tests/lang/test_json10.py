"""Dialect 1.0: JSON and nodes are the same thing written twice, and strict reading is the server's."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given

from karma_tui.errors import ExpressionError
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.json10 import from_json, to_json
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.nodes import Call, Dialect, Function, Json, Literal, Node, Number, Raw, walk
from karma_tui.lang.source import byte_offset

from .material import conformance, exact, recorded_requests
from .strategies import LAW, ODD_JSON


def read(text: str, *, strict: bool = False) -> Node:
    document = read_json(text, lenient=strict)
    return from_json(document.value, document.spans, strict=strict)


@LAW
@given(ODD_JSON)
def test_any_json_comes_back_identical(value: Json) -> None:
    node = from_json(value)
    assert exact(to_json(node)) == exact(value)
    assert from_json(to_json(node)) == node


def test_every_recorded_request_comes_back_identical() -> None:
    for name, request in recorded_requests(Dialect.V1):
        assert exact(to_json(from_json(request))) == exact(request), name


@pytest.mark.parametrize("spec", catalogue(Dialect.V1).functions, ids=lambda spec: spec.name)
def test_every_example_fits_the_catalogue(spec: Any) -> None:
    node = from_json(spec.example.json)
    assert not [part for part in walk(node) if isinstance(part, Raw)]
    assert exact(to_json(node)) == exact(spec.example.json)
    query: Json = {"function": [[], [spec.example.json]]}
    assert from_json(query, strict=True) == Function((), (node,))


@LAW
@given(ODD_JSON)
def test_spans_point_at_the_text_of_their_nodes(value: Json) -> None:
    text = dump_json({"function": [[], [value]]}, indent=1)
    for node in walk(read(text)):
        assert node.span is not None
        assert exact(to_json(node)) == exact(read_json(text[node.span.start : node.span.end]).value)
        if isinstance(node, Call):
            assert node.name_span is not None
            assert read_json(text[node.name_span.start : node.name_span.end]).value == node.name


@LAW
@given(ODD_JSON)
def test_strict_reading_gives_nodes_without_raw_or_an_error_with_a_path(value: Json) -> None:
    query: Json = {"function": [[], [value]]}
    try:
        node = from_json(query, strict=True)
    except ExpressionError as error:
        assert error.expected
        found: Any = query
        for step in error.path:
            found = found[step]
    else:
        assert not [part for part in walk(node) if isinstance(part, Raw)]
        assert exact(to_json(node)) == exact(query)


def test_strict_reading_accepts_and_refuses_as_recorded_and_at_the_recorded_offsets() -> None:
    count = 0
    for name, text, expected in _recorded_bodies():
        try:
            read(text, strict=True)
            offset = None
        except ExpressionError as error:
            assert error.span is not None
            offset = byte_offset(text, error.span.start)
        assert offset == (expected.get("offset") if "codecError" in expected.get("error", ()) else None), name
        count += 1
    assert count > 1500


def _recorded_bodies() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in sorted((conformance() / "cases").glob("[a-z]*.json")):
        for case in json.loads(path.read_text("utf-8")):
            for step in case.get("steps", [case]):
                text = _body(step)
                if text is not None and "expect" in step:
                    yield case["id"], text, step["expect"]


def _body(step: dict[str, Any]) -> str | None:
    """The body the corpus runner would send, with made-up ids; None for requests of other kinds."""
    http = step.get("http", {})
    if "text" in http and http.get("path") == "/" and http["headers"].get("X-Karma-Codec") == "json":
        return str(http["text"])
    if "request" in step:
        return _filled({"function": [[], [step["request"]]]})
    return _filled({"function": step["program"]}) if "program" in step else None


def _filled(query: Json) -> str:
    some_id = "A" * 16
    text = re.sub(r'\{"\$ref":"[^"]*"\}', f'["{some_id}","{some_id}"]', dump_json(query))
    text = re.sub(r'\{"\$id":"[^"]*"\}', f'"{some_id}"', text)
    return re.sub(r'("(?:[^"\\]|\\.)*")|([,:])', lambda found: found[1] or found[2] + " ", text)


def test_fields_of_a_struct_may_stand_in_any_order() -> None:
    first = read(
        '{"function":[[],[{"if":{"else":{"int8":2},"condition":{"bool":true},"then":{"int8":1}}}]]}',
        strict=True,
    )
    assert isinstance(first, Function)
    assert first.body == (Call("if", (Literal("bool", True), Literal("int8", 1), Literal("int8", 2))),)


def test_an_unknown_name_is_answered_with_the_nearest_known_one() -> None:
    with pytest.raises(ExpressionError) as caught:
        from_json({"function": [[], [{"filterlist": []}]]}, strict=True)
    assert caught.value.near == "filterList"
    assert caught.value.path == ("function", 1, 0)


def test_values_of_another_reader_are_welcome() -> None:
    text = '{"function":[[],[{"data":{"list":[{"float":1.5},{"int32":"12"}]}}]]}'
    node = from_json(orjson.loads(text), strict=True)
    assert dump_json(to_json(node)) == text


def test_a_missing_flag_is_not_filled_in_silently() -> None:
    request: Json = {"matchRegex": {"value": {"string": "a"}, "regex": "a"}}
    assert isinstance(from_json(request), Raw)
    assert from_json({"mapEnum": {"symbol": {"symbol": "a"}, "mapping": {}}}) == read(
        '{"mapEnum":{"mapping":{},"symbol":{"symbol":"a"}}}'
    )


def test_a_number_that_no_integer_takes_is_kept_verbatim() -> None:
    assert from_json({"int8": Number("1.5")}) == Raw({"int8": Number("1.5")})
    assert from_json({"int8": 300}) == Literal("int8", 300)


def test_ten_thousand_levels_are_read_and_printed() -> None:
    depth = 10_000
    text = '{"function":[[],[' + '{"not":' * depth + '{"bool":true}' + "}" * depth + "]]}"
    assert dump_json(to_json(read(text, strict=True))) == text
    data = '{"data":{"list":[{"expr":' * depth + '{"bool":true}' + "}]}}" * depth
    assert dump_json(to_json(read(data))) == data


def test_a_large_query_takes_time_in_proportion_to_its_length() -> None:
    one = dump_json([spec.example.json for spec in catalogue(Dialect.V1).functions if spec.example])[1:-1]
    times = []
    for size in (50_000, 200_000):
        text = '{"function":[[],[' + ",".join([one] * (size // len(one))) + "]]}"
        began = time.process_time()
        node = read(text, strict=True)
        printed = dump_json(to_json(node))
        times.append(time.process_time() - began)
        assert len(printed) == len(text)
    assert times[1] < 5 + 20 * times[0]
