"""What differs between two values: laws for any JSON, and examples of what people compare."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.compare_change import Change
from karma_tui.results.compare_digest import Digests, canonical_number
from karma_tui.results.compare_values import Difference, differences, field_words, step_words
from karma_tui.results.decode import Decoded, Members, decode
from tests.results.patching import ordered, patched
from tests.results.strategies import SPELLED

SWAPPED = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED}
FEW: st.SearchStrategy[Decoded] = st.sampled_from(
    [1, 2, decode(b"1.0"), decode(b"10e-1"), "1", None, True, False, [], Members(())]
)


def _lists(inner: st.SearchStrategy[Decoded]) -> st.SearchStrategy[Decoded]:
    names = st.sampled_from(["id", "a", "b"])
    objects = st.lists(st.tuples(names, inner), max_size=4).map(lambda pairs: Members(tuple(pairs)))
    return st.one_of(st.lists(inner, max_size=7), objects)


CLOSE: st.SearchStrategy[Decoded] = st.recursive(FEW, _lists, max_leaves=25)
"""Values with much in common, so that few things differ; many with ids, some of them twice."""


def found(old: bytes, new: bytes) -> list[str]:
    return [f"{it.change}{''.join(map(step_words, it.path))}" for it in differences(decode(old), decode(new))]


@given(CLOSE, CLOSE)
def test_old_and_the_differences_give_new(old: Decoded, new: Decoded) -> None:
    assert ordered(patched(old, differences(old, new))) == ordered(new)


@given(SPELLED, SPELLED)
def test_old_and_the_differences_give_new_for_any_json(
    old: tuple[str, Decoded], new: tuple[str, Decoded]
) -> None:
    assert ordered(patched(old[1], differences(old[1], new[1]))) == ordered(new[1])


@given(CLOSE)
def test_nothing_differs_from_itself(value: Decoded) -> None:
    assert differences(value, value) == []


@given(CLOSE, CLOSE)
def test_exchanging_the_sides_exchanges_added_and_removed(old: Decoded, new: Decoded) -> None:
    there = Counter(it.change for it in differences(old, new))
    back = Counter(SWAPPED.get(it.change, it.change) for it in differences(new, old))
    assert there == back


@given(CLOSE, CLOSE)
def test_equal_digests_mean_that_nothing_but_spelling_differs(old: Decoded, new: Decoded) -> None:
    is_same = Digests().of(old) == Digests().of(new)
    assert is_same is all(it.change is Change.SPELLED for it in differences(old, new))


@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(0, 5))
def test_a_number_is_the_same_in_any_spelling(number: object, zeros: int) -> None:
    text = str(number)
    if "." in text and "E" not in text:
        assert canonical_number(text) == canonical_number(text + "0" * zeros)
    assert canonical_number(text) == canonical_number(text.replace("E", "e"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b'{"a":1,"b":2}', b'{"b":2,"a":1}', []),
        (b'{"a":1}', b'{"a":1.0}', ["=.a"]),
        (b'{"a":0}', b'{"a":-0}', ["=.a"]),
        (b'{"a":18446744073709551615}', b'{"a":18446744073709551616}', ["~.a"]),
        (b'{"a":1}', b'{"a":"1"}', ["~.a"]),
        (b'{"a":1}', b'{"a":true}', ["~.a"]),
        (b'{"a":""}', b'{"a":null}', ["~.a"]),
        (b'{"a":null}', b"{}", ["-.a"]),
        (b"{}", b"[]", ["~"]),
        (b'{"a":1,"a":2}', b'{"a":1,"a":3}', ["~.a#2"]),
        (b'{"a":1,"a":2}', b'{"a":1}', ["-.a#2"]),
        (b"[1,2,3,4]", b"[1,3,4]", ["-[1]"]),
        (b"[1,2,3,4]", b"[1,9,2,3,4]", ["+[1]"]),
        (b"[1,2,3]", b"[1,5,3]", ["~[1]"]),
        (b"[0,0,0,1]", b"[1,0,0,0,1]", ["+[0]"]),
        (
            b'[{"id":"a","n":1},{"id":"b","n":2},{"id":"d"}]',
            b'[{"id":"c"},{"id":"b","n":3},{"id":"d"},{"id":"a","n":1}]',
            ["+[0]", "~[1].n", ">[0\u21923]"],
        ),
        (b'[{"t":"x","n":1},{"t":"y","n":1}]', b'[{"t":"z","n":7},{"t":"x","n":2},{"t":"y","n":1}]',
         ["+[0]", "~[0\u21921].n"]),
        (f'["{"M" * 16}","{"A" * 16}"]'.encode(), f'["{"M" * 16}","{"B" * 16}"]'.encode(), ["~"]),
        (b'{"a":{"b":[{"c":1}]}}', b'{"a":{"b":[{"c":2}]}}', ["~.a.b[0].c"]),
    ],
)  # fmt: skip
def test_what_differs(old: bytes, new: bytes, expected: list[str]) -> None:
    assert sorted(found(old, new)) == sorted(expected)


def test_fields_are_named_without_positions() -> None:
    (it,) = differences(decode(b'{"a":[1,{"b":1}]}'), decode(b'{"a":[1,{"b":2}]}'))
    assert field_words(it.path) == ".a[].b"


def test_values_of_any_depth_are_compared() -> None:
    depth = 3_000
    for opening, closing in (("[", "]"), ('{"a":', "}"), ("[0,", "]")):
        old = decode((opening * depth + "1" + closing * depth).encode())
        new = decode((opening * depth + "2" + closing * depth).encode())
        (it,) = differences(old, new)
        assert (it.old, it.new, len(it.path)) == (1, 2, depth)


def test_a_long_list_of_the_same_few_values_is_compared_in_bounded_time() -> None:
    old = decode(json.dumps([at % 3 for at in range(6000)]).encode())
    new = decode(json.dumps([9, *(at % 3 for at in range(6000))]).encode())
    assert differences(old, new) == [Difference(Change.ADDED, differences(old, new)[0].path, None, 9)]
