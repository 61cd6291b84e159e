"""Which parts of a model say the same: all at once, as comparing each with each would take too long.

Parts begin as one kind each for what they are by themselves, and are told apart by the kinds of their parts
until nothing more is found. Unique and annotations count, labels and texts do not, as in
`lang.machine.relations.alike` when it is exact.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from karma_tui.lang.machine.types import (
    Enum,
    Prim,
    Recursion,
    RefTo,
    Struct,
    TupleOf,
    Type,
    UnionOf,
)

_ROUNDS: Final = 200
"""Levels down to which parts are told apart; no model that people make is as deep."""


def parts_of(type_: Type) -> list[Type]:
    """A type and all that it consists of, each once."""
    found: dict[int, Type] = {}
    stack = [type_]
    while stack:
        part = stack.pop()
        if id(part) not in found:
            found[id(part)] = part
            stack.extend(_inner(part))
    return list(found.values())


def kinds_of(type_: Type) -> dict[int, int]:
    """A number for each part of a type, by identity: the same number for parts that say the same."""
    parts = parts_of(type_)
    inner = {id(part): [id(of) for of in _inner(part)] for part in parts}
    kinds = _numbered({id(part): _itself(part) for part in parts})
    count = len(set(kinds.values()))
    for _ in range(_ROUNDS):
        kinds = _numbered({key: (kinds[key], *[kinds[of] for of in inner[key]]) for key in inner})
        before, count = count, len(set(kinds.values()))
        if count == before:
            break
    return kinds


def _numbered(marks: dict[int, Hashable]) -> dict[int, int]:
    numbers: dict[Hashable, int] = {}
    return {key: numbers.setdefault(mark, len(numbers)) for key, mark in marks.items()}


def _itself(part: Type) -> Hashable:
    """What a part is, apart from what is in it."""
    match part:
        case Prim(kind):
            return (Prim, kind)
        case Enum(symbols):
            return (Enum, symbols)
        case RefTo(model):
            return (RefTo, model)
        case Struct(parts) | UnionOf(parts):
            return (type(part), *sorted(parts))
        case TupleOf(items):
            return (TupleOf, len(items))
    return (type(part),)


def _inner(part: Type) -> list[Type]:
    """What is directly in a part."""
    match part:
        case Struct(parts) | UnionOf(parts):
            return [parts[name] for name in sorted(parts)]
        case TupleOf(items):
            return list(items)
        case Recursion(_, body):
            return [body]
    of = getattr(part, "of", None)
    return [] if of is None else [of]
