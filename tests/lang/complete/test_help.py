"""Signature help, hover and the reference of functions; `¦` is the cursor."""

from __future__ import annotations

import pytest

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.complete.hover import hover
from karma_tui.lang.complete.items import Hover, Kind, Signature
from karma_tui.lang.complete.reference import reference
from karma_tui.lang.complete.signature import signature_help
from karma_tui.lang.nodes import Dialect

from .world import WORLD, placed

LAMBDA = 'filterList(all(tag("book")), (i, b) => '


def signature(text: str) -> Signature:
    found = signature_help(*placed(text), WORLD)
    assert found is not None
    return found


def hovered(text: str) -> tuple[str, Hover]:
    plain, offset = placed(text)
    found = hover(plain, offset, WORLD)
    assert found is not None
    return plain[found.span.start : found.span.end], found


@pytest.mark.parametrize(
    ("text", "name", "active"),
    [
        ("filterList(¦", "filterList", 0),
        ('filterList(all(tag("book")), ¦', "filterList", 1),
        ('filter¦List(all(tag("book")), b)', "filterList", -1),
        (LAMBDA + "gtInt32(b.pages, ¦))", "gtInt32", 1),
        (LAMBDA + "gtInt32(b.pages, ¦", "gtInt32", 1),
        ('all(tag("¦"))', "tag", 0),
        ("and(true, false, ¦)", "and", 0),
        ("let x = 1i32;\n\nlet y = addInt32(x, ¦);\nlet z = f(", "addInt32", 1),
        ('{"filterList": [{"all": {"tag": {"string": "book"}}}, ¦', "filterList", 1),
    ],
)
def test_the_call_around_and_its_active_parameter(text: str, name: str, active: int) -> None:
    found = signature(text)
    assert (found.name, found.active) == (name, active)


def test_generic_types_are_filled_in_with_the_actual_ones() -> None:
    found = signature('filterList(all(tag("book")), ¦)')
    assert [parameter.type for parameter in found.parameters] == ["list<T>", "(index int64, value T) => bool"]
    assert found.parameters[0].actual == "list<record of book>"
    assert found.parameters[1].actual == "(index int64, value record of book) => bool"
    assert found.returns == "list<record of book>"
    assert signature('get(first(all(tag("book"))).author¦)').parameters[0].actual == "ref<author>"


def test_the_span_is_the_call_in_the_whole_text() -> None:
    text, offset = placed("let a = 1i32;\nlet b = addInt32(a, ¦); b")
    found = signature_help(text, offset, WORLD)
    assert found is not None
    assert text[found.span.start : found.span.end] == "addInt32(a, )"


@pytest.mark.parametrize("text", ["¦", "1i32¦", "// length(¦", "unknown(¦)", "let a = length(x); ¦"])
def test_there_is_no_signature_outside_of_calls_of_functions(text: str) -> None:
    assert signature_help(*placed(text), WORLD) is None


@pytest.mark.parametrize(
    ("text", "stretch", "title", "kind", "type_"),
    [
        ('fir¦st(all(tag("book")))', "first", "first(value)", Kind.FUNCTION, "record of book"),
        (LAMBDA + "b.pag¦es == 3i32)", "pages", "pages", Kind.FIELD, "int32"),
        (LAMBDA + "¦b.pages == 3i32)", "b", "b", Kind.NAME, "record of book"),
        ('let x = all(tag("book"));\nlength(x¦)', "x", "x", Kind.NAME, "list of record of book"),
        ("[1i3¦2]", "1i32", "int32", Kind.LITERAL, "int32"),
    ],
)
def test_what_stands_under_the_cursor(text: str, stretch: str, title: str, kind: Kind, type_: str) -> None:
    assert (hovered(text)[0], hovered(text)[1].title) == (stretch, title)
    assert (hovered(text)[1].kind, hovered(text)[1].type) == (kind, type_)


def test_a_tag_tells_what_its_model_holds() -> None:
    _, found = hovered('all(tag("auth¦or"))')
    assert (found.kind, found.title) == (Kind.TAG, "author")
    assert found.type == "struct {name: string, works: list of ->book}"


def test_a_function_brings_its_whole_help() -> None:
    _, found = hovered("fir¦st(x)")
    assert found.reference == reference("first", Dialect.V1)


@pytest.mark.parametrize("text", ["¦", "// first¦(x)", "x ¦ "])
def test_there_is_nothing_to_tell_of_blanks_and_comments(text: str) -> None:
    found = hover(*placed(text), WORLD)
    assert found is None or found.kind is Kind.NAME


@pytest.mark.parametrize("dialect", list(Dialect))
def test_every_function_has_its_reference(dialect: Dialect) -> None:
    for spec in catalogue(dialect).functions:
        found = reference(spec.name, dialect)
        assert found is not None
        assert (found.signature, len(found.parameters)) == (spec.signature, len(spec.params))
        assert found.summary
        assert bool(found.example_text) == (spec.example is not None)


def test_an_unknown_function_has_no_reference() -> None:
    assert reference("lenth", Dialect.V1) is None
