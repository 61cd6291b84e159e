from __future__ import annotations

import json

import pytest

from karma_tui.errors import ExpressionError, UntranslatableError
from karma_tui.lang.convert import convert
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.recognise import Form, read


def test_text_becomes_json_of_both_dialects() -> None:
    text = 'length(all(tag("x")))'
    new = json.loads(convert(text, Form.JSON_1_0).text)
    assert new["function"][0] == []
    assert json.loads(convert(text, Form.JSON_0_1).text) == {"length": {"all": {"tag": "x"}}}


def test_json_becomes_text_that_means_the_same() -> None:
    original = '{"function":[[],[{"all":{"tag":{"data":{"string":"x"}}}}]]}'
    text = convert(original, Form.KVM_TEXT).text
    assert read(text).root == read(original).root


def test_json_of_0_1_becomes_text_of_the_dialect_in_use() -> None:
    original = '{"filter":{"value":{"all":{"tag":"_tag"}},"expression":{"equal":[{"field":"tag"},"_user"]}}}'
    assert "filterList(" in convert(original, Form.KVM_TEXT, Dialect.V1).text
    assert "filter(" in convert(original, Form.KVM_TEXT, Dialect.V01).text


def test_a_text_in_the_form_it_has_stays_as_it_is() -> None:
    assert convert("all( tag('x') )", Form.KVM_TEXT).text == "all( tag('x') )"


def test_comments_that_json_cannot_hold_are_counted() -> None:
    assert convert("// one\nall(tag('x')) /* two */", Form.JSON_1_0).comments_lost == 2


def test_what_0_1_cannot_say_is_named_with_its_place() -> None:
    with pytest.raises(UntranslatableError) as raised:
        convert("mapList([1i32], (i, v) => i)", Form.JSON_0_1)
    assert "0.1" in raised.value.title
    assert raised.value.span is not None


def test_several_statements_of_which_0_1_has_no_form_are_refused_in_words() -> None:
    with pytest.raises(ExpressionError) as raised:
        convert("1i32; 2i32", Form.JSON_0_1)
    assert raised.value.title
