"""Values as the JSON that clients of dialect 0.1 see (spec kvm-0.1 section 1).

A reference is the record's id alone. Encoding uses an explicit stack: depth is limited by memory only.
"""

from __future__ import annotations

import math
from typing import Final

from karma_tui.local.dialect01.values import Opaque, Overwritten, OverwrittenMap
from karma_tui.local.encode import escape, quoted
from karma_tui.local.moment import DateTime
from karma_tui.local.numeral import float_text
from karma_tui.local.refusal import execution
from karma_tui.local.values import Items, Lazy, Map, Record, Ref, Union, Value


class _Text(str):
    """Finished output on the stack, as opposed to a string value."""

    __slots__ = ()


_LISTS: Final = (list, tuple, Lazy, Items)


def encode(value: Value) -> bytes:
    """The JSON of a value; refuses floats that JSON cannot say, of which the real server dies."""
    out: list[str] = []
    stack: list[Value] = [value]
    while stack:
        item = stack.pop()
        kind = type(item)
        if kind is _Text:
            out.append(item)
        elif kind is Record:
            stack.append(item.value)
        elif kind is Overwritten or kind is OverwrittenMap:
            stack.append(item.shown)
        elif kind is dict or kind is Map:
            _open_object(item, out, stack)
        elif kind in _LISTS:
            _open_list(list(item), out, stack)
        elif kind is Union:
            out.append("{" + quoted(item.case) + ":")
            stack += (_Text("}"), item.payload)
        else:
            out.append(_scalar(item))
    return escape("".join(out))


def _open_list(items: list[Value], out: list[str], stack: list[Value]) -> None:
    out.append("[")
    stack.append(_Text("]"))
    for at in range(len(items) - 1, -1, -1):
        stack.append(items[at])
        if at:
            stack.append(_Text(","))


def _open_object(item: dict[str, Value], out: list[str], stack: list[Value]) -> None:
    """Keys in byte order; a struct leaves out its nulls, a map keeps them."""
    names = sorted(item) if type(item) is Map else sorted([name for name in item if item[name] is not None])
    out.append("{")
    stack.append(_Text("}"))
    for at in range(len(names) - 1, -1, -1):
        comma = "," if at else ""
        stack += (item[names[at]], _Text(comma + quoted(names[at]) + ":"))


def _scalar(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise execution("the result holds a number that JSON cannot say (infinite, or not a number)")
        return float_text(value)
    if isinstance(value, DateTime):
        return f'"{value.text()}"'
    if isinstance(value, Ref):
        return quoted(value.record)
    if isinstance(value, Opaque):
        return value.text()
    raise execution(f"a {type(value).__name__} has no JSON form")
