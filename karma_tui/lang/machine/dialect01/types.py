"""The two kinds of type that only dialect 0.1 has: alternatives without names, and expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from karma_tui.lang.machine.types import NULL, Optional, Recursion, RefTo, Type, bare


@dataclass(frozen=True, slots=True, eq=False)
class Or:
    """One of several types; a value does not say of which it is."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """An expression of this dialect, the content of `_expression`."""


Wide: TypeAlias = Type | Or | Language

# The shared `Type` does not list these two, since no rule of dialect 1.0 may ever meet them.
LANGUAGE: Final = cast(Type, Language())


def wide(type_: Type) -> Wide:
    """The same type for a match that has to tell all kinds of this dialect apart."""
    return type_


def one_of(items: tuple[Type, ...]) -> Type:
    """The type of the alternatives; of one alternative that itself."""
    return items[0] if len(items) == 1 else cast(Type, Or(items))


def alternatives(type_: Type) -> tuple[Type, ...]:
    """What a type may be: the items of an or, an optional's content and null, else the type itself."""
    match wide(type_):
        case Or(items):
            return items
        case Optional(of):
            return (of, NULL)
    return (type_,)


def open_alternatives(type_: Type) -> tuple[Type, ...]:
    """As `alternatives`, at any depth of nesting, recursions opened; what remains is bare."""
    found: list[Type] = []
    seen: set[int] = set()
    stack = [type_]
    while stack:
        current = bare(stack.pop())
        if isinstance(current, Recursion):
            if id(current) not in seen:
                seen.add(id(current))
                stack.append(current.body)
            continue
        parts = alternatives(current)
        if len(parts) == 1:
            found.append(current)
        else:
            stack.extend(reversed(parts))
    return tuple(found)


def nullable(type_: Type) -> bool:
    """Whether null is among the type's values."""
    return any(part is NULL for part in open_alternatives(type_))


def present(type_: Type) -> Type | None:
    """The type without null; None if nothing is left."""
    inner = bare(type_)
    parts = alternatives(inner)
    if len(parts) == 1:
        return None if inner is NULL else type_
    left = tuple([part for part in parts if bare(part) is not NULL])
    return one_of(left) if left else None


def model_of_ref(type_: Type) -> str:
    """The model id that references of the type point into; "" where it is not known."""
    inner = bare(type_)
    return inner.model if isinstance(inner, RefTo) else ""
