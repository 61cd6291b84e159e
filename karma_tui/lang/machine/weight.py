"""How large a value would be once it is written out, found without writing it.

What a query builds shares its parts: a pair of a pair of a pair takes no room, and its JSON all there is.
Each part is weighed once here, so it takes no longer than the value takes room.
"""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine.bounds import LARGEST_ANSWER, check
from karma_tui.lang.machine.values import Items, Map, Record, Union, Value

MANY: Final = 500_000
"""Parts that may be met before it is worth while to weigh a value."""


class Vast(Exception):
    """So many parts were met that the value is to be weighed first."""


def refuse_vast(value: Value) -> None:
    """Refuse a value that is larger than an answer may be."""
    check(_weight(value, {}), LARGEST_ANSWER, "bytes")


def refuse_if_vast(value: Value) -> None:
    """As `refuse_vast`; quick where the value is small."""
    if has_more(MANY, value):
        refuse_vast(value)


def has_more(parts: int, value: Value) -> bool:
    """Whether more than so many parts are met on all the ways through a value."""
    stack = [value]
    while stack:
        inside = _inside(stack.pop())
        parts -= len(inside)
        if parts < 0:
            return True
        stack += inside
    return False


def _inside(value: Value) -> list[Value]:
    """The parts of a value; what a lazy list yields is made anew each time, and no part."""
    kind = type(value)
    if kind is list or kind is tuple or kind is Items:
        return list(value)
    if isinstance(value, dict):
        return list(value.values())
    if kind is Union:
        return [value.payload]
    return [value.value] if kind is Record else []


def _weight(value: Value, known: dict[int, int]) -> int:
    """Bytes that a value's JSON has at least."""
    kind = type(value)
    if kind is str:
        return len(value) + 2
    inside = _inside(value)
    if not inside:
        return 0 if value is None else 1  # nulls are left out of structs
    weight = known.get(id(value))
    if weight is None:
        weight = 1 + len(inside)
        for part in inside:
            weight += _weight(part, known)
        if kind is dict or kind is Map:
            weight += sum(map(len, value))
        known[id(value)] = weight
    return weight
