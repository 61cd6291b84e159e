"""What to write instead where a type does not fit: the forms that people look for most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.check.world import World
from karma_tui.lang.machine.types import (
    NUMBERS,
    Const,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RecordOf,
    RefTo,
    Struct,
    Type,
    opened,
    without_const,
)
from karma_tui.lang.nodes import Data, Dialect, Literal, Node

SUFFIXES: Final[Mapping[str, str]] = {
    "float": "f",
    **{kind: kind.replace("uint", "u").replace("int", "i") for kind in NUMBERS[1:]},
}
"""Kind of number -> what is written behind it in KVM text."""
_TIME: Final = '"2018-01-02T03:04:05Z"'


def what_to_write(have: Type, want: Type, node: Node, world: World, dialect: Dialect) -> str:
    """A hint for who has written `have` where `want` is wanted; "" if there is none."""
    wanted = _value(want)
    hint = ""
    if _is_string(have):
        hint = _for_string(_constant(have), wanted, world, dialect)
    elif isinstance(wanted, Prim) and wanted.kind in SUFFIXES:
        hint = _number(have, wanted.kind, node, dialect)
    elif isinstance(wanted, RefTo) and _is_record(have):
        hint = _with("refTo", "refTo(…) gives the reference of a record.", dialect)
    elif isinstance(wanted, ListOf) and _is_ref_to_model(have, world):
        hint = "all(…) gives the records of a model."
    elif isinstance(wanted, MapOf) and isinstance(opened(have), Struct):
        hint = "Write .name for a field."
    if not hint and isinstance(opened(have), Optional) and not isinstance(opened(want), Optional):
        hint = _with("assertPresent", "assertPresent(…) or presentOrZero(…) takes it out.", dialect)
    return hint


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
    if isinstance(wanted, Prim) and wanted.kind == "dateTime" and dialect is Dialect.V1:
        return f"Write dateTime({_TIME})."
    return ""


def _number(have: Type, kind: str, node: Node, dialect: Dialect) -> str:
    inner = opened(have)
    if not isinstance(inner, Prim) or inner.kind not in SUFFIXES or dialect is Dialect.V01:
        return ""
    literal = node.datum if isinstance(node, Data) else node
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


def _is_record(type_: Type) -> bool:
    return isinstance(without_const(type_), RecordOf)


def _is_ref_to_model(type_: Type, world: World) -> bool:
    inner = opened(type_)
    return isinstance(inner, RefTo) and inner.model == world.meta
