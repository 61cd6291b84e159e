"""The type of a value whose references are resolved, in dialect 0.1: unique parts stay unique."""

from __future__ import annotations

from karma_tui.lang.machine.dialect01.types import Or, one_of, wide
from karma_tui.lang.machine.resolve import Models
from karma_tui.lang.machine.types import (
    ANY,
    Annotated,
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
)


def resolved_type(type_: Type, models: frozenset[str] | None, world: Models) -> Type:
    """The type with references to `models` (all, if None) replaced by those models' types."""
    known: dict[int, Recursion] = {}

    def of(inner: Type) -> Type:
        match wide(inner):
            case Or(items):
                return one_of(tuple([of(item) for item in items]))
            case RecordOf(kept) | Const(kept):
                return of(kept)
            case Unique(kept):
                return Unique(of(kept))
            case Annotated(text, kept):
                return Annotated(text, of(kept))
            case RefTo(model):
                if model == "":
                    return ANY if models is None else inner
                return world.model(model) if models is None or model in models else inner
            case Optional(kept):
                return Optional(of(kept))
            case ListOf(kept):
                return ListOf(of(kept))
            case SetOf(kept):
                return SetOf(of(kept))
            case MapOf(kept):
                return MapOf(of(kept))
            case TupleOf(items):
                return TupleOf(tuple([of(item) for item in items]))
            case Struct(parts):
                return Struct({name: of(part) for name, part in parts.items()})
            case UnionOf(parts):
                return UnionOf({name: of(part) for name, part in parts.items()})
            case Recursion(label, body):
                if id(inner) not in known:
                    made = known[id(inner)] = Recursion(label, ANY)
                    made.body = of(body)
                return known[id(inner)]
        return inner

    return of(type_)
