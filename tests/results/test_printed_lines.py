"""Results as printed lines: trees and tables that fit a width, are bounded, and name what they leave out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.document import Document
from karma_tui.results.envelope import Ref
from karma_tui.results.line_refs import LineRefs
from karma_tui.results.strings import visible
from karma_tui.results.text_table import TableLook, table_lines
from karma_tui.results.text_tree import TreeLook, tree_lines
from karma_tui.results.width import cells

BOOK, DUNE, HERBERT = "A" * 22, "B" * 22, "C" * 22


def _document(value: Any) -> Document:
    return Document.from_bytes(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _tree(value: Any, refs: LineRefs | None = None, **look: Any) -> list[str]:
    lines = tree_lines(_document(value), TreeLook(**look), LineRefs() if refs is None else refs)
    return ["".join(part.text for part in line) for line in lines]


def _table(value: Any, refs: LineRefs | None = None, **look: Any) -> list[str]:
    lines = table_lines(_document(value), TableLook(**look), LineRefs() if refs is None else refs)
    return ["".join(part.text for part in line).rstrip() for line in lines]


def test_a_record_that_fits_stands_on_one_line() -> None:
    assert _tree([{"title": "Dune", "pages": 412}]) == ['0: {title: "Dune", pages: 412}']


def test_what_does_not_fit_is_opened_down_to_a_depth_and_then_named() -> None:
    deep = {"a": {"b": {"c": [{"d": 1}, {"e": 2}]}}}
    assert _tree(deep, depth=2) == ["a:", "  b:", r"    c: [{…}, …]  \open $.a.b.c"]
    assert _tree(deep, depth=9) == ["a:", "  b:", "    c: 2 items", "      0: {d: 1}", "      1: {e: 2}"]


def test_a_tree_of_any_depth_is_printed() -> None:
    text = '{"a":' * 2_000 + "1" + "}" * 2_000
    lines = list(tree_lines(Document.from_bytes(text.encode()), TreeLook(depth=10_000), LineRefs()))
    assert len(lines) == 1_999  # the innermost stands on the line of what it is in


def test_members_beyond_a_hundred_are_named_by_their_path() -> None:
    lines = _tree({"n": list(range(300))})
    assert lines[0] == "n: 300 items"
    assert lines[-1] == r"  … 200 more  \open $.n"


def test_records_are_shown_from_a_place_on() -> None:
    assert _tree(list(range(10)), first=8) == ["8: 8", "9: 9"]
    assert _tree(list(range(10)), first=2, most=2) == ["2: 2", "3: 3"]
    assert _table(list(range(10)), first=8)[2:] == ["8      8", "9      9"]


def test_references_are_numbered_by_their_first_appearance() -> None:
    refs = LineRefs()
    lines = _tree([{"by": [BOOK, DUNE]}, {"by": [BOOK, HERBERT]}, {"by": [BOOK, DUNE]}], refs)
    assert [line[-4:] for line in lines] == ["(1)}", "(2)}", "(1)}"]
    assert refs.get(2) == Ref(BOOK, HERBERT)
    assert refs.get(3) is None


def test_a_result_that_is_a_reference_is_shown_as_one() -> None:
    for lines in (_tree([BOOK, DUNE]), _table([BOOK, DUNE])):
        assert lines == [f"→ {BOOK}/{DUNE} (1)"]


def test_the_number_of_a_reference_is_never_cut_off() -> None:
    line = _table([{"by": [BOOK, DUNE], "title": "t" * 50}], room=40)[2]
    assert "(1)" in line
    assert cells(line) <= 40


def test_wide_and_combining_characters_keep_columns_straight() -> None:
    lines = _table([{"t": "日本", "n": 1}, {"t": "e\u0301a", "n": 22}])
    assert [cells(line) for line in lines[2:]] == [cells(lines[1])] * 2


def test_columns_are_cut_with_a_sign_and_numbers_stand_right() -> None:
    lines = _table([{"title": "x" * 90, "pages": 5}, {"title": "y", "pages": 1234}], room=40)
    assert lines[2].endswith("…      5")
    assert lines[3].endswith("   1234")
    assert all(cells(line) <= 40 for line in lines)


def test_records_stand_below_each_other_where_columns_do_not_fit() -> None:
    lines = _table([{f"field{at}": "long text" for at in range(20)}], room=60)
    assert lines[:2] == ["[0]", "field0   long text"]


def test_numbers_keep_their_digits() -> None:
    document = Document.from_bytes(b'[{"n":12345678901234567890.1230}]')
    text = "".join(part.text for line in table_lines(document, TableLook()) for part in line)
    assert "12345678901234567890.1230" in text


def test_control_characters_are_shown_and_not_obeyed() -> None:
    hostile = [{"a\x1b[2J": "x\r\n\x9b1m\u202e"}]
    for line in _tree(hostile) + _table(hostile):
        assert visible(line) == line


@pytest.mark.parametrize("value", [[], {}, None, "text", 5, True, [[]], [{}], [None]])
def test_every_small_value_has_lines(value: Any) -> None:
    assert _tree(value)
    assert _table(value)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES, st.integers(40, 120))
def test_no_line_of_a_table_is_wider_than_its_room(value: Any, room: int) -> None:
    for line in _table(value, room=room):
        assert cells(line) <= room
        assert visible(line) == line
