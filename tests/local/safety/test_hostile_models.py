"""Models with more ways through them than can be gone: every question about them is answered or refused soon.

"Soon" is counted in calls of Python functions, so that no machine is too slow for the test.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.machine import model_value as models10
from karma_tui.lang.machine import relations as relations10
from karma_tui.lang.machine import zero as zeros10
from karma_tui.lang.machine.dialect01 import models as models01
from karma_tui.lang.machine.dialect01 import relations as relations01
from karma_tui.lang.machine.dialect01 import zero as zeros01
from karma_tui.lang.machine.dialect01.types import one_of
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.types import (
    ANY,
    INT64,
    NULL,
    STRING,
    Annotated,
    Enum,
    ListOf,
    Optional,
    Recursion,
    RefTo,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
    general,
)
from karma_tui.local.alikeness import kinds_of, parts_of
from karma_tui.local.automigrate import automatic
from karma_tui.local.shape import unique_keys, uniques_of

from ..engine.helpers import Database, function, tag

MOST_SECONDS = 30.0
"""Processor seconds that a question may take: what is exponential takes years, the rest one or two."""
LABELS = 14

Shape = Callable[[Type], Type]


class TooLong(Exception):
    """More processor time than there may be."""


def give_up(_: int, __: FrameType | None) -> None:
    raise TooLong


def soon(question: Callable[[], object]) -> object:
    """The answer, or the refusal, of a question; fails after too much processor time.

    Not by counting calls: a profile function now and then keeps CPython 3.11 in an endless loop.
    """
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        return question()
    except (Refused, zeros01.NoZero) as refused:
        return refused
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def labels(count: int) -> list[Recursion]:
    return [Recursion(f"l{at}", ANY) for at in range(count)]


def all_to_all(part: Shape, make: Callable[[dict[str, Type]], Type], leaf: Type) -> Type:
    made = labels(LABELS)
    for one in made:
        one.body = make({f"f{at}": part(other) for at, other in enumerate(made)} | {"z": leaf})
    return made[0]


def ladder(leaf: Type) -> Type:
    made = labels(40)
    for upper, lower in pairwise(made):
        upper.body = Struct({"a": lower, "b": lower})
    made[-1].body = Struct({"z": leaf})
    return made[0]


def shared(leaf: Type) -> Type:
    type_ = leaf
    for _ in range(40):
        type_ = TupleOf((type_, type_))
    return type_


def alternatives(leaf: Type) -> Type:
    return all_to_all(lambda of: one_of((ListOf(of), NULL)), lambda parts: one_of((*parts.values(),)), leaf)


SHAPES: dict[str, Shape] = {
    "structs": lambda leaf: all_to_all(lambda of: of, Struct, leaf),
    "optional fields": lambda leaf: all_to_all(Optional, Struct, leaf),
    "lists": lambda leaf: all_to_all(ListOf, Struct, leaf),
    "unions": lambda leaf: all_to_all(lambda of: of, UnionOf, leaf),
    "ladder": ladder,
    "shared parts": shared,
}


@pytest.mark.parametrize("shape", [*SHAPES.values(), alternatives], ids=[*SHAPES, "alternatives"])
def test_types_are_compared_soon_in_dialect_01(shape: Shape) -> None:
    one, same, other = shape(STRING), shape(STRING), shape(INT64)
    assert soon(lambda: relations01.fits(one, same)) is True
    assert soon(lambda: relations01.fits(one, other)) is False
    soon(lambda: relations01.merge(one, other))
    soon(lambda: models01.words(one))
    soon(lambda: models01.model_value(one, "m"))
    soon(lambda: zeros01.zero(one))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_types_are_compared_soon(shape: Shape) -> None:
    one, same, other = shape(STRING), shape(STRING), shape(INT64)
    assert soon(lambda: relations10.alike(one, same)) is True
    assert soon(lambda: relations10.alike(one, other)) is False
    assert soon(lambda: relations10.alike(one, same, exact=True)) is True
    assert soon(lambda: relations10.fits(one, same)) is True
    assert soon(lambda: relations10.fits(one, other)) is False
    assert soon(lambda: relations10.either(one, same)) is not None
    assert soon(lambda: relations10.either(one, other)) is not None
    assert soon(lambda: general(one)) is one


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_types_are_told_and_made_soon(shape: Shape) -> None:
    one, other = shape(STRING), shape(INT64)
    assert isinstance(soon(lambda: models10.words(one)), str)
    soon(lambda: models10.model_json(one, "m"))
    if soon(lambda: zeros10.zeroable(one)):
        soon(lambda: zeros10.zero(one))
    soon(lambda: automatic(Struct({"a": one}), Struct({"a": Optional(other)}), {}))


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "shared parts"])
def test_uniques_are_found_soon(name: str) -> None:
    type_ = SHAPES[name](Unique(STRING))
    uniques = soon(lambda: uniques_of(type_))
    assert getattr(uniques, "names", ())


def test_every_unique_counts_however_many_ways_lead_to_it() -> None:
    made = labels(LABELS)
    for at, one in enumerate(made):
        one.body = Struct(
            {f"f{to}": Optional(other) for to, other in enumerate(made)}
            | {"z": Unique(Struct({f"v{at}": STRING}))}
        )
    uniques = uniques_of(made[0])
    assert len(uniques.counts_for) == LABELS
    assert len(set(uniques.names)) == len(uniques.names)
    value = {f"f{at}": None for at in range(LABELS)} | {"z": {"v0": "a"}}
    first = dict(unique_keys(made[0], value, uniques))
    second = dict(unique_keys(made[0], {**value, "z": {"v0": "b"}}, uniques))
    assert first.keys() == second.keys()
    assert len([name for name in first if first[name] != second[name]]) == 1


def model(count: int) -> Anything:
    """The model of labels that all lead to each other."""
    one = {"struct": {f"f{at}": {"optional": {"recurse": f"l{at}"}} for at in range(count)}}
    return {"recursive": {"top": "l0", "models": {f"l{at}": one for at in range(count)}}}


def test_the_engine_works_with_such_a_model() -> None:
    db = Database()
    db.model(model(LABELS), "knot")
    db.model(model(LABELS), "other")
    assert soon(lambda: db.raw({"create": [tag("knot"), function("_", {"data": {"struct": {}}})]}))
    assert soon(lambda: db.raw({"all": tag("knot")})) == b"[{}]"
    both = {"concatLists": [{"all": tag("knot")}, {"all": tag("other")}]}
    assert soon(lambda: db.raw(both)) == b"[{}]"
    refused = soon(lambda: db.raw({"modelOf": {"first": {"all": tag("knot")}}}))
    assert isinstance(refused, Refused)
    assert refused.status == 400
    assert "more than 100000 parts" in refused.human
    wrong = {"create": [tag("knot"), function("_", {"data": {"struct": {"f0": {"string": "x"}}}})]}
    assert isinstance(soon(lambda: db.raw(wrong)), Refused)
    assert json.loads(db.raw({"length": {"all": tag("knot")}})) == 1


def knotted(content: Type) -> Recursion:
    made = Recursion("x", ANY)
    made.body = Struct({"more": Optional(made), "content": content})
    return made


LENGTH = 400


def chained(part: Shape, last: Type) -> Type:
    made = labels(LENGTH)
    for upper, lower in pairwise(made):
        upper.body = part(lower)
    made[-1].body = last
    return made[0]


@pytest.mark.parametrize("part", [Unique, lambda of: of, ListOf, lambda of: Struct({"a": Unique(of)})])
def test_long_chains_take_no_longer_than_their_square(part: Shape) -> None:
    one, other = chained(part, STRING), chained(part, INT64)
    assert soon(lambda: relations10.fits(one, other)) is False
    assert soon(lambda: relations01.fits(one, other)) is False
    assert soon(lambda: uniques_of(one))
    assert isinstance(soon(lambda: models10.words(one)), str)
    soon(lambda: models01.words(one))


PARTS = st.recursive(
    st.sampled_from([STRING, INT64, NULL, RefTo("m"), Enum(frozenset("ab"))]),
    lambda inner: st.one_of(
        st.builds(ListOf, inner),
        st.builds(Optional, inner),
        st.builds(Unique, inner),
        st.builds(Annotated, st.text(max_size=1), inner),
        st.builds(lambda a, b: TupleOf((a, b)), inner, inner),
        st.dictionaries(st.sampled_from("ab"), inner).map(Struct),
        st.dictionaries(st.sampled_from("ab"), inner).map(UnionOf),
        inner.map(knotted),
    ),
    max_leaves=20,
)


@given(PARTS)
def test_parts_of_one_kind_are_alike_and_all_others_are_not(type_: Type) -> None:
    kinds, parts = kinds_of(type_), parts_of(type_)
    for a in parts:
        for b in parts:
            assert (kinds[id(a)] == kinds[id(b)]) == relations10.alike(a, b, exact=True)
