"""Constant data in a request's JSON straight into the body that is stored, without values in between.

The same data as constants.py reads, and of them only those whose stored form is the public one; for all
others it raises one of UNSURE, and whoever asked takes the way over values. What comes out is byte for
byte what encode_stored makes of the value that constants.py reads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeAlias

import orjson

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.constants import UNSURE, Unusual
from karma_tui.lang.machine.encode import escaped
from karma_tui.lang.machine.encode_swift import float_shown
from karma_tui.lang.machine.types import (
    Annotated,
    Const,
    Enum,
    ListOf,
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
from karma_tui.lang.machine.values import INTEGERS, LIMITS

__all__ = ["UNSURE", "BodyReader", "body_reader"]

Shown: TypeAlias = Callable[[Any], Any]
"""From the JSON of a datum to that of the value it stands for."""

Targets: TypeAlias = list[tuple[str, str]]
"""Models and ids of the records that data refer to."""

BodyReader: TypeAlias = Callable[[Any], bytes]


def body_reader(type_: Type, targets: Targets) -> BodyReader:
    """The reader of a model's type; it adds to `targets` what it finds there, maybe twice."""
    shown = _Readers(targets).of(type_)

    def read(datum: Any) -> bytes:
        return escaped(orjson.dumps(shown(datum), option=orjson.OPT_SORT_KEYS))

    return read


