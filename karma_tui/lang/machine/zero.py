"""Zero values: which types have one, and what it is (spec kvm-1.0 section 2)."""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine import moment
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


def zeroable(type_: Type, inside: tuple[Recursion, ...] = ()) -> bool:
    """Whether the type has a zero value; a recursion that contains itself unprotected has none."""
    if isinstance(type_, Const):
        return True
    type_ = bare(type_)
    match type_:
        case Any() | UnionOf() | RefTo():
            return False
        case Struct(fields):
            return not [name for name, of in fields.items() if not zeroable(of, inside)]
        case TupleOf(items):
            return not [of for of in items if not zeroable(of, inside)]
        case Recursion(_, body):
            return not [known for known in inside if known is type_] and zeroable(body, (*inside, type_))
    return True


def zero(type_: Type) -> Value:
    """The zero value of a zeroable type; of an enum the first symbol, so that answers repeat."""
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
            return tuple([zero(of) for of in items])
        case Struct(fields):
            return {name: zero(of) for name, of in fields.items()}
        case Recursion(_, body):
            return zero(body)
    raise ValueError("a type without a zero value")
