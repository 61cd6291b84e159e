"""Long and odd texts: each gives nodes or an error with its place, in time proportional to its length."""

from __future__ import annotations

import time

import pytest

from karma_tui.errors import ExpressionError
from karma_tui.lang import json01, json10
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.lexer import LineState, lex_line
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.lang.recognise import read
from karma_tui.lang.translate import to_v01, to_v1

MEGABYTE = 1_000_000
SECONDS = 2.0
"""Of processor time; a few tenths are usual, what grows with the square of the length takes minutes."""

LONG = {
    "a name": "a" * MEGABYTE,
    "a function's name": "a" * MEGABYTE + "(1)",
    "a field's name": "x." + "a" * MEGABYTE,
    "a key": '{"' + "a" * MEGABYTE + '": 1}',
    "a named argument": "get({" + "a" * MEGABYTE + ": 1})",
    "a string": '"' + "x" * MEGABYTE + '"',
    "a string of escapes": '"' + "\\n" * (MEGABYTE // 2) + '"',
    "a JSON string": '{"string":"' + "x" * MEGABYTE + '"}',
    "an open string": "'" + "x" * MEGABYTE,
    "a comment": "/*" + "x" * MEGABYTE + "*/",
    "an open comment": "/*" * (MEGABYTE // 2),
    "a line comment": "//" + "x" * MEGABYTE,
    "digits": "1" * MEGABYTE,
    "a JSON integer": '{"int32":' + "1" * MEGABYTE + "}",
    "a JSON exponent": '{"float":1e' + "1" * MEGABYTE + "}",
    "blanks": " " * MEGABYTE + "%",
    "escaped backticks": "`\\" * (MEGABYTE // 2),
    "foreign letters": "é" * MEGABYTE,
}

MANY = {
    "faults": ("", "% "),
    "brackets": ("", "["),
    "parentheses": ("", "("),
    "braces": ("", "{"),
    "backticks": ("", "`"),
    "negations": ("", "!"),
    "semicolons": ("", ";"),
    "statements": ("", "a;\n"),
    "pipes": ("a", " |> f()"),
    "known pipes": ("a", " |> first()"),
    "ands": ("a", " && a"),
    "ors and ands": ("a", " || b && c"),
    "comparisons": ("a", " == a"),
    "postfixes": ("a", ".a"),
    "positions": ("a", "[1]"),
    "methods": ("a", ".f()"),
    "arrows": ("", "a => "),
    "open parameters": ("(", "a,"),
    "nested parameters": ("", "(a,"),
    "unknown functions": ("", "frst(1);"),
    "open calls": ("", "first("),
    "definitions": ("", "let a = a;"),
    "unknown JSON functions": ('{"and":[', '{"scpe":"a"},'),
    "known JSON functions": ('{"and":[', '{"scope":"a"},'),
    "JSON objects": ("", '{"a":'),
}


def _read_somehow(text: str, dialect: Dialect) -> None:
    try:
        read(text, dialect)
    except ExpressionError as error:
        assert error.span is not None
        assert error.line
        assert error.column


def _in_time(text: str, seconds: float) -> None:
    for dialect in Dialect:
        began = time.process_time()
        _read_somehow(text, dialect)
        assert time.process_time() - began < seconds
    began = time.process_time()
    lex_line(text.replace("\n", " "), LineState.NONE)
    assert time.process_time() - began < seconds


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_megabyte_in_one_token_is_read_or_refused_in_seconds(text: str) -> None:
    _in_time(text, SECONDS)


@pytest.mark.parametrize(("head", "part"), MANY.values(), ids=MANY)
def test_much_of_the_same_is_read_or_refused_in_linear_time(head: str, part: str) -> None:
    _in_time(head + part * (40_000 // len(part)), SECONDS)


def test_json_full_of_unknown_names_is_kept_without_looking_for_near_ones() -> None:
    names = (f'{{"scpe{at}":"a"}}' for at in range(5000))
    text = '{"function":[[],[' + ",".join(names) + "]]}"
    began = time.process_time()
    assert len(read(text, Dialect.V1).root.body) == 5000
    assert time.process_time() - began < SECONDS


def test_faults_at_every_depth_of_json_take_linear_time() -> None:
    value: Json = {"scpe": "a"}
    for _ in range(4000):
        value = {"and": [{"scpe": "a"}, value]}
    began = time.process_time()
    json10.from_json(value)
    json01.from_json(value)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (json10, '{"function": [[], [\n  {"frist": 1}]]}'),
        (json10, '{"function": [[], [\n  {"int8": 300}]]}'),
        (json01, '{"and": [\n  {"frist": 1}]}'),
    ],
)
def test_strict_reading_tells_the_line_of_a_fault_if_it_knows_the_text(reader: object, text: str) -> None:
    assert reader in (json10, json01)
    document = read_json(text)
    from_json = json10.from_json if reader is json10 else json01.from_json
    with pytest.raises(ExpressionError) as caught:
        from_json(document.value, document.spans, strict=True, text=text)
    assert caught.value.line == 2
    assert caught.value.column > 2


def test_a_translation_tells_the_line_of_what_has_no_words_if_it_knows_the_text() -> None:
    upper = read("let x = 1i8;\n reduceList([x], 0i8, (a, b) => a)", Dialect.V1)
    with pytest.raises(ExpressionError) as down:
        to_v01(upper.root, upper.text)
    assert (down.value.line, down.value.column) == (2, 2)
    lower = read('first(\n  static({"a": 1}))', Dialect.V01)
    with pytest.raises(ExpressionError) as up:
        to_v1(lower.root, lower.text)
    assert (up.value.line, up.value.column) == (2, 3)
