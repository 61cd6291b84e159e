"""Constant data in a request's JSON straight into values of a model, without nodes and a typed tree.

A reader is a closure per type. It accepts what is written in the plainest way and certainly belongs to
the type, and raises one of UNSURE for everything else, right or wrong: inference then reads it again and
says what is wrong. Its input is the JSON of a datum, such as `{"struct": {"n": {"int32": 7}}}`, in which
no key comes twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeAlias

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.types import (
    Annotated,
    Const,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RecordOf,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
    bare,
)
from karma_tui.lang.machine.values import INTEGERS, LIMITS, Items, Ref, Symbol, Union, Value

ConstantReader: TypeAlias = Callable[[Any], Value]


class Unusual(Exception):
    """Not written in the plainest way, or not of the type."""


UNSURE: Final = (Unusual, KeyError, TypeError, ValueError, AttributeError)
"""What a reader raises for anything but plain data of its type."""


def constant_reader(type_: Type, known: dict[int, list[ConstantReader]]) -> ConstantReader:
    """The reader of a type; `known` holds those of the recursions being built, by identity."""
    match type_:
        case RecordOf(of) | Const(of) | Unique(of) | Annotated(_, of):
            return constant_reader(of, known)
        case Prim(kind):
            return _integer(kind) if kind in INTEGERS else _PRIMS[kind]
        case Enum(symbols):
            return _enum(symbols)
        case RefTo(model):
            return _ref(model)
        case Optional(of):
            return _optional(constant_reader(of, known))
        case ListOf(of):
            return _items("list", constant_reader(of, known), list)
        case SetOf(of):
            return _items("set", constant_reader(of, known), Items)
        case MapOf():
            return _map  # never a constant as a whole, so what it lies in is checked by other rules
        case TupleOf(items):
            return _tuple([constant_reader(of, known) for of in items])
        case Struct(fields):
            return _struct({name: (constant_reader(of, known), _may_miss(of)) for name, of in fields.items()})
        case UnionOf(cases):
            return _union({name: constant_reader(of, known) for name, of in cases.items()})
        case Recursion(_, body):
            return _recursion(type_, body, known)
    raise Unusual


def _may_miss(type_: Type) -> bool:
    return isinstance(bare(type_), Optional)


def _recursion(type_: Type, body: Type, known: dict[int, list[ConstantReader]]) -> ConstantReader:
    cell = known.get(id(type_))
    if cell is None:
        cell = known[id(type_)] = []
        cell.append(constant_reader(body, known))
        return cell[0]
    found = cell

    def again(datum: Any) -> Value:
        return found[0](datum)  # which is there by the time that anything is read

    return again


def _inside(datum: Any, case: str, kind: type) -> Any:
    """What a datum of this case holds, which must be JSON of this kind."""
    inner = datum[case]
    if len(datum) != 1 or type(inner) is not kind:
        raise Unusual
    return inner


def _null(datum: Any) -> Value:
    return _inside(datum, "null", type(None))


def _bool(datum: Any) -> Value:
    return _inside(datum, "bool", bool)


def _string(datum: Any) -> Value:
    return _inside(datum, "string", str)


def _float(datum: Any) -> Value:
    number = datum["float"]
    if len(datum) != 1 or type(number) not in (float, int):
        raise Unusual
    number = float(number)
    if not math.isfinite(number):
        raise Unusual
    return number


def _time(datum: Any) -> Value:
    found = _instant(_inside(datum, "dateTime", str))
    if found is None:
        raise Unusual
    return found


_instant = lru_cache(4096)(moment.parse)
"""Records that come together often share their times."""

_PRIMS: Final[dict[str, ConstantReader]] = {
    "null": _null,
    "bool": _bool,
    "string": _string,
    "float": _float,
    "dateTime": _time,
}


def _integer(kind: str) -> ConstantReader:
    make, (low, high) = INTEGERS[kind], LIMITS[kind]

    def read(datum: Any) -> Value:
        number = datum[kind]
        if len(datum) != 1 or type(number) is not int or not low <= number <= high:
            raise Unusual
        return make(number)

    return read


def _enum(symbols: frozenset[str]) -> ConstantReader:
    def read(datum: Any) -> Value:
        symbol = _inside(datum, "symbol", str)
        if symbol not in symbols:
            raise Unusual
        return Symbol(symbol)

    return read


def _ref(wanted: str) -> ConstantReader:
    def read(datum: Any) -> Value:
        model, record = _inside(datum, "ref", list)
        if type(model) is not str or type(record) is not str or wanted not in ("", model):
            raise Unusual
        return Ref(model, record)

    return read


def _optional(of: ConstantReader) -> ConstantReader:
    def read(datum: Any) -> Value:
        return _null(datum) if "null" in datum else of(datum)

    return read


def _items(case: str, of: ConstantReader, make: Callable[[list[Value]], Value]) -> ConstantReader:
    def read(datum: Any) -> Value:
        return make([of(item) for item in _inside(datum, case, list)])

    return read


def _map(_: Any) -> Value:
    raise Unusual


def _tuple(parts: list[ConstantReader]) -> ConstantReader:
    def read(datum: Any) -> Value:
        items = _inside(datum, "tuple", list)
        return tuple([of(item) for of, item in zip(parts, items, strict=True)])

    return read


def _struct(fields: dict[str, tuple[ConstantReader, bool]]) -> ConstantReader:
    parts = tuple([(name, of, may_miss) for name, (of, may_miss) in fields.items()])

    def read(datum: Any) -> Value:
        data = _inside(datum, "struct", dict)
        if len(data) == len(parts):
            return {name: of(data[name]) for name, of, _ in parts}
        made = {
            name: None if may_miss and name not in data else of(data[name]) for name, of, may_miss in parts
        }
        if not data.keys() <= made.keys():
            raise Unusual
        return made

    return read


def _union(cases: dict[str, ConstantReader]) -> ConstantReader:
    def read(datum: Any) -> Value:
        case, payload = _inside(datum, "union", list)
        return Union(case, cases[case](payload))

    return read
