"""Stored bodies and model-shaped JSON into values, guided by a type.

A decoder is a closure per type, made once per model. It trusts its input: bodies that this engine has
written; one that cannot be read has been damaged since. Bodies of REST requests, which nobody has checked,
are read by rest_json.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

import orjson

from karma_tui.errors import ExpressionError, StorageError
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.machine import moment
from karma_tui.lang.machine.encode import PRIVATE
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
)
from karma_tui.lang.machine.values import INTEGERS, Items, Map, Ref, Symbol, Union, Value
from karma_tui.lang.nodes import Json

Decoder: TypeAlias = Callable[..., Value]


def body_decoder(type_: Type) -> Callable[[bytes], Value]:
    """A function from stored bodies of the type to values; it raises StorageError for unreadable ones."""
    decode = decoder(type_, {}, owned=True)

    def read(body: bytes) -> Value:
        try:
            return decode(load(body.removeprefix(PRIVATE)))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise StorageError(
                "The data file is damaged",
                f"A record of {len(body)} bytes cannot be read ({type(error).__name__}).",
                "Restore it from a dump.",
            ) from error

    return read


def load(data: bytes) -> Json:
    """JSON into Python objects; documents too deep for the fast reader take the slower one.

    Raises ValueError for what is no JSON.
    """
    try:
        return orjson.loads(data)  # type: ignore[no-any-return]
    except orjson.JSONDecodeError:
        pass
    try:
        return read_json(data.decode("utf-8")).value
    except ExpressionError as error:
        raise ValueError(error.title) from None


def decoder(type_: Type, known: dict[int, list[Decoder]], owned: bool = False) -> Decoder:
    """The decoder of a type; `known` holds those of the recursions being built, by identity.

    JSON that is `owned` is turned into the value in place wherever it has the value's own shape.
    """
    match type_:
        case RecordOf(of) | Const(of) | Unique(of) | Annotated(_, of):
            return decoder(of, known, owned)
        case Prim(kind):
            return _PRIMS[kind]
        case Enum(symbols):
            return _symbol({name: Symbol(name) for name in symbols})
        case RefTo(model):
            return _ref(model)
        case Optional(of):
            return _optional(decoder(of, known, owned))
        case ListOf(of):
            return (_list_in_place if owned else _list)(decoder(of, known, owned))
        case SetOf(of):
            return _set(decoder(of, known, owned))
        case MapOf(of):
            return _map(decoder(of, known, owned))
        case TupleOf(items):
            return _tuple([decoder(of, known, owned) for of in items])
        case Struct(fields):
            parts = {name: decoder(of, known, owned) for name, of in fields.items()}
            return (_struct_in_place if owned else _struct)(parts)
        case UnionOf(cases):
            return _union({name: decoder(of, known, owned) for name, of in cases.items()})
        case Recursion(_, body):
            return _recursion(type_, body, known, owned)
    raise ValueError("a type that no stored record has")


def _recursion(type_: Type, body: Type, known: dict[int, list[Decoder]], owned: bool) -> Decoder:
    cell = known.get(id(type_))
    if cell is None:
        cell = known[id(type_)] = []
        cell.append(decoder(body, known, owned))
        return cell[0]
    found = cell

    def again(data: Json) -> Value:
        return found[0](data)

    return again


def _optional(of: Decoder) -> Decoder:
    def read(data: Json) -> Value:
        return None if data is None else of(data)

    return of if of is _same else read


def _list(of: Decoder) -> Decoder:
    def read(data: list[Json]) -> Value:
        return [of(item) for item in data]

    return read


def _list_in_place(of: Decoder) -> Decoder:
    def read(data: list[Value]) -> Value:
        if type(data) is not list:
            raise TypeError("no list")
        if of is not _same:
            for at, item in enumerate(data):
                data[at] = of(item)
        return data

    return read


def _set(of: Decoder) -> Decoder:
    def read(data: list[Json]) -> Value:
        return Items([of(item) for item in data])

    return read


def _map(of: Decoder) -> Decoder:
    def read(data: dict[str, Json]) -> Value:
        return Map({name: of(item) for name, item in data.items()})

    return read


def _tuple(parts: list[Decoder]) -> Decoder:
    def read(data: list[Json]) -> Value:
        return tuple([of(item) for of, item in zip(parts, data, strict=True)])

    return read


def _struct(fields: dict[str, Decoder]) -> Decoder:
    parts = tuple(fields.items())

    def read(data: dict[str, Json]) -> Value:
        return {name: of(data[name]) if name in data else None for name, of in parts}

    return read


def _struct_in_place(fields: dict[str, Decoder]) -> Decoder:
    """As `_struct`; where no field is absent, only those are touched that JSON says differently."""
    names, unlike = tuple(fields), tuple([part for part in fields.items() if part[1] is not _same])
    make = _struct(fields)

    def read(data: dict[str, Value]) -> Value:
        if tuple(data) != names:
            return make(data)
        for name, of in unlike:
            data[name] = of(data[name])
        return data

    return read


def _union(cases: dict[str, Decoder]) -> Decoder:
    def read(data: dict[str, Json]) -> Value:
        ((case, payload),) = data.items()
        return Union(case, cases[case](payload))

    return read


def _ref(model: str) -> Decoder:
    """References into a model share its id."""

    def read(data: list[str]) -> Value:
        return Ref(model if data[0] == model else data[0], data[1])

    return read


def _symbol(symbols: dict[str, Symbol]) -> Decoder:
    def read(data: str) -> Value:
        return symbols.get(data) or Symbol(data)

    return read


def _same(data: Json) -> Value:
    return data


_PRIMS: Final[dict[str, Decoder]] = {
    "null": _same,
    "bool": _same,
    "string": _same,
    "float": float,
    "dateTime": lru_cache(4096)(moment.parse),
    **INTEGERS,
    "int64": _same,
}
