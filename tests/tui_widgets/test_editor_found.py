from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import Span
from karma_tui.lang.text_lexing import LineState, lex_line
from karma_tui.tui.open_buffer import OpenBuffer, free_number, unique
from karma_tui.tui.widgets.editor_brackets import is_code
from karma_tui.tui.widgets.editor_found import FoundLines


@given(st.text("ab\n", max_size=40), st.sampled_from(["a", "ab", "b\na", "\n"]))
def test_the_columns_of_every_line_are_those_of_the_places_in_the_text(text: str, word: str) -> None:
    spans = [Span(*match.span()) for match in re.finditer(re.escape(word), text)]
    lines = text.split("\n")
    found = FoundLines(spans, lines)
    covered = {at for span in spans for at in range(span.start, span.end) if text[at] != "\n"}
    shown, start = set(), 0
    for row, line in enumerate(lines):
        shown |= {start + at for first, end in found.on(row) for at in range(first, min(end, len(line)))}
        start += len(line) + 1
    assert shown == covered


def test_nothing_is_found_on_lines_that_are_gone() -> None:
    found = FoundLines([Span(0, 1)], ["a"])
    assert found.on(5) == []
    assert not FoundLines()


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ('f("ab")', 1, True),
        ('f("ab")', 2, True),
        ('f("ab")', 3, False),
        ('f("ab")', 5, False),
        ('f("ab")', 6, True),
        ('"open', 5, False),
        ('"open  ', 7, False),
        ("a // x", 2, True),
        ("a // x", 4, False),
        ("a // x ", 7, False),
        ("a /* x */ b", 5, False),
        ("a /* x */ b", 9, True),
        ("a /* x", 6, False),
        ('{"key": 1}', 3, False),
        ("`name`", 3, False),
        ("", 0, True),
    ],
)
def test_where_code_is(line: str, column: int, code: bool) -> None:
    assert is_code(line, lex_line(line)[0], column) is code


def test_a_line_that_begins_in_a_comment_is_none() -> None:
    tokens, _ = lex_line("still */ code", LineState.COMMENT)
    assert not is_code("still */ code", tokens, 0)
    assert is_code("still */ code", tokens, 10)


def test_titles_stay_apart() -> None:
    assert free_number(["query 1", "query 3"]) == "query 2"
    assert unique("query 1", ["query 1"]) == "query 2"
    assert unique("mine", ["mine", "mine (2)"]) == "mine (3)"
    assert unique("mine", []) == "mine"
    assert OpenBuffer("a", is_changed=True).label == "a *"
