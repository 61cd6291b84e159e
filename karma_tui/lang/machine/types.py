"""Static types: models, and what only the checker knows (any, records, constants, any-refs).

Types are graphs: a `Recursion` is its own way back, so its body may lead to itself. They are compared
by walking, never by `==`. Nothing here knows expressions or values beyond a constant's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from karma_tui.lang.machine.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class Any:
    """Nothing is known of the value."""


@dataclass(frozen=True, slots=True, eq=False)
class Unknown(Any):
    """The checker of an unfinished text could not find out: fits everywhere and says nothing in a join.

    No rule makes it, and no inference that ends in code meets it.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Prim:
    """null, bool, string, float, dateTime or an integer; one object per kind, see PRIMS."""

    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Enum:
    """A symbol out of these."""

    symbols: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Optional:
    """Null or the inner type."""

    of: Type


@dataclass(frozen=True, slots=True, eq=False)
class Unique:
    """The inner type; no two records of a model may hold the same value here."""

    of: Type


@dataclass(frozen=True, slots=True, eq=False)
class Annotated:
    """The inner type with a text for people."""

    text: str
    of: Type


@dataclass(frozen=True, slots=True, eq=False)
class ListOf:
    """A list."""

    of: Type


@dataclass(frozen=True, slots=True, eq=False)
class SetOf:
    """A set."""

    of: Type


@dataclass(frozen=True, slots=True, eq=False)
class MapOf:
    """A map with string keys."""

    of: Type


@dataclass(frozen=True, slots=True, eq=False)
class TupleOf:
    """A fixed number of values."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Struct:
    """Named fields."""

    fields: Mapping[str, Type]


@dataclass(frozen=True, slots=True, eq=False)
class UnionOf:
    """One of several named cases."""

    cases: Mapping[str, Type]


@dataclass(frozen=True, slots=True, eq=False)
class RefTo:
    """A reference into a model; the empty id stands for any model."""

    model: str


@dataclass(slots=True, eq=False)
class Recursion:
    """A labelled type that may contain itself; `body` is set once, when the label's model is read."""

    label: str
    body: Type


@dataclass(frozen=True, slots=True, eq=False)
class RecordOf:
    """A value straight from storage, of this model (empty id: of some model)."""

    of: Type
    model: str


@dataclass(frozen=True, slots=True, eq=False)
class Const:
    """The inner type whose value is known before anything runs."""

    of: Type
    value: Value


Type: TypeAlias = (
    Any
    | Prim
    | Enum
    | Optional
    | Unique
    | Annotated
    | ListOf
    | SetOf
    | MapOf
    | TupleOf
    | Struct
    | UnionOf
    | RefTo
    | Recursion
    | RecordOf
    | Const
)

ANY: Final = Any()
UNKNOWN: Final = Unknown()
NUMBERS: Final = ("float", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
PRIMS: Final[dict[str, Prim]] = {
    kind: Prim(kind) for kind in ("null", "bool", "string", "dateTime", *NUMBERS)
}
NULL: Final = PRIMS["null"]
BOOL: Final = PRIMS["bool"]
STRING: Final = PRIMS["string"]
INT64: Final = PRIMS["int64"]
FLOAT: Final = PRIMS["float"]
DATETIME: Final = PRIMS["dateTime"]
ANY_REF: Final = RefTo("")
WHETHER: Final = Optional(ANY)
"""What isPresent expects of its argument, known by identity."""
NOTHING: Final = UnionOf({})
"""The type without values: a union of no cases."""


_WRAPPERS: Final = (RecordOf, Const, Unique, Annotated)  # a tuple: `A | B` would be built at each call


def bare(type_: Type) -> Type:
    """Without record, const, unique and annotation around it; recursions stay."""
    while isinstance(type_, _WRAPPERS):
        type_ = type_.of
    return type_


def opened(type_: Type) -> Type:
    """As `bare`, and recursions replaced by their bodies; one of nothing but itself has no values at all."""
    seen: set[int] = set()
    while True:
        type_ = bare(type_)
        if not isinstance(type_, Recursion):
            return type_
        if id(type_) in seen:
            return NOTHING
        seen.add(id(type_))
        type_ = type_.body


def without_const(type_: Type) -> Type:
    """The type without the knowledge of its value."""
    while isinstance(type_, Const):
        type_ = type_.of
    return type_


def without_record(type_: Type) -> Type:
    """The type once the metadata is gone."""
    while isinstance(type_, RecordOf | Const):
        type_ = type_.of
    return type_


def record_model(type_: Type) -> str | None:
    """The model id if the type is a record's ("" when some model's), else None."""
    type_ = without_const(type_)
    return type_.model if isinstance(type_, RecordOf) else None


def nullable(type_: Type) -> bool:
    """Whether null is among the type's values."""
    inner = opened(type_)
    return inner is NULL or isinstance(inner, Optional)


_Made: TypeAlias = "dict[int, tuple[Type, Type]]"
"""Types by identity, with what has been made of them: parts that are shared are looked at once."""


def general(type_: Type, made: _Made | None = None) -> Type:
    """The type without any knowledge of values, at any depth; models hold none, so recursions are kept."""
    while isinstance(type_, Const):
        type_ = type_.of
    if not isinstance(type_, _COMPOUND):
        return type_
    made = {} if made is None else made
    known = made.get(id(type_))
    if known is None:
        known = made[id(type_)] = (type_, _general_inside(type_, made))
    return known[1]


_COMPOUND: Final = (ListOf, SetOf, MapOf, Optional, TupleOf, Struct, UnionOf)


def _general_inside(type_: Type, made: _Made) -> Type:
    match type_:
        case ListOf(of) | SetOf(of) | MapOf(of) | Optional(of):
            inner = general(of, made)
            return type_ if inner is of else type(type_)(inner)
        case TupleOf(items):
            parts = tuple([general(of, made) for of in items])
            return type_ if _unchanged(parts, items) else TupleOf(parts)
        case Struct(fields) | UnionOf(fields):
            named = {name: general(of, made) for name, of in fields.items()}
            same = _unchanged(tuple(named.values()), tuple(fields.values()))
            return type_ if same else type(type_)(named)
    return type_


def _unchanged(made: tuple[Type, ...], before: tuple[Type, ...]) -> bool:
    return not [a for a, b in zip(made, before, strict=True) if a is not b]
