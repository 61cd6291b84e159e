"""Positions and messages: a person can find what is meant."""

from __future__ import annotations

import pytest

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.source import byte_offset, char_offset, excerpt, fault, placed, position


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("", 0, (1, 1)),
        ("ab", 1, (1, 2)),
        ("a\nb", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\nb", 99, (2, 2)),
        ("a", -5, (1, 1)),
        ("é\té", 2, (1, 3)),
    ],
)
def test_lines_and_columns_count_from_one_in_characters(
    text: str, offset: int, expected: tuple[int, int]
) -> None:
    assert position(text, offset) == expected


def test_byte_offsets_count_utf_8() -> None:
    text = "é\U0001f389x"
    assert [byte_offset(text, at) for at in range(4)] == [0, 2, 6, 7]
    assert [char_offset(text, at) for at in (0, 2, 6, 7, 99)] == [0, 1, 2, 3, 3]
    assert char_offset(text, 1) == 0


def test_a_fault_says_where_what_and_what_else() -> None:
    error = fault("a\nfliter", Span(2, 8), "Unknown function", expected="a function", near="filter")
    assert (error.line, error.column, error.expected, error.near) == (2, 1, "a function", "filter")
    assert error.detail == "Line 2, column 1: expected a function, found fliter."
    assert error.hint == "Did you mean filter?"


def test_an_error_raised_without_the_text_is_placed_afterwards() -> None:
    error = placed(ExpressionError("Refused", span=Span(2, 3)), "a\nb")
    assert (error.line, error.column) == (2, 1)
    assert placed(ExpressionError("Refused"), "a").line == 0


def test_an_excerpt_carries_no_control_characters() -> None:
    assert excerpt("\x1b[31mred", 0) == "\\u001b[31mred"
    assert excerpt("x", 1) == "the end of the text"
    assert excerpt("x\ny", 1) == "the end of the line"
    assert len(excerpt("y" * 1000, 0)) < 40
