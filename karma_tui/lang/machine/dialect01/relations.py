"""How static types of dialect 0.1 relate: `fits` and `merge` (spec kvm-0.1 section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from karma_tui.lang.machine.dialect01.types import alternatives, one_of
from karma_tui.lang.machine.relations import known_of
from karma_tui.lang.machine.types import (
    ANY,
    NULL,
    Any,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unknown,
    bare,
    record_model,
    without_const,
)

Known: TypeAlias = dict[tuple[int, int], tuple[Type, Type]]
"""Pairs of types, by identity, of which the first is known (or taken for the moment) to fit the second."""


def fits(actual: Type, expected: Type, known: Known | None = None) -> bool:
    """Whether a value of `actual` may stand where `expected` is asked for; constants are no exception.

    What is found is added to `known`: a type built level by level is then looked at once per level.
    """
    actual, expected = bare(actual), bare(expected)
    if actual is expected or isinstance(expected, Any):
        return True
    known = {} if known is None else known
    pair = (id(actual), id(expected))
    if pair in known:
        return True
    before = len(known)
    if isinstance(actual, Recursion) and isinstance(expected, Recursion):
        known[pair] = (actual, expected)
    if _fits_opened(actual, expected, known):
        known[pair] = (actual, expected)
        return True
    while len(known) > before:  # found while something was taken that has turned out wrong
        known.popitem()
    return False


def _fits_opened(actual: Type, expected: Type, known: Known) -> bool:
    parts = alternatives(actual)
    if len(parts) > 1:
        return not [part for part in parts if not fits(part, expected, known)]
    wanted = alternatives(expected)
    if len(wanted) > 1:
        for part in wanted:  # noqa: SIM110 - a generator here would nest C calls per level
            if fits(actual, part, known):
                return True
        return False
    if isinstance(expected, Recursion):
        return fits(actual.body if isinstance(actual, Recursion) else actual, expected.body, known)
    return _fits_inside(actual, expected, known)


def _fits_inside(actual: Type, expected: Type, known: Known) -> bool:
    match actual, expected:
        case (ListOf(a), ListOf(b)) | (SetOf(a), SetOf(b)) | (MapOf(a), MapOf(b)):
            return fits(a, b, known)
        case TupleOf(xs), TupleOf(ys):
            if len(xs) > len(ys):
                return False
            return not [x for x, y in zip(xs, ys, strict=False) if not fits(x, y, known)]
        case Struct(have), Struct(want):
            return not [
                name for name, of in want.items() if name not in have or not fits(have[name], of, known)
            ]
        case UnionOf(have), UnionOf(want):
            return not [c for c, of in have.items() if c not in want or not fits(of, want[c], known)]
        case Enum(have), Enum(want):
            return have <= want
        case RefTo(have), RefTo(want):
            return have == want or want == ""
        case Prim(have), Prim(want):
            return have == want
    return isinstance(actual, Unknown)


def alike(a: Type, b: Type) -> bool:
    """Whether two types have the same values."""
    return a is b or (fits(a, b) and fits(b, a))


def merge(a: Type, b: Type) -> Type:
    """The type of a value that is of one of the two types."""
    if record_model(a) and record_model(a) == record_model(b):
        return without_const(a)
    a, b = bare(a), bare(b)
    if isinstance(a, Any) or isinstance(b, Any):
        return known_of(a, b)
    if alike(a, b):
        return a
    match a, b:
        case ListOf(x), ListOf(y):
            return ListOf(merge(x, y))
        case SetOf(x), SetOf(y):
            return SetOf(merge(x, y))
        case MapOf(x), MapOf(y):
            return MapOf(merge(x, y))
        case Struct(xs), Struct(ys):
            return Struct(_merged(xs, ys))
        case UnionOf(xs), UnionOf(ys):
            return UnionOf(_merged(xs, ys))
        case Enum(x), Enum(y):
            return Enum(x | y)
        case TupleOf(xs), TupleOf(ys) if len(xs) == len(ys):
            return TupleOf(tuple([merge(x, y) for x, y in zip(xs, ys, strict=True)]))
    return _either(a, b)


def _merged(xs: Mapping[str, Type], ys: Mapping[str, Type]) -> dict[str, Type]:
    return {name: merge(of, ys[name]) if name in ys else of for name, of in xs.items()} | {
        name: of for name, of in ys.items() if name not in xs
    }


def _either(a: Type, b: Type) -> Type:
    items: list[Type] = []
    for part in (*alternatives(a), *alternatives(b)):
        if not [known for known in items if alike(known, part)]:
            items.append(part)
    if len(items) == 2 and items[1] is NULL:
        return Optional(items[0])
    return one_of(tuple(items))


def merged(types: list[Type]) -> Type:
    """The merge of several types in their order; of none any."""
    if not types:
        return ANY
    result = types[0]
    for type_ in types[1:]:
        result = merge(result, type_)
    return result
