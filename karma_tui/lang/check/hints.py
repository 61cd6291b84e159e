"""What to write instead where a type does not fit: the forms that people look for most."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.check.world import World
from karma_tui.lang.literals import floating, is_date
from karma_tui.lang.machine.types import (
    NUMBERS,
    Const,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RecordOf,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    bare,
    opened,
    without_const,
)
from karma_tui.lang.nodes import Data, Dialect, Literal, Node

SUFFIXES: Final[Mapping[str, str]] = {
    "float": "f",
    **{kind: kind.replace("uint", "u").replace("int", "i") for kind in NUMBERS[1:]},
}
"""Kind of number -> what is written behind it in KVM text."""
_DIGITS: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DATE_SHAPED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_FOREIGN: Final[Mapping[str, str]] = {
    **dict.fromkeys(("True", "TRUE", "yes"), "true"),
    **dict.fromkeys(("False", "FALSE", "no"), "false"),
    **dict.fromkeys(("None", "NULL", "Null", "nil", "none", "undefined"), "null"),
    **dict.fromkeys(("NaN", "nan"), 'float("NaN")'),
    "Infinity": 'float("Inf")',
}
"""Constants of other languages."""
_CONSTRUCTORS: Final[Mapping[tuple[type, type], str]] = {
    (ListOf, TupleOf): "A tuple is written tuple(a, b).",
    (ListOf, SetOf): "A set is written set(a, b).",
    (Struct, MapOf): "A map is written map({name: value}).",
    (MapOf, Struct): "A struct is written {name: value}.",
    (TupleOf, MapOf): "Write [0] for the first item of a tuple.",
    (ListOf, MapOf): "first(…) gives the first item of a list, filterList(…) those that are wanted.",
    (ListOf, RefTo): "mapList(…) goes through a list, resolveRefs(…) follows all refs of one.",
    (SetOf, ListOf): "A set is no list; [a, b] is one.",
}
"""What is written where one kind of container stands for another."""
_TIME: Final = '"2018-01-02T03:04:05Z"'


def what_to_write(have: Type, want: Type, node: Node, world: World, dialect: Dialect) -> str:
    """A hint for who has written `have` where `want` is wanted; "" if there is none."""
    wanted = _value(want)
    hint = ""
    if isinstance(opened(have), Optional) and not isinstance(opened(want), Optional):
        return _taken_out(have, dialect)
    if _is_record(have) and isinstance(wanted, RefTo):
        hint = _with("refTo", "refTo(…) gives the reference of a record.", dialect)
    elif _is_string(have):
        hint = _for_string(_constant(have) or _written(node), wanted, world, dialect)
    elif isinstance(wanted, Prim) and wanted.kind in SUFFIXES:
        hint = _number(have, wanted.kind, node, dialect)
    elif isinstance(wanted, Prim) and wanted.kind == "string" and _is_ref_to_model(have, world):
        hint = "Write the name alone, without tag(…)."
    elif isinstance(wanted, ListOf) and _is_ref_to_model(have, world):
        hint = "all(…) gives the records of a model."
    elif dialect is Dialect.V1:
        hint = _CONSTRUCTORS.get((type(opened(have)), type(wanted)), "")
    return hint


def how_to_reach(name: str, have: Type, dialect: Dialect) -> str:
    """A hint for who has written `.name` behind something that is no struct; "" if there is none."""
    inner = opened(have)
    if isinstance(inner, RefTo):
        return "get(…) follows a ref."
    if isinstance(bare(have), Recursion) and isinstance(inner, UnionOf) and "recurse" in inner.cases:
        return "This is the model itself; all(tag(…)) gives its records."
    if isinstance(inner, Optional):
        return _taken_out(have, dialect)
    if dialect is Dialect.V01:
        return ""
    if isinstance(inner, ListOf):
        return f"Write … |> mapList((index, value) => value.{name})."
    if isinstance(inner, MapOf):
        return f'Write ["{name}"] for an entry of a map.'
    if isinstance(inner, TupleOf):
        return "Write [0] for the first item of a tuple."
    if isinstance(inner, UnionOf):
        if name in inner.cases:
            return f'assertCase("{name}", …) takes a case out; switchCase(…) tells the cases apart.'
        return "switchCase(…) tells the cases of a union apart."
    return ""


def unknown_name(name: str, want: Type, dialect: Dialect) -> str:
    """A hint for who has written a name that stands for nothing; "" if there is none."""
    wanted = _value(want)
    spec = catalogue(dialect).get(name)
    if name in _FOREIGN:
        return f"Write {_FOREIGN[name]}."
    if spec is not None:
        return f"It is a function: write {name}({'…' if spec.params else ''})."
    if name == "m":
        return "A model is written with parentheses, as in m.string()."
    if not name.isidentifier():
        return "Between backticks stands a name; a string stands in quotes."
    if isinstance(wanted, Enum) and name in wanted.symbols:
        return _with("symbol", f'Write symbol("{name}").', dialect)
    if isinstance(wanted, Prim) and wanted.kind == "string":
        return f'Write "{name}" for the string.'
    return ""


def date_hint(value: object) -> str:
    """How a date and time is written that a server does not take."""
    text = str(value)
    for tried in (
        f"{text}T00:00:00Z",
        f"{text}Z",
        text.replace(" ", "T", 1),
        text.replace(" ", "T", 1) + "Z",
    ):
        if is_date(tried):
            return f'Write "{tried}".'
    if _DATE_SHAPED.match(text):
        return "There is no such day or hour."
    return f"Write it as in {_TIME}."


def _taken_out(have: Type, dialect: Dialect) -> str:
    """How the value of an optional is had."""
    inner = _value(have)
    if isinstance(inner, RefTo | UnionOf):
        hint = "assertPresent(…) takes it out; isPresent(…) says whether it is there."
    else:
        hint = "assertPresent(…) or presentOrZero(…) takes it out."
    return _with("assertPresent", hint, dialect)


def wrong_symbol(have: Type, want: Type) -> tuple[str, Enum] | None:
    """The symbol that was written and those that are wanted; None if it is not about symbols."""
    wanted, inner = _value(want), opened(have)
    if isinstance(wanted, Enum) and isinstance(inner, Enum) and len(inner.symbols) == 1:
        (symbol,) = inner.symbols
        return None if symbol in wanted.symbols else (symbol, wanted)
    return None


def _for_string(value: str, wanted: Type, world: World, dialect: Dialect) -> str:
    if isinstance(wanted, RefTo):
        if value in world.tags and wanted.model == world.meta:
            return f'Write tag("{value}").'
        return 'Write ref("model id", "record id").' if dialect is Dialect.V1 else ""
    if isinstance(wanted, Enum) and value in wanted.symbols:
        return _with("symbol", f'Write symbol("{value}").', dialect)
    if isinstance(wanted, Enum) and dialect is Dialect.V1:
        return 'A symbol is written symbol("…").'
    if dialect is Dialect.V01 or not isinstance(wanted, Prim | Recursion):
        return ""
    if isinstance(wanted, Prim) and wanted.kind == "dateTime":
        return f'Write dateTime("{value}").' if is_date(value) else f"Write dateTime({_TIME})."
    if isinstance(wanted, Prim) and wanted.kind in SUFFIXES and floating(value) is not None:
        return f"Write {value}{SUFFIXES[wanted.kind]}." if _DIGITS.fullmatch(value) else ""
    return ""


def _number(have: Type, kind: str, node: Node, dialect: Dialect) -> str:
    inner = opened(have)
    if not isinstance(inner, Prim) or inner.kind not in SUFFIXES:
        return ""
    literal = node.datum if isinstance(node, Data) else node
    if dialect is Dialect.V01:
        name = f"new{kind[0].upper()}{kind[1:]}"
        value = getattr(literal, "value", None)
        shown = name if catalogue(dialect).get(name) is not None else "newInt" if kind == "int64" else ""
        return f"Write {shown}({value})." if shown and type(value) is int else ""
    if isinstance(literal, Literal) and type(literal.value) is int:
        return f"Write {literal.value}{SUFFIXES[kind]}."
    name = f"to{kind[0].upper()}{kind[1:]}"
    return _with(name, f"{name}(…) converts it.", dialect)


def _with(name: str, hint: str, dialect: Dialect) -> str:
    """The hint if the dialect has the function that it names."""
    return hint if catalogue(dialect).get(name) is not None else ""


def _value(type_: Type) -> Type:
    inner = opened(type_)
    while isinstance(inner, Optional):
        inner = opened(inner.of)
    return inner


def _is_string(type_: Type) -> bool:
    inner = opened(type_)
    return isinstance(inner, Prim) and inner.kind == "string"


def _constant(type_: Type) -> str:
    return type_.value if isinstance(type_, Const) and isinstance(type_.value, str) else ""


def _written(node: Node) -> str:
    """The string that a literal writes; "" for anything else."""
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else ""


def _is_record(type_: Type) -> bool:
    return isinstance(without_const(type_), RecordOf)


def _is_ref_to_model(type_: Type, world: World) -> bool:
    inner = opened(type_)
    return isinstance(inner, RefTo) and inner.model == world.meta
