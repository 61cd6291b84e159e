"""Reading and printing JSON: exact, placed, linear, and as lax as a server where that is asked for."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import MAX_DEPTH, Place, dump_json, read_json
from karma_tui.lang.nodes import Json, Number
from karma_tui.lang.source import byte_offset, char_offset, position

from .material import conformance, exact
from .strategies import LAW

TEXT = st.text(
    st.characters(codec=None, categories=None) | st.sampled_from('"\\/\n\ud800\udc00é'), max_size=8
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | TEXT
    | st.builds(Number, st.sampled_from(["1.0", "1e2", "-0", "0.1E+5", "-1.50", "1" * 500]))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def joined(value: Json) -> Json:
    """The value as JSON can say it: pairs of surrogates are one character."""
    return read_json(dump_json(value)).value


@LAW
@given(VALUES, st.sampled_from([None, 0, 2]))
def test_print_and_read_give_the_same_value(value: Json, indent: int | None) -> None:
    once = joined(value)
    assert exact(joined(once)) == exact(once)
    assert exact(read_json(dump_json(once, indent=indent)).value) == exact(once)


@LAW
@given(VALUES)
def test_agrees_with_the_standard_reader(value: Json) -> None:
    text = dump_json(value)
    assert exact(read_json(text).value) == exact(json.loads(text, parse_float=Number, parse_int=_integer))


def _integer(digits: str) -> int | Number:
    return Number(digits) if digits == "-0" or len(digits) > 400 else int(digits)


@LAW
@given(st.text(max_size=40) | st.text('[]{}",:01.e-\\tu \n/', max_size=40), st.booleans())
def test_any_text_is_read_or_refused_with_a_place(text: str, lenient: bool) -> None:
    try:
        read_json(text, lenient=lenient)
    except ExpressionError as error:
        assert error.span is not None
        assert 0 <= error.span.start <= len(text)
        assert (error.line, error.column) == position(text, error.span.start)
        assert error.title
        assert error.detail


@LAW
@given(st.text('[]{}",:01.e-\\tu \n', max_size=25))
def test_strict_reading_accepts_what_the_standard_accepts(text: str) -> None:
    try:
        json.loads(text)
        accepted = True
    except (ValueError, RecursionError):
        accepted = False
    assert _accepted(text) is accepted


def _accepted(text: str) -> bool:
    try:
        read_json(text)
    except ExpressionError:
        return False
    return True


@LAW
@given(VALUES)
def test_places_cover_the_text_of_their_values(value: Json) -> None:
    text = dump_json({"a": value}, indent=1)
    document = read_json(text)
    stack: list[tuple[Any, Place]] = [(document.value, document.spans)]
    while stack:
        part, place = stack.pop()
        assert exact(read_json(text[place.start : place.end]).value) == exact(part)
        if isinstance(part, list):
            stack.extend((item, place.item(at)) for at, item in enumerate(part))
        elif isinstance(part, dict):
            for key, item in part.items():
                span = place.key(key)
                assert read_json(text[span.start : span.end]).value == key
                stack.append((item, place.entry(key)))


def test_numbers_keep_their_digits() -> None:
    text = "[1.0,1e2,-0,12345678901234567890,0.10000000000000000001]"
    value = read_json(text).value
    assert value == [
        Number("1.0"),
        Number("1e2"),
        Number("-0"),
        12345678901234567890,
        Number("0.10000000000000000001"),
    ]
    assert dump_json(value) == text


def test_lone_surrogates_survive_strictly_and_become_replacement_characters_leniently() -> None:
    text = '"\\ud83cx \\ud83c\\udf89"'
    assert read_json(text).value == "\ud83cx \U0001f389"
    assert dump_json(read_json(text).value) == '"\\ud83cx \U0001f389"'
    assert read_json(text, lenient=True).value == "\ufffdx \U0001f389"


def test_bytes_that_are_no_utf8_become_replacement_characters_leniently() -> None:
    text = b'"a\xff\xfeb"'.decode("utf-8", "surrogateescape")
    assert read_json(text, lenient=True).value == "a\ufffd\ufffdb"
    assert byte_offset(text, 3) == 3


def test_floats_are_printed_as_numbers() -> None:
    assert json.loads(dump_json([1.5, 1e300, 0.1])) == [1.5, 1e300, 0.1]
    assert math.copysign(1, json.loads(dump_json(-0.0))) == -1


def test_indented_text_is_the_customary_one() -> None:
    value: Json = {"a": [1, {"b": []}, {}], "c": "x"}
    assert dump_json(value, indent=2) == json.dumps(value, indent=2)


def test_recorded_bodies_are_read_as_the_server_reads_them() -> None:
    for case in json.loads((conformance() / "cases" / "json-input.json").read_text("utf-8")):
        text = case.get("http", {}).get("text")
        if text is None:
            continue
        try:
            read_json(text, lenient=True)
        except ExpressionError as error:
            assert error.span is not None
            assert byte_offset(text, error.span.start) == case["expect"].get("offset"), case["id"]


def test_nesting_is_refused_beyond_the_limit_only() -> None:
    assert read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH).spans.end == 2 * MAX_DEPTH
    with pytest.raises(ExpressionError, match="nested too deeply"):
        read_json("[" * 100_000 + "]" * 100_000)


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1," * 100_000 + "1]",
        '"' + "a" * 1_000_000,
        '"' + "\\" * 999_999,
        '"' + "\\n" * 500_000 + '"',
        "[" + " " * 1_000_000,
        "[1" + " " * 1_000_000 + "e",
        "1" * 1_000_000,
        "//\n" * 300_000,
        '{"a" ' + "//" * 400_000,
    ],
    ids=lambda text: text[:6],
)
def test_a_megabyte_takes_no_more_than_seconds(text: str) -> None:
    for lenient in (False, True):
        began = time.process_time()
        try:
            read_json(text, lenient=lenient)
        except ExpressionError as error:
            assert error.line
        assert time.process_time() - began < 5


@LAW
@given(st.text(max_size=20), st.integers(0, 25))
def test_byte_and_character_offsets_are_inverse(text: str, at: int) -> None:
    at = min(at, len(text))
    text = text.encode("utf-8", "ignore").decode("utf-8")
    at = min(at, len(text))
    assert char_offset(text, byte_offset(text, at)) == at


def test_a_number_is_never_equal_to_the_string_with_its_letters() -> None:
    assert Number("1.50") == Number("1.50")
    assert len({Number("5"), "5", 5}) == 3
    assert exact([Number("1.50"), "1.50"]) == '[1.50,"1.50"]'
