"""Zero values: which types have one, and what it is (spec kvm-1.0 section 2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.bounds import Room
from karma_tui.lang.machine.types import (
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
    bare,
)
from karma_tui.lang.machine.values import INTEGERS, Items, Map, Symbol, Value

_PRIMS: Final[dict[str, Value]] = {
    "null": None,
    "bool": False,
    "string": "",
    "float": 0.0,
    "dateTime": moment.ZERO,
    **{kind: made(0) for kind, made in INTEGERS.items()},
}


def zeroable(type_: Type, known: dict[int, bool] | None = None) -> bool:
    """Whether the type has a zero value; a recursion that contains itself unprotected has none.

    `known` are types by identity: those that have one, and those (False) that are being looked into.
    """
    if isinstance(type_, Const):
        return True
    type_ = bare(type_)
    if not isinstance(type_, Struct | TupleOf | Recursion):
        return not isinstance(type_, Any | UnionOf | RefTo)
    known = {} if known is None else known
    if id(type_) not in known:
        known[id(type_)] = False
        known[id(type_)] = _all_zeroable(_all_of(type_), known)
    return known[id(type_)]


def _all_of(type_: Struct | TupleOf | Recursion) -> Iterable[Type]:
    """The parts of a type that its zero value needs."""
    match type_:
        case Struct(fields):
            return fields.values()
        case TupleOf(items):
            return items
        case Recursion(_, body):
            return (body,)


def _all_zeroable(parts: Iterable[Type], known: dict[int, bool]) -> bool:
    """Whether all have a zero value; one without decides for everything around it."""
    for of in parts:  # noqa: SIM110 - a generator would nest C calls per level
        if not zeroable(of, known):
            return False
    return True


def zero(type_: Type, room: Room | None = None) -> Value:
    """The zero value of a zeroable type; of an enum the first symbol, so that answers repeat.

    Refuses types whose zero value would be too large.
    """
    room = room or Room("the zero value")
    room.take()
    if isinstance(type_, Const):  # the real server takes a known value for the type's zero
        return type_.value
    type_ = bare(type_)
    match type_:
        case Prim(kind):
            return _PRIMS[kind]
        case Enum(symbols):
            return Symbol(min(symbols))
        case Optional():
            return None
        case ListOf():
            return []
        case SetOf():
            return Items(())
        case MapOf():
            return Map()
        case TupleOf(items):
            return tuple([zero(of, room) for of in items])
        case Struct(fields):
            return {name: zero(of, room) for name, of in fields.items()}
        case Recursion(_, body):
            return zero(body, room)
    raise ValueError("a type without a zero value")
