"""Two lists side by side: which items stand against which, where some were put in or taken out.

What is equal and stands once on each side holds the rest in place (as patience sorting finds it); between
such items the most alike ones are paired, in a table for short stretches and in order for long ones. The
work is bounded by the length of the lists (`Effort`). The lists are put into an order of their own before,
so that the answer is the same with the sides exchanged.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeAlias

Pair: TypeAlias = tuple[int, int]
Marks: TypeAlias = "Sequence[bytes] | array[int]"
"""A digest for each item: equal ones are taken for the same item."""
PAUSE: Pair = (-1, -1)
"""Stands between pairs where there is a chance to stop."""


class Likeness(Protocol):
    """What is known of an old and a new item besides their digests, by their positions."""

    def weigh(self, old: int, new: int) -> float:
        """How alike they are; 0: they are not one item that changed."""

    def is_kin(self, old: int, new: int) -> bool:
        """Whether they are of the same sort at least; quicker to tell."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A likeness with the sides exchanged."""

    likeness: Likeness

    def weigh(self, old: int, new: int) -> float:
        """See `Likeness`."""
        return self.likeness.weigh(new, old)

    def is_kin(self, old: int, new: int) -> bool:
        """See `Likeness`."""
        return self.likeness.is_kin(new, old)


_TABLE = 1024
"""Pairs up to which all are weighed against each other."""

_BITE = 8192
"""Items that one call counts; during it nothing else of the program runs."""


class Effort:
    """What may still be spent on one pair of lists; afterwards items are paired in order."""

    __slots__ = ("cells", "visits")

    def __init__(self, items: int) -> None:
        self.visits = 40 * items + 10_000
        """Items that may be looked at for anchors, over and over in smaller stretches."""
        self.cells = 4 * items + 20_000
        """Pairs that may be weighed in tables."""


def align(old: Sequence[bytes], new: Sequence[bytes], likeness: Likeness) -> list[Pair]:
    """Pairs of positions in the order of both lists, -1 where an item is only on one side."""
    effort = Effort(len(old) + len(new))
    if list(old) <= list(new):
        pairs = aligned(old, new, likeness, effort)
    else:
        pairs = turned(aligned(new, old, Turned(likeness), effort))
    return [pair for pair in pairs if pair != PAUSE]


def turned(pairs: Iterator[Pair]) -> Iterator[Pair]:
    """Pairs the other way round, still with what was removed in front of what was added."""
    added: list[Pair] = []
    for after, before in pairs:
        if before < 0 <= after:
            added.append((before, after))
            continue
        if before >= 0 and after >= 0:
            yield from added
            added = []
        yield before, after
    yield from added


def aligned(old: Sequence[bytes], new: Sequence[bytes], likeness: Likeness, effort: Effort) -> Iterator[Pair]:
    """As `align`, of lists that are in an order of their own already; with pauses."""
    for before, after, is_same in stretches(old, new, effort):
        if is_same:
            yield from zip(before, after, strict=True)
        else:
            yield from between(before, after, _Equal(old, new, likeness), effort)


@dataclass(frozen=True, slots=True)
class _Equal:
    """A likeness that knows of equal items; between anchors some may be there several times."""

    old: Sequence[bytes]
    new: Sequence[bytes]
    likeness: Likeness

    def weigh(self, old: int, new: int) -> float:
        return 2.0 if self.old[old] == self.new[new] else self.likeness.weigh(old, new)

    def is_kin(self, old: int, new: int) -> bool:
        return self.likeness.is_kin(old, new)


def stretches(old: Marks, new: Marks, effort: Effort) -> Iterator[tuple[range, range, bool]]:
    """Stretches of both lists, in order: equal ones of the same length, and what stands between those."""
    stack: list[tuple[int, int, int, int, bool | None]] = [(0, len(old), 0, len(new), None)]
    while stack:
        low, high, bottom, top, is_same = stack.pop()
        if is_same is not None:
            if low < high or bottom < top:
                yield range(low, high), range(bottom, top), is_same
            continue
        start, end = _common_ends(old, new, low, high, bottom, top)
        parts: list[tuple[int, int, int, int, bool | None]] = [
            (low, low + start, bottom, bottom + start, True)
        ]
        at, under, inner_high, inner_top = low + start, bottom + start, high - end, top - end
        anchors = _anchors(old, new, at, inner_high, under, inner_top, effort)
        rest = None if anchors else False
        for before, after in anchors:
            parts.append((at, before, under, after, rest))
            parts.append((before, before + 1, after, after + 1, True))
            at, under = before + 1, after + 1
        parts.append((at, inner_high, under, inner_top, rest))
        parts.append((inner_high, high, inner_top, top, True))
        stack.extend(reversed(parts))


