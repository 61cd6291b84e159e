"""Values as the JSON that clients of dialect 0.1 see (spec kvm-0.1 section 1).

A reference is the record's id alone. Python functions that call each other, one per kind of value: how
deep they may go is said in deep.py of the room.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from karma_tui.lang.machine.bounds import LARGEST_ANSWER, check
from karma_tui.lang.machine.dialect01.values import Opaque, Overwritten, OverwrittenMap
from karma_tui.lang.machine.encode import escape, quoted
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.numeral import float_text
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.values import INTEGERS, Items, Lazy, Map, Record, Ref, Symbol, Union, Value
from karma_tui.lang.machine.weight import refuse_if_vast


def encode(value: Value) -> bytes:
    """The JSON of a value; refuses floats that JSON cannot say, of which the real server dies."""
    refuse_if_vast(value)
    return escape(_TEXTS[type(value)](value))


def _null(_: Value) -> str:
    return "null"


def _bool(value: Value) -> str:
    return "true" if value else "false"


def _float(value: Value) -> str:
    if not math.isfinite(value):
        raise execution("the result holds a number that JSON cannot say (infinite, or not a number)")
    return float_text(value)


def _time(value: Value) -> str:
    return f'"{value.text()}"'


def _ref(value: Value) -> str:
    return quoted(value.record)


def _opaque(value: Value) -> str:
    text: str = value.text()
    return text


def _list(value: Value) -> str:
    return _joined("[", [_TEXTS[type(item)](item) for item in value], "]")


def _joined(opening: str, parts: list[str], closing: str) -> str:
    check(sum(map(len, parts)), LARGEST_ANSWER, "characters")
    return opening + ",".join(parts) + closing


def _map(value: Value) -> str:
    parts = [f"{quoted(name)}:{_TEXTS[type(value[name])](value[name])}" for name in sorted(value)]
    return _joined("{", parts, "}")


def _struct(value: Value) -> str:
    """Keys in byte order, nulls left out."""
    parts = [
        f"{quoted(name)}:{_TEXTS[type(item)](item)}"
        for name, item in sorted(value.items(), key=_name)
        if item is not None
    ]
    return _joined("{", parts, "}")


def _name(entry: tuple[str, Value]) -> str:
    return entry[0]


def _union(value: Value) -> str:
    return "{" + quoted(value.case) + ":" + _TEXTS[type(value.payload)](value.payload) + "}"


def _record(value: Value) -> str:
    return _TEXTS[type(value.value)](value.value)


def _overwritten(value: Value) -> str:
    return _TEXTS[type(value.shown)](value.shown)


_TEXTS: Final[dict[type, Callable[[Value], str]]] = {
    type(None): _null,
    bool: _bool,
    str: quoted,
    Symbol: quoted,
    float: _float,
    DateTime: _time,
    Ref: _ref,
    Opaque: _opaque,
    Union: _union,
    Record: _record,
    dict: _struct,
    Map: _map,
    Overwritten: _overwritten,
    OverwrittenMap: _overwritten,
    **dict.fromkeys(INTEGERS.values(), int.__repr__),
    **dict.fromkeys((list, tuple, Lazy, Items), _list),
}
