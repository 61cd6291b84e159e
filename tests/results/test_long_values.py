"""Long values inside a result: found, cut and searched in bites, and told to workers in few words."""

from __future__ import annotations

import json
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results import find, long_cut
from karma_tui.results.columns import MOST_ITEMS, split
from karma_tui.results.cuts import SpanCut, cut
from karma_tui.results.document import Document
from karma_tui.results.find import Query, Search, offset_of, path_at
from karma_tui.results.json_lines import JsonLines
from karma_tui.results.long_cut import cut_in_bites, is_quick, members_of, prepare, value_at
from karma_tui.results.matches import Matches
from karma_tui.results.picked import Picked
from karma_tui.results.rows import Rows

LEAVES = st.none() | st.integers() | st.text(alphabet='aü"\\, :[{\n', max_size=5)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text("ab,\"'.", max_size=3), inner, max_size=4)
    ),
    max_leaves=25,
)


@pytest.fixture(autouse=True)
def everything_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a dozen bytes on, so that short values go all the ways of long ones."""
    for module in (long_cut, __import__("karma_tui.results.ways", fromlist=["LONG"])):
        monkeypatch.setattr(module, "LONG", 12)
    monkeypatch.setattr(__import__("karma_tui.results.matches", fromlist=["LONG"]), "LONG", 12)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "_PIECE", 16)
    monkeypatch.setattr(find, "_STEP", 64)


@given(st.lists(VALUES, max_size=30), st.sampled_from([None, 1]), st.integers(4, 60))
def test_a_list_in_bites_has_the_members_of_the_list(items: list[Any], indent: int | None, bite: int) -> None:
    data = memoryview(json.dumps(items, indent=indent).encode())
    whole, bites = cut(data), cut_in_bites(data, bite)
    assert [bytes(bites.value(at)) for at in range(len(bites))] == [
        bytes(whole.value(at)) for at in range(len(whole))
    ]


def test_no_bite_is_longer_than_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def noted(data: Any, **how: Any) -> Any:
        read.append(len(data))
        return cut(data, **how)

    monkeypatch.setattr("karma_tui.results.intake.cut", noted)
    monkeypatch.setattr(long_cut, "cut", noted)
    data = memoryview(json.dumps([{"title": f"book {at}"} for at in range(5_000)]).encode())
    assert len(cut_in_bites(data, 4_000)) == 5_000
    assert max(read) <= 8_002 and len(read) > 20


def everywhere(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = []
    waiting = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        found.append(path)
        inside: Any = enumerate(value) if isinstance(value, list) else getattr(value, "items", tuple)()
        waiting.extend(((*path, key), inner) for key, inner in inside)
    return found


@given(VALUES, st.booleans())
def test_paths_lead_to_the_same_places_as_in_short_values(value: Any, ascii_only: bool) -> None:
    body = json.dumps({"all": value}, ensure_ascii=ascii_only).encode()
    document = Document.from_bytes(body)
    matches = Matches(document)
    for path in everywhere({"all": value}):
        prepare(document, path)
        assert is_quick(document, path)
        offset = offset_of(document.root, path)
        assert matches.spot(path) == (0, offset)
        found = value_at(document, path)
        assert found is not None and json.loads(bytes(found)) == reached(value, path[1:])[0] if path else True


def reached(value: Any, path: tuple[str | int, ...]) -> list[Any]:
    for step in path:
        value = value[step]
    return [value]


@pytest.mark.usefixtures("small_pieces")
@given(st.lists(VALUES, max_size=12), st.sampled_from(["a", "ü", "ab", "[", "1", "null"]), st.booleans())
def test_a_long_value_is_searched_in_pieces(items: list[Any], words: str, is_regex: bool) -> None:
    words = "\\" + words if is_regex and words == "[" else words
    document = Document.from_bytes(json.dumps({"all": items, "b": items}).encode())
    query = Query(words, is_regex=is_regex)
    matches, told = Matches(document), list[int]()
    for hits in Search(document, query).steps():
        matches.prepare(hits)
        matches.add(hits)
        told.extend(hits.offsets)
    whole = [
        token.start()
        for token in find._TOKEN.finditer(document.root)
        if query.matches(
            json.loads(token["text"] or token["plain"]) if token["text"] else token["plain"].decode()
        )
    ]
    assert told == whole
    assert [matches.path(at) for at in range(len(matches))] == [path_at(document.root, at) for at in whole]


@pytest.mark.usefixtures("small_pieces")
def test_a_long_value_tells_how_far_the_search_is() -> None:
    document = Document.from_bytes(json.dumps({"all": [f"word {at}" for at in range(4_000)]}).encode())
    steps = list(Search(document, Query("word")).steps())
    assert len(steps) > 10
    assert [step.done for step in steps[:-1]] == [0] * (len(steps) - 1) and steps[-1].done == 1


def test_views_share_the_members_of_a_long_container(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    make = members_of

    def noted(value: memoryview) -> Any:
        made.append(len(value))
        return make(value)

    monkeypatch.setattr(long_cut, "members_of", noted)
    document = Document.from_bytes(b'{"a":1,"data":[' + b",".join([b'{"b":1}'] * 20_000) + b"]}")
    path = ("data", 19_999, "b")
    assert not is_quick(document, path)
    prepare(document, path)
    assert is_quick(document, path) and len(made) == 1
    assert Rows(document).reveal(path) is not None
    assert JsonLines(document).find(path) is not None
    assert made.count(max(made)) == 1


@pytest.mark.parametrize("levels", [15, 16, 17, 18, 40, 3_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]"), ("[ ", " ]")])
def test_the_end_of_a_deep_value_is_found(levels: int, opening: str, closing: str) -> None:
    deep = f'{opening * levels}["]",1]{closing * levels}'
    text = f"[{deep},[{deep}],2]".encode()
    members = cut(text)
    assert [bytes(members.value(at)) for at in range(len(members))] == [
        deep.encode(),
        f"[{deep}]".encode(),
        b"2",
    ]


def test_doubled_keys_keep_their_own_members() -> None:
    document = Document.from_bytes(b'{"a":[1,2,3,4,5,6,7],"a":[7,6,5,4,3,2,1]}')
    rows = Rows(document)
    rows.expand_all(0)
    assert [bytes(rows.value(at)) for at in (2, 10)] == [b"1", b"7"]


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        (b'"\\u0061"', "a"),
        (b'"a"', "a"),
        (b'""', ""),
        (b'"\\ud800"', "\ud800"),
        (b'"\xff"', "\udcff"),
        (b'"\xc3\xa9"', "é"),
    ],
)
def test_a_member_is_found_by_its_key_however_it_is_spelled(spelled: bytes, key: str) -> None:
    members = cut(b'{"b":1,' + spelled + b':2,"c":3}')
    assert isinstance(members, SpanCut)
    assert members.slot(key) == 1
    assert members.slot("d") is None


def test_a_flat_list_has_no_more_places_than_columns() -> None:
    fields = split(b'{"a":[' + b",".join([b"1"] * 5_000) + b"]}", {("a",)})
    assert len(fields) == 2 + MOST_ITEMS


def test_what_workers_are_named_by_is_short() -> None:
    document = Document.from_bytes(json.dumps(["x" * 50] * 5_000).encode())
    picked = document.picked(array("q", range(5_000)))
    assert isinstance(picked.source, Picked)
    assert all(len(repr(it)) < 200 for it in (document, document.cut, picked, picked.cut))


def test_places_of_picked_records_are_found_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    order = array("q", reversed(range(100_000)))
    picked = Document.from_bytes(json.dumps(list(range(100_000))).encode()).picked(order)
    assert isinstance(picked.source, Picked)
    assert picked.source.slot(0) == 99_999 and picked.source.slot(100_000) is None
