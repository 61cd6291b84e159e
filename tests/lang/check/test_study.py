"""What a study knows at a place: types, wants, names, calls."""

from __future__ import annotations

import pytest

from karma_tui.errors import Cancelled
from karma_tui.lang.check.study import study
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.recognise import read

from .library import WORLD, WORLD01, studied


def at(marked: str) -> tuple[str, int]:
    """The text and the offset of its `^`."""
    return marked.replace("^", ""), marked.index("^")


def type_at(marked: str, dialect: Dialect = Dialect.V1) -> str:
    text, offset = at(marked)
    world = WORLD if dialect is Dialect.V1 else WORLD01
    found = studied(text, world, dialect).type_at(offset)
    return "" if found is None else type_text(found, world.names)


def expected_at(marked: str) -> str:
    text, offset = at(marked)
    found = studied(text).expected_at(offset)
    return "" if found is None else type_text(found, WORLD.names)


def names_at(marked: str) -> list[str]:
    text, offset = at(marked)
    return list(studied(text).names_at(offset))


def test_the_type_of_every_part_is_known() -> None:
    assert type_at('all(tag("boo^k"))') == "string"
    assert type_at('al^l(tag("book"))') == "list of record of book"
    assert type_at('all(tag("book")) |> mapList((i, b) => b.pag^es)') == "int64"
    assert type_at('all(tag("book")) |> mapList((i, b) => b.kin^d)') == (
        "union {digital: struct {}, paper: struct {weight: float}}"
    )
    assert type_at("let x = {a: 1i^32}; x") == "int32"


def test_the_result_type_is_that_of_the_last_statement() -> None:
    found = studied('let n = all(tag("book")) |> length();\n{n: n, first: first(all(tag("author")))}')
    assert type_text(found.result_type, WORLD.names) == "struct {n: int64, first: record of author}"


def test_what_is_wanted_is_known_inside_of_data_too() -> None:
    assert expected_at("addInt64(1i64, 2i6^4)") == "int64"
    create = 'create(tag("book"), self => ({title: "x", author: ref("m3", "a"), pages: 1i64, genre: %s}))'
    assert expected_at(create % 'symbol("no^vel")') == "enum {novel, poem}"
    assert expected_at(create % 'if(true, sy^mbol("novel"), symbol("poem"))') == "enum {novel, poem}"
    assert expected_at('update(ref("m3", "a"), {name: "x^", born: null})') == "string"


def test_the_names_of_a_place_are_its_parameters_and_what_is_defined_before() -> None:
    text = 'let a = 1i32;\nlet b = all(tag("book")) |> mapList((i, v) => equal(%s, i));\nlet c = %s;\nd'
    assert names_at(text.replace("d", "true") % ("^a", "2i32")) == ["v", "i", "a"]
    assert names_at(text.replace("d", "true") % ("a", "2^i32")) == ["b", "a"]


def test_a_definition_in_a_branch_ends_with_it() -> None:
    assert names_at('if(true, define("x", 1i32), 2i32);\ntru^e') == []


def test_the_call_around_a_place_and_its_parameter_are_known() -> None:
    def call(marked: str) -> tuple[str, int]:
        text, offset = at(marked)
        found = studied(text).call_at(offset)
        return ("", -1) if found is None else (found.call.name, found.parameter)

    assert call("addInt64(1^i64, 2i64)") == ("addInt64", 0)
    assert call("addInt64(1i64, 2^i64)") == ("addInt64", 1)
    assert call("addInt64(1i64, ^ 2i64)") == ("addInt64", 1)
    assert call("addI^nt64(1i64, 2i64)") == ("addInt64", -1)
    assert call('all(tag("book")) |> mapList((i, b) => b.tit^le)') == ("mapList", 1)
    assert call("let x = 1i32;\nx^") == ("", -1)


def test_the_input_of_the_older_dialect_is_known() -> None:
    text, offset = at('mapList({value: all(tag("book")), expression: field({name: "pa^ges"})})')
    found = studied(text, WORLD01, Dialect.V01).input_at(offset)
    assert found is not None and type_text(found, WORLD01.names) == "record of book"
    assert type_at('get(newRef(tag("book"), "b")).tit^le', Dialect.V01) == "string"


def test_the_names_of_do_are_known() -> None:
    text, offset = at('do({books: all(tag("book")), return: length(bind("bo^oks"))})')
    found = studied(text, WORLD01, Dialect.V01)
    assert {name: type_text(of, WORLD01.names) for name, of in found.names_at(offset).items()} == {
        "books": "list of record of book"
    }
    assert type_text(found.result_type) == "int64"


def test_a_study_can_be_stopped() -> None:
    source = read("[" + ", ".join(["1i32"] * 200) + "]")
    with pytest.raises(Cancelled):
        study(source.root, WORLD, should_stop=lambda: True)


def test_nothing_is_studied_without_nodes() -> None:
    found = study(None, WORLD)
    assert (found.problems, found.type_at(0), dict(found.names_at(0))) == ((), None, {})
