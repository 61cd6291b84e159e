"""Values written by orjson, several times faster than by encode.py, wherever the two are sure to agree.

It answers None for everything else: records and lazy lists, what is nested too deep for orjson, and all
that the stored form spells differently from the public one (spec kvm-1.0 section 1).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import orjson

from karma_tui.lang.machine.bounds import LARGEST_ANSWER
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.numeral import float_text
from karma_tui.lang.machine.values import INTEGERS, Items, Map, Ref, Symbol, Union, Value
from karma_tui.lang.machine.weight import MANY, Vast, refuse_vast


class Unlike(ValueError):
    """A value that orjson would write differently."""


def swift(value: Value) -> bytes | None:
    """The JSON of a value, without the server's own escapes, if its public and its stored form are alike."""
    try:
        return _written(value)
    except Vast:
        refuse_vast(value)
    _met[0] = -LARGEST_ANSWER
    try:
        return _written(value)
    except Vast:  # by what other threads have counted
        return None
    finally:
        _met[0] = 0


_met: Final = [0]
"""Parts that were written since a value was weighed last, by all threads together and about: telling each
function of a counter of its own takes as long as half of its work.
"""


def _written(value: Value) -> bytes | None:
    try:
        return orjson.dumps(_SHOWN[type(value)](value), option=orjson.OPT_SORT_KEYS)
    except (Unlike, KeyError, TypeError, RecursionError):
        return None


def _same(value: Value) -> Any:
    return value


def float_shown(value: float) -> Any:
    """A number that orjson writes in the server's spelling: `1`, `0.5`, `1e+06`; raises Unlike."""
    if not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0):
        raise Unlike
    if not -1e6 < value < 1e6 or (-1e-4 < value < 1e-4 and value != 0):
        return orjson.Fragment(float_text(value))
    return int(value) if value.is_integer() else value


def _time(value: DateTime) -> Any:
    if value.nanoseconds % 1_000_000_000:
        raise Unlike
    return value.text()


def _struct(value: dict[str, Value]) -> Any:
    """A struct leaves out its nulls."""
    _met[0] += 1
    if _met[0] > MANY:
        raise Vast
    return {name: _SHOWN[type(item)](item) for name, item in value.items() if item is not None}


def _map(value: dict[str, Value]) -> Any:
    """A map keeps its nulls."""
    _met[0] += 1
    if _met[0] > MANY:
        raise Vast
    return {name: _SHOWN[type(item)](item) for name, item in value.items()}


def _list(value: Any) -> Any:
    _met[0] += len(value)
    if _met[0] > MANY:
        raise Vast
    return [_SHOWN[type(item)](item) for item in value]


def _union(value: Union) -> Any:
    return {value.case: _SHOWN[type(value.payload)](value.payload)}


def _ref(value: Ref) -> Any:
    return (value.model, value.record)


_SHOWN: Final[dict[type, Callable[[Any], Any]]] = {
    type(None): _same,
    bool: _same,
    str: _same,
    Symbol: _same,
    float: float_shown,
    DateTime: _time,
    dict: _struct,
    Map: _map,
    list: _list,
    tuple: _list,
    Items: _list,
    Union: _union,
    Ref: _ref,
    **dict.fromkeys(INTEGERS.values(), _same),
}
