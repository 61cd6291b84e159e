"""Several expressions in a buffer, laid out one by one where they cannot be read as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError
from karma_tui.lang.format_buffer import format_buffer
from karma_tui.lang.format_text import format_text
from karma_tui.lang.statements import statements

_PIECES = st.sampled_from(
    [
        'all( tag("a"))',
        '"x"',
        "{a : 1i8}",
        "let n=2i32;\n\naddInt32(n , n)",
        "// note\ntrue",
        "true // tail",
        "int32(\n1 )",
    ]
)


def test_a_blank_line_parts_expressions_and_each_is_laid_out() -> None:
    text = 'all( tag("a"))  // tail\n\n\n// two\n"two"\n\n\nlet n=2i32;\n\nn\n// end'
    assert format_buffer(text) == 'all(tag("a")) // tail\n\n// two\n"two"\n\nlet n = 2i32;\n\nn\n// end'


def test_queries_in_json_follow_each_other_without_a_sign() -> None:
    assert format_buffer('{"all":{"tag":"x"}}\n{"all" : {"tag":"y"}}') == (
        '{"all": {"tag": "x"}}\n\n{"all": {"tag": "y"}}'
    )


def test_what_reads_as_a_whole_is_laid_out_as_a_whole() -> None:
    text = '"one";\n"two"'
    assert format_buffer(text) == format_text(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('"one"\n\n al(true)) \n\n"two"', 3, 10), ("x(", 1, 3), ('"one"\n\n"two', 3, 1)],
)
def test_a_mistake_has_its_place_in_the_whole_text(text: str, line: int, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        format_buffer(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"Line {line}, column {column}" in caught.value.detail


@given(st.lists(_PIECES, min_size=1, max_size=5))
def test_laying_out_twice_is_laying_out_once_and_keeps_every_expression(pieces: list[str]) -> None:
    text = "\n\n".join(pieces)
    once = format_buffer(text)
    assert format_buffer(once) == once
    assert len(statements(once)) == len(statements(text))
    assert "".join(once.split()) == "".join(text.split())
