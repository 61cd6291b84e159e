from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import Span
from karma_tui.lang.excerpt import place_of, printable


def test_the_caret_stands_under_the_blamed_text() -> None:
    place = place_of("all(\n  tagg(1)\n)", Span(7, 11))
    assert (place.line, place.column) == (2, 3)
    assert place.picture == ("2 |   tagg(1)", "  |   ^^^^")


def test_wide_characters_before_the_fault_move_the_caret_by_two_cells() -> None:
    assert place_of('"日本" x', Span(5, 6)).picture == ('1 | "日本" x', "  |        ^")


def test_a_fault_at_the_end_of_the_text_still_has_a_caret() -> None:
    assert place_of("all(", Span(4, 4)).picture == ("1 | all(", "  |     ^")


def test_a_fault_that_spans_lines_is_underlined_on_its_first_line() -> None:
    assert place_of("ab(\ncd)", Span(1, 7)).picture == ("1 | ab(", "  |  ^^")


def test_a_megabyte_on_one_line_is_cut_around_the_fault() -> None:
    place = place_of("x" * 500_000 + "!" + "y" * 500_000, Span(500_000, 500_001))
    line, caret = place.picture
    assert place.column == 500_001
    assert len(line) < 100
    assert line[caret.index("^")] == "!"


def test_characters_that_act_on_a_terminal_are_not_shown_as_they_are() -> None:
    assert printable("a\x1b[2J\tb\u202e\x9b") == "a�[2J b��"


@given(st.text(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_any_span_gives_one_short_line_and_one_caret_line(text: str, start: int, end: int) -> None:
    place = place_of(text, Span(start, end))
    line, caret = place.picture
    assert line.isprintable()
    assert set(caret) <= set(" |^")
    assert "^" in caret
    assert len(line) < 170
    assert 1 <= place.line <= text.count("\n") + 1
