from __future__ import annotations

import json
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.choices import NARROWEST, Choices
from karma_tui.results.columns import MOST_COLUMNS, Columns, split
from karma_tui.results.document import Document
from karma_tui.results.intake import Intake
from karma_tui.results.rows import Path
from karma_tui.results.table import QUICK, Table


def table(value: Any, choices: Choices | None = None) -> Table:
    return Table(Document.from_bytes(json.dumps(value).encode()), None, choices)


def titles(shown: Table) -> list[str]:
    return [shown.columns.title(column.path) for column in shown.visible()]


def texts(shown: Table, row: int) -> list[str]:
    fields = shown.fields(row)
    assert fields is not None
    return ["".join(part.text for part in shown.cell(fields, column)) for column in shown.visible()]


def meta(number: int, value: Any) -> dict[str, Any]:
    return {
        "created": "2024-01-01T00:00:00Z",
        "id": ["m" * 16, f"r{number:015}"],
        "model": ["x" * 16, "m" * 16],
        "updated": "2024-01-01T00:00:00Z",
        "value": value,
    }


def test_fields_become_columns_where_they_first_stand() -> None:
    shown = table([{"a": 1, "c": 3}, {"a": 1, "b": 2, "c": 3}, {"z": 0, "a": 1}])
    assert titles(shown) == ["z", "a", "b", "c"]
    assert texts(shown, 0) == ["", "1", "", "3"]


def test_a_record_with_metadata_shows_its_id_and_its_fields() -> None:
    shown = table([meta(1, {"title": "Dune"}), meta(2, {"title": "Emma", "pages": 9})])
    assert titles(shown) == ["id", "title", "pages"]
    assert [column.path for column in shown.visible()][1] == ("value", "title")
    shown.choose(shown.choices.show(("created",)))
    assert titles(shown) == ["id", "title", "pages", "created"]


def test_scalars_have_one_column() -> None:
    shown = table([1, None, "x", [2]])
    assert titles(shown) == ["value"]
    assert [texts(shown, row) for row in range(4)] == [["1"], ["null"], ["x"], ["[2]"]]


def test_records_of_both_kinds_lose_nothing() -> None:
    shown = table([{"a": 1}, 5, {}, None])
    assert titles(shown) == ["value", "a"]
    assert [texts(shown, row) for row in range(4)] == [["{…}", "1"], ["5", ""], ["{}", ""], ["null", ""]]


def test_a_container_is_flattened_and_folded() -> None:
    shown = table([{"geo": {"lat": 1, "at": {"x": 2}}, "n": 0}, {"geo": None, "n": 0}])
    shown.choose(shown.choices.flatten(("geo",)))
    assert titles(shown) == ["geo", "geo.lat", "geo.at", "n"]
    assert texts(shown, 0) == ["{…}", "1", "x: 2", "0"]
    assert texts(shown, 1) == ["null", "", "", "0"]
    shown.choose(shown.choices.flatten(("geo", "at")))
    assert "geo.at.x" in titles(shown)
    shown.choose(shown.choices.fold(("geo",)))
    assert titles(shown) == ["geo", "n"]
    assert shown.choices.flat == frozenset()


def test_a_flattened_list_has_a_column_for_each_position() -> None:
    shown = table([{"t": ["a", "b"]}, {"t": []}])
    shown.choose(shown.choices.flatten(("t",)))
    assert titles(shown) == ["t", "t[0]", "t[1]"]
    assert texts(shown, 1) == ["[]", "", ""]


def test_columns_appear_when_a_record_that_has_them_is_looked_at() -> None:
    shown = table([{"a": 1}] * 2_010 + [{"a": 1, "rare": 2}] + [{"a": 1}] * 1_800)
    assert titles(shown) == ["a"]
    news = shown.news
    shown.fields(2_010)
    assert shown.news == news + 1
    assert titles(shown) == ["a", "rare"]


def test_there_is_an_end_to_columns() -> None:
    shown = table([{f"k{number}": 0 for number in range(3 * MOST_COLUMNS)}])
    assert len(shown.visible()) == MOST_COLUMNS
    assert shown.columns.are_full


def test_a_long_record_is_left_to_a_thread() -> None:
    shown = table([{"a": 1}, {"a": 2, "long": "x" * QUICK}])
    assert shown.fields(1) is None
    shown.take(1, split(shown.record(1), shown.flat), shown.flat)
    assert titles(shown) == ["a", "long"]
    assert texts(shown, 1)[0] == "2"
    shown.choose(shown.choices.flatten(("a",)))
    shown.take(1, {}, frozenset())
    assert shown.fields(1) is None


