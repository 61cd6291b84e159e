"""The parts of the record screens that need no screen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.nodes import Dialect, Json
from karma_tui.schema.forms.entry import at, blank, entry_of
from karma_tui.schema.forms.label import label_of
from karma_tui.schema.forms.shape import Model
from karma_tui.tui.records.conflict import conflict_content, path_text
from karma_tui.tui.records.form_rows import rows_of
from karma_tui.tui.records.locating import asked_for, with_metadata
from karma_tui.tui.records.strings import as_literal, fits_line, fits_lines, from_literal
from karma_tui.workbench.record_expressions import RecordRef
from karma_tui.workbench.records import Record
from tests.lang.strategies import LAW
from tests.schema.forms.strategies import typed_values
from tests.tui.records.instance import BEGAN, BOOK, LATER, REF, VALUE


@LAW
@given(st.text())
def test_a_string_as_a_literal_is_read_back_the_same(text: str) -> None:
    assert from_literal(as_literal(text)) == text


@LAW
@given(st.text())
def test_what_fits_a_line_has_nothing_that_a_terminal_obeys(text: str) -> None:
    if fits_line(text):
        assert fits_lines(text)
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in text)


@pytest.mark.parametrize("literal", ["", "x", "5", "null", '"a', '["a"]'])
def test_what_is_no_literal_of_a_string_is_told(literal: str) -> None:
    assert from_literal(literal) is None


@LAW
@given(typed_values())
def test_every_row_leads_to_its_entry(pair: tuple[Json, Json]) -> None:
    root = entry_of(Model(pair[0]), pair[1])
    for row in rows_of(root, {}, {}):
        assert at(root, row.inner).is_leaf or at(root, row.place) is not None
        assert row.inner[: len(row.place)] == row.place


def test_closed_parts_have_no_rows() -> None:
    root = entry_of(Model(BOOK.model), VALUE)
    rows = rows_of(root, {}, {})
    tags = next(row for row in rows if row.path == "tags")
    fewer = rows_of(root, {}, {}, {tags.place})
    assert [row.path for row in rows if not row.path.startswith("tags[")] == [row.path for row in fewer]
    assert next(row for row in fewer if row.path == "tags").opens is False


def test_big_values_are_told_by_their_size() -> None:
    model = Model({"struct": {"text": {"string": {}}, "many": {"list": {"int8": {}}}}})
    root = entry_of(model, {"text": "x" * 5_000_000, "many": [1] * 20_000})
    text, many = rows_of(root, {}, {})
    assert "5,000,000 characters" in text.value
    assert len(text.value) < 300
    assert many.value == "list of 20,000, as text"


def test_a_blank_form_shows_what_is_missing() -> None:
    missing = [row.path for row in rows_of(blank(Model(BOOK.model)), {}, {}) if row.is_missing]
    assert missing == ["year", "price", "read", "at", "genre", "format", "author"]


def test_a_conflict_names_only_the_fields_that_differ() -> None:
    before = Record(REF, BEGAN, BEGAN, VALUE)
    theirs = Record(REF, BEGAN, LATER, {**VALUE, "title": "Theirs", "tags": ["grey"]})
    text = str(conflict_content(Model(BOOK.model), before, {**VALUE, "year": 1974}, theirs))
    assert LATER in text
    for field in ("title", "year", "tags"):
        assert f"\n{field}\n" in text
    assert "genre" not in text


def test_paths_read_as_people_write_them() -> None:
    assert path_text(("a", 0, "b")) == "a[0].b"
    assert path_text(()) == ""


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ('get(ref("m", "r"))', Dialect.V1),
        ('{"function": [[], [{"get": {"data": {"ref": ["m", "r"]}}}]]}', Dialect.V1),
        ('{"get": {"newRef": {"model": {"model": "m"}, "id": "r"}}}', Dialect.V01),
    ],
)
def test_a_record_that_was_asked_for_by_its_ids_is_known(text: str, dialect: Dialect) -> None:
    assert asked_for(text, dialect) == RecordRef("m", "r")


@pytest.mark.parametrize("text", ['first(all(tag("x")))', 'get(ref("m", "r")).name', "1i8; get(x)", "(", ""])
def test_any_other_expression_tells_no_record(text: str) -> None:
    assert asked_for(text, Dialect.V1) is None


def test_metadata_is_put_around_the_records_of_the_last_expression() -> None:
    assert with_metadata('let t = tag("x"); all(t)', Dialect.V1) == (
        'let t = tag("x");\nmapList(all(t), (index, record) => metarialize(record))'
    )
    assert with_metadata('{"all": {"tag": "x"}}', Dialect.V01) == 'mapList(all(tag("x")), metarialize(arg()))'
    assert with_metadata("all(", Dialect.V1) is None


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ({"year": 1, "Title": "Momo", "text": "x"}, "Momo"),
        ({"name": {"first": "Anna", "last": "Meier"}}, "Anna"),
        ({"ref": ["A" * 16, "B" * 16], "about": {"de": "Text\nhier"}}, "Text hier"),
        ({"n": 5}, '{"n":5}'),
        ("word", "word"),
        (None, "null"),
        ({"title": "x" * 200}, "x" * 79 + "…"),
    ],
)
def test_a_record_is_called_by_its_most_telling_text(value: Any, label: str) -> None:
    assert label_of(value) == label
