"""Run-time values, chosen so that a value alone says its kind.

    null None | bool bool | string str | symbol Symbol | float float | int64 int | other integers IntN, UintN
    dateTime DateTime | list list or Lazy | tuple tuple | set Items | map Map | struct dict
    union Union | ref Ref | a record straight from storage Record

Equality needs the kind even where the static type is any (spec kvm-1.0 section 1), hence a class per
integer width. Values are shared between requests (cached records, compiled constants): nobody may
change one in place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.refusal import execution

Value: TypeAlias = Any
"""One of the above; `Any` to the type checker, because the static types of the language guard it."""


class Symbol(str):
    """The value of an enum."""

    __slots__ = ()


class Int8(int):
    """An int8."""

    __slots__ = ()


class Int16(int):
    """An int16."""

    __slots__ = ()


class Int32(int):
    """An int32."""

    __slots__ = ()


class Uint8(int):
    """A uint8."""

    __slots__ = ()


class Uint16(int):
    """A uint16."""

    __slots__ = ()


class Uint32(int):
    """A uint32."""

    __slots__ = ()


class Uint64(int):
    """A uint64."""

    __slots__ = ()


class Map(dict[str, Value]):
    """A map; a bare dict is a struct."""

    __slots__ = ()


class Union:
    """A union's case and payload."""

    __slots__ = ("case", "payload")

    def __init__(self, case: str, payload: Value) -> None:
        self.case = case
        self.payload = payload


class Ref:
    """A reference: model id and record id."""

    __slots__ = ("model", "record")

    def __init__(self, model: str, record: str) -> None:
        self.model = model
        self.record = record

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and other.record == self.record and other.model == self.model

    def __hash__(self) -> int:
        return hash((self.model, self.record))


class Items:
    """A set: its distinct items, in the order in which they were met."""

    __slots__ = ("_by_key",)

    def __init__(self, items: Iterable[Value]) -> None:
        by_key: dict[Hashable, Value] = {}
        for item in items:
            by_key.setdefault(identity(item), item)
        self._by_key = by_key

    def __iter__(self) -> Iterator[Value]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def keys(self) -> frozenset[Hashable]:
        """What the items are told apart by."""
        return frozenset(self._by_key)


class Record:
    """A value as it came from storage, with its metadata and its stored bytes; times are RFC 3339 text."""

    __slots__ = ("body", "created", "id", "model", "updated", "value")

    def __init__(self, model: str, id: str, created: str, updated: str, value: Value, body: bytes) -> None:
        self.model = model
        self.id = id
        self.created = created
        self.updated = updated
        self.value = value
        self.body = body


class Lazy:
    """A list that is made anew whenever somebody reads it (spec kvm-1.0 section 3.2).

    `settled` ones are only made so to save memory, and behave as any list does.
    """

    __slots__ = ("_make", "settled", "thin")

    def __init__(
        self,
        make: Callable[[], Iterator[Value]],
        thin: Callable[[], Callable[[Record], Record] | None] | None = None,
        settled: bool = False,
    ) -> None:
        """`thin`, called when its answer matters, tells how to make the list's records anew from their
        bytes; None, or none, where nothing would be saved by forgetting their values meanwhile.
        """
        self._make = make
        self.thin = thin
        self.settled = settled

    def __iter__(self) -> Iterator[Value]:
        return self._make()


INTEGERS: Final[dict[str, type[int]]] = {
    "int8": Int8,
    "int16": Int16,
    "int32": Int32,
    "int64": int,
    "uint8": Uint8,
    "uint16": Uint16,
    "uint32": Uint32,
    "uint64": Uint64,
}
BITS: Final[dict[str, int]] = {name: int(name.lstrip("uint")) for name in INTEGERS}
LIMITS: Final[dict[str, tuple[int, int]]] = {
    name: (0, 2**bits - 1) if name[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    for name, bits in BITS.items()
}
KINDS: Final[dict[type, str]] = {
    type(None): "null",
    bool: "bool",
    str: "string",
    Symbol: "enum",
    float: "float",
    DateTime: "dateTime",
    list: "list",
    Lazy: "list",
    tuple: "tuple",
    Items: "set",
    Map: "map",
    dict: "struct",
    Union: "union",
    Ref: "ref",
    **{made: name for name, made in INTEGERS.items()},
}


def plain(value: Value) -> Value:
    """The value of a record, or the value itself."""
    return value.value if type(value) is Record else value


def kind_of(value: Value) -> str:
    """The name of a value's kind; records count as what they hold."""
    return KINDS[type(plain(value))]


def same(a: Value, b: Value) -> bool:
    """Equality of the language: same kind and deep equality; refuses lazy lists."""
    if type(a) is Record:
        a = a.value
    if type(b) is Record:
        b = b.value
    kind = type(a)
    if kind is Lazy or type(b) is Lazy:
        a, b = _comparable(a), _comparable(b)
        kind = type(a)
    if kind is not type(b):
        return False
    compare = _COMPARE.get(kind)
    return bool(a == b) if compare is None else compare(a, b)


def _comparable(value: Value) -> Value:
    if type(value) is not Lazy:
        return value
    if not value.settled:
        raise execution("cannot compare persistent object collections")
    return list(value)


def identity(value: Value) -> Hashable:
    """A key that is equal for equal values: what sets and unique checks go by."""
    value = plain(value)
    kind = type(value)
    if kind is Lazy and value.settled:
        kind = list
    make = _IDENTITY.get(kind)
    return (kind, value) if make is None else (kind, make(value))


def _same_lists(a: Any, b: Any) -> bool:
    if len(a) != len(b):
        return False
    for x, y in zip(a, b, strict=True):  # noqa: SIM110 - a generator here would nest C calls per level
        if not same(x, y):
            return False
    return True


def _same_dicts(a: dict[str, Value], b: dict[str, Value]) -> bool:
    if len(a) != len(b):
        return False
    for name, x in a.items():  # noqa: SIM110 - as above
        if name not in b or not same(x, b[name]):
            return False
    return True


def _same_unions(a: Union, b: Union) -> bool:
    return a.case == b.case and same(a.payload, b.payload)


def _same_sets(a: Items, b: Items) -> bool:
    return a.keys == b.keys


def _same_times(a: DateTime, b: DateTime) -> bool:
    return a.same(b)


_COMPARE: Final[dict[type, Callable[[Any, Any], bool]]] = {
    list: _same_lists,
    tuple: _same_lists,
    dict: _same_dicts,
    Map: _same_dicts,
    Union: _same_unions,
    Items: _same_sets,
    DateTime: _same_times,
}


def _list_key(value: Iterable[Value]) -> Hashable:
    return tuple([identity(item) for item in value])


def _dict_key(value: dict[str, Value]) -> Hashable:
    return tuple([(name, identity(value[name])) for name in sorted(value)])


def _union_key(value: Union) -> Hashable:
    return (value.case, identity(value.payload))


def _set_key(value: Items) -> Hashable:
    return value.keys


def _float_key(value: float) -> Hashable:
    return value if value == value else object()


def _time_key(value: DateTime) -> Hashable:
    return (value.nanoseconds, value.offset) if value.offset == 0 else object()


_IDENTITY: Final[dict[type, Callable[[Any], Hashable]]] = {
    list: _list_key,
    Lazy: _list_key,
    tuple: _list_key,
    dict: _dict_key,
    Map: _dict_key,
    Union: _union_key,
    Items: _set_key,
    float: _float_key,
    DateTime: _time_key,
}
