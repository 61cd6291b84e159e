"""The join of many types: what `relations.either` makes of them one after another, and sooner.

Joined one by one, unions of cases that are all different would be copied with each that is added.
"""

from __future__ import annotations

from collections.abc import Sequence

from karma_tui.lang.machine.relations import either
from karma_tui.lang.machine.types import Enum, Type, UnionOf, general, opened


class _Cases:
    """A union that grows by the cases of others."""

    __slots__ = ("_cases", "_known", "_type")

    def __init__(self, type_: UnionOf) -> None:
        self._type: UnionOf | None = type_
        self._cases = dict(type_.cases)
        self._known = set(self._cases)
        """Cases of whose values something may be known, until a union without them comes."""

    def takes(self, other: Type) -> bool:
        """Whether `add` is the join with a type; one of exactly these cases may be the same as a whole."""
        return isinstance(other, UnionOf) and other.cases.keys() != self._cases.keys()

    def add(self, other: Type) -> None:
        """Join with a union."""
        assert isinstance(other, UnionOf)
        self._type, cases = None, self._cases
        for case in self._known - other.cases.keys():
            cases[case] = general(cases[case])
        self._known = cases.keys() & other.cases.keys()
        for case, of in other.cases.items():
            cases[case] = either(cases[case], of) if case in cases else general(of)

    def type(self) -> Type:
        """What has been joined so far."""
        return UnionOf(dict(self._cases)) if self._type is None else self._type


class _Symbols:
    """An enum that grows by the symbols of others."""

    __slots__ = ("_symbols", "_type")

    def __init__(self, type_: Enum) -> None:
        self._type: Enum | None = type_
        self._symbols = set(type_.symbols)

    def takes(self, other: Type) -> bool:
        """Whether `add` is the join with a type."""
        return isinstance(other, Enum) and other.symbols != self._symbols

    def add(self, other: Type) -> None:
        """Join with an enum."""
        assert isinstance(other, Enum)
        self._type = None
        self._symbols |= other.symbols

    def type(self) -> Type:
        """What has been joined so far."""
        return Enum(frozenset(self._symbols)) if self._type is None else self._type


def either_of_all(types: Sequence[Type]) -> Type:
    """The join of one or more types, from the left; of a single one itself."""
    joined = types[0]
    growing: _Cases | _Symbols | None = None
    for type_ in types[1:]:
        inner = opened(type_)
        if growing is not None and growing.takes(inner):
            growing.add(inner)
            continue
        joined = either(joined if growing is None else growing.type(), type_)
        growing = _growing(joined)
    return joined if growing is None else growing.type()


def _growing(joined: Type) -> _Cases | _Symbols | None:
    if isinstance(joined, UnionOf):
        return _Cases(joined)
    return _Symbols(joined) if isinstance(joined, Enum) else None
