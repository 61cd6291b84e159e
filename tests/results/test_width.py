"""Texts are measured and cut by the cells they take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.strings import visible
from karma_tui.results.width import cells, fitted, padded


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("\u0301", 0), ("👩\u200d🚀", 2)]
)
def test_wide_characters_take_two_cells_and_combining_ones_none(text: str, width: int) -> None:
    assert cells(text) == width


def test_what_is_cut_ends_with_a_sign_and_never_in_half_a_character() -> None:
    assert fitted("abcdef", 4) == "abc…"
    assert fitted("日本語", 4) == "日…"
    assert fitted("ae\u0301bc", 3) == "ae\u0301…"
    assert fitted("abc", 3) == "abc"
    assert fitted("abc", 0) == ""


def test_padding_makes_columns_straight() -> None:
    assert padded("日", 4) == "日  "
    assert padded("12", 4, right=True) == "  12"


@given(st.text(max_size=40).map(visible), st.integers(0, 30))
def test_what_is_fitted_never_takes_more_than_its_room(text: str, room: int) -> None:
    assert cells(fitted(text, room)) <= max(room, 0)
