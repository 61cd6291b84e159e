"""Laying a buffer out anew changes blanks and line ends, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError
from karma_tui.lang.format_text import comments_of, format_text
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.print_text import print_text
from karma_tui.lang.recognise import read
from karma_tui.lang.tokens import END, tokenize

from .text_support import SOUND_JSON, V01_FORMS, from_json

LAW = settings(max_examples=60, deadline=None)
_GAPS = st.sampled_from(
    [" ", "  ", "\n", "\n\n\n", "\r\n", "// one\n", " // two; (\n\n", "/* a */", "\n/* b\n b */\n", "/**/ "]
)


@st.composite
def _scattered(draw: st.DrawFn) -> str:
    """A sound expression with blanks, line ends and comments anywhere between its tokens."""
    tokens = tokenize(print_text(from_json(draw(SOUND_JSON), Dialect.V1)))
    words = [
        tokens.text[start:end]
        for start, end, kind in zip(tokens.starts, tokens.ends, tokens.kinds, strict=True)
        if kind != END
    ]
    return "".join(word + draw(_GAPS) for word in words)


@given(_scattered(), st.sampled_from([20, 100]))
@LAW
def test_meaning_comments_and_spelling_stay(text: str, width: int) -> None:
    formatted = format_text(text, width=width)
    before, after = tokenize(text), tokenize(formatted)
    assert (after.kinds, after.values) == (before.kinds, before.values)
    assert [c.rstrip("\r") for c in comments_of(text)] == comments_of(formatted)
    assert read(formatted).root == read(text).root


@given(_scattered(), st.sampled_from([20, 100]))
@LAW
def test_formatting_twice_is_formatting_once(text: str, width: int) -> None:
    once = format_text(text, width=width)
    assert format_text(once, width=width) == once


@pytest.mark.parametrize("text", [text for text, _ in V01_FORMS])
def test_notation_of_0_1_is_laid_out_too(text: str) -> None:
    formatted = format_text(text, Dialect.V01)
    assert read(formatted, Dialect.V01).root == read(text, Dialect.V01).root


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("all( tag('a') )", "all(tag('a'))"),
        ("let a=1i32;f(a,a)".replace("f(", "addInt32("), "let a = 1i32;\naddInt32(a, a)"),
        ("[1i32, // one\n2i32]", "[\n  1i32, // one\n  2i32\n]"),
        ("[1i32,\n// two\n2i32]", "[\n  1i32,\n  // two\n  2i32\n]"),
        ("1i32;\n\n\n\n2i32", "1i32;\n\n2i32"),
        ("x=>{let y=x;y}", "x => { let y = x; y }"),
        ("[1i32]\n  |>   length()", "[1i32]\n  |> length()"),
        ("!true&&false", "!true && false"),
        ('{"all" :{"tag":"x"} }', '{"all": {"tag": "x"}}'),
        ("/* a */ 1i32", "/* a */ 1i32"),
    ],
)
def test_how_it_looks(text: str, expected: str) -> None:
    assert format_text(text) == expected


def test_a_call_that_passes_the_width_is_broken_an_argument_a_line() -> None:
    assert format_text("addInt32(addInt32(1i32, 2i32), addInt32(3i32, 4i32))", width=34) == (
        "addInt32(\n  addInt32(1i32, 2i32),\n  addInt32(3i32, 4i32)\n)"
    )


def test_numbers_keep_their_digits() -> None:
    text = '{"data":{"float":1.0000000000000000000000001}}'
    assert "1.0000000000000000000000001" in format_text(text)


def test_what_cannot_be_read_is_told_with_its_place() -> None:
    with pytest.raises(ExpressionError) as raised:
        format_text("length(\n  ,)")
    assert raised.value.line == 2


def test_ten_thousand_levels_are_laid_out() -> None:
    deep = "not(" * 10_000 + "true" + ")" * 10_000
    assert tokenize(format_text(deep)).values == tokenize(deep).values
