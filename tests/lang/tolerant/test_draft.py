"""A text that is being typed, in any of the three forms: recognised and read as `recognise.read` does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError
from karma_tui.lang import json01, json10
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.nodes import Call, Dialect, Function, Hole, Literal, Raw, Word, walk
from karma_tui.lang.recognise import Form, read
from karma_tui.lang.tolerant.draft import draft

from ..material import recorded_requests
from .test_text import MOST_PROBLEMS, facts, outline

V1_JSON = [
    '{"filterList":[{"all":{"tag":{"string":"book"}}},{"function":[["i","b"],[{"gtInt32":'
    '[{"field":["age",{"scope":"b"}]},{"int32":15}]}]]}]}',
    '{"function": [[], [{"define": ["a", {"data": {"struct": {"x": {"list": [{"int32": 1}]}}}}]}, {"if":'
    ' {"condition": {"bool": true}, "then": {"scope": "a"}, "else": {"zero": {}}}}]]}',
]
V01_JSON = [
    '{"filter":{"value":{"all":{"tag":"_tag"}},"expression":{"equal":[{"field":"tag"},"_user"]}}}',
    '{"do":{"a":{"all":{"tag":"_tag"}},"return":{"length":{"bind":"a"}}}}',
]
_TOKEN = re.compile(r'"[^"]*"|[{}\[\],:]|[-\w.]+')


def strict_error(text: str, dialect: Dialect) -> ExpressionError | None:
    try:
        read(text, dialect)
    except ExpressionError as error:
        return error
    return None


def check(text: str, dialect: Dialect) -> tuple[ExpressionError, ...]:
    """The laws for every text; gives the problems."""
    found = draft(text, dialect)
    error = strict_error(text, dialect)
    if error is not None:
        assert facts(found.problems[0]) == facts(error), text
    elif found.node is None:
        assert read(text, dialect).root.body == ()
    elif not found.problems:
        source = read(text, dialect)
        assert (found.form, found.dialect, found.bare) == (source.form, source.dialect, source.bare)
        assert outline(found.node) == outline(source.root)
    else:
        assert any(isinstance(node, Raw) for node in walk(read(text, dialect).root)), text
    return found.problems


@pytest.mark.parametrize("dialect", list(Dialect))
def test_recorded_requests_are_read_as_the_strict_reader_reads_them(dialect: Dialect) -> None:
    sound = 0
    for _, request in recorded_requests(dialect):
        if isinstance(request, dict):
            sound += not check(dump_json(request), dialect)
    assert sound > 100


@pytest.mark.parametrize("dialect", list(Dialect))
def test_layouts_that_a_server_refuses_are_told_where_it_would_tell_them(dialect: Dialect) -> None:
    module = json10 if dialect is Dialect.V1 else json01
    alike = 0
    for _, request in recorded_requests(dialect):
        text = dump_json(request)
        found = draft(text, dialect)
        if not found.problems or found.form is Form.KVM_TEXT or found.dialect is not dialect:
            continue
        document = read_json(text)
        try:
            module.from_json(document.value, document.spans, strict=True, text=text)
        except ExpressionError as error:
            alike += facts(error)[-3:] == facts(found.problems[0])[-3:]
    assert alike >= 1


@pytest.mark.parametrize("text", V1_JSON + V01_JSON)
def test_every_prefix_gives_few_problems(text: str) -> None:
    dialect = Dialect.V1 if text in V1_JSON else Dialect.V01
    for end in range(len(text)):
        assert len(check(text[:end], dialect)) <= MOST_PROBLEMS, text[:end]


@pytest.mark.parametrize("text", V1_JSON + V01_JSON)
def test_a_token_removed_or_doubled_gives_few_problems(text: str) -> None:
    dialect = Dialect.V1 if text in V1_JSON else Dialect.V01
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        for damaged in (text[:start] + text[end:], text[:end] + text[start:]):
            assert len(check(damaged, dialect)) <= MOST_PROBLEMS, damaged


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(['{"all":', '{"tag"', "{", "}", "[", "]", '"x"', ",", ":", "1", "true", "\n"]))
)
def test_any_sequence_of_json_tokens_is_read(pieces: list[str]) -> None:
    for dialect in Dialect:
        draft("".join(pieces), dialect)
        draft('{"filterList":' + "".join(pieces), dialect)


def test_a_lambda_in_json_that_has_just_been_opened_keeps_its_parameters() -> None:
    found = draft('{"filterList":[{"all":{"tag":{"string":"b"}}},{"function":[["i","b"],[{"field":["')
    assert (found.form, found.dialect) == (Form.JSON_1_0, Dialect.V1)
    tag = Call("tag", (Literal("string", "b"),))
    field = Call("field", (Word(""), None))
    assert found.node == Function(
        (), (Call("filterList", (Call("all", (tag,)), Function(("i", "b"), (field,)))),)
    )


def test_a_missing_value_in_json_is_a_hole() -> None:
    found = draft('{"all": ')
    assert found.node == Function((), (Call("all", (Hole(),)),))
    found = draft('{"filter": {"value": {"all": {"tag": "x"}}, "expression": ', Dialect.V01)
    assert found.node == Function(
        (), (Call("filter", (Call("all", (Call("tag", (Literal("", "x"),)),)), Hole())),)
    )


def test_an_unknown_function_in_json_is_told_and_its_arguments_are_read() -> None:
    found = draft('{"lenth": {"all": {"tag": {"string": "x"}}}}')
    assert found.node == Function(
        (), (Call("lenth", (Call("all", (Call("tag", (Literal("string", "x"),)),)),)),)
    )
    assert [problem.near for problem in found.problems] == ["length"]


@pytest.mark.parametrize("text", ["", " \n", "// nothing", "/* here */ "])
def test_a_text_without_content_has_no_nodes_and_no_problems(text: str) -> None:
    assert (draft(text).node, draft(text).problems) == (None, ())


def test_the_notation_of_1_0_is_understood_on_a_0_1_instance_while_it_is_typed() -> None:
    found = draft("filterList(xs, (i, b) => b.", Dialect.V01)
    assert found.dialect is Dialect.V1
    assert len(found.problems) == 1


@pytest.mark.parametrize("piece", ['{"all":', '{"first":[', '{"data":{"list":['])
def test_ten_thousand_open_levels_of_json_are_read(piece: str) -> None:
    found = draft(piece * 10_000)
    assert found.problems
    assert found.form is Form.JSON_1_0


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ('{"tag": {"string": ', Dialect.V1),
        ('{"field": [, {"scope": "x"}]}', Dialect.V1),
        ('{"filterList": [{"zero": {}}, {"function": [[, "b"], [{"scope": "b"}]]}]}', Dialect.V1),
        ('{"uint16": ,6}', Dialect.V1),
        ('{"field": ', Dialect.V01),
        ('{"contextual": {"a": ', Dialect.V01),
    ],
)
def test_nothing_that_marks_a_gap_gets_into_the_nodes(text: str, dialect: Dialect) -> None:
    found = draft(text, dialect)
    assert found.node is not None
    for node in walk(found.node):
        value = getattr(node, "value", None)
        assert not isinstance(value, str) or type(value) is str
        assert all(type(name) is str for name in getattr(node, "params", ()))
        assert not isinstance(node, Raw)
