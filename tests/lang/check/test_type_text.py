"""Types as people read them."""

from __future__ import annotations

import pytest

from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.check.type_walk import softened
from karma_tui.lang.machine.dialect01.types import LANGUAGE, one_of
from karma_tui.lang.machine.types import (
    ANY,
    ANY_REF,
    INT64,
    NUMBERS,
    PRIMS,
    STRING,
    UNKNOWN,
    Annotated,
    Const,
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
    Unique,
)

NAMES = {"m4": "book"}
TREE = Recursion("tree", ANY)
TREE.body = Struct({"name": STRING, "children": ListOf(TREE)})


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (Const(INT64, 3), "int64"),
        (ListOf(Optional(STRING)), "list of optional string"),
        (SetOf(MapOf(Unique(INT64))), "set of map of unique int64"),
        (Enum(frozenset(["b", "a"])), "enum {a, b}"),
        (TupleOf((INT64, STRING)), "tuple (int64, string)"),
        (UnionOf({"a": Struct({}), "b": INT64}), "union {a: struct {}, b: int64}"),
        (RefTo("m4"), "->book"),
        (RefTo("m7"), "->m7"),
        (RefTo("?x"), "->x"),
        (ANY_REF, "->any"),
        (RecordOf(STRING, "m4"), "record of book"),
        (RecordOf(STRING, ""), "string"),
        (Annotated("in cents", INT64), "int64 /* in cents */"),
        (TREE, "recursion tree: struct {name: string, children: list of tree}"),
        (ANY, "any"),
        (UNKNOWN, "unknown"),
        (softened(ListOf(ANY)), "list of unknown"),
        (one_of((STRING, INT64)), "(string or int64)"),
        (one_of(tuple(PRIMS[kind] for kind in NUMBERS)), "number"),
        (LANGUAGE, "expression"),
    ],
)
def test_a_type_is_one_line(type_: Type, text: str) -> None:
    assert type_text(type_, NAMES) == text


def test_a_record_is_shown_whole_when_asked_for() -> None:
    assert type_text(RecordOf(Struct({"a": STRING}), "m4"), NAMES, whole=True) == "struct {a: string}"


def test_a_long_type_is_cut_and_a_deep_one_costs_no_stack() -> None:
    deep: Type = STRING
    for _ in range(50_000):
        deep = ListOf(deep)
    text = type_text(deep, most=100)
    assert len(text) == 101
    assert text.endswith("…")
