"""Tokens: kinds, decoded values and offsets of everything a text may contain."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.tokens import tokenize


def test_offsets_values_and_comments() -> None:
    text = "let `a\\`b` = 'x' // c\n/* d */ -1.5e3f"
    tokens = tokenize(text)
    assert list(zip(tokens.kinds, tokens.values, strict=True)) == [
        ("name", "let"),
        ("quoted name", "a`b"),
        ("=", "="),
        ("string", "x"),
        ("number", "-1.5e3f"),
        ("end", ""),
    ]
    assert [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)] == [
        "let", "`a\\`b`", "=", "'x'", "-1.5e3f", ""]  # fmt: skip
    assert tokens.comments == [Span(17, 21), Span(22, 29)]


@given(st.text(alphabet=st.characters(codec="utf-8")), st.booleans())
def test_strings_are_read_as_json_reads_them(value: str, ascii_only: bool) -> None:
    written = json.dumps(value, ensure_ascii=ascii_only)
    assert tokenize(written).values[0] == value


@given(st.text(alphabet="\\/bfnrtu'\"`0dD8cC9x", max_size=12), st.sampled_from("\"'`"))
def test_escapes_are_json_s_and_the_quote_s_own(inner: str, quote: str) -> None:
    try:
        tokens = tokenize(quote + inner + quote)
    except ExpressionError as error:
        assert error.span is not None
        return
    if len(tokens.kinds) == 2 and quote not in inner:
        plain = re.sub(r'\\.|"', lambda found: '\\"' if found[0] == '"' else found[0], inner)
        assert tokens.values[0] == json.loads(f'"{plain}"')


@pytest.mark.parametrize("text", ["é", "_a$1", "名前"])
def test_names_have_letters_of_any_script(text: str) -> None:
    assert tokenize(text).kinds == ["name", "end"]


def test_a_text_of_nothing_but_blanks_has_no_tokens() -> None:
    assert tokenize("\ufeff \r\n\t// x\n").kinds == ["end"]
