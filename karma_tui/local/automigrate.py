"""Automatic migrations: a conversion from one model to another, or the place where there is none.

The rules are those of spec kvm-1.0 section 7. A converter is a closure made once per pair of models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from karma_tui.lang.machine.model_value import words
from karma_tui.lang.machine.refusal import Refused, auto_migration, compilation
from karma_tui.lang.machine.relations import alike
from karma_tui.lang.machine.types import (
    Annotated,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
    nullable,
)
from karma_tui.lang.machine.values import Map, Ref, Union, Value
from karma_tui.lang.machine.zero import zero, zeroable
from karma_tui.lang.nodes import Json
from karma_tui.local.alikeness import parts_of

Convert: TypeAlias = Callable[[Value], Value]
Moves: TypeAlias = Mapping[str, str]
"""Source model to target model, for references."""
Path: TypeAlias = tuple[Json, ...]
_SOURCE: Final[Json] = {"scope": "source"}
"""What is blamed where the conversion that the real server writes as an expression does not compile."""
_ELEMENTWISE: Final[Json] = {"function": [["i", "source"], [_SOURCE]]}
"""Its conversion of a set's elements, which has a parameter too many: no set that changes is migrated."""


def automatic(source: Type, target: Type, moves: Moves, path: Path = ()) -> Convert:
    """The converter from source to target; raises the autoMigrationError refusal where there is none."""
    if isinstance(source, Recursion):
        raise auto_migration("source model is recursive.", path)
    if _same(source, target, moves):
        return _unchanged
    if isinstance(source, Annotated) and isinstance(target, Annotated):
        return automatic(source.of, target.of, moves, path)
    if isinstance(source, Unique) and isinstance(target, Unique):
        return automatic(source.of, target.of, moves, path)
    if isinstance(target, Optional):
        return _into_optional(source, target, moves, path)
    if isinstance(source, Optional):
        return _out_of_optional(source, target, moves, path)
    return _inside(source, target, moves, path)


def _same(source: Type, target: Type, moves: Moves) -> bool:
    return alike(source, target, exact=True) and not moves.keys() & _models_in(source)


def _models_in(type_: Type) -> set[str]:
    """The models that references of the type point into."""
    return {part.model for part in parts_of(type_) if isinstance(part, RefTo)}


def _unchanged(value: Value) -> Value:
    return value


def _into_optional(source: Type, target: Optional, moves: Moves, path: Path) -> Convert:
    if isinstance(source, Optional):
        inner = automatic(source.of, target.of, moves, path)
        return lambda value: None if value is None else inner(value)
    try:
        return automatic(source, target.of, moves, path)
    except Refused as refused:
        if not (isinstance(refused.machine, dict) and "autoMigrationError" in refused.machine):
            raise  # a conversion was found, it does not compile
        return lambda _: None


def _out_of_optional(source: Optional, target: Type, moves: Moves, path: Path) -> Convert:
    if not zeroable(target):
        raise auto_migration("source is optional but target has no zero value", path)
    inner = automatic(source.of, target, moves, path)
    return lambda value: zero(target) if value is None else inner(value)


def _inside(source: Type, target: Type, moves: Moves, path: Path) -> Convert:
    match source, target:
        case ListOf(x), ListOf(y):
            item = automatic(x, y, moves, (*path, {"listElements": {}}))
            return lambda value: [item(part) for part in value]
        case SetOf(x), SetOf(y):
            automatic(x, y, moves, (*path, {"setElements": {}}))
            raise compilation("expected function of 1 parameters, have 2", _ELEMENTWISE)
        case MapOf(x), MapOf(y):
            entry = automatic(x, y, moves, (*path, {"mapElements": {}}))
            return lambda value: Map({name: entry(part) for name, part in value.items()})
        case Struct(), Struct():
            return _struct(source, target, moves, path)
        case TupleOf(), TupleOf():
            return _tuple(source, target, moves, path)
        case UnionOf(xs), UnionOf(ys):
            return _union(xs, ys, moves, path)
        case Enum(have), Enum(want):
            if not have <= want:
                raise auto_migration("source enum contains cases not present in target enum", path)
            return _unchanged
        case RefTo(), RefTo(model):
            if moves.get(source.model, source.model) == model:
                return lambda value: Ref(model, value.record)
    raise auto_migration(f"source is {words(source)} but target is not", path)


def _struct(source: Struct, target: Struct, moves: Moves, path: Path) -> Convert:
    parts: dict[str, Convert] = {}
    for name, of in target.fields.items():
        step: Path = (*path, {"structField": name})
        if name in source.fields:
            parts[name] = _of_field(name, automatic(source.fields[name], of, moves, step))
        else:
            parts[name] = _new(of, "target has a new field without zero value", step)
    return lambda value: {name: make(value) for name, make in parts.items()}


def _of_field(name: str, convert: Convert) -> Convert:
    return lambda value: convert(value.get(name))


def _new(type_: Type, problem: str, path: Path) -> Convert:
    if nullable(type_):
        return lambda _: None
    if not zeroable(type_):
        raise auto_migration(problem, path)
    return lambda _: zero(type_)


def _tuple(source: TupleOf, target: TupleOf, moves: Moves, path: Path) -> Convert:
    parts: list[Convert] = []
    for at, of in enumerate(target.items):
        step: Path = (*path, {"tupleIndex": at})
        if at < len(source.items):
            parts.append(_of_index(at, automatic(source.items[at], of, moves, step)))
        else:
            parts.append(_new(of, "target has a new position without zero value", step))
    return lambda value: tuple([make(value) for make in parts])


def _of_index(at: int, convert: Convert) -> Convert:
    return lambda value: convert(value[at])


def _union(xs: Mapping[str, Type], ys: Mapping[str, Type], moves: Moves, path: Path) -> Convert:
    cases = {
        case: automatic(of, ys[case], moves, (*path, {"unionCase": case}))
        for case, of in xs.items()
        if case in ys
    }
    missing = sorted(set(xs) - set(ys))
    if missing:
        cause = "source union contains cases not present in target union: " + ", ".join(missing)
        raise compilation("type checking failed", _SOURCE, cause)
    return lambda value: Union(value.case, cases[value.case](value.payload))
