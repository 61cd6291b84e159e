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
from hashlib import blake2b
from itertools import count
from typing import Any, Final, TypeAlias

from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.refusal import execution

Key: TypeAlias = tuple[type, Hashable]
"""What values are told apart by: their kind, and themselves or a digest."""

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
        by_key: dict[Key, Value] = {}
        for item in items:
            by_key.setdefault(identity(item), item)
        self._by_key = by_key

    def __iter__(self) -> Iterator[Value]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def keys(self) -> frozenset[Key]:
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


def same(a: Value, b: Value, seen: Pairs | None = None) -> bool:
    """Equality of the language: same kind and deep equality; refuses lazy lists.

    `seen` are pairs found equal already: parts that are shared are compared once.
    """
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
    if compare is None:
        return bool(a == b)
    if seen is None:
        return compare(a, b, {})
    pair = (id(a), id(b))
    if pair in seen:
        return True
    if not compare(a, b, seen):
        return False
    seen[pair] = (a, b)
    return True


Pairs: TypeAlias = dict[tuple[int, int], tuple[Value, Value]]
"""Pairs of values by identity; holding them, lest another value gets the identity of one that is gone."""


def _comparable(value: Value) -> Value:
    if type(value) is not Lazy:
        return value
    if not value.settled:
        raise execution("cannot compare persistent object collections")
    return list(value)


def _same_lists(a: Any, b: Any, seen: Pairs) -> bool:
    if len(a) != len(b):
        return False
    for x, y in zip(a, b, strict=True):  # noqa: SIM110 - a generator here would nest C calls per level
        if not same(x, y, seen):
            return False
    return True


def _same_dicts(a: dict[str, Value], b: dict[str, Value], seen: Pairs) -> bool:
    if len(a) != len(b):
        return False
    for name, x in a.items():  # noqa: SIM110 - as above
        if name not in b or not same(x, b[name], seen):
            return False
    return True


def _same_unions(a: Union, b: Union, seen: Pairs) -> bool:
    return a.case == b.case and same(a.payload, b.payload, seen)


def _same_sets(a: Items, b: Items, _: Pairs) -> bool:
    return a.keys == b.keys


def _same_times(a: DateTime, b: DateTime, _: Pairs) -> bool:
    return a.same(b)


_COMPARE: Final[dict[type, Callable[[Any, Any, Pairs], bool]]] = {
    list: _same_lists,
    tuple: _same_lists,
    dict: _same_dicts,
    Map: _same_dicts,
    Union: _same_unions,
    Items: _same_sets,
    DateTime: _same_times,
}


Known: TypeAlias = dict[int, tuple[Value, str]]
"""Values by identity with the digests of what they hold; holding them, as `Pairs` does."""

_NEVER_EQUAL: Final = count()
"""Numbers for what equals nothing, not even itself."""


def identity(value: Value, known: Known | None = None) -> Key:
    """A key that is equal for equal values: what sets and unique checks go by.

    Of a value with parts it holds no more than a digest: hashing and comparing all of the parts would go
    every way through parts that are shared. `known` are digests made before of the same value's parts.
    """
    value = plain(value)
    kind = type(value)
    if kind is Lazy and value.settled:
        kind = list
    parts = _PARTS.get(kind)
    if parts is None:
        make = _LEAF.get(kind)
        return (kind, value) if make is None else (kind, make(value))
    known = {} if known is None else known
    found = known.get(id(value))
    if found is None:
        text = f"{kind.__name__}\n" + "\n".join(parts(value, known))
        found = known[id(value)] = (value, blake2b(text.encode(), digest_size=20).hexdigest())
    return (kind, found[1])


def _text(value: Value, known: Known) -> str:
    """An identity as text without line breaks."""
    return _spelled(*identity(value, known))


def _spelled(kind: type, key: object) -> str:
    return f"{kind.__name__} {key!r}"


def _list_parts(value: Iterable[Value], known: Known) -> list[str]:
    return [_text(item, known) for item in value]


def _dict_parts(value: dict[str, Value], known: Known) -> list[str]:
    return [f"{name!r} {_text(value[name], known)}" for name in sorted(value)]


def _union_parts(value: Union, known: Known) -> list[str]:
    return [repr(value.case), _text(value.payload, known)]


def _set_parts(value: Items, _: Known) -> list[str]:
    return sorted([_spelled(*key) for key in value.keys])


_PARTS: Final[dict[type, Callable[[Any, Known], list[str]]]] = {
    list: _list_parts,
    Lazy: _list_parts,
    tuple: _list_parts,
    dict: _dict_parts,
    Map: _dict_parts,
    Union: _union_parts,
    Items: _set_parts,
}


def _float_key(value: float) -> Hashable:
    return value + 0.0 if value == value else ("nan", next(_NEVER_EQUAL))  # of -0.0 the sum is 0.0


def _time_key(value: DateTime) -> Hashable:
    return (value.nanoseconds, value.offset if value.offset == 0 else next(_NEVER_EQUAL) + 1)


def _ref_key(value: Ref) -> Hashable:
    return (value.model, value.record)


_LEAF: Final[dict[type, Callable[[Any], Hashable]]] = {
    float: _float_key,
    DateTime: _time_key,
    Ref: _ref_key,
}
"""Values without parts of which neither equality nor `repr` says what they are."""
