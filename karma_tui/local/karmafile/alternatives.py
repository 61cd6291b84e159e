"""Optional, `or` and `any` as 0.1 stores them: a mark says which kind of value follows (spec 4.4).

Alternatives of one kind share a mark and are stored under a model merged from them. Merging is done
when data asks for it, because models may be recursive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from karma_tui.lang.machine.dialect01.types import Or, open_alternatives, wide
from karma_tui.lang.machine.types import (
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
)
from karma_tui.lang.machine.values import Symbol, Value
from karma_tui.local.karmafile.anyvalue import any_value
from karma_tui.local.karmafile.cursor import Cursor, Unreadable
from karma_tui.local.karmafile.primitives import Reader
from karma_tui.local.karmafile.readers import Readers, deeper, several, struct_reader, union_reader

Types: TypeAlias = tuple[Type, ...]

_ORDER: Final = (
    *("tuple", "list", "union", "struct", "map", "float", "bool", "string", "ref", "dateTime", "null"),
    *("enum", "set", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
)
MARKS: Final = {kind: 1 << bit for bit, kind in enumerate(_ORDER)}
_KINDS: Final[dict[type, str]] = {
    TupleOf: "tuple",
    ListOf: "list",
    UnionOf: "union",
    Struct: "struct",
    MapOf: "map",
    RefTo: "ref",
    Enum: "enum",
    SetOf: "set",
}


class Alternatives:
    """The 0.1 way; readers of merged types are remembered by the types they were merged from."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[int, ...]], Reader] = {}

    def reader(self, type_: Type, readers: Readers) -> Reader | None:
        """The reader of an optional, an or, or an any."""
        match wide(type_):
            case Any():
                return any_value
            case Optional() | Or():
                return self._once("marked", (type_,), lambda: self._marked(_leaves((type_,)), readers))
        return None

    def _once(self, how: str, types: Types, make: Callable[[], Reader]) -> Reader:
        """The reader made of these types this way, made when it is first used."""
        key = (how, tuple([id(type_) for type_ in types]))
        made: list[Reader] = []

        def read(cursor: Cursor, depth: int) -> Value:
            if not made:
                made.append(make())
            return made[0](cursor, deeper(depth))

        return self._made.setdefault(key, read)

    def _marked(self, leaves: Types, readers: Readers) -> Reader:
        if [leaf for leaf in leaves if isinstance(leaf, Any)]:
            return _marked_any
        groups: dict[int, list[Type]] = {}
        for leaf in leaves:
            groups.setdefault(MARKS[_kind(leaf)], []).append(leaf)
        made = {mark: self._merged(tuple(group), readers) for mark, group in groups.items()}

        def read(cursor: Cursor, depth: int) -> Value:
            mark = cursor.uvarint()
            of = made.get(mark)
            if of is None:
                raise Unreadable(f"mark {mark} is none of the model's alternatives")
            return of(cursor, depth + 1)

        return read

    def _merged(self, types: Types, readers: Readers) -> Reader:
        """The reader of what is stored under several alternatives of one kind."""
        if len(types) == 1:
            return self._once("one", types, lambda: readers.reader(types[0]))
        return self._once("merged", types, lambda: self._merge(types, readers))

    def _merge(self, types: Types, readers: Readers) -> Reader:
        match types[0]:
            case ListOf() | SetOf() | MapOf():
                inner: Types = tuple(
                    [type_.of for type_ in types if isinstance(type_, ListOf | SetOf | MapOf)]
                )
                width = min(1, *[readers.width(of) for of in inner])
                return several(types[0], self._joined(inner, readers), width)
            case TupleOf():
                return self._tuple([type_.items for type_ in types if isinstance(type_, TupleOf)], readers)
            case Struct():
                fields = [type_.fields for type_ in types if isinstance(type_, Struct)]
                return struct_reader(self._parts([dict(part) for part in fields], readers))
            case UnionOf():
                cases = [type_.cases for type_ in types if isinstance(type_, UnionOf)]
                return union_reader(self._parts([dict(part) for part in cases], readers))
            case Enum():
                return _any_symbol
        return readers.reader(types[0])

    def _tuple(self, tuples: list[Types], readers: Readers) -> Reader:
        if len({len(items) for items in tuples}) != 1:
            raise Unreadable("alternatives are tuples of different lengths")
        parts = [self._joined(items, readers) for items in zip(*tuples, strict=True)]

        def read(cursor: Cursor, depth: int) -> Value:
            cursor.spend(len(parts))
            return tuple([part(cursor, depth + 1) for part in parts])

        return read

    def _parts(self, alternatives: list[dict[str, Type]], readers: Readers) -> dict[str, Reader]:
        """Readers of all named parts; those that several alternatives have are merged."""
        found: dict[str, list[Type]] = {}
        for parts in alternatives:
            for name, of in parts.items():
                found.setdefault(name, []).append(of)
        return {name: self._joined(tuple(types), readers) for name, types in found.items()}

    def _joined(self, types: Types, readers: Readers) -> Reader:
        """The reader of a part that these types have been merged into: no mark if one kind remains."""
        if len(types) == 1:
            return self._once("one", types, lambda: readers.reader(types[0]))

        def make() -> Reader:
            leaves = _leaves(types)
            known = [leaf for leaf in leaves if not isinstance(leaf, Any)]
            if not known:
                return any_value
            if len(known) == len(leaves) and len({_kind(leaf) for leaf in leaves}) == 1:
                return self._merged(leaves, readers)
            return self._marked(leaves, readers)

        return self._once("joined", types, make)


def _leaves(types: Types) -> Types:
    return tuple([leaf for type_ in types for leaf in open_alternatives(type_)])


def _kind(type_: Type) -> str:
    return type_.kind if isinstance(type_, Prim) else _KINDS[type(type_)]


def _marked_any(cursor: Cursor, depth: int) -> Value:
    """With an any among the alternatives the value says for itself what it is, whatever the mark."""
    mark = cursor.uvarint()
    if mark & (mark - 1) or mark > MARKS["uint64"]:
        raise Unreadable(f"mark {mark} is none that exists")
    return any_value(cursor, depth)


def _any_symbol(cursor: Cursor, _: int) -> Value:
    return Symbol(cursor.name())
