"""Laws of KVM text: JSON to text and back changes nothing, and no input breaks the reader."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.errors import ExpressionError
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Expr,
    Fields,
    Items,
    Json,
    Literal,
    Node,
    Ref,
    UnionCase,
    children,
)
from karma_tui.lang.print_text import print_pretty, print_text
from karma_tui.lang.text import parse_text

from .material import exact, recorded_requests
from .strategies import ODD_JSON
from .text_support import SOUND_JSON, catalogue_examples, from_json, grammar_pairs, query_json

EXAMPLES = settings(max_examples=120, deadline=None)
DIALECTS = st.sampled_from(list(Dialect))


def hold_round_trip(value: Json, dialect: Dialect, widths: tuple[int, ...] = (1, 40)) -> str:
    """Assert every law about one JSON value; its canonical text."""
    program = from_json(value, dialect)
    wanted = exact(query_json(program, dialect))
    text = print_text(program, dialect)
    again = parse_text(text, dialect)
    assert exact(query_json(again, dialect)) == wanted
    assert print_text(again, dialect) == text
    for width in widths:
        broken = parse_text(print_pretty(program, dialect, width), dialect)
        assert exact(query_json(broken, dialect)) == wanted
    return text


@EXAMPLES
@given(SOUND_JSON)
def test_sound_json_survives_text_without_falling_back_to_json(value: Json) -> None:
    text = hold_round_trip(value, Dialect.V1)
    program = from_json(value, Dialect.V1)
    assert parse_text(text) == program


@EXAMPLES
@given(ODD_JSON, DIALECTS)
def test_odd_json_survives_text(value: Json, dialect: Dialect) -> None:
    hold_round_trip(value, dialect)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_recorded_requests_survive_text(dialect: Dialect) -> None:
    requests = {exact(value): value for _, value in recorded_requests(dialect)}
    assert len(requests) > 400
    for written, value in requests.items():
        wrapped = exact({"function": [[], [value]]})
        assert exact(query_json(from_json(value, dialect), dialect)) in (written, wrapped)
        hold_round_trip(value, dialect, widths=(40,))


def test_examples_of_the_grammar_survive_text() -> None:
    for pair in grammar_pairs():
        hold_round_trip(pair.json, Dialect.V1)
    for example in catalogue_examples():
        hold_round_trip(example["json"], Dialect.V1)


@EXAMPLES
@given(st.text(max_size=60), DIALECTS)
def test_any_text_is_read_or_refused_with_a_place(text: str, dialect: Dialect) -> None:
    refused_with_a_place(text, dialect)


_WORDS = """( ) [ ] { } , ; : . => |> || && == != ! = let x e. m. data( json( first( union( struct(
update( function( if( "a" 'b' `c` 5 5i32 1.5f -0 true null const return // /* */ " ' ` \\ and( field("""
_PIECES = st.sampled_from(re.findall(r"\S+", _WORDS))


@EXAMPLES
@given(st.lists(_PIECES, max_size=25), st.sampled_from(["", " "]), DIALECTS)
def test_any_words_are_read_or_refused_with_a_place(words: list[str], glue: str, dialect: Dialect) -> None:
    refused_with_a_place(glue.join(words), dialect)


@EXAMPLES
@given(SOUND_JSON, st.data())
def test_damaged_text_is_read_or_refused_with_a_place(value: Json, data: st.DataObject) -> None:
    text = print_text(from_json(value, Dialect.V1))
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 5)))
    refused_with_a_place(text[:at] + data.draw(st.text(max_size=2) | _PIECES) + text[until:], Dialect.V1)


def refused_with_a_place(text: str, dialect: Dialect) -> None:
    """Assert that a text is read, and then prints, or is refused by an error that says where."""
    try:
        program = parse_text(text, dialect)
    except ExpressionError as error:
        assert error.span is not None
        assert 0 <= error.span.start <= error.span.end <= len(text)
        before = text[: error.span.start]
        assert error.line == before.count("\n") + 1
        assert error.column == len(before) - before.rfind("\n")
        assert error.title
    else:
        printed = print_text(program, dialect)
        assert parse_text(printed, dialect) == program


@EXAMPLES
@given(SOUND_JSON)
def test_the_text_of_a_span_is_the_node(value: Json) -> None:
    spans_hold(print_text(from_json(value, Dialect.V1)))


def test_the_text_of_a_span_is_the_node_in_the_grammars_examples() -> None:
    for pair in grammar_pairs():
        spans_hold(pair.text)


def spans_hold(text: str) -> None:
    """Assert that every expression and datum of a text is what the text at its span reads as."""
    for node, is_datum in placed(text):
        assert node.span is not None
        source = text[node.span.start : node.span.end]
        if is_datum:
            assert parse_text(f"[{source}]").body == (Data(Items("list", (node,))),)
        else:
            assert parse_text(f"first({source})").body == (Call("first", (node,)),)
        if isinstance(node, Call) and node.name_span is not None and node.name not in _SUGARED:
            assert text[node.name_span.start : node.name_span.end] == node.name


_SUGARED = {"define", "scope", "not", "and", "or", "equal", "field", "key", "indexTuple"}
_DATA = (Items, Fields, UnionCase, Ref, Expr)


def placed(text: str) -> list[tuple[Node, bool]]:
    """Every expression and datum that is written out in a text, with whether it is a datum.

    Not what a sugar makes besides: the `equal` of `!=`, what `m.string()` stands for, the `define` of a
    `let`, literals whose type comes from their place.
    """
    found: list[tuple[Node, bool]] = []
    waiting: list[tuple[Node, bool]] = [(node, False) for node in parse_text(text).body]
    while waiting:
        node, is_datum = waiting.pop()
        source = text[node.span.start : node.span.end] if node.span else ""
        for child in () if source.startswith("m.") else children(node):
            waiting.append((child, isinstance(node, (Data, Items, Fields, UnionCase))))
        sign = node.name_span if isinstance(node, Call) and node.name == "equal" else None
        sugared = sign is not None and text[sign.start : sign.end] == "!="
        coerced = isinstance(node, Literal) and source[:1].isdigit() and source.isdecimal()
        if isinstance(node, (Literal, Call, Data, *_DATA)) and not (
            sugared or coerced or source.startswith("let ") or is_date(node, source)
        ):
            found.append((node, is_datum))
    return found


def is_date(node: Node, source: str) -> bool:
    """Whether a bare string is a time because of its place."""
    return isinstance(node, Literal) and node.kind == "dateTime" and source.startswith('"')
