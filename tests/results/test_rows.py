from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.decode import Decoded, Members
from karma_tui.results.document import Document
from karma_tui.results.envelope import members_of_record
from karma_tui.results.preview import Kind
from karma_tui.results.row import Row
from karma_tui.results.rows import Path, Rows
from tests.results.strategies import SPELLED


def rows_of(value: Any) -> Rows:
    return Rows(Document.from_bytes(json.dumps(value).encode()))


def text(row: Row) -> str:
    return "".join(part.text for part in row.parts)


def members_of(value: Decoded) -> list[tuple[str | int, Decoded]]:
    if isinstance(value, Members):
        return list(value.pairs)
    return list(enumerate(value)) if isinstance(value, list) else []


class Naive:
    """The tree as a plain list of (path of slots, path of keys), made anew for every question."""

    def __init__(self, value: Decoded) -> None:
        self.value = value
        self.opened: set[tuple[int, ...]] = {()}

    def visible(self) -> list[tuple[tuple[int, ...], Path, int]]:
        found = []
        stack: list[tuple[tuple[int, ...], Path, Decoded]] = [((), (), self.value)]
        while stack:
            slots, path, value = stack.pop()
            members = members_of(value)
            found.append((slots, path, len(members)))
            if slots in self.opened:
                for slot, (key, member) in reversed(list(enumerate(members))):
                    stack.append(((*slots, slot), (*path, key), member))
        return found

    def toggle(self, index: int) -> None:
        slots, _, count = self.visible()[index]
        if slots in self.opened:
            self.opened = {other for other in self.opened if other[: len(slots)] != slots}
        elif count:
            self.opened.add(slots)


@given(SPELLED, st.lists(st.integers(0, 60), max_size=12))
def test_rows_after_any_toggles_are_those_of_a_full_expansion(
    spelled: tuple[str, Decoded], toggles: list[int]
) -> None:
    source, value = spelled
    rows, naive = Rows(Document.from_bytes(source.encode())), Naive(value)
    for toggle in toggles:
        rows.toggle(toggle % len(rows))
        naive.toggle(toggle % len(naive.visible()))
        expected = naive.visible()
        assert len(rows) == len(expected)
        assert [rows.path(index) for index in range(len(rows))] == [path for _, path, _ in expected]
        shown = rows.window(0, len(rows))
        assert shown == [rows.row(index) for index in range(len(rows))]
        assert [row.depth for row in shown] == [len(path) for _, path, _ in expected]
        assert [row.count or 0 for row in shown] == [count for _, _, count in expected]


@given(SPELLED, st.integers(0, 60), st.integers(0, 60))
def test_expanding_everything_equals_expanding_one_by_one(
    spelled: tuple[str, Decoded], first: int, second: int
) -> None:
    source, _ = spelled
    document = Document.from_bytes(source.encode())
    at_once, one_by_one = Rows(document), Rows(document)
    for rows in (at_once, one_by_one):
        rows.toggle(first % len(rows))
        rows.toggle(second % len(rows))
    assert at_once.expand_all(0)
    index = 0
    while index < len(one_by_one):
        one_by_one.expand(index)
        index += 1
    assert at_once.window(0, 999) == one_by_one.window(0, 999)
    at_once.collapse(0)
    assert len(at_once) == 1


@given(SPELLED)
def test_rows_show_nothing_that_a_terminal_obeys(spelled: tuple[str, Decoded]) -> None:
    rows = Rows(Document.from_bytes(spelled[0].encode()))
    rows.expand_all(0)
    for row in rows.window(0, 999):
        for shown in (row.key, text(row)):
            assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in shown)
            assert not any("\ud800" <= character <= "\udfff" for character in shown)


def test_a_path_finds_its_row_again() -> None:
    rows = rows_of([{"a": {"b": [1, 2]}}, 3])
    rows.expand_all(0)
    for index in range(len(rows)):
        assert rows.index_of(rows.path(index)) == index
    assert rows.index_of((0, "missing")) is None
    assert rows.index_of((7,)) is None


