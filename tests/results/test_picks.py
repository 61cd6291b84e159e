"""Filters and sorts leave what reading every record would, and matches are numbered in reading order."""

from __future__ import annotations

import json
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import UsageError
from karma_tui.results.conditions import read_condition
from karma_tui.results.document import Document
from karma_tui.results.find import Query, Search, offset_of, path_at
from karma_tui.results.intake import Intake
from karma_tui.results.matches import Matches
from karma_tui.results.order import Stopped
from karma_tui.results.picks import Picks, is_pickable, pick

BOOKS: list[dict[str, Any]] = [
    {"title": "Dune", "pages": 412},
    {"title": "emma", "pages": None},
    {"title": "Ulysses", "pages": 730},
    {"title": "Dune Messiah", "pages": 256, "more": {"read": True}},
    {"title": "412"},
]


def document(value: Any, block: int = 16) -> Document:
    intake = Intake(first_block=block, block=block)
    body = json.dumps(value).encode()
    for start in range(0, len(body), 7):
        intake.feed(body[start : start + 7])
    return intake.finish()


def left(picks: Picks, value: Any = BOOKS) -> list[int]:
    picked = pick(document(value), picks, stop=lambda: False)
    assert picked.cut is not None
    return [int(picked.cut.key(at)) for at in range(picked.records)]


@pytest.mark.parametrize(
    ("field", "words", "kept"),
    [
        ("pages", "= 412", [0]),
        ("pages", "= 412.0", [0]),
        ("pages", "!= 412", [1, 2, 3, 4]),
        ("pages", "> 300", [0, 2]),
        ("pages", "< 412", [3]),
        ("pages", "null", [1]),
        ("pages", "absent", [4]),
        ("title", '= "Dune"', [0]),
        ("title", "= Dune", [0]),
        ("title", "= 412", [4]),
        ("title", "dune", [0, 3]),
        ("title", "~ Dune", [0, 3]),
        ("title", "~ D", [0, 3]),
        ("title", "> f", [2]),
        ("more", "~ true", [3]),
    ],
)
def test_a_condition_keeps(field: str, words: str, kept: list[int]) -> None:
    assert left(Picks().with_condition(read_condition((field,), words))) == kept


@pytest.mark.parametrize("words", ["", " ", "=", "> "])
def test_a_condition_needs_something_to_compare_with(words: str) -> None:
    with pytest.raises(UsageError):
        read_condition(("title",), words)


def test_filters_add_up_and_the_sort_is_of_what_is_left() -> None:
    picks = Picks().with_query(Query("dune")).sorted_by(("pages",))
    assert left(picks) == [3, 0]
    assert left(picks.sorted_by(("pages",))) == [0, 3]
    assert left(picks.sorted_by(("pages",)).sorted_by(("pages",))) == [0, 3]
    assert left(picks.with_condition(read_condition(("pages",), "> 300"))) == [0]
    assert picks.filters == ('"dune"',)


def test_one_test_of_a_field_replaces_the_one_before() -> None:
    picks = Picks().with_condition(read_condition(("pages",), "> 1"))
    picks = picks.with_condition(read_condition(("pages",), "> 2"))
    picks = picks.with_condition(read_condition(("pages",), "< 9"))
    assert picks.filters == ("pages > 2", "pages < 9")


def test_picking_gives_up_when_told_to() -> None:
    with pytest.raises(Stopped):
        pick(document(BOOKS), Picks().with_query(Query("dune")), stop=lambda: True)


def test_only_lists_with_records_can_be_picked_from() -> None:
    assert is_pickable(document(BOOKS))
    assert not any(is_pickable(Document.from_bytes(body)) for body in (b"[]", b"{}", b"", b"no"))


def searched(source: Document, query: Query) -> Matches:
    matches = Matches(source)
    for hits in Search(source, query).steps():
        matches.add(hits)
    return matches


def test_matches_of_picked_records_have_the_paths_of_the_whole() -> None:
    picked = document(BOOKS).picked(array("q", [3, 0]))
    matches = searched(picked, Query("dune"))
    assert [matches.path(at) for at in range(len(matches))] == [(3, "title"), (0, "title")]
    assert matches.spot((0, "title")) > matches.spot((3, "title"))
    assert matches.spot((1, "title"))[0] == -1


JSON = st.recursive(
    st.none() | st.integers() | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=4),
    max_leaves=10,
)


@given(st.lists(JSON, min_size=1, max_size=6), st.text("ab", min_size=1, max_size=1))
def test_from_the_place_of_a_match_the_next_is_that_match_or_the_one_before_with_its_path(
    records: list[Any], text: str
) -> None:
    matches = searched(document(records), Query(text, keys=False))
    for number in range(len(matches)):
        assert matches.from_spot(matches.spot(matches.path(number))) == number


@given(st.dictionaries(st.text("ab", max_size=2), JSON, min_size=1, max_size=4))
def test_a_place_and_its_path_lead_to_each_other(value: dict[str, Any]) -> None:
    text = memoryview(json.dumps(value).encode())
    stack: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while stack:
        path, inner = stack.pop()
        if path:
            assert path_at(text, offset_of(text, path)) == path
        if isinstance(inner, dict):
            stack.extend(((*path, key), item) for key, item in inner.items())
        elif isinstance(inner, list):
            stack.extend(((*path, at), item) for at, item in enumerate(inner))
