"""Records by a field, and records that meet a condition."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.document import Document
from karma_tui.results.fields import Field
from karma_tui.results.order import Stopped, kept, sort_order
from karma_tui.results.rows import Rows
from tests.results.strategies import SPELLED

RECORDS = [
    '{"v": 10}',
    '{"v": "b"}',
    '{"w": 1}',
    '{"v": null}',
    '{"v": 9007199254740993}',
    '{"v": 9007199254740992.5}',
    '{"v": "A"}',
    '{"v": false}',
    '{"v": [1, 2]}',
    '{"v": true}',
    '{"v": -1e3}',
    "17",
    '{"v": "a"}',
]
ASCENDING = [3, 7, 9, 10, 0, 5, 4, 6, 12, 1, 8]


def never() -> bool:
    return False


def document_of(records: list[str]) -> Document:
    return Document.from_bytes(f"[{','.join(records)}]".encode())


def test_values_go_by_kind_and_numbers_exactly_and_what_has_no_value_comes_last() -> None:
    document = document_of(RECORDS)
    assert list(sort_order(document, Field(("v",)), descending=False, stop=never)) == [*ASCENDING, 2, 11]
    assert list(sort_order(document, Field(("v",)), descending=True, stop=never)) == [*ASCENDING[::-1], 2, 11]


@pytest.mark.parametrize("descending", [False, True])
def test_equals_keep_their_order_across_runs(descending: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("karma_tui.results.order._STEP", 3)
    values = [3, 1, 2, 1, 3, 2, 1, 1, 2, 3]
    document = document_of([f'{{"v":{value}}}' for value in values])
    order = list(sort_order(document, Field(("v",)), descending=descending, stop=never))
    assert order == sorted(range(10), key=lambda at: (-values[at] if descending else values[at], at))


@given(st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_go_by_their_value(numbers: list[int | float]) -> None:
    document = document_of([json.dumps(number) for number in numbers])
    order = sort_order(document, Field(()), descending=False, stop=never)
    assert list(order) == sorted(range(len(numbers)), key=lambda at: (numbers[at], at))


@given(st.lists(SPELLED.map(lambda spelled: spelled[0]), max_size=12))
def test_anything_can_be_sorted(records: list[str]) -> None:
    order = sort_order(document_of(records), Field(()), descending=True, stop=never)
    assert sorted(order) == list(range(len(records)))


def test_a_field_deep_inside_and_of_awkward_records_is_found() -> None:
    deep = Field(("a", 1, "b\n"))
    assert deep.decoded(b'{"a": [0, {"b\\n": "x"}]}') == "x"
    assert deep.decoded(b'{"a": [0, {"b\\n": 1, "z": NaN}]}') == 1
    assert deep.of(b'{"a": [0]}') is None
    assert deep.of(b'{"a": {"1": 2}}') is None
    assert Field(("k",)).decoded(b'{"k": 1, "k": 2}') == 2


def test_a_condition_keeps_records_and_their_numbers() -> None:
    document = document_of(RECORDS)
    order = kept(document, lambda record: b"w" in bytes(record), stop=never)
    picked = document.picked(order)
    assert [bytes(record) for record in picked.iter_bytes()] == [b'{"w": 1}']
    rows = Rows(picked)
    assert [row.key for row in rows.window(0, 5)] == ["", "2"]
    assert rows.index_of((2,)) == 1
    assert rows.index_of((3,)) is None


def test_picked_records_are_a_list_of_their_own() -> None:
    picked = document_of(["1", "22", "333"]).picked(array("q", [2, 0]))
    assert bytes(picked.text()) == b"[333,1]"
    assert picked.size == 7
    assert Document.from_bytes(b"[1]").picked(array("q")).size == 2


def test_sorting_and_filtering_stop_when_told() -> None:
    document = document_of(RECORDS)
    with pytest.raises(Stopped):
        sort_order(document, Field(("v",)), descending=False, stop=lambda: True)
    with pytest.raises(Stopped):
        kept(document, lambda _: True, stop=lambda: True)