def test_revealing_opens_what_hides_a_value() -> None:
    rows = rows_of([0, {"a": {"b": [1, 2]}}])
    assert rows.index_of((1, "a", "b", 1)) is None
    found = rows.reveal((1, "a", "b", 1))
    assert found is not None and text(rows.row(found)) == "2"
    assert rows.reveal((1, "a", "c")) is None


def test_parents_are_the_rows_that_hold_a_row() -> None:
    rows = rows_of([{"a": 1}, {"b": 2}])
    rows.expand(2)
    assert [rows.parent(index) for index in range(len(rows))] == [None, 0, 0, 2]


def test_a_million_records_open_without_a_walk() -> None:
    count = 1_000_000
    rows = Rows(Document.from_bytes(b"[" + b",".join([b'{"a":1}'] * count) + b"]"))
    assert len(rows) == count + 1
    assert rows.toggle(count)
    assert rows.toggle(1)
    assert len(rows) == count + 3
    assert rows.path(count + 2) == (count - 1, "a")
    assert rows.path(count + 1) == (count - 1,)
    assert rows.index_of((count // 2,)) == count // 2 + 2


def test_expanding_stops_at_its_bounds_and_says_so() -> None:
    rows = rows_of([[[1]]] * 100)
    assert not rows.expand_all(0, rows=10)
    assert len(rows) <= 10 + 101
    deep = Rows(Document.from_bytes(b"[" * 300 + b"]" * 300))
    assert deep.expand_all(0, levels=5)  # as many as were asked for
    assert len(deep) == 7
    assert not deep.expand_all(0)


def test_what_is_closed_while_more_is_opened_stays_closed() -> None:
    rows = rows_of([[[1]] * 5, [[2]] * 5])
    steps = rows.expanding(0, step=1)
    next(steps)
    next(steps)
    assert rows.row(1).expanded
    rows.collapse(1)
    assert list(steps)[-1]
    assert not rows.row(1).expanded
    assert len(rows) == 1 + 2 + 5 + 5


def test_members_are_closed_together() -> None:
    rows = rows_of([[[1]], [[2]], 3])
    rows.expand_all(0)
    assert len(rows) == 1 + 3 + 2 + 2
    assert rows.collapse_members(0)
    assert [row.expanded for row in rows.window(0, 9)] == [True, False, False, False]
    assert not rows.collapse_members(0)
    rows.expand_all(0)
    rows.collapse_members(1)
    assert len(rows) == 1 + 3 + 1 + 2


def test_expanding_everything_leaves_very_big_members_closed() -> None:
    rows = rows_of([["x" * 1000] * 1001, [1]])
    assert not rows.expand_all(0)
    assert [row.expanded for row in rows.window(0, 9)] == [True, False, True, False]


def test_places_outlive_the_movement_of_rows_but_not_the_closing_of_their_container() -> None:
    rows = rows_of([[1], [[2]]])
    rows.expand(2)
    place = rows.place(3)
    rows.expand(1)
    assert rows.index_of_place(place) == 4
    assert rows.expand(4, rows.members(place))
    assert text(rows.row(5)) == "2"
    rows.collapse(3)
    assert rows.index_of_place(place) is None


def test_ten_thousand_levels_open_one_after_the_other() -> None:
    rows = Rows(Document.from_bytes(b"[" * 10_000 + b"1" + b"]" * 10_000))
    for index in range(1, 30):
        assert rows.expand(index)
    assert len(rows) == 31
    assert rows.row(30).depth == 30


def test_null_and_the_empties_look_different() -> None:
    rows = rows_of({"n": None, "t": "null", "s": "", "l": [], "o": {}})
    assert [text(row) for row in rows.window(1, 9)] == ["null", '"null"', '""', "[]", "{}"]
    assert not any(row.expandable for row in rows.window(1, 9))


def test_a_record_is_previewed_by_its_first_members() -> None:
    rows = rows_of([{"title": "Dune", "pages": 412, "tags": [1], "none": [], "more": "x" * 300}])
    start = '{title: "Dune", pages: 412, tags: […], none: [], more: "xxx'
    assert text(rows.row(1)).startswith(start)
    assert len(text(rows.row(1))) < 150


def test_big_containers_are_previewed_without_being_read() -> None:
    rows = rows_of([{"all": list(range(100_000))}])
    row = rows.row(1)
    assert row.count is None and text(row).endswith("kB")
    rows.expand(1)
    rows.expand(2)
    assert rows.row(2).count == 100_000


def test_long_strings_are_cut_and_their_length_named() -> None:
    rows = rows_of(["a" * 3000, "b" * 3_000_000, "c" * 400])
    first, second, third = (text(row) for row in rows.window(1, 3))
    assert first.endswith("a… (3,000 characters)") and len(first) < 600
    assert second.endswith("b… (3.0 MB)") and len(second) < 600
    assert third == '"' + "c" * 400 + '"'


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("", '""'),
        (" a", '" a"'),
        ("a ", '"a "'),
        ("a: 1, b", '"a: 1, b"'),
        ('a"b', '"a\\"b"'),
        ("a\nb", '"a␊b"'),
        ("{", '"{"'),
        ("my key", "my key"),
        ("a.b", "a.b"),
        ("a:b,c[0]", "a:b,c[0]"),
        ("מפתח", "מפתח"),
    ],
)
def test_a_key_that_could_be_misread_has_quotes(key: str, shown: str) -> None:
    assert rows_of({key: 1}).row(1).key == shown


