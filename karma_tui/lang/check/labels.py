"""The places of a result by their static types: a symbol is not a string there, a ref is not a list.

Results are JSON as a server writes it; a path leads from the whole result to a place in it by keys and
positions. A union is an object whose only key is its case, a set and a tuple are arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.machine.dialect01.types import Language, open_alternatives, wide
from karma_tui.lang.machine.types import (
    NULL,
    Any,
    Const,
    Enum,
    ListOf,
    MapOf,
    Prim,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    bare,
    record_model,
)

_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_MOST: Final = 120
_KINDS: Final[dict[type, str]] = {
    Enum: "symbol",
    RefTo: "ref",
    ListOf: "list",
    SetOf: "set",
    MapOf: "map",
    TupleOf: "tuple",
    Struct: "struct",
    UnionOf: "union",
    Language: "expression",
}


@dataclass(frozen=True, slots=True)
class TypeLabel:
    """What stands at a place of a result."""

    type: Type
    text: str
    """The type in one short line."""
    kind: str = ""
    """In one word: "symbol", "ref", "set", "int64" ...; empty where it may be of several kinds."""
    model: str = ""
    """The id of the model that a record is of, or that a ref points into; else empty."""
    case: str = ""
    """The case whose payload it is, if it is one."""


def label_at(
    type_: Type, path: Sequence[str | int], names: Mapping[str, str] = _NO_NAMES
) -> TypeLabel | None:
    """The label of a place in a result of that type; None where the type says nothing of it."""
    case = ""
    current: Type | None = type_
    for step in path:
        found = _step(current, step) if current is not None else None
        if found is None:
            return None
        current, case = found
    return None if current is None else _label(current, case, names)


def _step(type_: Type, step: str | int) -> tuple[Type, str] | None:
    """The type one step further in, and the case that the step was; None if it leads nowhere certain."""
    ways = [way for part in open_alternatives(type_) if (way := _inside(_plain(part), step)) is not None]
    return ways[0] if len(ways) == 1 else None


def _plain(type_: Type) -> Type:
    inner = bare(type_)
    return bare(inner.of) if isinstance(inner, Const) else inner


def _inside(type_: Type, step: str | int) -> tuple[Type, str] | None:
    match wide(type_), step:
        case ((ListOf(of) | SetOf(of)), int()):
            return of, ""
        case MapOf(of), str():
            return of, ""
        case TupleOf(items), int() if 0 <= step < len(items):
            return items[step], ""
        case Struct(parts), str() if step in parts:
            return parts[step], ""
        case UnionOf(cases), str() if step in cases:
            return cases[step], step
    return None


def _label(type_: Type, case: str, names: Mapping[str, str]) -> TypeLabel | None:
    kinds = [part for part in open_alternatives(type_) if part is not NULL] or [NULL]
    if any(isinstance(part, Any) for part in kinds):
        return None
    only = kinds[0] if len(kinds) == 1 else None
    model = record_model(type_) or (only.model if isinstance(only, RefTo) else "")
    return TypeLabel(type_, type_text(type_, names, most=_MOST), _kind(only), model, case)


def _kind(type_: Type | None) -> str:
    if isinstance(type_, Prim):
        return type_.kind
    return "" if type_ is None else _KINDS.get(type(type_), "")