def unmoved(pairs: list[Pair]) -> set[Pair]:
    """The most pairs (in the order of the new side) that stand in the same order on the old side."""
    return {pairs[at] for at in _longest_rise([old for old, _ in pairs])}


def between(before: range, after: range, likeness: Likeness, effort: Effort) -> Iterator[Pair]:
    """Pairs of a stretch without anchors: the most alike ones together, removed before added."""
    cells = len(before) * len(after)
    if 1 < cells <= _TABLE and cells <= effort.cells:
        effort.cells -= cells
        pairs: Iterable[Pair] = _table(before, after, likeness)
    else:
        pairs = zip(before, after, strict=False)
        pairs = (pair if likeness.is_kin(*pair) else PAUSE for pair in pairs)
    at, under = before.start, after.start
    for i, j in chain(pairs, [(before.stop, after.stop)]):
        if i < 0:
            yield PAUSE
            continue
        yield from ((k, -1) for k in range(at, i))
        yield from ((-1, k) for k in range(under, j))
        if i < before.stop:
            yield i, j
        at, under = i + 1, j + 1


def _table(before: range, after: range, likeness: Likeness) -> list[Pair]:
    """The pairs, in order, whose likeness adds up to the most."""
    weights = [[likeness.weigh(i, j) for j in after] for i in before]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        row, below, weight = best[i], best[i + 1], weights[i]
        for j in range(len(after) - 1, -1, -1):
            row[j] = max(weight[j] + below[j + 1] if weight[j] > 0 else 0.0, below[j], row[j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(before) and j < len(after):
        if weights[i][j] > 0 and best[i][j] == weights[i][j] + best[i + 1][j + 1]:
            pairs.append((before[i], after[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _common_ends(old: Marks, new: Marks, low: int, high: int, bottom: int, top: int) -> Pair:
    """How many items are equal at the beginning and, of the rest, at the end."""
    most = min(high - low, top - bottom)
    start = 0
    while start < most and old[low + start] == new[bottom + start]:
        start += 1
    most -= start
    end = 0
    while end < most and old[high - 1 - end] == new[top - 1 - end]:
        end += 1
    return start, end


def _anchors(
    old: Marks, new: Marks, low: int, high: int, bottom: int, top: int, effort: Effort
) -> list[Pair]:
    """Items that stand once on each side, as many as stand in the same order.

    Where there are none, the first of a kind stands against the first, the second against the second.
    """
    size = high - low + top - bottom
    if low == high or bottom == top or effort.visits < size:
        return []
    effort.visits -= size
    before, after = _counted(old, low, high), _counted(new, bottom, top)
    where = {old[at]: at for at in range(low, high) if before[old[at]] == after[old[at]] == 1}
    common = [(where[new[at]], at) for at in range(bottom, top) if new[at] in where]
    if not common:
        nth = {key: at for key, at in _numbered(old, range(low, high)) if key[0] in after}
        common = [(nth[key], at) for key, at in _numbered(new, range(bottom, top)) if key in nth]
    return [common[at] for at in _longest_rise([at for at, _ in common])]


def _counted(marks: Marks, start: int, end: int) -> Counter[int | bytes]:
    counts: Counter[int | bytes] = Counter()
    for at in range(start, end, _BITE):
        counts.update(marks[at : min(end, at + _BITE)])
    return counts


def _numbered(marks: Marks, positions: range) -> Iterator[tuple[tuple[int | bytes, int], int]]:
    """Each item with how many equal ones came before it, and its position."""
    counts: Counter[int | bytes] = Counter()
    for at in positions:
        yield (marks[at], counts[marks[at]]), at
        counts[marks[at]] += 1


def _longest_rise(numbers: list[int]) -> list[int]:
    """Positions of a longest run of numbers that rises, gaps allowed."""
    ends: list[int] = []
    tops: list[int] = []
    previous: list[int] = []
    for at, number in enumerate(numbers):
        pile = bisect_left(ends, number)
        previous.append(tops[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(number)
            tops.append(at)
        else:
            ends[pile] = number
            tops[pile] = at
    rise: list[int] = []
    at = tops[-1] if tops else -1
    while at >= 0:
        rise.append(at)
        at = previous[at]
    return rise[::-1]
