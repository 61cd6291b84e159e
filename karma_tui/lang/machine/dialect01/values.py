"""Run-time values that only dialect 0.1 has."""

from __future__ import annotations

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.machine.values import Lazy, Map, Union, Value
from karma_tui.lang.nodes import Json


class Opaque:
    """JSON that no model has given a meaning: contextual data where anything may stand, and expressions."""

    __slots__ = ("json",)

    def __init__(self, json: Json) -> None:
        self.json = json

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and self.text() == other.text()

    def __hash__(self) -> int:
        return hash(self.text())

    def __repr__(self) -> str:
        return self.text()  # by which sets tell values apart

    def text(self) -> str:
        """The JSON with sorted keys, numbers as they were written."""
        return dump_json(self.json, sort_keys=True)


class Overwritten(dict[str, Value]):
    """A struct in which `setField` replaced a field: read and stored with the new value, shown with the old.

    That is what the 0.1.4 server does (spec kvm-0.1 section 5, quirk).
    """

    __slots__ = ("shown",)

    def __init__(self, fields: dict[str, Value], shown: dict[str, Value]) -> None:
        super().__init__(fields)
        self.shown = shown


class OverwrittenMap(Map):
    """As `Overwritten`, for `setKey`."""

    __slots__ = ("shown",)

    def __init__(self, entries: dict[str, Value], shown: dict[str, Value]) -> None:
        super().__init__(entries)
        self.shown = shown


def settled(value: Value, known: dict[int, tuple[Value, Value]] | None = None) -> Value:
    """The value with what was overwritten in it forgotten, at any depth that functions have made.

    `known` are parts with what was made of them, by identity, for parts that are shared.
    """
    known = {} if known is None else known
    found = known.get(id(value))
    if found is None:
        found = known[id(value)] = (value, _settled(value, known))
    return found[1]


def _settled(value: Value, known: dict[int, tuple[Value, Value]]) -> Value:
    kind = type(value)
    if kind is Overwritten or kind is dict:
        return {name: settled(item, known) for name, item in value.items()}
    if kind is OverwrittenMap or kind is Map:
        return Map({name: settled(item, known) for name, item in value.items()})
    if kind is list:
        return [settled(item, known) for item in value]
    if kind is Lazy:
        return Lazy(lambda: map(settled, value))
    if kind is tuple:
        return tuple([settled(item, known) for item in value])
    if kind is Union:
        return Union(value.case, settled(value.payload, known))
    return value
