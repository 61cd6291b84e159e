from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import UsageError
from karma_tui.tui.editing.comments import is_json, toggled
from karma_tui.tui.editing.pairs import Pairs, is_empty_pair
from karma_tui.tui.editing.places import change, line_and_column

LINES = st.lists(st.text("ab /\t", max_size=8), max_size=5)


@given(LINES)
def test_commenting_and_uncommenting_brings_back_the_lines(lines: list[str]) -> None:
    commented = toggled(lines)
    if commented != lines and not any(line.lstrip().startswith("//") for line in lines):
        assert toggled(commented) == lines


def test_comments_stand_in_one_column() -> None:
    assert toggled(["  a", "", "    b"]) == ["  // a", "", "  //   b"]
    assert toggled(["// a", "b"]) == ["// // a", "// b"]
    assert toggled(["//a", "  // b"]) == ["a", "  b"]


def test_json_is_told_from_text() -> None:
    assert is_json(' {"a": 1}')
    assert not is_json("{a: 1}")


def _typed(keys: str, line: str = "", column: int = 0) -> tuple[str, int]:
    """What stands on a line after keys are typed, the way the editor asks."""
    pairs = Pairs()
    for key in keys:
        if pairs.steps_over(key, line, 0, column):
            column += 1
            continue
        in_code = line[:column].count('"') % 2 == 0
        closing = pairs.opened(key, line, 0, column, in_code=in_code)
        line, column = line[:column] + key + closing + line[column:], column + 1
    return line, column


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("f(", "f()"),
        ("f(g(", "f(g())"),
        ('all(tag("x"))', 'all(tag("x"))'),
        ('{a: ["x", 1]}', '{a: ["x", 1]}'),
        ("don't", "don't"),
        ('"a(b"', '"a(b"'),
        (")", ")"),
    ],
)
def test_typing_a_whole_expression_gives_that_expression(keys: str, line: str) -> None:
    assert _typed(keys)[0] == line


def test_no_closing_one_is_put_before_a_word() -> None:
    assert _typed("(", "abc", 0) == ("(abc", 1)


def test_a_closing_bracket_that_was_there_before_is_not_stepped_over() -> None:
    assert _typed(")", "f(g(x)", 5) == ("f(g(x))", 6)


def test_a_pair_on_another_line_is_forgotten() -> None:
    pairs = Pairs()
    pairs.opened("(", "", 0, 0, in_code=True)
    assert not pairs.steps_over(")", ")", 1, 0)
    assert not pairs.steps_over(")", "()", 0, 1)


def test_an_empty_pair() -> None:
    assert is_empty_pair("f()", 2)
    assert not is_empty_pair("f(x)", 2)
    assert not is_empty_pair(")", 0)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("3", (3, 1)),
        ("3:7", (3, 7)),
        ("3,7", (3, 7)),
        ("+2", (7, 1)),
        ("-9", (1, 1)),
        ("99", (10, 1)),
        ("0", (1, 1)),
    ],
)
def test_places_as_people_write_them(words: str, place: tuple[int, int]) -> None:
    assert line_and_column(words, 5, 10) == place


@pytest.mark.parametrize("words", ["", "a", "3:", "1:2:3", "-"])
def test_other_words_are_no_place(words: str) -> None:
    with pytest.raises(UsageError):
        line_and_column(words, 5, 10)


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_a_change_makes_one_text_of_the_other(old: str, new: str) -> None:
    start, end, text = change(old, new)
    assert old[:start] + text + old[end:] == new
    if old and old == new:
        assert (start, text) == (end, "")
