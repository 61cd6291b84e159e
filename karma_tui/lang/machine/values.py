"""Run-time values, chosen so that a value alone says its kind.

    null None | bool bool | string str | symbol Symbol | float float | int64 int | other integers IntN, UintN
    dateTime DateTime | list list or Lazy | tuple tuple | set Items | map Map | struct dict
    union Union | ref Ref | a record straight from storage Record

Their classes are in kinds.py, sets and equality in sameness.py; everybody else imports them from here.
Values are shared between requests (cached records, compiled constants): nobody may change one in place.
"""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine.kinds import (
    Int8,
    Int16,
    Int32,
    Lazy,
    Map,
    Record,
    Ref,
    Symbol,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Union,
    Value,
    plain,
)
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.sameness import Items, identity, same

__all__ = [
    "BITS",
    "INTEGERS",
    "KINDS",
    "LIMITS",
    "Int8",
    "Int16",
    "Int32",
    "Items",
    "Lazy",
    "Map",
    "Record",
    "Ref",
    "Symbol",
    "Uint8",
    "Uint16",
    "Uint32",
    "Uint64",
    "Union",
    "Value",
    "identity",
    "kind_of",
    "plain",
    "same",
]

INTEGERS: Final[dict[str, type[int]]] = {
    "int8": Int8,
    "int16": Int16,
    "int32": Int32,
    "int64": int,
    "uint8": Uint8,
    "uint16": Uint16,
    "uint32": Uint32,
    "uint64": Uint64,
}
BITS: Final[dict[str, int]] = {name: int(name.lstrip("uint")) for name in INTEGERS}
LIMITS: Final[dict[str, tuple[int, int]]] = {
    name: (0, 2**bits - 1) if name[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    for name, bits in BITS.items()
}
KINDS: Final[dict[type, str]] = {
    type(None): "null",
    bool: "bool",
    str: "string",
    Symbol: "enum",
    float: "float",
    DateTime: "dateTime",
    list: "list",
    Lazy: "list",
    tuple: "tuple",
    Items: "set",
    Map: "map",
    dict: "struct",
    Union: "union",
    Ref: "ref",
    **{made: name for name, made in INTEGERS.items()},
}


def kind_of(value: Value) -> str:
    """The name of a value's kind; records count as what they hold."""
    return KINDS[type(plain(value))]
