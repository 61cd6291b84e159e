"""Model values into types: what makes a record of `_model` a type, and what makes it unfit to be one.

The rules are those of spec kvm-1.0 section 2. References to models are not followed here; whether they
exist is the writer's question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from karma_tui.lang.machine.refusal import model_parsing
from karma_tui.lang.machine.types import (
    ANY,
    NOTHING,
    PRIMS,
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
)
from karma_tui.lang.machine.values import Union, Value
from karma_tui.lang.nodes import Json

Scope: TypeAlias = dict[str, Recursion]
Path: TypeAlias = tuple[Json, ...]
Show: TypeAlias = Callable[[Value], Json]

_WRAPPERS: Final[dict[str, Callable[[Type], Type]]] = {
    "list": ListOf,
    "set": SetOf,
    "map": MapOf,
    "optional": Optional,
    "unique": Unique,
}


def parse_model(value: Union, show: Show, scope: Scope | None = None, path: Path = ()) -> Type:
    """The type that a model value describes; `show` writes a value as JSON for an error.

    Raises the modelParsingError refusal, whose path lists the innermost group of steps first.
    """
    case, payload = value.case, value.payload
    scope = scope or {}

    def inner(model: Union, *group: Json) -> Type:
        return parse_model(model, show, scope, (*group, *path))

    def refuse(problem: str) -> Exception:
        return model_parsing(problem, show(value), path)

    step: Json = {"unionCase": case}
    if case in _WRAPPERS:
        if case in ("optional", "unique") and payload.case == case:
            raise refuse(f"nested {case}")
        return _WRAPPERS[case](inner(payload, step))
    match case:
        case "annotation":
            return Annotated(payload["value"], inner(payload["model"], step, {"structField": "model"}))
        case "enum":
            if not len(payload):
                raise refuse("empty enum definition")
            return Enum(frozenset([str(symbol) for symbol in payload]))
        case "ref":
            return RefTo(payload.record)
        case "tuple":
            return TupleOf(tuple([inner(of, step, {"tupleIndex": at}) for at, of in enumerate(payload)]))
        case "struct":
            return Struct({name: inner(payload[name], step, {"mapKey": name}) for name in sorted(payload)})
        case "union":
            return UnionOf({name: inner(payload[name], step, {"mapKey": name}) for name in sorted(payload)})
        case "recurse":
            if payload not in scope:
                raise refuse(f"undefined recursion label: {payload}")
            return scope[payload]
        case "recursion":
            return _recursion(value, show, scope, path)
        case "recursive":
            return _recursive(value, show, scope, path)
    return PRIMS[case]


def _recursion(value: Union, show: Show, scope: Scope, path: Path) -> Type:
    label = value.payload["label"]
    if label in scope:
        raise model_parsing(f"recursion label already defined: {label}", show(value), path)
    made = Recursion(label, ANY)
    steps: Path = ({"unionCase": "recursion"}, {"structField": "model"})
    made.body = parse_model(value.payload["model"], show, {**scope, label: made}, (*steps, *path))
    _settle(made)
    return made


def _recursive(value: Union, show: Show, scope: Scope, path: Path) -> Type:
    top, models = value.payload["top"], value.payload["models"]
    if top not in models:
        raise model_parsing(f"no definition for top label: {top}", show(value), path)
    for label in models:
        if label in scope:
            raise model_parsing(f"recursion label already defined: {label}", show(value), path)
    made = {label: Recursion(label, ANY) for label in sorted(models)}
    inner = {**scope, **made}
    for label, recursion in made.items():
        steps: Path = ({"unionCase": "recursive"}, {"structField": "models"}, {"mapKey": label})
        recursion.body = parse_model(models[label], show, inner, (*steps, *path))
    for recursion in made.values():
        _settle(recursion)
    ending: set[int] = set()
    for recursion in made.values():
        if endless(recursion, ending):
            raise model_parsing("infinite recursion", show(value), path)
    return made[top]


def endless(type_: Type, ending: set[int] | None = None) -> bool:
    """Whether a type is a recursion with nothing between it and itself: no value can be built or read.

    `ending` are types, by identity, that are known not to be; those found out here are added.
    """
    seen: set[int] = set()
    while isinstance(type_, Recursion | Unique | Annotated):
        if id(type_) in seen:
            return True
        if ending is not None and id(type_) in ending:
            break
        seen.add(id(type_))
        type_ = type_.body if isinstance(type_, Recursion) else type_.of
    if ending is not None:
        ending |= seen
    return False


def _settle(recursion: Recursion) -> None:
    """Say of a recursion that leads to itself through an optional, and nothing more, that it holds null only.

    Whoever follows its type for a value that is not null would never come to an end.
    """
    wrappers: list[Unique | Annotated] = []
    optional = False
    seen: set[int] = set()
    current = recursion.body
    while isinstance(current, Recursion | Optional | Unique | Annotated):
        if current is recursion and optional:
            recursion.body = Optional(NOTHING)
            for wrapper in reversed(wrappers):
                recursion.body = replace(wrapper, of=recursion.body)
            return
        if isinstance(current, Recursion):
            if id(current) in seen:
                return
            seen.add(id(current))
            current = current.body
            continue
        if isinstance(current, Optional):
            optional = True
        elif not optional:
            wrappers.append(current)
        current = current.of
