"""Types taken apart for the checker of unfinished texts: what is unknown in them, and what they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from karma_tui.lang.machine.dialect01.types import Or, one_of, wide
from karma_tui.lang.machine.doubt import Doubtful, doubtful
from karma_tui.lang.machine.types import (
    ANY,
    UNKNOWN,
    Annotated,
    Any,
    Const,
    ListOf,
    MapOf,
    Optional,
    RecordOf,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
    Unknown,
)


def parts(type_: Type) -> tuple[Type, ...]:
    """The types directly inside a type, of either dialect."""
    match wide(type_):
        case Struct(named) | UnionOf(named):
            return tuple(named.values())
        case TupleOf(items) | Or(items):
            return items
        case Recursion(_, body):
            return (body,)
        case RecordOf() | Const() | Unique() | Annotated() | Optional() | ListOf() | SetOf() | MapOf():
            return (type_.of,)  # type: ignore[union-attr]
    return ()


def has_unknown(type_: Type) -> bool:
    """Whether any part of a type could not be found out."""
    seen: set[int] = set()
    stack = [type_]
    while stack:
        current = stack.pop()
        if isinstance(current, Unknown | Doubtful):
            return True
        if id(current) not in seen:
            seen.add(id(current))
            stack.extend(parts(current))
    return False


def changed(type_: Type, change: Callable[[Type], Type | None]) -> Type:
    """A type with every part replaced for which `change` gives another one; what is known of values is lost.

    Recursions are models, and stay as they are.
    """
    made = change(type_)
    if made is not None:
        return made

    def of(inner: Type) -> Type:
        return changed(inner, change)

    match wide(type_):
        case Const(inner):
            return of(inner)
        case RecordOf(inner, model):
            return RecordOf(of(inner), model)
        case Doubtful(_, inner):
            return of(inner)
        case Annotated(text, inner):
            return Annotated(text, of(inner))
        case Unique(inner) | Optional(inner) | ListOf(inner) | SetOf(inner) | MapOf(inner):
            return _WRAPPERS[type(type_)](of(inner))
        case TupleOf(items):
            return TupleOf(tuple([of(item) for item in items]))
        case Or(items):
            return one_of(tuple([of(item) for item in items]))
        case Struct(named):
            return Struct({name: of(part) for name, part in named.items()})
        case UnionOf(named):
            return UnionOf({name: of(part) for name, part in named.items()})
    return type_


_WRAPPERS: Final[dict[type, Callable[[Type], Type]]] = {
    Unique: Unique,
    Optional: Optional,
    ListOf: ListOf,
    SetOf: SetOf,
    MapOf: MapOf,
}


def softened(type_: Type) -> Type:
    """The type of what was made of something unknown: any is unknown there, and all is in doubt."""
    made = changed(type_, lambda part: UNKNOWN if part is ANY else None)
    if isinstance(made, RecordOf):
        return RecordOf(doubtful(made.of), made.model)
    return made if isinstance(made, Unknown) else doubtful(made)


def without_refs(type_: Type) -> Type:
    """The type where it is not known to which models references lead."""
    return changed(type_, lambda part: UNKNOWN if isinstance(part, Any | RefTo) else None)
