"""Stored bodies and model-shaped JSON into values, guided by a type.

A decoder is a closure per type, made once per model. It trusts its input: bodies that this engine has
written; one that cannot be read has been damaged since. Bodies of REST requests, which nobody has checked,
are read by rest_json.py.
"""

from __future__ import annotations

from collections.abc import Callable
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
    decode = decoder(type_, {})

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


def decoder(type_: Type, known: dict[int, list[Decoder]]) -> Decoder:
    """The decoder of a type; `known` holds those of the recursions being built, by identity."""
    match type_:
        case RecordOf(of) | Const(of) | Unique(of) | Annotated(_, of):
            return decoder(of, known)
        case Prim(kind):
            return _PRIMS[kind]
        case Enum():
            return Symbol
        case RefTo():
            return _ref
        case Optional(of):
            return _optional(decoder(of, known))
        case ListOf(of):
            return _list(decoder(of, known))
        case SetOf(of):
            return _set(decoder(of, known))
        case MapOf(of):
            return _map(decoder(of, known))
        case TupleOf(items):
            return _tuple([decoder(of, known) for of in items])
        case Struct(fields):
            return _struct({name: decoder(of, known) for name, of in fields.items()})
        case UnionOf(cases):
            return _union({name: decoder(of, known) for name, of in cases.items()})
        case Recursion(_, body):
            return _recursion(type_, body, known)
    raise ValueError("a type that no stored record has")


def _recursion(type_: Type, body: Type, known: dict[int, list[Decoder]]) -> Decoder:
    cell = known.get(id(type_))
    if cell is None:
        cell = known[id(type_)] = []
        cell.append(decoder(body, known))
        return cell[0]
    found = cell

    def again(data: Json) -> Value:
        return found[0](data)

    return again


def _optional(of: Decoder) -> Decoder:
    def read(data: Json) -> Value:
        return None if data is None else of(data)

    return read


def _list(of: Decoder) -> Decoder:
    def read(data: list[Json]) -> Value:
        return [of(item) for item in data]

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


def _union(cases: dict[str, Decoder]) -> Decoder:
    def read(data: dict[str, Json]) -> Value:
        ((case, payload),) = data.items()
        return Union(case, cases[case](payload))

    return read


def _ref(data: list[str]) -> Value:
    return Ref(data[0], data[1])


def _same(data: Json) -> Value:
    return data


_PRIMS: Final[dict[str, Decoder]] = {
    "null": _same,
    "bool": _same,
    "string": _same,
    "float": float,
    "dateTime": moment.parse,
    **INTEGERS,
    "int64": _same,
}
