"""Types compared roughly: by what kind of value they are, which is enough for putting the likely first.

The catalogue's words for types (`list<T>`, `ref<_model>, constant`) and the checker's types meet here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from karma_tui.lang.machine.types import (
    NUMBERS,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RecordOf,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    opened,
    without_const,
)

ANYTHING: Final = frozenset[str]()
"""The head of what may be anything."""

_CLASSES: Final = {
    ListOf: "list",
    SetOf: "set",
    MapOf: "map",
    TupleOf: "tuple",
    UnionOf: "union",
    RefTo: "ref",
    Enum: "symbol",
    Optional: "optional",
    Struct: "struct",
}
_WORD = re.compile(r"[A-Za-z_]\w*")
_NUMERIC = frozenset({"float", *NUMBERS})
_KNOWN: Final = {
    **{name: frozenset({name}) for name in ("list", "set", "map", "tuple", "union", "optional", "struct")},
    **{name: frozenset({name}) for name in ("bool", "string", "dateTime", "null", *NUMBERS)},
    "ref": frozenset({"ref"}),
    "record": frozenset({"record"}),
    "enum": frozenset({"symbol"}),
    "symbol": frozenset({"symbol"}),
    "number": _NUMERIC,
    "float64": frozenset({"float"}),
    "merge": ANYTHING,
    "either": ANYTHING,
    "RE2": frozenset({"string"}),
    "RFC": frozenset({"dateTime"}),
}


def head_of(type_: Type | None) -> frozenset[str]:
    """The kinds of value that a type of the checker is; `ANYTHING` where that is not known."""
    if type_ is None:
        return ANYTHING
    type_ = without_const(type_)
    if isinstance(type_, RecordOf):
        return frozenset({"record"}) | head_of(type_.of)
    inner = opened(type_)
    if isinstance(inner, Prim):
        return frozenset({inner.kind})
    if isinstance(inner, Optional):
        return frozenset({"optional"}) | head_of(inner.of)
    name = _CLASSES.get(type(inner))
    return frozenset({name}) if name is not None else ANYTHING


@lru_cache(maxsize=1024)
def head_of_text(text: str) -> frozenset[str]:
    """The kinds of value that the catalogue's words for a type mean."""
    if "number" in text:
        more = {word for word in ("string", "bool", "dateTime") if word in text}
        return _NUMERIC | more
    if text.startswith("model value"):
        return frozenset({"union"})
    word = _WORD.match(text)
    return _KNOWN.get(word[0], ANYTHING) if word is not None else ANYTHING


def fit(given: frozenset[str], wanted: frozenset[str]) -> float:
    """1 where a value of that kind is wanted, 0.4 where nobody knows, 0 where another kind is."""
    if wanted is ANYTHING or not wanted or not given:
        return 0.4
    return 1.0 if given & wanted else 0.0


def element(type_: Type | None) -> Type | None:
    """What a list or set holds, or None."""
    inner = opened(type_) if type_ is not None else None
    return inner.of if isinstance(inner, ListOf | SetOf | MapOf) else None


def parts_of(type_: Type | None) -> dict[str, Type]:
    """The fields of a struct, through records, optionals and whatever wraps it; else none."""
    inner = _value(type_)
    return dict(inner.fields) if isinstance(inner, Struct) else {}


def cases_of(type_: Type | None) -> dict[str, Type]:
    """The cases of a union; else none."""
    inner = _value(type_)
    return dict(inner.cases) if isinstance(inner, UnionOf) else {}


def symbols_of(type_: Type | None) -> list[str]:
    """The symbols of an enum; else none."""
    inner = _value(type_)
    return sorted(inner.symbols) if isinstance(inner, Enum) else []


def _value(type_: Type | None) -> Type | None:
    inner = opened(type_) if type_ is not None else None
    while isinstance(inner, Optional):
        inner = opened(inner.of)
    return inner
