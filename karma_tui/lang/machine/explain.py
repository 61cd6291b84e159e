"""Why a type does not fit: the innermost place where the two part, for the text of an error.

Called only once it is known that they do not fit; relations.py has the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from karma_tui.lang.machine.model_value import words
from karma_tui.lang.machine.refusal import block, location, shown
from karma_tui.lang.machine.relations import fits
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.types import (
    Const,
    ListOf,
    MapOf,
    Optional,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    bare,
)
from karma_tui.lang.machine.validate import misfit
from karma_tui.lang.nodes import Json


@dataclass(frozen=True, slots=True)
class Parting:
    """Where two types part: the way there, what was asked for and what stands there, in words."""

    path: tuple[Json, ...]
    expected: str
    actual: str


Fits: TypeAlias = Callable[[Type, Type], bool]
"""A dialect's rule of what may stand where something is asked for."""


def parting(actual: Type, expected: Type) -> Parting:
    """The innermost place where `actual` does not fit `expected`."""
    path, actual, expected = innermost_types(actual, expected, fits)
    found = misfit(expected, actual.value) if isinstance(actual, Const) else None
    if found is None:
        return Parting(path, words(expected), words(actual))
    return Parting((*path, *found.path), words(found.want), shown(show(found.have)))


def innermost_types(actual: Type, expected: Type, fits: Fits) -> tuple[tuple[Json, ...], Type, Type]:
    """Where the types part, as deep inside as can be said without looking at constants, and both types."""
    path: list[Json] = []
    while not isinstance(actual, Const):
        step = _step(bare(actual), bare(expected), fits)
        if step is None:
            break
        where, actual, expected = step
        path.append(where)
    return tuple(path), actual, expected


def _step(actual: Type, expected: Type, fits: Fits) -> tuple[Json, Type, Type] | None:
    """One level further in, if both are built alike and a part of them is to blame."""
    if isinstance(expected, Optional) and not isinstance(actual, Optional):
        expected = bare(expected.of)
    match actual, expected:
        case ListOf(a), ListOf(b):
            return {"listElements": {}}, a, b
        case SetOf(a), SetOf(b):
            return {"setElements": {}}, a, b
        case MapOf(a), MapOf(b):
            return {"mapElements": {}}, a, b
        case TupleOf(xs), TupleOf(ys):
            odd = [at for at, (a, b) in enumerate(zip(xs, ys, strict=False)) if not fits(a, b)]
            return ({"tupleIndex": odd[0]}, xs[odd[0]], ys[odd[0]]) if odd else None
        case Struct(have), Struct(want):
            both = [name for name in sorted(want) if name in have and not fits(have[name], want[name])]
            return ({"structField": both[0]}, have[both[0]], want[both[0]]) if both else None
        case UnionOf(have), UnionOf(want):
            both = [case for case in sorted(have) if case in want and not fits(have[case], want[case])]
            return ({"unionCase": both[0]}, have[both[0]], want[both[0]]) if both else None
    return None


def explained(actual: Type, expected: Type) -> str:
    """The part of an error's text that says where and why a type does not fit."""
    found = parting(actual, expected)
    sections = [("Expected", found.expected), ("Actual", found.actual)]
    if found.path:
        sections.insert(0, ("Location", location(found.path)))
    return block("Type Checking Error", *sections)
