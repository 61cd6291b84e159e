"""Does a value belong to a type: yes or no, as fast as it can be said.

Asked for every constant by the compiler and for every value before it is stored. validate.py follows
the same rules and finds the place and the path where the answer is no.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any as Unchecked
from typing import Final

from karma_tui.lang.machine.doubt import Doubtful
from karma_tui.lang.machine.types import (
    Annotated,
    Any,
    Const,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
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
    opened,
)
from karma_tui.lang.machine.values import KINDS, Items, Map, Record, Ref, Symbol, Union, Value


def accepts(type_: Type, value: Value) -> bool:
    """Whether the value belongs to the type; a record counts as what it holds."""
    if type(value) is Record:
        value = value.value
    return _CHECKS[type(type_)](type_, value)


def _any(_: Unchecked, __: Value) -> bool:
    return True


def _wrapped(type_: Unchecked, value: Value) -> bool:
    return accepts(type_.of, value)


def _recursion(type_: Recursion, value: Value) -> bool:
    return accepts(opened(type_), value)


def _prim(type_: Prim, value: Value) -> bool:
    return KINDS[type(value)] == type_.kind


def _enum(type_: Enum, value: Value) -> bool:
    return type(value) is Symbol and value in type_.symbols


def _ref(type_: RefTo, value: Value) -> bool:
    return type(value) is Ref and type_.model in ("", value.model)


def _optional(type_: Optional, value: Value) -> bool:
    return value is None or accepts(type_.of, value)


def _list(type_: ListOf, value: Value) -> bool:
    return type(value) is list and _each(type_.of, value)


def _set(type_: SetOf, value: Value) -> bool:
    return type(value) is Items and _each(type_.of, value)


def _map(type_: MapOf, value: Value) -> bool:
    return type(value) is Map and _each(type_.of, value.values())


def _each(type_: Type, items: Unchecked) -> bool:
    for item in items:  # noqa: SIM110 - a generator would nest C calls per level
        if not accepts(type_, item):
            return False
    return True


def _tuple(type_: TupleOf, value: Value) -> bool:
    if type(value) is not tuple or len(value) != len(type_.items):
        return False
    for of, item in zip(type_.items, value, strict=True):  # noqa: SIM110 - as above
        if not accepts(of, item):
            return False
    return True


def _struct(type_: Struct, value: Value) -> bool:
    if type(value) is not dict:
        return False
    for name, of in type_.fields.items():  # noqa: SIM110 - as above
        if not accepts(of, value.get(name)):
            return False
    return True


def _union(type_: UnionOf, value: Value) -> bool:
    if type(value) is not Union or value.case not in type_.cases:
        return False
    return accepts(type_.cases[value.case], value.payload)


_CHECKS: Final[dict[type, Callable[[Unchecked, Value], bool]]] = {
    Any: _any,
    Unknown: _any,
    Prim: _prim,
    Enum: _enum,
    RefTo: _ref,
    Optional: _optional,
    ListOf: _list,
    SetOf: _set,
    MapOf: _map,
    TupleOf: _tuple,
    Struct: _struct,
    UnionOf: _union,
    Recursion: _recursion,
    Unique: _wrapped,
    Annotated: _wrapped,
    Doubtful: _wrapped,
    RecordOf: _wrapped,
    Const: _wrapped,
}
