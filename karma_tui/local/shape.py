"""What a value looks like once it is stored in a model, and what the store has to know about it.

Besides the value: which records it refers to, and the unique keys it holds (spec kvm-1.0 section 2.2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from karma_tui.lang.machine.encode import encode_stored
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.types import (
    Annotated,
    ListOf,
    MapOf,
    Optional,
    RecordOf,
    Recursion,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
    opened,
)
from karma_tui.lang.machine.values import Items, Lazy, Map, Record, Ref, Union, Value, kind_of
from karma_tui.lang.machine.weight import refuse_if_vast
from karma_tui.local.alikeness import kinds_of, parts_of
from karma_tui.local.ports import Key


def materialised(value: Value) -> Value:
    """The value without metadata; a list that is lazy is read if it is the whole value.

    As a part of a value it is refused, as by the real server, which says nothing of the reason (spec
    kvm-1.0 section 3.2).
    """
    if type(value) is Record:
        return materialised(value.value)
    if type(value) is Lazy:
        items = list(value)
        refuse_if_vast(items)
        return [_part(item) for item in items]
    refuse_if_vast(value)
    return _part(value)


def _part(value: Value) -> Value:
    kind = type(value)
    if kind is Record:
        return _part(value.value)
    if kind is Lazy:
        raise execution("a list read from records is no part of a value yet: put it through reverseList")
    if kind is list:
        return [_part(item) for item in value]
    if kind is tuple:
        return tuple([_part(item) for item in value])
    if kind is Items:
        return Items([_part(item) for item in value])
    if kind is dict:
        return {name: _part(item) for name, item in value.items()}
    if kind is Map:
        return Map({name: _part(item) for name, item in value.items()})
    if kind is Union:
        return Union(value.case, _part(value.payload))
    return value


def conformed(type_: Type, value: Value) -> Value:
    """A valid value with exactly the fields that its model knows; absent ones are null."""
    inner = opened(type_)
    if isinstance(inner, Optional):
        return None if value is None else conformed(inner.of, value)
    match inner:
        case Struct(fields):
            return {name: conformed(of, value.get(name)) for name, of in fields.items()}
        case ListOf(of):
            return [conformed(of, item) for item in value]
        case SetOf(of):
            return Items([conformed(of, item) for item in value])
        case MapOf(of):
            return Map({name: conformed(of, item) for name, item in value.items()})
        case TupleOf(items):
            return tuple([conformed(of, item) for of, item in zip(items, value, strict=True)])
        case UnionOf(cases):
            return Union(value.case, conformed(cases[value.case], value.payload))
    return value


def targets(value: Value) -> list[Key]:
    """The records that a value refers to, each once."""
    found: dict[Key, None] = {}
    stack = [value]
    while stack:
        item = stack.pop()
        kind = type(item)
        if kind is Ref:
            found[(item.model, item.record)] = None
        elif kind is Union:
            stack.append(item.payload)
        elif kind is dict or kind is Map:
            stack.extend(item.values())
        elif kind in (list, tuple, Items):
            stack.extend(item)
    return list(found)


@dataclass(frozen=True, slots=True)
class Uniques:
    """The `unique` nodes of a model: their names (paths), and which of them a node's values count for."""

    names: tuple[str, ...]
    counts_for: dict[int, int]


def uniques_of(type_: Type) -> Uniques:
    """The uniques of a model.

    As on the real server the nodes are told apart by what they hold: values of all nodes alike count
    for the first, and the others have none. A node has a name for each way that leads to it; where labels
    all lead to each other there are more ways than can be gone, and some names are left out: the first
    one without values keeps a second record out already.
    """
    every = [part for part in parts_of(type_) if isinstance(part, Unique)]
    if not every:
        return Uniques((), {})
    ways = list(islice(_ways(type_, "", ()), _MOST_WAYS))
    found = [(path, unique) for path, unique in ways if unique is not None][:_MOST_NAMES]
    if len(ways) == _MOST_WAYS or len(found) == _MOST_NAMES:
        named = {id(unique) for _, unique in found}
        found += [(f"#{at}", unique) for at, unique in enumerate(every) if id(unique) not in named]
    kinds = kinds_of(type_)
    counts_for: dict[int, int] = {}
    firsts: dict[int, int] = {}
    for at, (_, unique) in enumerate(found):
        counts_for.setdefault(id(unique), firsts.setdefault(kinds[id(unique.of)], at))
    return Uniques(tuple([name for name, _ in found]), counts_for)


_MOST_WAYS: Final = 5000
"""Ways through a model that are gone to name its uniques."""

_MOST_NAMES: Final = 1000
"""Names of uniques; there are more only if a model has as many nodes, or as many ways to some."""


def unique_keys(type_: Type, value: Value, uniques: Uniques) -> list[tuple[str, bytes]]:
    """A key per `unique` of the model over all values found there; of no value at all is a key too."""
    if not uniques.names:
        return []
    values: list[list[Value]] = [[] for _ in uniques.names]
    _collect(type_, value, uniques.counts_for, values)
    return [(name, _hash(found)) for name, found in zip(uniques.names, values, strict=True)]


def _hash(values: list[Value]) -> bytes:
    digest = hashlib.sha256()
    for value in values:
        digest.update(kind_of(value).encode() + b"\x00" + encode_stored(value) + b"\x00")
    return digest.digest()


def _ways(type_: Type, path: str, inside: tuple[Recursion, ...]) -> Iterator[tuple[str, Unique | None]]:
    """The uniques of a type with their paths, once for each way there; None for each recursion on a way."""
    match type_:
        case Unique(of):
            yield path or "/", type_
            yield from _ways(of, path, inside)
        case RecordOf(of) | Annotated(_, of) | Optional(of):
            yield from _ways(of, path, inside)
        case ListOf(of) | SetOf(of) | MapOf(of):
            yield from _ways(of, path + "/*", inside)
        case TupleOf(items):
            for at, of in enumerate(items):
                yield from _ways(of, f"{path}/{at}", inside)
        case Struct(parts) | UnionOf(parts):
            for name in sorted(parts):
                yield from _ways(parts[name], f"{path}/{name}", inside)
        case Recursion(_, body):
            yield path, None
            if not [known for known in inside if known is type_]:
                yield from _ways(body, path, (*inside, type_))


def _collect(type_: Type, value: Value, nodes: dict[int, int], found: list[list[Value]]) -> None:
    """Put the values under each unique to those of its node, in the order of the value."""
    match type_:
        case Unique(of):
            if value is not None:
                found[nodes[id(type_)]].append(value)
            _collect(of, value, nodes, found)
        case RecordOf(of) | Annotated(_, of):
            _collect(of, value, nodes, found)
        case Recursion(_, body):
            _collect(body, value, nodes, found)
        case Optional(of):
            if value is not None:
                _collect(of, value, nodes, found)
        case ListOf(of) | SetOf(of):
            for item in value:
                _collect(of, item, nodes, found)
        case MapOf(of):
            for name in sorted(value):
                _collect(of, value[name], nodes, found)
        case TupleOf(items):
            for of, item in zip(items, value, strict=True):
                _collect(of, item, nodes, found)
        case Struct(fields):
            for name in sorted(fields):
                _collect(fields[name], value.get(name), nodes, found)
        case UnionOf(cases):
            _collect(cases[value.case], value.payload, nodes, found)