def test_places_are_those_of_the_whole_result() -> None:
    shown = Table(Document.from_bytes(b'[{"a":0},{"a":1},{"a":2}]').picked(array("q", [2, 0])))
    (column,) = shown.visible()
    assert shown.place(0, column) == (2, "a")
    assert shown.row_of((0, "a")) == 1
    assert shown.row_of((1, "a")) is None


def test_the_place_of_an_absent_field_is_what_is_around_it() -> None:
    shown = table([{"g": {"x": 1}}, {"g": {"y": 2}}, {"h": 3}], Choices(flat=frozenset({("g",)})))
    x = shown.visible()[0]
    assert x.path == ("g", "x")
    assert shown.place(0, x) == (0, "g", "x")
    assert shown.place(1, x) == (1, "g")
    assert shown.place(2, x) == (2,)


def test_a_list_that_comes_in_grows() -> None:
    intake = Intake(first_block=64, block=64)
    intake.feed(b'[{"a":1},' + b",".join(b'{"a":%d}' % number for number in range(20)) + b",")
    assert intake.blocks is not None
    shown = Table(Document.of_blocks(intake.blocks))
    before = len(shown)
    intake.feed(b",".join(b'{"a":%d,"b":2}' % number for number in range(20)) + b"]")
    intake.finish()
    assert shown.grow() == 41 - before
    assert titles(shown) == ["a", "b"]


def test_text_and_single_values_are_tables_too() -> None:
    lines = Table(Document.from_bytes(b"not json\x07\nsecond"))
    assert [texts(lines, row) for row in range(2)] == [["not json␇"], ["second"]]
    assert lines.row_of((2,)) == 1
    single = table({"a": {"b": 1}})
    assert titles(single) == ["a"]
    assert single.place(0, single.visible()[0]) == ("a",)
    assert len(Table(Document.from_bytes(b""))) == 0


PATHS = st.lists(st.one_of(st.text(max_size=3), st.integers(0, 9)), max_size=3).map(tuple)
CHOICES = st.builds(
    Choices,
    st.frozensets(PATHS, max_size=3),
    st.frozensets(PATHS, max_size=3),
    st.frozensets(PATHS, max_size=3),
    st.lists(PATHS, max_size=4, unique=True).map(tuple),
    st.dictionaries(PATHS, st.integers(NARROWEST, 90), max_size=3),
    st.integers(0, 9),
)


@given(CHOICES)
def test_choices_come_back_from_their_plain_form(choices: Choices) -> None:
    assert Choices.from_plain(json.loads(json.dumps(choices.to_plain()))) == choices


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["flat", "hidden", "shown", "order", "widths", "frozen", "x"]), inner, max_size=6
        ),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["flat", "hidden", "shown", "order", "widths", "frozen"]), JSON))
def test_any_file_gives_choices_that_can_be_used(plain: dict[str, Any]) -> None:
    shown = table([{"a": {"b": 1}, "x": 2}], Choices.from_plain(plain))
    assert {column.path for column in shown.choices.all(shown.columns)} >= {("x",)}
    for column in shown.visible():
        assert shown.place(0, column)[:1] == (0,)


def columns_of(*records: Any) -> Columns:
    columns = Columns()
    for record in records:
        columns.notice(split(json.dumps(record).encode(), ()), ())
    return columns


@pytest.mark.parametrize(
    ("path", "steps", "order"),
    [(("a",), 1, "bac"), (("a",), 9, "bca"), (("c",), -1, "acb"), (("c",), -9, "cab"), (("b",), 0, "abc")],
)
def test_columns_are_moved(path: Path, steps: int, order: str) -> None:
    columns = columns_of({"a": 0, "b": 0, "c": 0})
    moved = Choices().move(path, steps, columns).visible(columns)
    assert "".join(str(column.path[0]) for column in moved) == order


def test_a_column_found_later_stands_beside_its_neighbour_after_a_move() -> None:
    columns = columns_of({"a": 0, "b": 0, "c": 0})
    choices = Choices().move(("c",), -2, columns)
    columns.notice(split(b'{"c":0,"new":1}', ()), ())
    assert [column.path[0] for column in choices.visible(columns)] == ["c", "new", "a", "b"]
