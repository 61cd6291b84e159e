"""When values are equal, and sets, which hold equal values once.

Values share their parts, and there may be far more ways through them than parts: each is looked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from hashlib import blake2b
from itertools import count
from typing import Any, Final, TypeAlias

from karma_tui.lang.machine.kinds import Lazy, Map, Record, Ref, Union, Value, plain
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.refusal import execution

Key: TypeAlias = tuple[type, Hashable]
"""What values are told apart by: their kind, and themselves or a digest."""


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
