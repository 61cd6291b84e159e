"""Unknown and doubtful types, which only the checker of unfinished texts makes."""

from __future__ import annotations

import pytest

from karma_tui.lang.machine import relations
from karma_tui.lang.machine.accept import accepts
from karma_tui.lang.machine.dialect01 import relations as relations01
from karma_tui.lang.machine.doubt import doubtful
from karma_tui.lang.machine.types import (
    ANY,
    INT64,
    NOTHING,
    NULL,
    STRING,
    UNKNOWN,
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
)

TREE = Recursion("tree", ANY)
TREE.body = Struct({"children": ListOf(TREE)})
TYPES: tuple[Type, ...] = (
    ANY,
    INT64,
    NULL,
    NOTHING,
    Const(STRING, "x"),
    Enum(frozenset(["a"])),
    Optional(STRING),
    ListOf(INT64),
    SetOf(INT64),
    MapOf(INT64),
    TupleOf((INT64,)),
    Struct({"a": INT64}),
    UnionOf({"a": INT64}),
    RefTo("m"),
    RecordOf(Struct({}), "m"),
    TREE,
)


@pytest.mark.parametrize("type_", TYPES)
def test_what_is_unknown_fits_everywhere_and_takes_everything(type_: Type) -> None:
    for fits in (relations.fits, relations01.fits):
        assert fits(UNKNOWN, type_)
        assert fits(type_, UNKNOWN)
        assert fits(ListOf(UNKNOWN), ListOf(type_))
    assert accepts(UNKNOWN, "anything")


@pytest.mark.parametrize("type_", [type_ for type_ in TYPES if type_ is not ANY and type_ is not NULL])
def test_what_is_unknown_says_nothing_in_a_join(type_: Type) -> None:
    for joined in (relations.either(UNKNOWN, type_), relations.either(type_, UNKNOWN)):
        assert relations.fits(joined, type_) or isinstance(type_, Const)
    for merged in (relations01.merge(UNKNOWN, type_), relations01.merge(type_, UNKNOWN)):
        assert relations01.fits(merged, type_)


def test_null_or_something_unknown_may_be_something() -> None:
    joined = relations.either(NULL, UNKNOWN)
    assert isinstance(joined, Optional) and joined.of is UNKNOWN


def test_a_doubtful_type_relates_as_the_type_itself() -> None:
    for fits in (relations.fits, relations01.fits):
        assert fits(doubtful(INT64), INT64)
        assert fits(INT64, doubtful(INT64))
        assert not fits(doubtful(INT64), STRING)
    assert accepts(doubtful(STRING), "x")
    assert not accepts(doubtful(STRING), None)
