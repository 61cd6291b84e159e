"""How much two values that are not the same have in common: which of them are one value that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from karma_tui.results.compare_digest import Digests, plain, value_of
from karma_tui.results.decode import Decoded, Members
from karma_tui.results.scan import Buffer

_LITTLE = 0.1
"""Two simple values in the same place; two empty containers, or an empty one and another."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What there is to compare of a value: members by name, or how often each item is there."""

    members: Mapping[str, object] | None = None
    items: Counter[object] | None = None


def traits(value: Decoded, digests: Digests) -> Traits:
    """The traits of a value; nothing of a simple one."""
    if isinstance(value, Members):
        return Traits(members={name: digests.of(member) for name, member in value.pairs})
    if isinstance(value, list):
        return Traits(items=Counter(map(digests.of, value)))
    return Traits()


def record_traits(data: Buffer) -> Traits:
    """The traits of a record; not comparable with those of `traits`."""
    try:
        value = plain(data)
        if isinstance(value, tuple):
            return Traits(members={name: repr(member) for name, member in value})
        return Traits(items=Counter(map(repr, value))) if isinstance(value, list) else Traits()
    except (ValueError, RecursionError):
        return traits(value_of(data), Digests())


def sort_of(value: Decoded) -> type[object]:
    """List, object, or neither: values of different sorts are never one value that changed."""
    return type(value) if isinstance(value, list | Members) else object


def likeness(old: Traits, new: Traits) -> float:
    """From 0, two values that have nothing to do with each other, to about 1. The same both ways round."""
    if old.members is not None and new.members is not None:
        return _of_objects(old.members, new.members)
    if old.items is not None and new.items is not None:
        return _of_lists(old.items, new.items)
    return _LITTLE if old == new == Traits() else 0.0


def _of_objects(old: Mapping[str, object], new: Mapping[str, object]) -> float:
    if not old or not new:
        return _LITTLE
    shared = old.keys() & new.keys()
    equal = sum(old[name] == new[name] for name in shared)
    return (len(shared) + 4 * equal) / (5 * max(len(old), len(new)))


def _of_lists(old: Counter[object], new: Counter[object]) -> float:
    size = max(old.total(), new.total())
    return _LITTLE + (old & new).total() / size * (1 - _LITTLE) if size else _LITTLE
