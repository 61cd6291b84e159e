"""Values that say themselves what they are: the `any` of 0.1 (spec dump-format 4.5)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.machine.dialect01.values import Opaque
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.values import INTEGERS, Items, Map, Ref, Union, Value
from karma_tui.local.karmafile.cursor import Cursor, Unreadable
from karma_tui.local.karmafile.primitives import PRIMITIVES

_DEEPEST: Final = 500
"""Levels of such a value: it is kept as JSON, and read back by a reader that recurses."""

_TUPLE, _LIST, _UNION, _RAW, _STRUCT, _MAP, _REF, _TIME, _SET = 0, 1, 2, 3, 4, 5, 10, 11, 14
_SAME: Final = {6: "int64", 15: "uint64", 7: "float", 8: "bool", 9: "string", 12: "null", 13: "string"}
_FIXED: Final = {
    16: ("int8", "<b"),
    17: ("int16", "<h"),
    18: ("int32", "<i"),
    19: ("int64", "<q"),
    20: ("uint8", "<B"),
    21: ("uint16", "<H"),
    22: ("uint32", "<I"),
    23: ("uint64", "<Q"),
}


def any_value(cursor: Cursor, depth: int) -> Value:
    """A value with its type byte."""
    return _value(cursor, 0)


def _value(cursor: Cursor, depth: int) -> Value:
    if depth > _DEEPEST:
        raise Unreadable(f"an any is nested more than {_DEEPEST} levels deep")
    kind = cursor.byte()
    if kind in _SAME:
        return PRIMITIVES[_SAME[kind]](cursor, 0)
    if kind in _FIXED:
        name, form = _FIXED[kind]
        return INTEGERS[name](struct.unpack(form, cursor.take(struct.calcsize(form)))[0])
    read = _PARTS.get(kind)
    if read is None:
        raise Unreadable(f"an any is of the unknown kind {kind}")
    return read(cursor, depth + 1)


def _items(cursor: Cursor, depth: int) -> list[Value]:
    return [_value(cursor, depth) for _ in range(cursor.count(1))]


def _entries(cursor: Cursor, depth: int) -> dict[str, Value]:
    return {cursor.name(): _value(cursor, depth) for _ in range(cursor.count(2))}


def _raw(cursor: Cursor, _: int) -> Value:
    text = cursor.text()
    try:
        json = read_json(text).value
    except ExpressionError as error:
        raise Unreadable(f"an any is no JSON: {error.title}") from None
    if text.count("[") + text.count("{") > _DEEPEST and _levels(text) > _DEEPEST:
        raise Unreadable(f"an any is nested more than {_DEEPEST} levels deep")
    return Opaque(json)


def _levels(text: str) -> int:
    """At most how deep the brackets of a JSON text nest; those within strings count too."""
    deepest = level = 0
    for letter in text:
        if letter in "[{":
            level += 1
            deepest = max(deepest, level)
        elif letter in "]}":
            level -= 1
    return deepest


def _time(cursor: Cursor, _: int) -> Value:
    return DateTime(cursor.varint())


_PARTS: Final[dict[int, Callable[[Cursor, int], Value]]] = {
    _TUPLE: lambda cursor, depth: tuple(_items(cursor, depth)),
    _LIST: _items,
    _SET: lambda cursor, depth: Items(_items(cursor, depth)),
    _UNION: lambda cursor, depth: Union(cursor.name(), _value(cursor, depth)),
    _RAW: _raw,
    _STRUCT: _entries,
    _MAP: lambda cursor, depth: Map(_entries(cursor, depth)),
    _REF: lambda cursor, _: Ref(cursor.identity(), cursor.identity()),
    _TIME: _time,
}
