"""Editing a form, and what is said about what cannot be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Dialect, Json, Number
from karma_tui.lang.print_text import print_text
from karma_tui.schema.forms.datum import plain_expression, sent_expression
from karma_tui.schema.forms.entry import (
    Entry,
    Place,
    added,
    at,
    blank,
    changed,
    chosen,
    entry_of,
    moved,
    pointed,
    removed,
    renamed,
    switched,
    written,
)
from karma_tui.schema.forms.reading import Reading, read_form
from karma_tui.schema.forms.shape import Model
from karma_tui.schema.forms.text import text_of, value_from

BOOK: Any = {
    "struct": {
        "title": {"string": {}},
        "year": {"int16": {}},
        "price": {"optional": {"float": {}}},
        "tags": {"list": {"string": {}}},
        "names": {"map": {"string": {}}},
        "kinds": {"set": {"enum": ["b", "a"]}},
        "format": {"union": {"ebook": {"struct": {"drm": {"bool": {}}}}, "paper": {"null": {}}}},
        "author": {"ref": ["M", "A"]},
    }
}
VALUE: Any = {
    "title": "x",
    "year": 1999,
    "tags": ["p", "q"],
    "names": {"de": "y"},
    "kinds": ["a"],
    "format": {"ebook": {"drm": True}},
    "author": ["A", "r1"],
}
TITLE, YEAR, PRICE, TAGS, NAMES, KINDS, FORMAT, AUTHOR = range(8)


def _leaf(model: Json, text: str) -> Reading:
    return read_form(written(blank(Model(model)), text))


def _value(root: Entry) -> Any:
    return read_form(root).value


def _edit(place: Place, change: Callable[[Entry], Entry]) -> Any:
    root = changed(entry_of(Model(BOOK), VALUE), place, change)
    reading = read_form(root)
    assert reading.problems == ()
    return reading.value


def test_a_leaf_is_written() -> None:
    assert _edit((TITLE,), lambda it: written(it, "new")) == {**VALUE, "title": "new"}


def test_an_optional_comes_and_goes() -> None:
    on = changed(entry_of(Model(BOOK), VALUE), (PRICE,), switched)
    assert [problem.path for problem in read_form(on).problems] == ["price"]
    priced = changed(on, (PRICE, 0), lambda it: written(it, "1.50"))
    assert _value(priced)["price"] == Number("1.50")
    assert "price" not in _value(changed(priced, (PRICE,), switched))


def test_items_are_added_moved_and_removed() -> None:
    def with_item(entry: Entry) -> Entry:
        return changed(added(entry, 1), (1,), lambda it: written(it, "new"))

    assert _edit((TAGS,), with_item)["tags"] == ["p", "new", "q"]
    assert _edit((TAGS,), lambda it: moved(it, 0, 1))["tags"] == ["q", "p"]
    assert _edit((TAGS,), lambda it: removed(it, 0))["tags"] == ["q"]


def test_a_map_entry_gets_another_key() -> None:
    assert _edit((NAMES,), lambda it: renamed(it, 0, "en"))["names"] == {"en": "y"}


def test_a_union_gets_another_case_and_a_ref_another_record() -> None:
    assert _edit((FORMAT,), lambda it: chosen(it, "paper"))["format"] == {"paper": None}
    assert _edit((AUTHOR,), lambda it: pointed(it, "A", "r2"))["author"] == ["A", "r2"]


def test_an_edit_leaves_the_form_before_it_as_it_was() -> None:
    before = entry_of(Model(BOOK), VALUE)
    changed(before, (TITLE,), lambda it: written(it, "new"))
    assert at(before, (TITLE,)).text == "x"


def test_what_is_wrong_is_told_with_its_place() -> None:
    root = entry_of(Model(BOOK), VALUE)
    root = changed(root, (NAMES,), lambda it: added(it, 1, "de"))
    root = changed(root, (KINDS,), lambda it: changed(added(it, 1), (1,), lambda leaf: written(leaf, "a")))
    root = changed(root, (FORMAT, 0, 0), lambda it: written(it, ""))
    found = {problem.path: (problem.place, problem.message) for problem in read_form(root).problems}
    assert found == {
        'names["de"]': ((NAMES, 1), "This key is there already"),
        "kinds[1]": ((KINDS, 1), "This is in the set already"),
        "format.ebook.drm": ((FORMAT, 0, 0), "Choose true or false"),
    }


def test_a_blank_form_names_every_field_that_is_needed() -> None:
    problems = read_form(blank(Model(BOOK))).problems
    assert [problem.path for problem in problems] == ["year", "format", "author"]


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("int8", -128, 127),
        ("uint8", 0, 255),
        ("int16", -(2**15), 2**15 - 1),
        ("uint16", 0, 2**16 - 1),
        ("int32", -(2**31), 2**31 - 1),
        ("uint32", 0, 2**32 - 1),
        ("int64", -(2**63), 2**63 - 1),
        ("uint64", 0, 2**64 - 1),
    ],
)
def test_whole_numbers_are_held_to_their_exact_range(kind: str, low: int, high: int) -> None:
    for inside in (low, high):
        reading = _leaf({kind: {}}, str(inside))
        assert (reading.value, reading.problems) == (inside, ())
    for outside in (low - 1, high + 1):
        (problem,) = _leaf({kind: {}}, str(outside)).problems
        assert f"from {low} to {high}" in problem.message


@pytest.mark.parametrize("text", ["", "1.5", "1e3", "x", "0x10", "1 2", "--1", "true"])
def test_what_is_no_whole_number_is_refused_and_kept(text: str) -> None:
    reading = _leaf({"int32": {}}, text)
    assert reading.problems
    assert reading.value == text


@pytest.mark.parametrize("text", ["1", "-0", "1.50", "1e+06", "1234567890123456789012", "NaN", "-Inf"])
def test_a_float_keeps_its_spelling(text: str) -> None:
    reading = _leaf({"float": {}}, text)
    assert reading.problems == ()
    assert str(reading.value) == text


@pytest.mark.parametrize("text", ["", "1,5", "nan", "1e400", ".5", "one"])
def test_what_is_no_float_is_refused(text: str) -> None:
    assert _leaf({"float": {}}, text).problems


@pytest.mark.parametrize("text", ["2018-01-02T03:04:05Z", "2018-01-02T03:04:05.25+02:00"])
def test_a_date_is_rfc_3339(text: str) -> None:
    assert _leaf({"dateTime": {}}, text).problems == ()


@pytest.mark.parametrize("text", ["", "2018-01-02", "2018-02-30T00:00:00Z", "2018-01-02 03:04:05Z", "now"])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert _leaf({"dateTime": {}}, text).problems


def test_a_record_of_another_model_is_refused() -> None:
    entry = entry_of(Model({"ref": ["M", "A"]}), ["B", "r"])
    assert entry.is_kept
    assert [problem.message for problem in read_form(entry).problems] == ["A record of the model is wanted"]


def test_a_ref_of_dialect_0_1_is_an_id() -> None:
    entry = entry_of(Model({"ref": "A"}), "r1", Dialect.V01)
    assert (entry.model_id, entry.text) == ("A", "r1")
    assert read_form(entry, Dialect.V01).value == "r1"


def test_a_model_that_contains_itself_at_once_is_kept_as_text() -> None:
    model = Model({"recursion": {"label": "a", "model": {"recurse": "a"}}})
    assert entry_of(model, 5).is_kept
    assert read_form(entry_of(model, 5)).problems


def test_a_blank_form_of_structs_without_end_ends() -> None:
    inner: Json = {"struct": {name: {"recurse": "t"} for name in "abcdef"}}
    read_form(blank(Model({"recursion": {"label": "t", "model": inner}})))


def test_ten_thousand_levels_are_kept_written_and_read() -> None:
    model = Model({"recursion": {"label": "t", "model": {"list": {"recurse": "t"}}}})
    value: Json = []
    for _ in range(10_000):
        value = [value]
    reading = read_form(entry_of(model, value))
    assert reading.problems == ()
    assert dump_json(reading.value) == dump_json(value)
    assert print_text(plain_expression(model, reading.value)).count("[") == 10_001
    assert dump_json(value_from(text_of(model, value))) == dump_json(value)


def test_json_is_read_as_a_value_too() -> None:
    assert value_from('{"title": "x", "n": 1e3}') == {"title": "x", "n": Number("1e3")}
    assert value_from('{title: "x", n: int64("7"), when: union("a", null)}') == {
        "title": "x",
        "n": 7,
        "when": {"a": None},
    }


@pytest.mark.parametrize("text", ["dateTimeNow()", '{a: all(tag("x"))}', "", "1; 2", "{a: 1i8, a: 2i8}"])
def test_what_is_no_plain_value_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        value_from(text)


def test_a_big_part_that_is_kept_is_checked_once() -> None:
    model = Model({"struct": {"a": {"int8": {}}, "many": {"list": {"int8": {}}}}})
    root = entry_of(model, {"a": 1, "many": [*range(100)] * 60 + [1000]})
    assert at(root, (1,)).is_kept
    problems = read_form(root).problems
    again = read_form(changed(root, (0,), lambda it: written(it, "2")))
    assert again.problems == problems
    assert [problem.path for problem in problems] == ["many[6000]"]


def test_what_is_empty_gets_a_type_where_a_server_takes_items_together() -> None:
    row: Json = {"struct": {"m": {"map": {"int8": {}}}, "tags": {"list": {"string": {}}}}}
    value: Json = {"rows": [{"m": {"a": 1}, "tags": []}, {"m": {}, "tags": ["x"]}]}
    sent = print_text(sent_expression(Model({"struct": {"rows": {"list": row}}}), value))
    assert sent.count("presentOrZero(") == 2
    plain: Json = {"struct": {"rows": {"list": {"struct": {"tags": {"list": {"string": {}}}}}}}}
    assert "presentOrZero" not in print_text(sent_expression(Model(plain), {"rows": [{"tags": []}]}))
