from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import Span, UsageError
from karma_tui.tui.editing.finding import MOST, Found, Search, find, replace_all, replacement

TEXTS = st.text("abAB é\n.*日", max_size=60)
WORDS = st.text("abAé.*", min_size=1, max_size=3)


def _spans(found: Found) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in found.spans]


@given(TEXTS, WORDS, st.booleans())
def test_as_many_are_found_as_python_finds(text: str, word: str, minds_case: bool) -> None:
    flags = re.NOFLAG if minds_case else re.IGNORECASE
    found = find(text, Search(word, minds_case=minds_case))
    assert len(found.spans) == len(re.findall(re.escape(word), text, flags))


@given(TEXTS, st.sampled_from(["a+", "[ab]é?", "^a", "b$", "a|b", "(a)(b)?"]))
def test_patterns_find_what_python_finds(text: str, pattern: str) -> None:
    found = find(text, Search(pattern, is_regex=True, minds_case=True))
    assert _spans(found) == [match.span() for match in re.finditer(pattern, text, re.MULTILINE)]


@given(TEXTS, WORDS)
def test_replacing_with_the_same_text_changes_nothing(text: str, word: str) -> None:
    assert replace_all(text, Search(word, minds_case=True), word)[0] == text
    assert replace_all(text, Search("[abé]+", is_regex=True), "\\0")[0] == text


@given(TEXTS, WORDS, WORDS)
def test_replacing_one_by_one_from_the_end_is_replacing_all(text: str, word: str, other: str) -> None:
    search = Search(word)
    whole, count = replace_all(text, search, other)
    spans = find(text, search).spans
    for span in reversed(spans):
        text = text[: span.start] + replacement(text, search, other, span) + text[span.end :]
    assert (text, len(spans)) == (whole, count)


def test_only_a_stretch_is_searched_and_replaced() -> None:
    search = Search("a", within=Span(1, 4))
    assert _spans(find("aaaaaa", search)) == [(1, 2), (2, 3), (3, 4)]
    assert replace_all("aaaaaa", search, "b") == ("abbbaa", 3)


def test_a_wrong_pattern_is_told_in_words() -> None:
    with pytest.raises(UsageError) as raised:
        find("a", Search("(", is_regex=True))
    assert "missing" in raised.value.detail


def test_a_pattern_that_hangs_other_engines_does_not_hang() -> None:
    assert find("a" * 5000, Search("(a+)+$b", is_regex=True)).spans == ()


def test_matches_of_nothing_are_none() -> None:
    assert find("abc", Search("x*", is_regex=True)).spans == ()
    assert find("abc", Search("")).spans == ()


@pytest.mark.parametrize(
    ("template", "expected"),
    [("\\2-\\1", "b-a"), ("\\g<x>\\\\", "a\\"), ("\\0\\n", "ab\n"), ("$1", "$1")],
)
def test_groups_in_a_replacement(template: str, expected: str) -> None:
    assert replace_all("ab", Search("(?P<x>a)(b)", is_regex=True), template) == (expected, 1)


@pytest.mark.parametrize("template", ["\\3", "\\g<nope>", "\\q", "\\"])
def test_a_wrong_replacement_is_told(template: str) -> None:
    with pytest.raises(UsageError):
        replace_all("ab", Search("(a)", is_regex=True), template)


def test_backslashes_are_plain_where_no_pattern_is() -> None:
    assert replace_all("a", Search("a"), "\\1") == ("\\1", 1)


def test_many_places_are_remembered_up_to_a_limit_but_all_are_replaced() -> None:
    text = "a" * (MOST + 5)
    found = find(text, Search("a"))
    assert (len(found.spans), found.is_all) == (MOST, False)
    assert replace_all(text, Search("a"), "b") == ("b" * (MOST + 5), MOST + 5)


def test_next_and_previous_go_round() -> None:
    found = find("a.a.a", Search("a"))
    assert [found.at_or_after(at) for at in (0, 1, 4, 5)] == [0, 1, 2, 0]
    assert [found.before(at) for at in (0, 1, 4, 5)] == [2, 0, 1, 2]
    assert found.index_of(Span(2, 3)) == 1
    assert found.index_of(Span(1, 2)) is None
    assert Found().at_or_after(0) is Found().before(0) is None
