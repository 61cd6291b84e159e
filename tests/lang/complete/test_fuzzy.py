"""Typed letters against names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.complete.fuzzy import match
from karma_tui.lang.nodes import Dialect

NAMES = catalogue(Dialect.V1).names


def best(typed: str) -> str:
    scored = [(found.score, name) for name in NAMES if (found := match(typed, name)) is not None]
    return max(scored, key=lambda pair: pair[0])[1]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("fil", "filterList"),
        ("fL", "filterList"),
        ("mList", "mapList"),
        ("msf", "memSortFunction"),
        ("gti32", "gtInt32"),
        ("referrer", "referrers"),
        ("ALL", "all"),
        ("sortf", "memSortFunction"),
        ("first", "first"),
    ],
)
def test_the_best_match_is_what_one_means(typed: str, name: str) -> None:
    assert best(typed) == name


def test_the_matched_positions_are_told() -> None:
    found = match("mlist", "mapList")
    assert found is not None
    assert found.positions == (0, 3, 4, 5, 6)


def test_letters_in_another_order_do_not_match() -> None:
    assert match("tsil", "list") is None
    assert match("lists", "list") is None


@given(st.text(max_size=8), st.text(max_size=20))
def test_positions_spell_what_is_typed_in_order(typed: str, name: str) -> None:
    found = match(typed, name)
    if found is None:
        return
    assert list(found.positions) == sorted(set(found.positions))
    assert "".join(name[at] for at in found.positions).lower() == (typed.lower() if found.positions else "")


@given(st.text("abcXYZ_1", min_size=1, max_size=12), st.data())
def test_any_letters_of_a_name_in_order_match_it(name: str, data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    typed = "".join(letter for letter, keep in zip(name, kept, strict=True) if keep)
    assert match(typed, name) is not None


def test_a_beginning_beats_everything_else() -> None:
    begun, inside = match("ma", "mapEnum"), match("ma", "memMany")
    assert begun is not None
    assert inside is not None
    assert begun.score > inside.score
