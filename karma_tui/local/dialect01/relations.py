"""How static types of dialect 0.1 relate: `fits` and `merge` (spec kvm-0.1 section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from karma_tui.local.dialect01.types import alternatives, one_of
from karma_tui.local.types import (
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
    bare,
    record_model,
    without_const,
)

Pairs: TypeAlias = frozenset[tuple[int, int]]
_NONE: Pairs = frozenset()


def fits(actual: Type, expected: Type, seen: Pairs = _NONE) -> bool:
    """Whether a value of `actual` may stand where `expected` is asked for; constants are no exception."""
    actual, expected = bare(actual), bare(expected)
    if isinstance(expected, Any):
        return True
    if actual is expected:
        return True
    parts = alternatives(actual)
    if len(parts) > 1:
        return not [part for part in parts if not fits(part, expected, seen)]
    wanted = alternatives(expected)
    if len(wanted) > 1:
        return bool([part for part in wanted if fits(actual, part, seen)])
    if isinstance(expected, Recursion):
        if not isinstance(actual, Recursion):
            return fits(actual, expected.body, seen)
        pair = (id(actual), id(expected))
        return pair in seen or fits(actual.body, expected.body, seen | {pair})
    return _fits_inside(actual, expected, seen)


def _fits_inside(actual: Type, expected: Type, seen: Pairs) -> bool:
    match actual, expected:
        case (ListOf(a), ListOf(b)) | (SetOf(a), SetOf(b)) | (MapOf(a), MapOf(b)):
            return fits(a, b, seen)
        case TupleOf(xs), TupleOf(ys):
            if len(xs) > len(ys):
                return False
            return not [x for x, y in zip(xs, ys, strict=False) if not fits(x, y, seen)]
        case Struct(have), Struct(want):
            return not [
                name for name, of in want.items() if name not in have or not fits(have[name], of, seen)
            ]
        case UnionOf(have), UnionOf(want):
            return not [c for c, of in have.items() if c not in want or not fits(of, want[c], seen)]
        case Enum(have), Enum(want):
            return have <= want
        case RefTo(have), RefTo(want):
            return have == want or want == ""
        case Prim(have), Prim(want):
            return have == want
    return False


def alike(a: Type, b: Type) -> bool:
    """Whether two types have the same values."""
    return a is b or (fits(a, b) and fits(b, a))


def merge(a: Type, b: Type) -> Type:
    """The type of a value that is of one of the two types."""
    if record_model(a) and record_model(a) == record_model(b):
        return without_const(a)
    a, b = bare(a), bare(b)
    if isinstance(a, Any) or isinstance(b, Any):
        return ANY
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
