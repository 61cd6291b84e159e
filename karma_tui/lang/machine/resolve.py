"""References replaced by the values they point at: in a type, and in a value (one level deep)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

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
from karma_tui.lang.machine.values import Items, Lazy, Map, Record, Ref, Union, Value


class Models(Protocol):
    """Where types of models come from."""

    def model(self, model: str) -> Type:
        """The type of a model."""


class Getter(Protocol):
    """Where records come from."""

    def get(self, model: str, record: str) -> Record:
        """A record the user may read; refuses otherwise."""


Own: TypeAlias = Callable[[Type, Callable[[Type], Type]], Type | None]
"""What a dialect makes of a type in its own way, given how to go on inside; None for the way of 1.0."""


def resolved_type(type_: Type, models: frozenset[str] | None, world: Models, own: Own | None = None) -> Type:
    """The type with references to `models` (all, if None) replaced by those models' types.

    An optional on the way becomes a list, as with the real server: the values are right, but what wants an
    optional refuses them (spec kvm-1.0 section 4.6).
    """
    recursions: dict[int, Recursion] = {}
    known: dict[int, tuple[Type, Type]] = {}

    def of(inner: Type) -> Type:
        """As `within`; parts that are shared are looked at once."""
        found = known.get(id(inner))
        if found is None:
            found = known[id(inner)] = (inner, within(inner))
        return found[1]

    def within(inner: Type) -> Type:
        made = None if own is None else own(inner, of)
        if made is not None:
            return made
        match inner:
            case RecordOf(kept) | Const(kept) | Unique(kept) | Annotated(_, kept):
                return of(kept)
            case RefTo(model):
                if model == "":
                    return ANY if models is None else inner
                return world.model(model) if models is None or model in models else inner
            case Optional(kept):
                return ListOf(of(kept))
            case ListOf(kept):
                return ListOf(of(kept))
            case SetOf(kept):
                return SetOf(of(kept))
            case MapOf(kept):
                return MapOf(of(kept))
            case TupleOf(items):
                return TupleOf(tuple([of(item) for item in items]))
            case Struct(fields):
                return Struct({name: of(field) for name, field in fields.items()})
            case UnionOf(cases):
                return UnionOf({name: of(case) for name, case in cases.items()})
            case Recursion(label, body):
                if id(inner) not in recursions:
                    again = recursions[id(inner)] = Recursion(label, ANY)
                    again.body = of(body)
                return recursions[id(inner)]
        return inner

    return of(type_)


def resolved_value(value: Value, models: frozenset[str] | None, getter: Getter) -> Value:
    """The value with references to `models` (all, if None) replaced by what they point at."""
    known: dict[int, tuple[Value, Value]] = {}

    def of(item: Value) -> Value:
        """As `within`; parts that are shared are looked at once."""
        found = known.get(id(item))
        if found is None:
            found = known[id(item)] = (item, within(item))
        return found[1]

    def within(item: Value) -> Value:
        kind = type(item)
        if kind is Record:
            return of(item.value)
        if kind is Ref:
            wanted = models is None or item.model in models
            return getter.get(item.model, item.record).value if wanted else item
        if kind is list or kind is Lazy:
            return [of(part) for part in item]
        if kind is tuple:
            return tuple([of(part) for part in item])
        if kind is Items:
            return Items([of(part) for part in item])
        if kind is dict:
            return {name: of(part) for name, part in item.items()}
        if kind is Map:
            return Map({name: of(part) for name, part in item.items()})
        if kind is Union:
            return Union(item.case, of(item.payload))
        return item

    return of(value)
