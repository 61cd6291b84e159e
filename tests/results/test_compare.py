"""Two results compared: how records are matched, what is counted, and laws for any results."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.compare import Comparison, compare
from karma_tui.results.compare_change import Change
from karma_tui.results.compare_keys import ID, POSITION, Matching
from karma_tui.results.decode import Decoded, decode
from karma_tui.results.document import Document
from karma_tui.results.intake import Intake
from tests.results.patching import ordered, patched

IDS = [f"{letter}" * 16 for letter in "ABCDEFGHI"]


def document(value: Any) -> Document:
    return Document.from_bytes(json.dumps(value).encode())


def blocks(value: Any) -> Document:
    """The same as it is held after it came in over the network."""
    intake = Intake(32, 64)
    text = json.dumps(value).encode()
    for start in range(0, len(text), 20):
        intake.feed(text[start : start + 20])
    return intake.finish()


def record(number: int, value: Any) -> dict[str, Any]:
    return {"id": ["M" * 16, IDS[number]], "value": value}


def marks(comparison: Comparison) -> list[str]:
    """Each pair as its mark and the two record numbers."""
    return [
        f"{comparison.change(pair)}{comparison.olds[pair]},{comparison.news[pair]}"
        for pair in range(len(comparison))
    ]


SCALARS = st.sampled_from([1, 2, 1.0, "a", None, True])
RECORDS = st.one_of(
    SCALARS, st.dictionaries(st.sampled_from("abc"), SCALARS, max_size=3), st.lists(SCALARS, max_size=3)
)
RESULTS = st.one_of(
    st.lists(RECORDS, max_size=12),
    st.lists(st.tuples(st.integers(0, 8), RECORDS), max_size=9, unique_by=lambda it: it[0]).map(
        lambda pairs: [record(number, value) for number, value in pairs]
    ),
    RECORDS,
)


@given(RESULTS)
def test_a_result_is_the_same_as_itself(value: Any) -> None:
    found = compare(document(value), blocks(value))
    assert found.counts.different == 0 and found.counts.of(Change.SAME) == len(found)
    assert not found.is_reordered


def new_side(found: Comparison) -> list[Decoded]:
    """The new records, made of the old ones and the differences alone, but for those that were added."""
    records: dict[int, Decoded] = {}
    for pair in range(len(found)):
        old, new = found.olds[pair], found.news[pair]
        if old >= 0 and new >= 0:
            records[new] = patched(found.old.decoded(old), found.differences(pair))
        elif new >= 0:
            records[new] = found.new.decoded(new)
    return [ordered(records[number]) for number in sorted(records)]


@given(RESULTS, RESULTS, st.booleans())
def test_the_old_records_and_the_differences_give_the_new_records(
    old: Any, new: Any, is_by_position: bool
) -> None:
    found = compare(document(old), document(new), POSITION if is_by_position else None)
    assert new_side(found) == [ordered(found.new.decoded(number)) for number in range(len(found.new))]
    assert sorted(number for number in found.olds if number >= 0) == list(range(len(found.old)))


@given(RESULTS, RESULTS, st.booleans())
def test_exchanging_the_results_exchanges_added_and_removed(old: Any, new: Any, by_position: bool) -> None:
    matching = POSITION if by_position else None
    there = compare(document(old), document(new), matching).counts
    back = compare(document(new), document(old), matching).counts
    assert there.of(Change.ADDED) == back.of(Change.REMOVED)
    assert there.of(Change.REMOVED) == back.of(Change.ADDED)
    for change in (Change.CHANGED, Change.SPELLED, Change.SAME):
        assert there.of(change) == back.of(change)
    assert there.fields == back.fields


@given(RESULTS, RESULTS)
def test_by_position_both_sides_keep_their_order(old: Any, new: Any) -> None:
    found = compare(document(old), document(new), POSITION)
    for numbers in (found.olds, found.news):
        assert all(a < b for a, b in pairwise(number for number in numbers if number >= 0))


def test_records_are_matched_by_their_id_wherever_they_stand() -> None:
    old = document([record(0, {"n": 1}), record(1, {"n": 2}), record(2, {"n": 3})])
    new = document([record(2, {"n": 3}), record(3, {"n": 4}), record(0, {"n": 9})])
    found = compare(old, new)
    assert found.matching == ID
    assert marks(found) == [" 2,0", "+-1,1", "~0,2", "-1,-1"]
    assert found.is_reordered
    assert found.counts.fields == {".value.n": 1}


def test_a_record_that_is_there_twice_is_still_matched_by_id() -> None:
    both = [record(0, 1), record(0, 1), record(1, 2)]
    found = compare(document(both), document(both[1:]))
    assert found.matching == ID
    assert Counter(mark[0] for mark in marks(found)) == {" ": 2, "-": 1}


def test_refs_are_matched_as_they_are() -> None:
    old = document([["M" * 16, it] for it in IDS[:3]])
    new = document([["M" * 16, it] for it in (IDS[2], IDS[0], IDS[5])])
    assert marks(compare(old, new)) == [" 2,0", " 0,1", "-1,-1", "+-1,2"]


def test_without_ids_a_field_is_found_that_tells_the_records() -> None:
    old = [{"n": 1, "slug": name} for name in ("a", "b", "c")]
    new = [{"n": 2, "slug": name} for name in ("b", "a", "d")]
    found = compare(document(old), document(new))
    assert found.matching == Matching(("slug",)) and found.matching.words == "by .slug"
    assert found.counts.of(Change.CHANGED) == 2


def test_ids_of_another_instance_are_no_use_where_names_agree() -> None:
    old = [record(at, {"name": name}) for at, name in enumerate("abc")]
    new = [record(at + 4, {"name": name}) for at, name in enumerate("abc")]
    assert compare(document(old), document(new)).matching == Matching(("value", "name"))


def test_what_any_two_instances_have_differently_can_be_left_out() -> None:
    def article(model: str, letter: str, title: str) -> dict[str, Any]:
        identity = [model * 16, letter * 16]
        about = {"id": identity, "model": [model * 16, model * 16], "created": letter, "updated": letter}
        return about | {"value": {"slug": title[0], "title": title, "by": identity, "created": title}}

    old = document([article("M", "A", "x"), article("M", "B", "y")])
    new = document([article("N", "C", "x"), article("N", "D", "y!")])
    assert compare(old, new).counts.of(Change.CHANGED) == 2
    found = compare(old, new, ignores_ids=True)
    assert found.counts.of(Change.SAME) == 1
    assert found.counts.fields == {".value.created": 1, ".value.title": 1}
    assert len(found.differences(1)) == 2


def test_without_any_such_field_insertions_are_found_by_position() -> None:
    old = [{"n": at % 2, "t": at % 3} for at in range(20)]
    new = [*old[:7], {"n": 9, "t": 9}, *old[7:12], *old[13:]]
    found = compare(document(old), document(new))
    assert found.matching == POSITION
    assert {mark for mark in marks(found) if mark[0] != " "} == {"+-1,7", "-12,-1"}


def test_the_field_to_match_by_can_be_chosen_even_if_some_records_share_it() -> None:
    old, new = [{"k": 1, "n": 1}, {"k": 1, "n": 2}], [{"k": 1, "n": 1}, {"k": 1, "n": 3}, {"n": 4}]
    found = compare(document(old), document(new), Matching(("k",)))
    assert marks(found) == [" 0,0", "~1,1", "+-1,2"]


def test_the_same_values_spelled_differently_are_told_as_such() -> None:
    old = Document.from_bytes(b'[{"id":"a","n":1.0},{"id":"b","n":1},{"id":"c","n":1}]')
    new = Document.from_bytes(b'[{"n":1,"id":"a"},{"n":1,"id":"\\u0062"},{"id":"c","n":"1"}]')
    found = compare(old, new)
    assert [mark[0] for mark in marks(found)] == ["=", " ", "~"]
    assert found.counts.fields == {".n": 1}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b'{"a":1}', b'{"a":2}', ["~0,0"]),
        (b"1", b"1.0", ["=0,0"]),
        (b"", b"", []),
        (b"", b"[1]", ["+-1,0"]),
        (b"[1]", b"1", [" 0,0"]),
        (b"not\njson\nat all", b"not\nat all", [" 0,0", "-1,-1", " 2,1"]),
        (b"[NaN,+Inf]", b"[NaN,-Inf]", [" 0,0", "~1,1"]),
    ],
)
def test_results_of_every_form_are_compared(old: bytes, new: bytes, expected: list[str]) -> None:
    assert marks(compare(Document.from_bytes(old), Document.from_bytes(new))) == expected


def test_a_record_nested_too_deep_for_python_is_compared() -> None:
    deep = b"[" * 5000 + b"%d" + b"]" * 5000
    old, new = (Document.from_bytes(b"[0," + deep % number + b"]") for number in (1, 2))
    found = compare(old, new)
    assert [mark[0] for mark in marks(found)] == [" ", "~"]
    assert decode(found.new.value(1)) != []
