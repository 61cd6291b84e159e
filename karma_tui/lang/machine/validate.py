"""Where a value does not belong to a type: for the error that names the place (spec kvm-1.0 section 2.1).

Whether it belongs at all is answered faster by accept.py, by the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from karma_tui.lang.machine.types import (
    Any,
    Const,
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
from karma_tui.lang.machine.values import KINDS, Items, Map, Ref, Symbol, Union, Value, plain
from karma_tui.lang.nodes import Json


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where a value is not what its type wants: the path from the outside in."""

    want: Type
    have: Value
    path: tuple[Json, ...]


def misfit(type_: Type, value: Value) -> Misfit | None:
    """The first place where the value does not belong to the type, or None; shared parts are seen once."""
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[Type, Value, _Trail]] = [(type_, value, None)]
    while stack:
        want, have, trail = stack.pop()
        of, held = opened(want), plain(have)
        pair = (id(of), id(held))
        if pair in seen:
            continue
        parts = _parts(of, held)
        if parts is None:
            return Misfit(want, have, _path(trail))
        if parts:
            seen.add(pair)
            stack.extend([(inner, part, (trail, step)) for inner, part, step in reversed(parts)])
    return None


_Trail: TypeAlias = "tuple[_Trail, Json] | None"
"""The way back to the outermost value, as links: copying a path per level would cost the depth squared."""


def _path(trail: _Trail) -> tuple[Json, ...]:
    steps: list[Json] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return tuple(reversed(steps))


_NO_PARTS: list[tuple[Type, Value, Json]] = []


def _parts(want: Type, have: Value) -> list[tuple[Type, Value, Json]] | None:
    """What remains to be checked inside, each with its step of the path; None if the value is wrong here."""
    match want:
        case Any():
            return _NO_PARTS
        case Prim(kind):
            return _NO_PARTS if KINDS[type(have)] == kind else None
        case Optional(of):
            return _NO_PARTS if have is None else _parts(opened(of), have)
        case Enum(symbols):
            return _NO_PARTS if type(have) is Symbol and have in symbols else None
        case RefTo(model):
            return _NO_PARTS if type(have) is Ref and model in ("", have.model) else None
        case Const(of):
            return _parts(opened(of), have)
    return _inside(want, have)


def _inside(want: Type, have: Value) -> list[tuple[Type, Value, Json]] | None:
    kind = type(have)
    match want:
        case ListOf(of) if kind is list:
            return [(of, item, {"listIndex": at}) for at, item in enumerate(have)]
        case SetOf(of) if kind is Items:
            return [(of, item, {"setItem": {}}) for item in have]
        case MapOf(of) if kind is Map:
            return [(of, have[key], {"mapKey": key}) for key in sorted(have)]
        case TupleOf(items) if kind is tuple and len(have) == len(items):
            return [
                (of, item, {"tupleIndex": at}) for at, (of, item) in enumerate(zip(items, have, strict=True))
            ]
        case Struct(fields) if kind is dict:
            return [(fields[name], have.get(name), {"structField": name}) for name in sorted(fields)]
        case UnionOf(cases) if kind is Union and have.case in cases:
            return [(cases[have.case], have.payload, {"unionCase": have.case})]
    return None
