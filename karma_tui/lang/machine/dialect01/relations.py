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

_Pairs: TypeAlias = dict[tuple[int, int], tuple[Type, Type]]
"""Pairs of types, by identity."""
_Merges: TypeAlias = dict[tuple[int, int], tuple[Type, Type, Type]]
"""Pairs of types, by identity, with what they merge into."""


class Known:
    """What has been found out about pairs of types: which fit (or are taken to for the moment), which do not.

    What does not fit, although everything in question was taken to fit, never does.
    """

    __slots__ = ("fitting", "unfit")

    def __init__(self) -> None:
        self.fitting: _Pairs = {}
        self.unfit: _Pairs = {}


def fits(actual: Type, expected: Type, known: Known | None = None) -> bool:
    """Whether a value of `actual` may stand where `expected` is asked for; constants are no exception.

    What is found is added to `known`: a type built level by level is then looked at once per level.
    """
    actual, expected = bare(actual), bare(expected)
    if actual is expected or isinstance(expected, Any):
        return True
    known = Known() if known is None else known
    pair, fitting = (id(actual), id(expected)), known.fitting
    if pair in fitting:
        return True
    if pair in known.unfit:
        return False
    before = len(fitting)
    if isinstance(actual, Recursion) and isinstance(expected, Recursion):
        fitting[pair] = (actual, expected)
    if _fits_opened(actual, expected, known):
        fitting[pair] = (actual, expected)
        return True
    while len(fitting) > before:  # found while something was taken that has turned out wrong
        fitting.popitem()
    known.unfit[pair] = (actual, expected)
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


def merge(a: Type, b: Type, made: _Merges | None = None) -> Type:
    """The type of a value that is of one of the two types; pairs in `made` are merged already."""
    made = {} if made is None else made
    pair = (id(a), id(b))
    if pair not in made:
        made[pair] = (a, b, _merge(a, b, made))
    return made[pair][2]


def _merge(a: Type, b: Type, made: _Merges) -> Type:
    if record_model(a) and record_model(a) == record_model(b):
        return without_const(a)
    a, b = bare(a), bare(b)
    if isinstance(a, Any) or isinstance(b, Any):
        return known_of(a, b)
    if alike(a, b):
        return a
    match a, b:
        case ListOf(x), ListOf(y):
            return ListOf(merge(x, y, made))
        case SetOf(x), SetOf(y):
            return SetOf(merge(x, y, made))
        case MapOf(x), MapOf(y):
            return MapOf(merge(x, y, made))
        case Struct(xs), Struct(ys):
            return Struct(_merged(xs, ys, made))
        case UnionOf(xs), UnionOf(ys):
            return UnionOf(_merged(xs, ys, made))
        case Enum(x), Enum(y):
            return Enum(x | y)
        case TupleOf(xs), TupleOf(ys) if len(xs) == len(ys):
            return TupleOf(tuple([merge(x, y, made) for x, y in zip(xs, ys, strict=True)]))
    return _either(a, b)


def _merged(xs: Mapping[str, Type], ys: Mapping[str, Type], made: _Merges) -> dict[str, Type]:
    return {name: merge(of, ys[name], made) if name in ys else of for name, of in xs.items()} | {
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
