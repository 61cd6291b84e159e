"""Which items of two lists belong together: by their ids if all have one, else by what they have in common.

What is the same at both ends is passed over first, as most lists that differ do so in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from karma_tui.results.compare_align import align, unmoved
from karma_tui.results.compare_digest import Digests
from karma_tui.results.compare_likeness import Traits, likeness, sort_of, traits
from karma_tui.results.decode import Decoded, Members

_PASSING = 500
"""Values compared in passing, to skip what is the same; a bound, or deep values would take for ever."""


def item_pairs(old: list[Decoded], new: list[Decoded], digests: Digests) -> Iterator[tuple[int, int, bool]]:
    """Positions on both sides, -1 where an item is only on one, and whether it stands between others.

    Items that are the same at the beginning and at the end of both lists are left out.
    """
    first, last = _same_ends(old, new)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    pairs = _paired_by_id(old, new)
    staying = unmoved([pair for pair in pairs if -1 not in pair]) if pairs is not None else None
    for before, after in pairs if pairs is not None else _aligned(old, new, digests):
        has_moved = staying is not None and -1 not in (before, after) and (before, after) not in staying
        yield (before + first if before >= 0 else -1), (after + first if after >= 0 else -1), has_moved


def is_plainly_same(old: Decoded, new: Decoded) -> bool:
    """Enough for most members, at no cost: equal strings, ints, words."""
    return type(old) is type(new) and isinstance(old, str | int) and old == new


def _same_ends(old: list[Decoded], new: list[Decoded]) -> tuple[int, int]:
    """How many items are plainly the same at the beginning and, of the rest, at the end."""
    most = min(len(old), len(new))
    first = 0
    while first < most and _is_same(old[first], new[first]):
        first += 1
    most -= first
    last = 0
    while last < most and _is_same(old[-1 - last], new[-1 - last]):
        last += 1
    return first, last


def _is_same(old: Decoded, new: Decoded) -> bool:
    """Whether they are the same to the letter, keys in the same order; False also where it is too much."""
    if not isinstance(old, list | Members):
        return type(old) is type(new) and old == new
    stack: list[tuple[Decoded, Decoded]] = [(old, new)]
    left = _PASSING
    while stack:
        before, after = stack.pop()
        left -= 1
        if type(before) is not type(after) or not left:
            return False
        if isinstance(before, Members) and isinstance(after, Members):
            if len(before.pairs) != len(after.pairs):
                return False
            for (name, value), (other, counterpart) in zip(before.pairs, after.pairs, strict=True):
                if name != other:
                    return False
                if not is_plainly_same(value, counterpart):
                    stack.append((value, counterpart))
        elif isinstance(before, list) and isinstance(after, list):
            if len(before) != len(after):
                return False
            stack.extend(zip(before, after, strict=True))
        elif before != after:
            return False
    return True


def _aligned(old: list[Decoded], new: list[Decoded], digests: Digests) -> list[tuple[int, int]]:
    if len(old) == len(new) == 1 and sort_of(old[0]) is sort_of(new[0]):
        return [(0, 0)]
    marks = [[digests.of(item) for item in items] for items in (old, new)]
    return align(marks[0], marks[1], _Alike(old, new, digests))


class _Alike:
    """How alike the items of two lists are."""

    __slots__ = ("_digests", "_known", "_lists")

    def __init__(self, old: list[Decoded], new: list[Decoded], digests: Digests) -> None:
        self._lists = (old, new)
        self._digests = digests
        self._known: dict[tuple[int, int], Traits] = {}

    def weigh(self, old: int, new: int) -> float:
        """See `Likeness`."""
        return likeness(self._traits(0, old), self._traits(1, new))

    def is_kin(self, old: int, new: int) -> bool:
        """See `Likeness`."""
        return sort_of(self._lists[0][old]) is sort_of(self._lists[1][new])

    def _traits(self, side: int, at: int) -> Traits:
        known = self._known.get((side, at))
        if known is None:
            known = self._known[side, at] = traits(self._lists[side][at], self._digests)
        return known


def _paired_by_id(old: list[Decoded], new: list[Decoded]) -> list[tuple[int, int]] | None:
    """Pairs by the items' ids, in the new order, removed ones behind what they stood behind; None without."""
    before, after = _ids(old), _ids(new)
    if before is None or after is None:
        return None
    return list(merged([after.get(key, -1) for key in before], len(new)))


def merged(new_of_old: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    """Pairs in the new order; an old one without a new one (-1) comes behind the pair it stood behind."""
    old_of_new: dict[int, int] = {}
    behind: dict[int, list[int]] = {}
    last = -1
    for old, new in enumerate(new_of_old):
        if new < 0:
            behind.setdefault(last, []).append(old)
        else:
            old_of_new[new] = old
            last = new
    yield from ((old, -1) for old in behind.get(-1, ()))
    for new in range(count):
        yield old_of_new.get(new, -1), new
        yield from ((old, -1) for old in behind.get(new, ()))


def _ids(items: list[Decoded]) -> dict[bytes, int] | None:
    """Where the item with each id is; None unless every item has one of its own."""
    found: dict[bytes, int] = {}
    for at, item in enumerate(items):
        identity = item.get("id") if isinstance(item, Members) else None
        if identity is None or isinstance(identity, bool | Members):
            return None
        found[Digests().of(identity)] = at
    return found if items and len(found) == len(items) else None
