"""Readers of values by their type: closures made once per model (spec dump-format 4.2).

What the generations do differently, optional values and their like, is asked of `Special`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from karma_tui.lang.machine.types import (
    Annotated,
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
from karma_tui.lang.machine.values import Items, Map, Ref, Symbol, Union, Value
from karma_tui.local.karmafile.cursor import DEEPEST, Cursor, Unreadable
from karma_tui.local.karmafile.primitives import PRIMITIVES, Reader, flag
from karma_tui.local.karmafile.widths import Widths

_DEEPEST_IN_SETS: Final = 500
"""Levels of what is in a set: it is hashed and compared by C code, which recurses."""


class Special(Protocol):
    """The types that a generation stores in its own way."""

    def reader(self, type_: Type, readers: Readers) -> Reader | None:
        """The reader of such a type, None for all others."""


class Readers:
    """The readers of one file's types; types are told apart by identity and must outlive this."""

    __slots__ = ("_known", "_special", "_widths")

    def __init__(self, special: Special) -> None:
        self._special = special
        self._known: dict[int, list[Reader]] = {}
        self._widths = Widths()

    def reader(self, type_: Type) -> Reader:
        """The reader of a type."""
        made = self._special.reader(type_, self)
        if made is not None:
            return made
        match type_:
            case Unique(of) | Annotated(_, of):
                return self.reader(of)
            case Prim(kind):
                return PRIMITIVES[kind]
            case Enum(symbols):
                return _enum(symbols)
            case RefTo(model):
                return _ref(model)
            case TupleOf(items):
                return _tuple([self.reader(of) for of in items])
            case Struct(fields):
                return struct_reader({name: self.reader(fields[name]) for name in fields})
            case UnionOf(cases):
                return union_reader({name: self.reader(cases[name]) for name in cases})
            case Recursion(_, body):
                return self._recursion(type_, body)
            case ListOf(of) | SetOf(of) | MapOf(of):
                return several(type_, self.reader(of), self._widths.of(of))
        raise ValueError("a type that no stored record has")

    def width(self, type_: Type) -> int:
        """The fewest bytes that a value of the type takes."""
        return self._widths.of(type_)

    def _recursion(self, type_: Recursion, body: Type) -> Reader:
        cell = self._known.get(id(type_))
        if cell is None:
            cell = self._known[id(type_)] = []
            cell.append(self.reader(body))
        found = cell

        def again(cursor: Cursor, depth: int) -> Value:
            return found[0](cursor, deeper(depth))

        return again


class Optionals:
    """The 1.0 way: a byte says whether a value follows."""

    __slots__ = ()

    def reader(self, type_: Type, readers: Readers) -> Reader | None:
        """The reader of an optional."""
        if not isinstance(type_, Optional):
            return None
        of = readers.reader(type_.of)

        def read(cursor: Cursor, depth: int) -> Value:
            return of(cursor, depth + 1) if flag(cursor) else None

        return read


def deeper(depth: int) -> int:
    """The next level, if there may be one."""
    if depth >= DEEPEST:
        raise Unreadable("it is nested too deep")
    return depth + 1


def _enum(symbols: frozenset[str]) -> Reader:
    def read(cursor: Cursor, _: int) -> Value:
        name = cursor.name()
        if name not in symbols:
            raise Unreadable(f"{name[:80]!r} is no symbol of the enum")
        return Symbol(name)

    return read


def _ref(model: str) -> Reader:
    def read(cursor: Cursor, _: int) -> Value:
        return Ref(model, cursor.identity())

    return read


def several(type_: ListOf | SetOf | MapOf, of: Reader, width: int) -> Reader:
    """The reader of a list, set or map of elements that take at least `width` bytes each."""
    if isinstance(type_, MapOf):
        return _map(of, width)

    def read_list(cursor: Cursor, depth: int) -> Value:
        inner = depth + 1
        return [of(cursor, inner) for _ in range(cursor.count(width))]

    def read_set(cursor: Cursor, depth: int) -> Value:
        return Items(read_list(cursor, max(depth, DEEPEST - _DEEPEST_IN_SETS)))

    return read_list if isinstance(type_, ListOf) else read_set


def _map(of: Reader, width: int) -> Reader:
    def read(cursor: Cursor, depth: int) -> Value:
        made = Map()
        for _ in range(cursor.count(width + 1)):
            key, value = cursor.name(), of(cursor, depth + 1)
            if key in made:
                cursor.repeated = True
            made.setdefault(key, value)
        return made

    return read


def _tuple(parts: list[Reader]) -> Reader:
    def read(cursor: Cursor, depth: int) -> Value:
        cursor.spend(len(parts))
        return tuple([part(cursor, depth + 1) for part in parts])

    return read


def struct_reader(fields: Mapping[str, Reader]) -> Reader:
    """The reader of a struct: the fields in the order of their names."""
    parts = [(name, fields[name]) for name in sorted(fields)]

    def read(cursor: Cursor, depth: int) -> Value:
        cursor.spend(len(parts))
        inner = depth + 1
        return {name: part(cursor, inner) for name, part in parts}

    return read


def union_reader(cases: Mapping[str, Reader]) -> Reader:
    """The reader of a union."""

    def read(cursor: Cursor, depth: int) -> Value:
        case = cursor.name()
        of = cases.get(case)
        if of is None:
            raise Unreadable(f"{case[:80]!r} is no case of the union")
        cursor.spend(1)
        return Union(case, of(cursor, depth + 1))

    return read
