"""How static types relate: `fits` (may stand where that is expected) and `either` (the join of two).

The rules are those of spec kvm-1.0 sections 4.1 and 4.2; the numbers in the comments are theirs.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from karma_tui.lang.machine.accept import accepts
from karma_tui.lang.machine.models import endless
from karma_tui.lang.machine.types import (
    ANY,
    ANY_REF,
    NULL,
    UNKNOWN,
    Annotated,
    Any,
    Const,
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
    Unique,
    Unknown,
    bare,
    general,
    nullable,
    opened,
    without_record,
)
from karma_tui.lang.machine.validate import misfit
from karma_tui.lang.machine.values import Value, same
from karma_tui.lang.machine.weight import has_more

Pairs: TypeAlias = dict[tuple[int, int], tuple[Type, Type]]
"""Pairs of types, by identity, that have been looked at and are taken to be right.

A question that finds one pair wrong is answered with no as a whole, so none is ever taken back; types are
graphs with far more ways through them than pairs.
"""
Joins: TypeAlias = dict[tuple[int, int], tuple[Type, Type, Type]]
"""Pairs of types, by identity, with their join; any, as long as it is being found out."""


def fits(actual: Type, expected: Type, seen: Pairs | None = None) -> bool:
    """Whether a value of `actual` may stand where `expected` is asked for."""
    expected = bare(expected)
    if isinstance(expected, Any):  # 1
        return True
    if isinstance(actual, Const):  # 2
        return _holds(expected, actual.value)
    actual = bare(actual)  # 3, 5
    if isinstance(actual, Const):
        return _holds(expected, actual.value)
    if actual is expected:
        return True
    seen = {} if seen is None else seen
    if not isinstance(actual, Prim):
        pair = (id(actual), id(expected))
        if pair in seen:
            return True
        seen[pair] = (actual, expected)
    if isinstance(expected, Recursion):  # 4
        if not isinstance(actual, Recursion):
            return fits(actual, opened(expected), seen)
        return not endless(expected) and fits(actual.body, expected.body, seen)
    if isinstance(expected, Optional):  # 6
        if actual is NULL:
            return True
        return fits(actual.of if isinstance(actual, Optional) else actual, expected.of, seen)
    if isinstance(actual, Recursion):  # 4
        return False
    return _fits_inside(actual, expected, seen)


def _holds(type_: Type, value: Value) -> bool:
    """Whether a constant belongs to a type; there may be far more ways through it than parts."""
    return misfit(type_, value) is None if has_more(_MANY, value) else accepts(type_, value)


_MANY: Final = 10_000


def _fits_inside(actual: Type, expected: Type, seen: Pairs) -> bool:
    match actual, expected:
        case (ListOf(a), ListOf(b)) | (SetOf(a), SetOf(b)) | (MapOf(a), MapOf(b)):  # 7
            return fits(a, b, seen)
        case TupleOf(xs), TupleOf(ys):  # 8
            if len(xs) > len(ys):
                return False
            return not [x for x, y in zip(xs, ys, strict=False) if not fits(x, y, seen)]
        case Struct(have), Struct(want):  # 9
            return not [name for name, of in want.items() if not _field_fits(have.get(name), of, seen)]
        case UnionOf(have), UnionOf(want):  # 10
            return not [c for c, of in have.items() if c not in want or not fits(of, want[c], seen)]
        case Enum(have), Enum(want):  # 11
            return have <= want
        case RefTo(have), RefTo(want):  # 12
            return have == want or want == ""
        case Prim(have), Prim(want):  # 13
            return have == want
    return isinstance(actual, Unknown)


def _field_fits(actual: Type | None, expected: Type, seen: Pairs) -> bool:
    return nullable(expected) if actual is None else fits(actual, expected, seen)


def either(a: Type, b: Type, seen: Joins | None = None) -> Type:
    """The narrowest type that this language finds for values of both; any where nothing else is left.

    What is known of the values is forgotten, unless the other side is null or has nothing to say against
    it; the real server's constants leak the same way (`[[1], [2, 3]]` is a list of lists of the constant 1).
    """
    seen = {} if seen is None else seen
    pair = (id(a), id(b))
    if pair in seen:
        return seen[pair][2]
    seen[pair] = (a, b, ANY)
    joined = _joined(opened(a), opened(b), seen)
    seen[pair] = (a, b, joined)
    return joined


def _joined(a: Type, b: Type, seen: Joins) -> Type:
    if isinstance(a, Any) or isinstance(b, Any):
        return known_of(a, b)
    if a is b or alike(a, b):
        return a if _same_knowledge(a, b) else general(a)
    if a is NULL or b is NULL or isinstance(a, Optional) or isinstance(b, Optional):
        return _either_optional(a, b, seen)
    return _either_inside(a, b, seen)


def known_of(a: Type, b: Type) -> Type:
    """The join of two types of which one is any: any, or the other one where that is merely unknown."""
    if not (isinstance(a, Unknown) or isinstance(b, Unknown)):
        return ANY
    other = b if isinstance(a, Unknown) else a
    return Optional(UNKNOWN) if other is NULL else general(other)


def _either_optional(a: Type, b: Type, seen: Joins) -> Type:
    if a is NULL or b is NULL:
        other = b if a is NULL else a
        return other if isinstance(other, Optional) else Optional(other)
    inner_a = a.of if isinstance(a, Optional) else a
    inner_b = b.of if isinstance(b, Optional) else b
    joined = either(inner_a, inner_b, seen)
    return ANY if isinstance(joined, Any) else Optional(without_record(joined))


def _either_inside(a: Type, b: Type, seen: Joins) -> Type:
    match a, b:
        case ListOf(x), ListOf(y):
            return ListOf(either(x, y, seen))
        case SetOf(x), SetOf(y):
            return SetOf(either(x, y, seen))
        case MapOf(x), MapOf(y):
            return MapOf(either(x, y, seen))
        case RefTo(), RefTo():
            return ANY_REF
        case Enum(x), Enum(y):
            return Enum(x | y)
        case UnionOf(x), UnionOf(y):
            cases = {**x, **y}
            joined = {
                c: either(x[c], y[c], seen) if c in x and c in y else general(of) for c, of in cases.items()
            }
            return UnionOf(joined)
        case Struct(x), Struct(y):
            return Struct({name: either(of, y[name], seen) for name, of in x.items() if name in y})
        case TupleOf(x), TupleOf(y):
            return TupleOf(tuple([either(p, q, seen) for p, q in zip(x, y, strict=False)]))
    return ANY


def _same_knowledge(a: Type, b: Type, seen: Pairs | None = None) -> bool:
    """Whether nothing known of `b`'s values contradicts what is known of `a`'s; both are alike."""
    if isinstance(a, Const):
        return _same_knowledge(a.of, b.of, seen) and same(a.value, b.value) if isinstance(b, Const) else True
    a, b = bare(a), bare(b)
    seen = {} if seen is None else seen
    if (id(a), id(b)) in seen:
        return True
    seen[id(a), id(b)] = (a, b)
    match a, b:
        case (
            (ListOf(x), ListOf(y)) | (SetOf(x), SetOf(y)) | (MapOf(x), MapOf(y)) | (Optional(x), Optional(y))
        ):
            return _same_knowledge(x, y, seen)
        case TupleOf(x), TupleOf(y):
            return not [p for p, q in zip(x, y, strict=True) if not _same_knowledge(p, q, seen)]
        case (Struct(x), Struct(y)) | (UnionOf(x), UnionOf(y)):
            return not [name for name in x if not _same_knowledge(x[name], y[name], seen)]
    return True


def alike(a: Type, b: Type, seen: Pairs | None = None, exact: bool = False) -> bool:
    """Whether two types say the same, constants and metadata apart; `exact` minds unique and annotations."""
    if exact and isinstance(a, Unique | Annotated):
        return type(a) is type(b) and alike(a.of, b.of, seen, exact)
    if exact and isinstance(b, Unique | Annotated):
        return False
    a, b = bare(a), bare(b)
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    seen = {} if seen is None else seen
    if (id(a), id(b)) in seen:
        return True
    seen[id(a), id(b)] = (a, b)
    match a, b:
        case Recursion(_, x), Recursion(_, y):
            return alike(x, y, seen, exact)
        case (
            (ListOf(x), ListOf(y)) | (SetOf(x), SetOf(y)) | (MapOf(x), MapOf(y)) | (Optional(x), Optional(y))
        ):
            return alike(x, y, seen, exact)
        case TupleOf(x), TupleOf(y):
            return len(x) == len(y) and not [
                p for p, q in zip(x, y, strict=True) if not alike(p, q, seen, exact)
            ]
        case (Struct(x), Struct(y)) | (UnionOf(x), UnionOf(y)):
            return x.keys() == y.keys() and not [
                name for name in x if not alike(x[name], y[name], seen, exact)
            ]
        case Enum(x), Enum(y):
            return x == y
        case RefTo(x), RefTo(y):
            return x == y
        case Prim(x), Prim(y):
            return x == y
    return isinstance(a, Any)
