from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.lang.machine.dialect01.relations import Known, alike, fits, merge
from karma_tui.lang.machine.dialect01.types import alternatives, one_of
from karma_tui.lang.machine.types import (
    ANY,
    ANY_REF,
    NULL,
    PRIMS,
    STRING,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
)

LEAVES: st.SearchStrategy[Type] = st.one_of(
    st.sampled_from(list(PRIMS.values())),
    st.sampled_from([RefTo("a"), RefTo("b"), ANY]),
    st.sets(st.sampled_from("xyz"), min_size=1).map(lambda symbols: Enum(frozenset(symbols))),
)


def several(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    return st.one_of(
        inner.map(ListOf),
        inner.map(SetOf),
        inner.map(MapOf),
        inner.map(Optional),
        st.lists(inner, max_size=3).map(lambda items: TupleOf(tuple(items))),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: one_of(tuple(items))),
        st.dictionaries(st.sampled_from("xyz"), inner, max_size=3).map(UnionOf),
    )


WITHOUT_STRUCTS: st.SearchStrategy[Type] = st.recursive(LEAVES, several, max_leaves=8)
TYPES: st.SearchStrategy[Type] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        several(inner), st.dictionaries(st.sampled_from("xyz"), inner, max_size=3).map(Struct)
    ),
    max_leaves=8,
)


@given(TYPES)
def test_every_type_fits_itself_and_any(type_: Type) -> None:
    assert fits(type_, type_)
    assert fits(type_, ANY)


@given(WITHOUT_STRUCTS, WITHOUT_STRUCTS)
def test_both_types_fit_their_merge(a: Type, b: Type) -> None:
    assert fits(a, merge(a, b))
    assert fits(b, merge(a, b))


@given(TYPES, TYPES, TYPES)
def test_what_one_comparison_learned_does_not_change_another(a: Type, b: Type, c: Type) -> None:
    pairs = [(a, b), (b, c), (a, c), (c, a)]
    known = Known()
    together = [fits(x, y, known) for x, y in pairs]
    assert together == [fits(x, y) for x, y in pairs]


def test_structs_merge_to_all_their_fields() -> None:
    merged = merge(Struct({"a": STRING, "b": STRING}), Struct({"b": PRIMS["int8"], "c": STRING}))
    assert isinstance(merged, Struct)
    assert set(merged.fields) == {"a", "b", "c"}
    assert alternatives(merged.fields["b"]) == (STRING, PRIMS["int8"])


def test_merging_with_null_is_an_optional_and_alternatives_are_not_repeated() -> None:
    once = merge(STRING, NULL)
    assert isinstance(once, Optional)
    assert alternatives(merge(once, STRING)) == (STRING, NULL)


@pytest.mark.parametrize(
    ("actual", "expected", "fitting"),
    [
        (PRIMS["int8"], PRIMS["int16"], False),
        (ANY, STRING, False),
        (Unique(STRING), STRING, True),
        (Struct({"a": STRING}), Struct({"a": STRING, "b": Optional(STRING)}), False),
        (Struct({"a": STRING, "b": STRING}), Struct({"a": STRING}), True),
        (TupleOf((STRING,)), TupleOf((STRING, STRING)), True),
        (TupleOf((STRING, STRING)), TupleOf((STRING,)), False),
        (RefTo("a"), ANY_REF, True),
        (ANY_REF, RefTo("a"), False),
        (Enum(frozenset("a")), Enum(frozenset("ab")), True),
        (Enum(frozenset("ab")), Enum(frozenset("a")), False),
    ],
)
def test_fitting_follows_the_dialects_rules(actual: Type, expected: Type, fitting: bool) -> None:
    assert fits(actual, expected) is fitting


def tree(label: str) -> Recursion:
    made = Recursion(label, ANY)
    made.body = Struct({"kids": ListOf(made)})
    return made


def test_recursions_fit_recursions_and_nothing_else() -> None:
    assert alike(tree("a"), tree("b"))
    assert not fits(tree("a"), Struct({"kids": ListOf(ANY)}))
    assert fits(Struct({"kids": ListOf(tree("b"))}), tree("a"))


def test_a_deep_type_is_compared_in_time_linear_in_its_depth() -> None:
    wanted = Recursion("x", ANY)
    wanted.body = ListOf(wanted)
    known = Known()
    level: Type = wanted
    for _ in range(300):
        level = ListOf(level)
        assert fits(level, wanted, known)
    assert len(known.fitting) + len(known.unfit) <= 2 * 300 + 2
