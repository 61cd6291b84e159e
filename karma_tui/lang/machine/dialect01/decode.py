"""JSON as a value of an expected type: what `contextual` and `static` hold (spec kvm-0.1 section 1)."""

from __future__ import annotations

from typing import TypeAlias

from karma_tui.errors import ExpressionError
from karma_tui.lang import literals
from karma_tui.lang.json01 import from_json
from karma_tui.lang.machine import moment
from karma_tui.lang.machine.dialect01.models import words
from karma_tui.lang.machine.dialect01.types import Language, Or, nullable, wide
from karma_tui.lang.machine.dialect01.values import Opaque
from karma_tui.lang.machine.types import (
    NULL,
    Any,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    opened,
)
from karma_tui.lang.machine.values import INTEGERS, Items, Map, Ref, Symbol, Union, Value
from karma_tui.lang.nodes import Json, Number

Path: TypeAlias = "tuple[Path, str | int] | None"
"""The keys and positions that lead to a part, as links from the part outwards."""
_SHOWN_STEPS = 12


class Undecodable(Exception):
    """The JSON does not belong to the type: what was wanted, and where."""

    def __init__(self, wanted: str, path: Path) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.path = path

    @property
    def problem(self) -> str:
        """The fault in one line."""
        steps = self.steps()
        where = "/".join(str(step) for step in steps[-_SHOWN_STEPS:])
        return f"at {'…' if len(steps) > _SHOWN_STEPS else ''}/{where}: expected {self.wanted}"

    def steps(self) -> list[str | int]:
        """Keys and positions from the outermost part to the fault."""
        found: list[str | int] = []
        link = self.path
        while link is not None:
            link, step = link
            found.append(step)
        return found[::-1]


def decode(type_: Type, data: Json, path: Path = None) -> Value:
    """The value that the JSON stands for; raises Undecodable."""
    type_ = opened(type_)
    match wide(type_):
        case Any():
            return Opaque(data)
        case Language():
            return _expression(data, path)
        case Optional(of):
            return _first((of, NULL), data, path)
        case Or(items):
            return _first(items, data, path)
        case Prim(kind):
            return primitive(kind, data, path)
        case Enum(symbols) if _text(data) and data in symbols:
            return Symbol(data)
        case RefTo(model) if _text(data):
            return Ref(model, str(data))
    return _inside(type_, data, path)


def _inside(type_: Type, data: Json, path: Path) -> Value:
    match type_, data:
        case ListOf(of), list():
            return [decode(of, item, (path, at)) for at, item in enumerate(data)]
        case SetOf(of), list():
            return Items([decode(of, item, (path, at)) for at, item in enumerate(data)])
        case MapOf(of), dict():
            return Map({name: decode(of, item, (path, name)) for name, item in data.items()})
        case TupleOf(items), list() if len(data) == len(items):
            pairs = enumerate(zip(items, data, strict=True))
            return tuple([decode(of, item, (path, at)) for at, (of, item) in pairs])
        case Struct(), dict():
            return _struct(type_, data, path)
        case UnionOf(cases), dict() if len(data) == 1:
            ((case, payload),) = data.items()
            if case in cases:
                return Union(case, decode(cases[case], payload, (path, case)))
    raise Undecodable(words(type_), path)


def _struct(type_: Struct, data: dict[str, Json], path: Path) -> Value:
    unknown = sorted(set(data) - set(type_.fields))
    if unknown:
        raise Undecodable(f"no field {unknown[0]}", path)
    made: dict[str, Value] = {}
    for name, of in type_.fields.items():
        if name in data:
            made[name] = decode(of, data[name], (path, name))
        elif nullable(of):
            made[name] = None
        else:
            raise Undecodable(f"a field {name}", path)
    return made


def _first(items: tuple[Type, ...], data: Json, path: Path) -> Value:
    """The value by the first alternative that takes the JSON; else the fault that lies deepest."""
    deepest: Undecodable | None = None
    for of in items:
        try:
            return decode(of, data, path)
        except Undecodable as fault:
            if deepest is None or len(fault.steps()) > len(deepest.steps()):
                deepest = fault
    assert deepest is not None
    raise deepest


def _text(data: Json) -> bool:
    return isinstance(data, str) and not isinstance(data, Number)


def primitive(kind: str, data: Json, path: Path = None) -> Value:
    """The value of a JSON scalar as a primitive of that kind; raises Undecodable."""
    if kind == "null" and data is None:
        return None
    if kind == "bool" and isinstance(data, bool):
        return data
    if kind == "string" and _text(data):
        return data
    if kind == "dateTime" and _text(data):
        made = moment.parse(str(data))
        if made is not None:
            return made
    if kind in INTEGERS and _number(data):
        integer = literals.integer(kind, data)
        if integer is not None:
            return INTEGERS[kind](integer)
    if kind == "float" and _number(data):
        floating = literals.floating(data)
        if floating is not None:
            return floating
    raise Undecodable(kind, path)


def _number(data: Json) -> bool:
    return isinstance(data, int | float | Number) and not isinstance(data, bool)


def _expression(data: Json, path: Path) -> Value:
    try:
        from_json(data, strict=True)
    except ExpressionError as error:
        for step in error.path:
            path = (path, step)
        raise Undecodable(error.expected or "an expression", path) from None
    return Opaque(data)
