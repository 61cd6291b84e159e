from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.errors import Span
from karma_tui.lang.text_lexing import LineState, lex_line, state_after
from karma_tui.tui.widgets.editor_brackets import LINES, matching
from karma_tui.tui.widgets.editor_lines import LONGEST, LineTokens, Token, untouched
from karma_tui.tui.widgets.editor_marks import marks_of, offset_of, place_of

TEXTS = st.text("ab\n", max_size=30)


class Lexer:
    """A toy language: `(*` opens a comment that may go on over lines, `*)` closes it."""

    def __init__(self) -> None:
        self.lexed: list[str] = []

    def __call__(self, line: str, state: bool) -> tuple[Sequence[Token], bool]:
        self.lexed.append(line)
        tokens = [(0, len(line), "comment" if state else "name")]
        return tokens, (state or "(*" in line) and "*)" not in line


PIECES = st.lists(st.sampled_from(["a", "(*", "*)", "b"]), max_size=8)


@settings(max_examples=300, deadline=None)
@given(
    PIECES,
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4), PIECES, st.integers(0, 12)), max_size=8),
)
def test_tokens_after_any_edits_are_those_of_a_fresh_start(
    lines: list[str], edits: list[tuple[int, int, list[str], int]]
) -> None:
    kept = LineTokens(Lexer(), False)
    kept.update(lines)
    for at, removed, added, asked in edits:
        lines[at : at + removed] = [str(piece) for piece in added]
        kept.update(lines)
        fresh = LineTokens(Lexer(), False)
        fresh.update(lines)
        for row in reversed(range(min(asked, len(lines)))):
            assert kept.tokens(row) == fresh.tokens(row)


KVM = st.lists(
    st.sampled_from(["first(x) /*", "*/ 5i32", "`quoted", "name`", '"/*" // `', "", "(a) => a"]), max_size=8
)


@settings(max_examples=200, deadline=None)
@given(KVM, st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3), KVM, st.integers(0, 12)), max_size=6))
def test_the_languages_tokens_after_any_edits_are_those_of_a_fresh_start(
    lines: list[str], edits: list[tuple[int, int, list[str], int]]
) -> None:
    kept = LineTokens(lex_line, LineState.NONE, state_after)
    for at, removed, added, asked in edits:
        lines[at : at + removed] = added
        kept.update(lines)
        state = LineState.NONE
        for row, line in enumerate(lines[:asked]):
            tokens, after = lex_line(line, state)
            assert (kept.state(row), kept.tokens(row)) == (state, tokens)
            state = after


@given(PIECES, st.integers(0, 8), st.integers(0, 8), PIECES)
def test_lines_that_an_edit_left_alone_are_found_from_both_ends(
    lines: list[str], start: int, removed: int, added: list[str]
) -> None:
    before = [line + "." for line in lines]  # each an object of its own
    after = [*before[:start], *(line + "." for line in added), *before[start + removed :]]
    top, bottom = untouched(before, after)
    assert top + bottom <= min(len(before), len(after))
    assert before[:top] == after[:top]
    assert before[len(before) - bottom :] == after[len(after) - bottom :]
    assert len(after) - top - bottom <= len(added)


def test_an_edit_lexes_only_its_own_line_again() -> None:
    lexer = Lexer()
    tokens = LineTokens(lexer, False)
    lines = [f"line {number}" for number in range(1000)]
    tokens.update(lines)
    tokens.tokens(999)
    lexer.lexed.clear()
    tokens.update([*lines[:500], "changed", *lines[501:]])
    tokens.tokens(500)
    tokens.tokens(999)
    assert set(lexer.lexed) == {"changed"}


def test_very_long_lines_get_colours_at_their_start() -> None:
    lexer = Lexer()
    tokens = LineTokens(lexer, False)
    tokens.update(["x" * (2 * LONGEST), "y"])
    assert tokens.tokens(0) == [(0, LONGEST, "name")]
    assert max(map(len, lexer.lexed)) == LONGEST
    assert tokens.tokens(1) == [(0, 1, "name")]
    with pytest.raises(IndexError):
        tokens.tokens(2)


@given(TEXTS, st.integers(-3, 40), st.sampled_from(["\n", "\r\n"]))
def test_offsets_and_places_are_each_others_inverse(text: str, offset: int, newline: str) -> None:
    lines = text.split("\n")
    whole = newline.join(lines)
    row, column = place_of(lines, len(newline), offset)
    found = offset_of(lines, len(newline), row, column)
    assert 0 <= found <= len(whole)
    if 0 <= offset <= len(whole) and whole[offset - 1 : offset + 1] != "\r\n":
        assert found == offset


@given(TEXTS, st.integers(0, 30), st.integers(0, 30))
def test_a_mark_covers_its_span_and_at_least_one_character(text: str, start: int, length: int) -> None:
    lines = text.split("\n")
    marks = marks_of(lines, 1, [Span(start, start + length)])
    marked = {
        offset_of(lines, 1, row, column)
        for row, stretches in marks.items()
        for first, last, _ in stretches
        for column in range(first, last)
    }
    wanted = {at for at in range(start, start + length) if at < len(text) and text[at] != "\n"}
    assert wanted <= marked
    assert marked


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("f(a, [b])", (0, 1), (0, 8)),
        ("f(a, [b])", (0, 8), (0, 1)),
        ("f(a, [b])", (0, 5), (0, 7)),
        ("f(\n  {\n  }\n)", (0, 1), (3, 0)),
        ("f(\n  {\n  }\n)", (3, 0), (0, 1)),
        ("f(a]", (0, 1), None),
        ("f(a", (0, 1), None),
        ("f(a)", (0, 0), None),
        ("f(a)", (0, 9), None),
    ],
)
def test_brackets_find_their_partner(
    text: str, place: tuple[int, int], expected: tuple[int, int] | None
) -> None:
    assert matching(text.split("\n"), lambda row: (), place) == expected


def test_brackets_in_strings_are_text() -> None:
    def strings(row: int) -> list[Token]:
        return [(2, 5, "string")]

    assert matching(['f(")")'], strings, (0, 1)) == (0, 5)
    assert matching(['f(")")'], strings, (0, 3)) is None


def test_the_search_for_a_partner_is_bounded() -> None:
    lines = ["(", *[""] * LINES, ")"]
    assert matching(lines, lambda row: (), (0, 0)) is None
