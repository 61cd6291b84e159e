"""What a primitive literal may look like, and the value it stands for.

One place for number widths, quoted numbers, special floats and dates, because the reader of requests,
the checker and the local instance must agree with the server to the last oddity (kvm-1.0.md section 1,
kvm-0.1.md section 2). It knows literals only, not where they stand.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from karma_tui.lang.nodes import Json, Number, Scalar

INTEGER_RANGES: dict[str, tuple[int, int]] = {
    **{f"int{bits}": (-(1 << bits - 1), (1 << bits - 1) - 1) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": (0, (1 << bits) - 1) for bits in (8, 16, 32, 64)},
}
"""Least and greatest value of every integer kind."""

_SIGNED = re.compile(r"[+-]?[0-9]+")
_UNSIGNED = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+")
_SPECIAL = re.compile(r"([+-]?)inf(?:inity)?|nan", re.IGNORECASE)
_DATE = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]+)?"
    r"(?:Z|[+-]([0-9]{2}):([0-9]{2}))"
)
_LONGEST = 400

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Of the months, without a leap day."""

GUESSED_INTEGERS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
"""The order in which a 0.1 server tries to place a bare integer."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a literal is refused; `late` when its JSON has the right type, so that a server blames its end."""

    expected: str
    late: bool


def misfit(kind: str, value: Json) -> Misfit | None:
    """Why a 1.0 server refuses `{kind: value}`, or None if it does not."""
    if not shaped(kind, value):
        return Misfit(_SHAPES.get(kind, "a number, or a number in double quotes"), late=False)
    if kind in INTEGER_RANGES and integer(kind, value) is None:
        low, high = INTEGER_RANGES[kind]
        return Misfit(f"a whole number from {low} to {high}", late=True)
    if kind == "float" and floating(value) is None:
        return Misfit("a number a 64-bit float can hold, or NaN, Inf, -Inf in double quotes", late=True)
    if kind == "dateTime" and not is_date(value):
        return Misfit('a date and time such as "2018-01-02T03:04:05Z"', late=True)
    return None


_SHAPES = {
    "null": "null",
    "bool": "true or false",
    "string": "a string",
    "symbol": "a string",
    "dateTime": "a string",
}


def shaped(kind: str, value: Json) -> bool:
    """Whether the JSON has a type that a literal of this kind may have; its content may still be wrong."""
    if kind == "null":
        return value is None
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("string", "symbol", "dateTime"):
        return isinstance(value, str) and not isinstance(value, Number)
    return isinstance(value, (int, float, str)) and not isinstance(value, bool)


def integer(kind: str, value: Json) -> int | None:
    """The integer that a number or a quoted number of that kind stands for, or None."""
    low, high = INTEGER_RANGES[kind]
    if isinstance(value, str):
        if value == Number("-0") and low:
            return 0
        pattern = _SIGNED if low else _UNSIGNED
        if isinstance(value, Number) or len(value) > _LONGEST or pattern.fullmatch(value) is None:
            return None
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if low <= value <= high else None


def floating(value: Json) -> float | None:
    """The float that a number or a quoted number stands for, or None; too large is None."""
    if isinstance(value, str):
        return _floating_text(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _floating_text(text: str) -> float | None:
    special = _SPECIAL.fullmatch(text)
    if special is not None:
        return float(text)
    try:
        if _HEXADECIMAL.fullmatch(text):
            found = float.fromhex(text)
        elif _DECIMAL.fullmatch(text):
            found = float(text)
        else:
            return None
    except OverflowError:
        return None
    return None if math.isinf(found) else found


def is_date(value: Json) -> bool:
    """Whether this is an RFC 3339 time as the servers read it: capital T and Z, a zone, a real day.

    Theirs is a reader of the Go language, which takes an hour of one digit, too.
    """
    found = _DATE.fullmatch(value) if isinstance(value, str) and not isinstance(value, Number) else None
    if found is None:
        return False
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    if not 1 <= month <= 12 or hour > 23 or minute > 59 or second > 59:
        return False
    if int(found[7] or 0) > 24 or int(found[8] or 0) > 60:  # offsets of a full day and hour are read
        return False
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)  # the year 0, too
    return 1 <= day <= _DAYS[month - 1] + (is_leap and month == 2)


def literal_value(kind: str, value: Json) -> Scalar:
    """The Python value of a literal that has no misfit: None, bool, int, float or str."""
    if kind in INTEGER_RANGES:
        return integer(kind, value)
    if kind == "float":
        return floating(value)
    return value if isinstance(value, (str, bool)) else None


def guessed_kind(value: Json) -> str:
    """The kind a 0.1 server gives a bare literal, the first that holds it (kvm-0.1.md section 2), or ""."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int) or value == Number("-0"):
        number = int(str(value)) if isinstance(value, str) else value
        for kind in GUESSED_INTEGERS:
            if integer(kind, number) is not None:
                return kind
    if isinstance(value, (int, float, Number)):
        return "float" if floating(value) is not None else ""
    if isinstance(value, str):
        return "dateTime" if is_date(value) else "string"
    return ""
