"""A buffer is recognised without asking, and only what fits both dialects depends on the instance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Call, Dialect, Function, Json, Literal, Raw, Word
from karma_tui.lang.recognise import Form, read

from .material import exact, recorded_requests
from .strategies import LAW, ODD_JSON


@pytest.mark.parametrize(
    ("text", "hint", "form"),
    [
        ('{"function":[[],[{"int8":1}]]}', None, Form.JSON_1_0),
        ('{"function":[[],[{"int8":1}]]}', Dialect.V01, Form.JSON_1_0),
        (' \n{"all":{"tag":{"string":"_tag"}}}\n', None, Form.JSON_1_0),
        ('{"all":{"tag":"_tag"}}', None, Form.JSON_0_1),
        ('{"all":{"tag":"_tag"}}', Dialect.V1, Form.JSON_0_1),
        ('{"currentUser":{}}', None, Form.JSON_1_0),
        ('{"currentUser":{}}', Dialect.V1, Form.JSON_1_0),
        ('{"currentUser":{}}', Dialect.V01, Form.JSON_0_1),
        ('{"contextual":{"a":[1]}}', None, Form.JSON_0_1),
        ('{"a":"x"}', None, Form.JSON_0_1),
        ('({"a": "x"})', None, Form.KVM_TEXT),
        ("{a: int32(1)}", None, Form.KVM_TEXT),
        ('{"a": "x", "b": "y"}', None, Form.KVM_TEXT),
        ('all(tag("_tag"))', None, Form.KVM_TEXT),
    ],
)
def test_the_form_of_a_buffer(text: str, hint: Dialect | None, form: Form) -> None:
    assert read(text, hint).form is form


def test_a_bare_expression_becomes_a_query_and_is_remembered() -> None:
    source = read('{"tag":{"string":"x"}}')
    assert source.bare
    assert source.root == Function((), (Call("tag", (Literal("string", "x"),)),))
    assert source.body() == {"function": [[], [{"tag": {"string": "x"}}]]}


def test_the_body_of_a_0_1_query_has_no_wrapper() -> None:
    source = read('{"field":"x"}')
    assert source.root == Function((), (Call("field", (Word("x"), None)),))
    assert source.body() == {"field": "x"}


@pytest.mark.parametrize("dialect", list(Dialect))
def test_recorded_requests_are_recognised_and_printed_as_they_were(dialect: Dialect) -> None:
    for name, request in recorded_requests(dialect):
        if not isinstance(request, dict) or len(request) != 1:
            continue
        source = read(dump_json(request), dialect)
        query: Json = request
        if source.dialect is Dialect.V1 and "function" not in request:
            query = {"function": [[], [request]]}
        assert exact(source.body()) == exact(query), name


@LAW
@given(ODD_JSON.map(lambda value: {"a": value}) | ODD_JSON, st.sampled_from([None, *Dialect]))
def test_json_is_never_refused_for_its_meaning(value: Json, hint: Dialect | None) -> None:
    if isinstance(value, dict) and len(value) == 1:
        source = read(dump_json(value), hint)
        query: Json = {"function": [[], [value]]}
        assert exact(source.body()) in (exact(value), exact(query))


@LAW
@given(
    st.text(max_size=30) | st.text('{}[]"functionall:,=>.()01 \n', max_size=30),
    st.sampled_from([None, *Dialect]),
)
def test_any_text_is_read_or_refused_with_a_place(text: str, hint: Dialect | None) -> None:
    try:
        read(text, hint)
    except ExpressionError as error:
        assert error.line >= 1
        assert error.column >= 1
        assert error.span is not None


def test_broken_json_is_reported_as_json() -> None:
    with pytest.raises(ExpressionError) as caught:
        read('{"function": [[], [{"int8": 1]]}')
    assert caught.value.title == "Expected a comma or the object's }"
    assert (caught.value.line, caught.value.column) == (1, 30)


def test_what_fits_nothing_is_kept_verbatim() -> None:
    source = read('{"frobnicate":[1.50]}')
    assert isinstance(source.root.body[0], Raw)
    assert dump_json(source.body()) == '{"frobnicate":[1.50]}'
