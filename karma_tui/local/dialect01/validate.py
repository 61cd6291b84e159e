"""Does a value belong to a type of dialect 0.1: which alternative of an or holds it."""

from __future__ import annotations

from karma_tui.lang.machine.dialect01.types import Language, Or, wide
from karma_tui.lang.machine.dialect01.values import Opaque
from karma_tui.lang.machine.types import (
    Any,
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
    opened,
)
from karma_tui.lang.machine.values import KINDS, Items, Lazy, Map, Ref, Symbol, Union, Value, plain


def accepts(type_: Type, value: Value) -> bool:
    """Whether the value belongs to the type."""
    stack: list[tuple[Type, Value]] = [(type_, value)]
    while stack:
        want, have = stack.pop()
        parts = _parts(opened(want), plain(have))
        if parts is None:
            return False
        stack.extend(parts)
    return True


def _parts(want: Type, have: Value) -> list[tuple[Type, Value]] | None:
    """What remains to be checked inside; None if the value is wrong here."""
    kind = type(have)
    match wide(want):
        case Or(items):
            return [] if any(accepts(of, have) for of in items) else None
        case Any():
            return []
        case Language():
            return [] if kind is Opaque else None
        case Prim(name):
            return [] if KINDS.get(kind) == name else None
        case Optional(of):
            return [] if have is None else [(of, have)]
        case Enum(symbols):
            return [] if kind is Symbol and have in symbols else None
        case RefTo(model):
            return [] if kind is Ref and model in ("", have.model) else None
        case ListOf(of) if kind in (list, Lazy):
            return [(of, item) for item in have]
        case SetOf(of) if kind is Items:
            return [(of, item) for item in have]
        case MapOf(of) if isinstance(have, Map):
            return [(of, item) for item in have.values()]
        case TupleOf(items) if kind is tuple and len(have) == len(items):
            return list(zip(items, have, strict=True))
        case Struct(fields) if isinstance(have, dict) and not isinstance(have, Map):
            return [(of, have.get(name)) for name, of in fields.items()]
        case UnionOf(cases) if kind is Union and have.case in cases:
            return [(cases[have.case], have.payload)]
    return None