class _Readers:
    """Makes the readers of the types within one model."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._recursions: dict[int, list[Shown]] = {}

    def of(self, type_: Type) -> Shown:
        """The reader of a type."""
        match type_:
            case RecordOf(of) | Const(of) | Unique(of) | Annotated(_, of):
                return self.of(of)
            case Prim(kind):
                return _integer(kind) if kind in INTEGERS else _PRIMS[kind]
            case Enum(symbols):
                return _enum(symbols)
            case RefTo(model):
                return _ref(model, self._targets)
            case Optional(of):
                return _optional(self.of(of))
            case ListOf(of):
                return _items("list", self.of(of))
            case SetOf(of):
                return _set(self.of(of), _is_simple(of))
            case TupleOf(items):
                return _tuple([self.of(of) for of in items])
            case Struct(fields):
                may_be_null = any(map(_may_be_null, fields.values()))
                parts = {name: (self.of(of), _may_miss(of)) for name, of in fields.items()}
                return _struct(parts, may_be_null)
            case UnionOf(cases):
                return _union({name: self.of(of) for name, of in cases.items()})
            case Recursion(_, body):
                return self._recursion(type_, body)
        return _never

    def _recursion(self, type_: Type, body: Type) -> Shown:
        cell = self._recursions.get(id(type_))
        if cell is None:
            cell = self._recursions[id(type_)] = []
            cell.append(self.of(body))
            return cell[0]
        found = cell

        def again(datum: Any) -> Any:
            return found[0](datum)  # which is there by the time that anything is read

        return again


def _may_miss(type_: Type) -> bool:
    return isinstance(bare(type_), Optional)


def _may_be_null(type_: Type) -> bool:
    of = bare(type_)
    return isinstance(of, Optional | Recursion) or (isinstance(of, Prim) and of.kind == "null")


def _never(_: Any) -> Any:
    """Maps and what else is never plain data."""
    raise Unusual


def _null(datum: Any) -> Any:
    if datum["null"] is not None or len(datum) != 1:
        raise Unusual
    return None


def _bool(datum: Any) -> Any:
    value = datum["bool"]
    if type(value) is not bool or len(datum) != 1:
        raise Unusual
    return value


def _string(datum: Any) -> Any:
    text = datum["string"]
    if type(text) is not str or len(datum) != 1:
        raise Unusual
    return text


def _float(datum: Any) -> Any:
    number = datum["float"]
    kind = type(number)
    if len(datum) != 1 or (kind is not float and kind is not int):
        raise Unusual
    if 0.0001 <= number < 1e6:  # where nothing is special
        return int(number) if kind is float and number.is_integer() else number
    return float_shown(float(number))


def _time(datum: Any) -> Any:
    text = datum["dateTime"]
    if len(datum) != 1 or type(text) is not str:
        raise Unusual
    shown = _time_shown(text)
    if shown is None:
        raise Unusual
    return shown


@lru_cache(4096)
def _time_shown(text: str) -> str | None:
    """A time as answers show it; None for what is none, or has fractions of a second."""
    found = moment.parse(text)
    return None if found is None or found.nanoseconds % 1_000_000_000 else found.text()


_PRIMS: Final[dict[str, Shown]] = {
    "null": _null,
    "bool": _bool,
    "string": _string,
    "float": _float,
    "dateTime": _time,
}


def _integer(kind: str) -> Shown:
    low, high = LIMITS[kind]

    def read(datum: Any) -> Any:
        number = datum[kind]
        if type(number) is not int or len(datum) != 1 or not low <= number <= high:
            raise Unusual
        return number

    return read


def _enum(symbols: frozenset[str]) -> Shown:
    def read(datum: Any) -> Any:
        symbol = datum["symbol"]
        if type(symbol) is not str or len(datum) != 1 or symbol not in symbols:
            raise Unusual
        return symbol

    return read


def _ref(wanted: str, targets: Targets) -> Shown:
    def read(datum: Any) -> Any:
        pair = datum["ref"]
        if type(pair) is not list or len(datum) != 1:
            raise Unusual
        model, record = pair
        if type(model) is not str or type(record) is not str or wanted not in ("", model):
            raise Unusual
        targets.append((model, record))
        return pair

    return read


def _optional(of: Shown) -> Shown:
    def read(datum: Any) -> Any:
        return _null(datum) if "null" in datum else of(datum)

    return read


def _items(case: str, of: Shown) -> Shown:
    def read(datum: Any) -> Any:
        items = datum[case]
        if type(items) is not list or len(datum) != 1:
            raise Unusual
        return [of(item) for item in items]

    return read


def _is_simple(type_: Type) -> bool:
    """Whether two values of a type are the same exactly if they look the same."""
    of = bare(type_)
    return isinstance(of, Enum) or (isinstance(of, Prim) and (of.kind == "string" or of.kind in INTEGERS))


def _set(of: Shown, simple: bool) -> Shown:
    read_items = _items("set", of)

    def read(datum: Any) -> Any:
        items = read_items(datum)
        if len(items) > 1 and not (simple and len(set(items)) == len(items)):
            raise Unusual
        return items

    return read


def _tuple(parts: list[Shown]) -> Shown:
    def read(datum: Any) -> Any:
        items = datum["tuple"]
        if type(items) is not list or len(datum) != 1:
            raise Unusual
        return [of(item) for of, item in zip(parts, items, strict=True)]

    return read


def _struct(fields: dict[str, tuple[Shown, bool]], may_be_null: bool) -> Shown:
    """The fields of a struct, without its nulls."""
    parts = tuple([(name, of) for name, (of, _) in fields.items()])
    needed = tuple([name for name, (_, may_miss) in fields.items() if not may_miss])

    def read(datum: Any) -> Any:
        data = datum["struct"]
        if type(data) is not dict or len(datum) != 1:
            raise Unusual
        if len(data) == len(parts):
            made = {name: of(data[name]) for name, of in parts}
        else:
            made = {name: of(data[name]) for name, of in parts if name in data}
            if len(made) != len(data) or not all(map(data.__contains__, needed)):
                raise Unusual
        if may_be_null and None in made.values():
            return {name: value for name, value in made.items() if value is not None}
        return made

    return read


def _union(cases: dict[str, Shown]) -> Shown:
    def read(datum: Any) -> Any:
        pair = datum["union"]
        if type(pair) is not list or len(datum) != 1:
            raise Unusual
        case, payload = pair
        return {case: cases[case](payload)}

    return read
