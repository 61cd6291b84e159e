"""Literals and data constructors: how they are typed and what they compile to (spec kvm-1.0 4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang import literals
from karma_tui.lang.machine import moment
from karma_tui.lang.machine.accept import accepts
from karma_tui.lang.machine.joining import either_of_all
from karma_tui.lang.machine.refusal import compilation
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import (
    ANY,
    PRIMS,
    Const,
    Enum,
    ListOf,
    MapOf,
    Optional,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    opened,
)
from karma_tui.lang.machine.values import INTEGERS, Items, Map, Ref, Symbol, Union, Value
from karma_tui.lang.nodes import (
    Data,
    Expr,
    Fields,
    Literal,
    Node,
    UnionCase,
)
from karma_tui.lang.nodes import (
    Items as ItemsNode,
)
from karma_tui.lang.nodes import (
    Ref as RefNode,
)

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Checker

_COLLECTIONS: Final[dict[str, type[ListOf] | type[SetOf]]] = {"list": ListOf, "set": SetOf}


def infer_datum(cx: Checker, datum: Node, expected: Type) -> Typed:
    """A datum where `expected` is asked for; the caller checks that the result fits."""
    match datum:
        case Literal():
            return _literal(cx, datum, expected)
        case ItemsNode(kind="tuple"):
            return _tuple(cx, datum)
        case ItemsNode():
            return _collection(cx, datum, expected)
        case Fields(kind="map"):
            return _map(cx, datum, expected)
        case Fields():
            return _struct(cx, datum)
        case UnionCase():
            return _union(cx, datum, expected)
        case RefNode(model, record):
            return Typed("data", Const(RefTo(model), Ref(model, record)), plain=True)
        case Expr(expression):
            return cx.infer(expression, expected)
        case Data(inner):
            return infer_datum(cx, inner, expected)
    raise compilation("this is not a datum", "(unknown)", blamed=datum)


def literal_value(literal: Literal) -> Value:
    """The run-time value of a literal, which the reader has found to be well formed."""
    kind = literal.kind
    value = literals.literal_value(kind, literal.value)
    if kind in INTEGERS:
        return INTEGERS[kind](int(value or 0))
    if kind == "dateTime":
        made = moment.parse(str(value))
        if made is None:
            raise compilation("malformed dateTime", literal.value, blamed=literal)
        return made
    return Symbol(value) if kind == "symbol" else value


def _literal(cx: Checker, literal: Literal, expected: Type) -> Typed:
    value = literal_value(literal)
    of: Type = Enum(frozenset([str(value)])) if literal.kind == "symbol" else PRIMS[literal.kind]
    if expected is not ANY and not accepts(expected, value):
        raise cx.literal_mismatch(literal, Const(of, value), expected)
    return Typed("data", Const(of, value), plain=True)


def _built(info: str | tuple[str, object], type_: Type, parts: list[Typed]) -> Typed:
    """A constructor; a constant if all its parts are."""
    typed = Typed("data", type_, tuple(parts), info, plain=True)
    if [part for part in parts if not isinstance(part.type, Const)]:
        return typed
    return Typed("data", Const(type_, _value(info, [_known(part) for part in parts])), plain=True)


def _known(part: Typed) -> Value:
    assert isinstance(part.type, Const)
    return part.type.value


def _value(info: str | tuple[str, object], parts: list[Value]) -> Value:
    kind, detail = info if isinstance(info, tuple) else (info, ())
    if kind == "union":
        return Union(str(detail), parts[0])
    if kind in ("struct", "map"):
        made = dict(zip(detail, parts, strict=True))  # type: ignore[call-overload]
        return Map(made) if kind == "map" else made
    return Items(parts) if kind == "set" else tuple(parts) if kind == "tuple" else parts


def _collection(cx: Checker, datum: ItemsNode, expected: Type) -> Typed:
    parts = [cx.part(item, ANY) for item in datum.items]
    element = joined(parts) if parts else _element(expected)
    return _built(datum.kind, _COLLECTIONS[datum.kind](element), parts)


def joined(parts: list[Typed]) -> Type:
    """The element type of several items: of one its own, constant included; of more their join."""
    return either_of_all([part.type for part in parts])


def _element(expected: Type) -> Type:
    inner = opened(expected)
    if isinstance(inner, Optional):
        inner = opened(inner.of)
    return inner.of if isinstance(inner, ListOf | SetOf | MapOf) else ANY


def _tuple(cx: Checker, datum: ItemsNode) -> Typed:
    parts = [cx.part(item, ANY) for item in datum.items]
    return _built("tuple", TupleOf(tuple([part.type for part in parts])), parts)


def _struct(cx: Checker, datum: Fields) -> Typed:
    parts = {name: cx.part(inner, ANY) for name, inner in datum.fields}
    type_ = Struct({name: part.type for name, part in parts.items()})
    return _built(("struct", tuple(parts)), type_, list(parts.values()))


def _map(cx: Checker, datum: Fields, expected: Type) -> Typed:
    """A map is never a constant as a whole."""
    parts = {name: cx.part(inner, ANY) for name, inner in datum.fields}
    element = joined(list(parts.values())) if parts else _element(expected)
    return Typed("data", MapOf(element), tuple(parts.values()), ("map", tuple(parts)), plain=True)


def _union(cx: Checker, datum: UnionCase, expected: Type) -> Typed:
    known = _payload_type(datum, expected)
    part = cx.part(datum.payload, ANY if known is None else known)
    return _built(("union", datum.case), UnionOf({datum.case: part.type}), [part])


def is_checked(datum: Node, expected: Type) -> bool:
    """Whether a datum has been checked while it was typed: a union of a known case has, by its payload."""
    return isinstance(datum, UnionCase) and _payload_type(datum, expected) is not None


def _payload_type(datum: UnionCase, expected: Type) -> Type | None:
    inner = opened(expected)
    if isinstance(inner, Optional):
        inner = opened(inner.of)
    return inner.cases.get(datum.case) if isinstance(inner, UnionOf) else None