def test_control_and_direction_characters_are_made_visible() -> None:
    rows = rows_of({"a\x1b[31m": 'x\x00\x1b\n\x7f\x9b\u202e\ufeff\ud800"\\'})
    row = rows.row(1)
    assert row.key == "a␛[31m"
    assert text(row) == '"x␀␛␊␡\\u009b\\u202e\\ufeff\\ud800\\"\\\\"'


def test_a_pair_of_ids_is_shown_as_a_reference_and_opens_as_a_list() -> None:
    body = b'[{"author": ["ABCDEFGHIJKLMNOP", "abcdefghijklmnop"]}, ["a", "b"]]'
    rows = Rows(Document.from_bytes(body), {"ABCDEFGHIJKLMNOP": "author"})
    assert text(rows.row(1)) == "{author: → author/abcdefghijklmnop}"
    assert rows.row(2).kind is Kind.LIST
    rows.expand(1)
    assert rows.row(2).kind is Kind.REF and rows.row(2).expandable


def test_text_is_shown_line_by_line_under_its_note() -> None:
    rows = Rows(Document.from_bytes(b"<html>\r\n\x1b[2J\n\nend"))
    shown = rows.window(0, 9)
    assert "not JSON" in text(shown[0])
    assert [(row.key, text(row)) for row in shown[1:]] == [
        ("1", "<html>"),
        ("2", "␛[2J"),
        ("3", ""),
        ("4", "end"),
    ]


def test_nothing_has_no_rows() -> None:
    assert len(Rows(Document.from_bytes(b""))) == 0
    assert Rows(Document.from_bytes(b"")).window(0, 5) == []


def test_a_record_stands_below_the_ref_that_leads_to_it() -> None:
    rows = Rows(Document.from_bytes(b'[{"to":["MMMMMMMMMMMMMMMM","RRRRRRRRRRRRRRRR"]},7]'))
    ref = rows.reveal((0, "to"))
    assert ref == 2
    record = memoryview(
        b'{"id":["m","r"],"value":{"name":"Ann","to":["MMMMMMMMMMMMMMMM","RRRRRRRRRRRRRRRR"]}}'
    )
    assert rows.expand(ref, members_of_record(record), record)
    assert [rows.path(at) for at in range(len(rows))] == [
        (), (0,), (0, "to"), (0, "to", "name"), (0, "to", "to"), (1,)
    ]  # fmt: skip
    assert rows.record_around(2) is None
    assert rows.record_around(3) == (record, ("name",))
    assert "followed" in "".join(part.text for part in rows.row(2).parts)
    assert rows.expand(4, members_of_record(record), record)
    assert rows.path(6) == (0, "to", "to", "to")
    assert rows.record_around(5) == (record, ("name",))
    assert rows.collapse(2)
    assert len(rows) == 4
    assert rows.expand(2)
    assert rows.record_around(3) is None


def test_a_record_without_members_shows_its_metadata_below_the_ref() -> None:
    record = memoryview(b'{"id":["m","r"],"value":3}')
    assert [members_of_record(record).key(at) for at in range(2)] == ["id", "value"]
