"""What is wanted of the parts of a datum, given what is wanted of the whole.

Inference types a datum first and compares it as a whole; who writes one wants to know before.
"""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine.types import (
    ANY,
    ListOf,
    MapOf,
    Optional,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    opened,
)
from karma_tui.lang.nodes import (
    Call,
    Data,
    Expr,
    Fields,
    Function,
    Items,
    Many,
    ModelCase,
    Node,
    Table,
    UnionCase,
)


def want_branches(wanted: dict[int, Type], call: Call, want: Type) -> None:
    """Add what is wanted of a call to what is wanted of the branches that it may come from."""
    if want is ANY:
        return
    for at in BRANCHING.get(call.name, ()):
        stack = [call.args[at]] if at < len(call.args) else []
        while stack:
            branch = stack.pop()
            match branch:
                case Table(entries=entries):
                    stack.extend(part for _, part in entries)
                case Many(items=rows):
                    stack.extend(row.returns for row in rows if isinstance(row, ModelCase))
                case Function(body=body):
                    stack.extend(body[-1:])
                case Node():
                    wanted.setdefault(id(branch), want)


BRANCHING: Final = {"if": (1, 2), "switchCase": (1,), "switchModelRef": (1, 2)}
"""Positions of the arguments that a call's value may come from, where inference does not say so."""


def spare_fields(datum: Node, want: Type) -> list[tuple[str, Node, tuple[str, ...]]]:
    """The fields of a struct that a model has no place for, each with its value and the names there are."""
    want = opened(want)
    if not (isinstance(datum, Fields) and datum.kind == "struct" and isinstance(want, Struct)):
        return []
    return [(name, part, tuple(want.fields)) for name, part in datum.fields if name not in want.fields]


def want_parts(wanted: dict[int, Type], datum: Node, want: Type) -> None:
    """Add what is wanted of the direct parts of a datum to `wanted`, by their identity."""
    if want is ANY:
        return
    if isinstance(datum, Expr):
        wanted[id(datum.expression)] = want
        return
    if isinstance(datum, Data):
        wanted[id(datum.datum)] = want
        return
    want = opened(want)
    if isinstance(want, Optional):
        want = opened(want.of)
    match datum, want:
        case Fields(fields=entries), Struct(named):
            for name, part in entries:
                if name in named:
                    wanted[id(part)] = named[name]
        case (Fields(fields=entries), MapOf(of)):
            for _, part in entries:
                wanted[id(part)] = of
        case Items(kind="tuple", items=items), TupleOf(types):
            for part, of in zip(items, types, strict=False):
                wanted[id(part)] = of
        case (Items(items=items), ListOf(of) | SetOf(of)):
            for part in items:
                wanted[id(part)] = of
        case UnionCase(case=case, payload=part), UnionOf(cases):
            if case in cases:
                wanted[id(part)] = cases[case]
