"""Values read from a 0.1 file into the form in which the local instance stores them.

The stored form names the alternative of an `or` (dialect01/stored.py); a file does not. The first
alternative that takes the whole value is chosen, else the first that takes it with fields left out.
"""

from __future__ import annotations

from karma_tui.lang.machine.dialect01.types import Or, wide
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.types import (
    Annotated,
    Any,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
)
from karma_tui.lang.machine.values import KINDS, Items, Map, Ref, Symbol, Union, Value
from karma_tui.local.dialect01.encode import encode
from karma_tui.local.karmafile.cursor import Cursor, Unreadable


class _Misfit(Exception):
    """The value is not of this alternative."""


def stored_form(type_: Type, value: Value, cursor: Cursor) -> Value:
    """The stored form of a value of the type. Raises Unreadable if no alternative takes it.

    The work is counted as values of the cursor, since alternatives may have to be tried one by one.
    """
    try:
        return _form(type_, value, cursor, False)
    except _Misfit:
        raise Unreadable("a value is of none of its model's alternatives") from None


def _form(type_: Type, value: Value, cursor: Cursor, whole: bool) -> Value:
    """As `stored_form`; with `whole`, no field of the value may be unknown to the type."""
    cursor.spend(1)
    match wide(type_):
        case Or(items):
            return _alternative(items, value, cursor, whole)
        case Any():
            return _json(value)
        case Unique(of) | Annotated(_, of):
            return _form(of, value, cursor, whole)
        case Recursion(_, body):
            return _form(body, value, cursor, whole)
        case Optional(of):
            return None if value is None else _form(of, value, cursor, whole)
        case Prim(kind) if KINDS.get(type(value)) == kind:
            return value
        case Enum(symbols) if type(value) is Symbol and value in symbols:
            return value
        case RefTo() if type(value) is Ref:
            return value
    return _parts(type_, value, cursor, whole)


def _alternative(items: tuple[Type, ...], value: Value, cursor: Cursor, whole: bool) -> Value:
    for wholly in (True,) if whole else (True, False):
        for at, of in enumerate(items):
            try:
                return Union(str(at), _form(of, value, cursor, wholly))
            except _Misfit:
                continue
    raise _Misfit


def _parts(type_: Type, value: Value, cursor: Cursor, whole: bool) -> Value:
    kind = type(value)
    match type_:
        case ListOf(of) if kind is list:
            return [_form(of, item, cursor, whole) for item in value]
        case SetOf(of) if kind is Items:
            return Items([_form(of, item, cursor, whole) for item in value])
        case MapOf(of) if kind is Map:
            return Map({name: _form(of, item, cursor, whole) for name, item in value.items()})
        case TupleOf(items) if kind is tuple and len(value) == len(items):
            return tuple([_form(of, item, cursor, whole) for of, item in zip(items, value, strict=True)])
        case Struct(fields) if kind is dict:
            if whole and [name for name in value if name not in fields and value[name] is not None]:
                raise _Misfit
            return {name: _form(of, value.get(name), cursor, whole) for name, of in fields.items()}
        case UnionOf(cases) if kind is Union and value.case in cases:
            return Union(value.case, _form(cases[value.case], value.payload, cursor, whole))
    raise _Misfit


def _json(value: Value) -> str:
    try:
        return encode(value).decode("utf-8")
    except Refused as refused:
        raise Unreadable(f"an any has no JSON form: {refused.human}") from None
