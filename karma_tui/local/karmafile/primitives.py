"""Readers of the values without parts: numbers, texts, times (spec dump-format 4.2, 4.3)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final, TypeAlias

from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.values import INTEGERS, LIMITS, Value
from karma_tui.local.karmafile.cursor import Cursor, Unreadable

Reader: TypeAlias = Callable[[Cursor, int], Value]
"""Reads a value at the cursor; the number is how deep it lies."""

_EPOCH: Final = -62_135_596_800
"""Seconds from 1970 to the year 1, from which stored times count."""

_FIRST: Final = -62_167_219_200
_AFTER_LAST: Final = 253_402_300_800
"""Seconds from 1970 to the years 0 and 10000: what RFC 3339 can say."""

_FARTHEST: Final = 24 * 60 + 59
"""Minutes from UTC that can be written and read back."""

_BLOCK: Final = struct.Struct(">Bqih")


def _null(_: Cursor, __: int) -> Value:
    return None


def _bool(cursor: Cursor, _: int) -> Value:
    return flag(cursor)


def flag(cursor: Cursor) -> bool:
    """A byte that is 0 or 1."""
    byte = cursor.byte()
    if byte > 1:
        raise Unreadable(f"a yes or no is {byte}")
    return byte == 1


def _string(cursor: Cursor, _: int) -> Value:
    return cursor.text()


def _float(cursor: Cursor, _: int) -> Value:
    return struct.unpack(">d", cursor.uvarint().to_bytes(8, "big"))[0]


def date_time(cursor: Cursor, _: int = 0) -> DateTime:
    """A time block with its length."""
    size = cursor.byte()
    block = cursor.take(size)
    if size not in (15, 16) or block[0] != size - 14:
        raise Unreadable("a time is of an unknown version")
    _, seconds, nanoseconds, offset = _BLOCK.unpack(block[:15])
    seconds += _EPOCH
    offset = 0 if offset == -1 else offset
    if not 0 <= nanoseconds < 1_000_000_000 or abs(offset) > _FARTHEST:
        raise Unreadable("a time is not well formed")
    if not _FIRST <= seconds + offset * 60 < _AFTER_LAST:
        raise Unreadable("a time lies outside of the years 0 to 9999")
    return DateTime(seconds * 1_000_000_000 + nanoseconds, offset)


def _fixed(kind: str, form: str) -> Reader:
    make, unpack, size = INTEGERS[kind], struct.Struct(form).unpack, struct.calcsize(form)

    def read(cursor: Cursor, _: int) -> Value:
        return make(unpack(cursor.take(size))[0])

    return read


def _variable(kind: str) -> Reader:
    make, (low, high) = INTEGERS[kind], LIMITS[kind]
    next_number = Cursor.varint if low else Cursor.uvarint

    def read(cursor: Cursor, _: int) -> Value:
        number = next_number(cursor)
        if not low <= number <= high:
            raise Unreadable(f"an {kind} is {number}")
        return make(number)

    return read


PRIMITIVES: Final[dict[str, Reader]] = {
    "null": _null,
    "bool": _bool,
    "string": _string,
    "float": _float,
    "dateTime": date_time,
    "int8": _fixed("int8", ">b"),
    "uint8": _fixed("uint8", ">B"),
    "int16": _fixed("int16", ">h"),
    "uint16": _fixed("uint16", ">H"),
    **{kind: _variable(kind) for kind in ("int32", "int64", "uint32", "uint64")},
}

WIDTHS: Final = {"null": 0, "dateTime": 16, "int16": 2, "uint16": 2}
"""The fewest bytes of a primitive, where it is not one."""
