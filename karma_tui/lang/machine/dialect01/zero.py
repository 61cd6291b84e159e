"""Zero values of dialect 0.1: as in 1.0, and of unions and alternatives the first that has one."""

from __future__ import annotations

from karma_tui.lang.machine import zero as zero10
from karma_tui.lang.machine.bounds import Room
from karma_tui.lang.machine.dialect01.types import Language, Or, wide
from karma_tui.lang.machine.types import (
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
)
from karma_tui.lang.machine.values import Union, Value


class NoZero(Exception):
    """The type has no zero value."""


def zero(type_: Type, inside: tuple[Recursion, ...] = (), room: Room | None = None) -> Value:
    """The zero value of a type; raises NoZero. Refuses types on which there are too many ways to try."""
    room = room or Room("the zero value")
    room.take()
    type_ = bare(type_)
    match wide(type_):
        case Any() | RefTo() | Language():
            raise NoZero
        case Or(items):
            return _first(list(items), inside, room)
        case Optional(of):
            try:
                return zero(of, inside, room)
            except NoZero:
                return None
        case TupleOf(items):
            return tuple([zero(of, inside, room) for of in items])
        case Struct(fields):
            return {name: zero(of, inside, room) for name, of in fields.items()}
        case UnionOf(cases):
            return _first_case(cases, inside, room)
        case Recursion() as recursion:
            if [known for known in inside if known is recursion]:
                raise NoZero
            return zero(recursion.body, (*inside, recursion), room)
        case Prim() | Enum() | ListOf() | SetOf() | MapOf():
            return zero10.zero(type_)
    raise NoZero


def _first(items: list[Type], inside: tuple[Recursion, ...], room: Room) -> Value:
    for of in items:
        try:
            return zero(of, inside, room)
        except NoZero:
            continue
    raise NoZero


def _first_case(cases: object, inside: tuple[Recursion, ...], room: Room) -> Value:
    assert isinstance(cases, dict)
    for name in sorted(cases):
        try:
            return Union(name, zero(cases[name], inside, room))
        except NoZero:
            continue
    raise NoZero
