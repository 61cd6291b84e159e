"""The places of results by type."""

from __future__ import annotations

from karma_tui.lang.check.labels import label_at
from karma_tui.lang.check.study import study
from karma_tui.lang.machine.dialect01.types import one_of
from karma_tui.lang.machine.types import (
    ANY,
    INT64,
    NULL,
    STRING,
    Enum,
    ListOf,
    MapOf,
    Optional,
    RecordOf,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
)
from karma_tui.lang.recognise import read

from .library import WORLD

BOOK = Struct(
    {
        "title": STRING,
        "author": RefTo("m3"),
        "genre": Enum(frozenset(["novel", "poem"])),
        "kind": UnionOf({"paper": Struct({"weight": INT64}), "digital": Struct({})}),
        "tags": SetOf(STRING),
        "size": TupleOf((INT64, STRING)),
        "notes": MapOf(Optional(STRING)),
    }
)
BOOKS = ListOf(RecordOf(BOOK, "m4"))


def kind(type_: Type, *path: str | int) -> str:
    found = label_at(type_, path)
    return "" if found is None else found.kind


def test_a_symbol_is_no_string_and_a_ref_no_list() -> None:
    assert kind(BOOKS, 0, "genre") == "symbol"
    assert kind(BOOKS, 3, "author") == "ref"
    assert kind(BOOKS, 3, "title") == "string"
    assert kind(BOOKS, 3, "tags") == "set"
    assert kind(BOOKS, 3, "tags", 0) == "string"
    assert kind(BOOKS, 3, "size", 1) == "string"


def test_a_record_and_a_ref_know_their_model() -> None:
    record, ref = label_at(BOOKS, [0], {"m4": "book"}), label_at(BOOKS, [0, "author"], {"m3": "author"})
    assert record is not None and (record.model, record.text) == ("m4", "record of book")
    assert ref is not None and (ref.model, ref.text) == ("m3", "->author")


def test_a_payload_knows_its_case() -> None:
    union, payload = label_at(BOOKS, [0, "kind"]), label_at(BOOKS, [0, "kind", "paper"])
    assert union is not None and (union.kind, union.case) == ("union", "")
    assert payload is not None and (payload.kind, payload.case) == ("struct", "paper")


def test_what_may_be_null_is_labelled_as_what_it_is_otherwise() -> None:
    assert kind(BOOKS, 0, "notes", "anything") == "string"
    assert kind(Optional(STRING)) == "string"
    assert kind(NULL) == "null"


def test_a_recursion_is_followed() -> None:
    tree = Recursion("tree", ANY)
    tree.body = Struct({"name": STRING, "children": ListOf(tree)})
    assert kind(tree, "children", 0, "children", 7, "name") == "string"


def test_nothing_is_said_where_the_type_says_nothing() -> None:
    assert label_at(ANY, []) is None
    assert label_at(BOOKS, [0, "price"]) is None
    assert label_at(BOOKS, [0, "title", 0]) is None
    assert label_at(BOOKS, [0, "size", 2]) is None


def test_alternatives_are_told_apart_where_only_one_has_such_a_place() -> None:
    either = one_of((STRING, ListOf(INT64)))
    assert kind(either) == ""
    assert kind(either, 0) == "int64"


def test_the_result_of_a_query_is_labelled() -> None:
    text = 'all(tag("book")) |> mapList((i, b) => ({g: b.genre, a: get(b.author)}))'
    result = study(read(text).root, WORLD).result_type
    assert kind(result, 0, "g") == "symbol"
    label = label_at(result, [0, "a"], WORLD.names)
    assert label is not None and label.text == "record of author"
