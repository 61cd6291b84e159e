from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from karma_tui.lang.nodes import Dialect
from karma_tui.lang.recognise import read
from karma_tui.workbench.parts import readable, readable_at


@pytest.mark.parametrize("text", ["", "all(tag('a'))", "let a = 1i32; a", "let a = 1i32;\n\na", "f(\n\n1)"])
def test_a_single_query_is_read_as_it_is(text: str) -> None:
    assert list(readable(text)) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "zero()\n\nzero()",
        "let a = 1i32\n\na",
        "zero() // first\n\n// second\nzero()",
        "zero();\n\nzero()\n\nzero()",
    ],
)
def test_expressions_parted_by_a_blank_line_are_read_together(text: str) -> None:
    (joined,) = readable(text)
    assert joined.index("zero()" if "zero()" in text else "a") == text.index(
        "zero()" if "zero()" in text else "a"
    )
    assert len(read(joined).root.body) == text.count("zero()") or "let" in text


def test_each_query_in_json_is_read_alone() -> None:
    text = '{"zero":{}}\n\n{"tag":{"string":"a"}}\n\nzero()'
    texts = list(readable(text))
    assert [it.strip() for it in texts] == ["zero()", '{"zero":{}}', '{"tag":{"string":"a"}}']
    assert texts[2].index('{"tag"') == text.index('{"tag"')
    assert readable_at(text, text.index("string")).strip() == '{"tag":{"string":"a"}}'
    assert readable_at(text, len(text)).strip() == "zero()"


def test_in_the_older_dialect_each_expression_is_a_query_of_its_own() -> None:
    text = 'tag("a")\n\ntag("b")'
    assert [it.strip() for it in readable(text, Dialect.V01)] == ['tag("a")', 'tag("b")']
    assert readable_at(text, len(text), Dialect.V01).strip() == 'tag("b")'


@example("{}{ ", 0)
@given(st.text(alphabet='ab(){}"; \n/:', max_size=40), st.integers(0, 40))
def test_whatever_is_kept_stands_where_it_stood(text: str, offset: int) -> None:
    for part in [*readable(text), *readable(text, Dialect.V01), readable_at(text, min(offset, len(text)))]:
        assert len(part) <= len(text)
        assert all(mine in (own, " ", ";") for mine, own in zip(part, text, strict=False))
