"""Bodies of REST requests: JSON shaped by a model, which nobody has checked yet, into values.

A reference is the record's id alone, because its model is known; absent optional fields may be left
out; unknown fields are refused (spec http-1.0 section 5).
"""

from __future__ import annotations

from collections.abc import Mapping

from karma_tui.errors import ExpressionError
from karma_tui.lang.decoding import Spot
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.literals import misfit
from karma_tui.lang.machine.construct import literal_value
from karma_tui.lang.machine.types import (
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    nullable,
    opened,
)
from karma_tui.lang.machine.values import Items, Map, Ref, Symbol, Union, Value
from karma_tui.lang.nodes import Literal
from karma_tui.local.query import BODY_LIMIT, codec_refusal


def read_body(body: bytes, type_: Type) -> Value:
    """The value of the type that a body holds; refuses with a codecError."""
    text = body[:BODY_LIMIT].decode("utf-8", "replace")
    try:
        read = read_json(text, lenient=True)
        return _value(type_, Spot(read.value, read.spans))
    except ExpressionError as error:
        raise codec_refusal(text, error) from None


def _value(type_: Type, spot: Spot) -> Value:
    match opened(type_):
        case Optional(of):
            return None if spot.value is None else _value(of, spot)
        case Prim(kind):
            return _primitive(kind, spot)
        case Enum(symbols):
            name = spot.text("a symbol in double quotes")
            if name not in symbols:
                raise spot.fault(f"one of {', '.join(sorted(symbols))}", at=_end(spot))
            return Symbol(name)
        case RefTo(model):
            return Ref(model, spot.text("a record id in double quotes"))
        case ListOf(of):
            return [_value(of, item) for item in spot.list_of(None, "an array")]
        case SetOf(of):
            return Items([_value(of, item) for item in spot.list_of(None, "an array")])
        case TupleOf(items):
            parts = spot.list_of(len(items), f"an array of {len(items)} values")
            return tuple([_value(of, part) for of, part in zip(items, parts, strict=True)])
        case MapOf(of):
            return Map({key: _value(of, entry) for key, entry in spot.object_of("an object").items()})
        case Struct(fields):
            return _struct(fields, spot)
        case UnionOf(cases):
            return _union(cases, spot)
    raise spot.fault("a value of a model that can be written")


def _primitive(kind: str, spot: Spot) -> Value:
    wrong = misfit(kind, spot.value)
    if wrong is not None:
        raise spot.fault(wrong.expected, at=_end(spot) if wrong.late else None)
    return literal_value(Literal(kind, spot.value))


def _struct(fields: Mapping[str, Type], spot: Spot) -> Value:
    if not isinstance(spot.value, dict):
        raise spot.fault("an object")
    for key in spot.value:
        if key not in fields:
            span = spot.key_span(key)
            raise spot.fault(
                f"one of the fields {', '.join(sorted(fields))}", at=span.start if span else None
            )
    value = {}
    for name, of in fields.items():
        if name in spot.value:
            value[name] = _value(of, spot.entry(name))
        elif nullable(of):
            value[name] = None
        else:
            raise spot.fault(f'the field "{name}"', at=_end(spot))
    return value


def _union(cases: Mapping[str, Type], spot: Spot) -> Value:
    case = spot.only_key()
    if case not in cases:
        span = spot.key_span(case)
        raise spot.fault(f"one of the cases {', '.join(sorted(cases))}", at=span.start if span else None)
    return Union(case, _value(cases[case], spot.entry(case)))


def _end(spot: Spot) -> int | None:
    return spot.place.end if spot.place is not None else None
