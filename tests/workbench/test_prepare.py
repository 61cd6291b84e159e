from __future__ import annotations

import json

import pytest

from karma_tui.client.freshness import Epoch
from karma_tui.errors import DangerousRequest, ExpressionError, QueryRefused, Span, UntranslatableError
from karma_tui.lang.nodes import Dialect
from karma_tui.workbench.blame import blame
from karma_tui.workbench.prepare import Prepared, prepare

_FIRST = Epoch("s")


def _v1(text: str) -> Prepared:
    return prepare(text, Dialect.V1, _FIRST)


def test_text_becomes_the_json_of_the_instances_dialect() -> None:
    prepared = _v1('all(tag("_tag"))')
    assert json.loads(prepared.body) == {"function": [[], [{"all": {"tag": {"string": "_tag"}}}]]}
    assert (prepared.form, prepared.dialect, prepared.writes) == ("KVM text", Dialect.V1, False)


def test_json_of_dialect_1_0_is_sent_with_every_digit() -> None:
    body = b'{"function":[[],[{"uint64":18446744073709551615},{"float":1.50}]]}'
    assert _v1(body.decode()).body == body


def test_json_of_dialect_0_1_is_translated_for_an_instance_of_1_0() -> None:
    prepared = _v1('{"all": {"tag": "_tag"}}')
    assert json.loads(prepared.body) == {"function": [[], [{"all": {"tag": {"string": "_tag"}}}]]}
    assert prepared.form == "JSON 0.1"


def test_json_of_dialect_0_1_is_sent_as_it_is_to_an_instance_of_0_1() -> None:
    prepared = prepare('{"all": {"tag": "_tag"}}', Dialect.V01, _FIRST)
    assert json.loads(prepared.body) == {"all": {"tag": "_tag"}}


def test_kvm_text_is_understood_by_an_instance_of_0_1() -> None:
    prepared = prepare('all(tag("_tag"))', Dialect.V01, _FIRST)
    assert json.loads(prepared.body) == {"all": {"tag": "_tag"}}


def test_what_the_instances_dialect_cannot_say_is_blamed_with_its_line() -> None:
    with pytest.raises(UntranslatableError) as caught:
        prepare('{"function": [[], [\n {"float": "NaN"}]]}', Dialect.V01, _FIRST)
    assert (caught.value.line, caught.value.column) == (2, 2)


def test_after_a_write_the_request_differs_but_asks_the_same() -> None:
    later = prepare('all(tag("_tag"))', Dialect.V1, Epoch("s", 3))
    parameters, body = json.loads(later.body)["function"]
    assert parameters == []
    assert body == [{"string": "s.3"}, {"all": {"tag": {"string": "_tag"}}}]


def test_a_writing_expression_is_known_as_one_even_in_a_branch() -> None:
    assert _v1('if(true, delete(first(all(tag("_tag")))), null)').writes


def test_a_fatal_danger_is_refused_with_its_place() -> None:
    text = 'leftFoldList(all(tag("book")), first(all(tag("book"))), (a, b) => a)'
    with pytest.raises(DangerousRequest) as caught:
        _v1(text)
    assert caught.value.span is not None
    assert caught.value.hint


def test_a_danger_that_is_the_users_choice_is_a_message_but_not_for_the_local_instance() -> None:
    text = 'modelOf(first(all(tag("_tag"))))'
    assert "modelOf" in _v1(text).messages[0]
    assert prepare(text, Dialect.V1, _FIRST, warn=False).messages == ()


def test_a_text_of_ten_thousand_levels_is_prepared() -> None:
    deep = "not(" * 9_000 + "true" + ")" * 9_000
    assert _v1(deep).body.count(b'"not"') == 9_000


def test_a_malformed_text_is_blamed_where_it_stands_in_the_users_own_text() -> None:
    with pytest.raises(ExpressionError) as caught:
        _v1("   all(")
    places = blame(caught.value, None, 3)
    assert places[0].start >= 6
    assert caught.value.span == places[0]


def test_the_part_a_server_names_is_found_again_everywhere_it_stands() -> None:
    text = '{a: tag("x"), b: tag("x")}'
    error = QueryRefused("no", program={"tag": {"data": {"string": "x"}}})
    places = blame(error, _v1(text))
    assert [text[place.start : place.end] for place in places] == ['tag("x")', 'tag("x")']
    assert error.span == places[0]


def test_of_equal_parts_the_one_that_is_wrong_comes_first() -> None:
    text = 'let t = "x";\naddInt32("x", 1)'
    error = QueryRefused("no", program={"data": {"string": "x"}})
    places = blame(error, _v1(text))
    assert [place.start for place in places] == [text.rindex('"x"'), text.index('"x"')]
    assert error.span == places[0]


def test_a_byte_of_the_body_is_found_again_behind_a_nonce() -> None:
    text = 'add(int32(1), "é")'
    prepared = prepare('length("é") ', Dialect.V1, Epoch("s", 1))
    at = prepared.body.index(b'{"length"')
    (place,) = blame(QueryRefused("no", offset=at + 3), prepared)
    assert place == Span(0, 11), text


def test_an_error_about_no_part_of_the_text_has_no_place() -> None:
    error = QueryRefused("no", program="(unknown)")
    assert blame(error, _v1("true"), 5) == ()
    assert error.span is None
