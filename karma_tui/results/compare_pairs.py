"""Puts the records of two results in pairs, by a field or by position, a few at a time.

What is held for each record is a number or a short key; records are decoded one by one, and only where
nothing simpler tells which belong together.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b

from karma_tui.results.compare_align import PAUSE, Effort, Pair, aligned, between, stretches, turned
from karma_tui.results.compare_digest import digest
from karma_tui.results.compare_items import merged
from karma_tui.results.compare_keys import Side, keys
from karma_tui.results.compare_likeness import Traits, likeness, record_traits
from karma_tui.results.fields import Field
from karma_tui.results.rows import Path
from karma_tui.results.scan import first

_STEP = 256
_KEPT = 2048
"""Records of a stretch up to which what is known of them is kept until the stretch is done."""


def by_field(old: Side, new: Side, path: Path) -> Iterator[Pair]:
    """Pairs of records with the same value at a path; of several with the same, the nth and the nth."""
    field = Field(path)
    where: dict[object, int] = {}
    for at, key in enumerate(_numbered(new, field)):
        where[key] = at
        if at % _STEP == 0:
            yield PAUSE
    places = array("q")
    for at, key in enumerate(_numbered(old, field)):
        places.append(where.get(key, -1))
        if at % _STEP == 0:
            yield PAUSE
    yield from merged(places, len(new))


def by_position(old: Side, new: Side) -> Iterator[Pair]:
    """Pairs of records in the order of both sides, with what was put in or taken out found."""
    marks: list[array[int]] = []
    for side in (old, new):
        found = array("q")
        for at in range(len(side)):
            found.append(_mark(side.value(at)))
            if at % _STEP == 0:
                yield PAUSE
        marks.append(found)
    if marks[0] <= marks[1]:
        yield from _by_marks(old, new, marks[0], marks[1])
    else:
        yield from turned(_by_marks(new, old, marks[1], marks[0]))


def _by_marks(old: Side, new: Side, before: array[int], after: array[int]) -> Iterator[Pair]:
    """Records whose texts are the same hold the rest in place; the rest is looked at more closely."""
    effort = Effort(len(before) + len(after))
    for olds, news, is_same in stretches(before, after, effort):
        if is_same:
            yield from zip(olds, news, strict=True)
        elif not olds or not news:
            yield from ((at, -1) for at in olds)
            yield from ((-1, at) for at in news)
        else:
            yield from _closely(old, new, olds, news, effort)


def _closely(old: Side, new: Side, olds: range, news: range, effort: Effort) -> Iterator[Pair]:
    """Pairs of a stretch in which no two texts are the same; they may still be the same values."""
    if len(olds) == len(news) == 1:
        inner = _Alike(old, new, range(olds.stop), range(news.stop))
        yield from between(olds, news, inner, effort)
        return
    marks: list[list[bytes]] = []
    for side, numbers in ((old, olds), (new, news)):
        found: list[bytes] = []
        for at in numbers:
            found.append(digest(side.value(at)))
            yield PAUSE
        marks.append(found)

    inner = _Alike(old, new, olds, news)
    for i, j in aligned(marks[0], marks[1], inner, effort):
        yield (olds[i] if i >= 0 else -1), (news[j] if j >= 0 else -1)


class _Alike:
    """How alike records of a stretch are, by their places in it; known traits are kept if there are few."""

    __slots__ = ("_is_kept", "_known", "_numbers", "_sides")

    def __init__(self, old: Side, new: Side, olds: range, news: range) -> None:
        self._sides = (old, new)
        self._numbers = (olds, news)
        self._is_kept = len(olds) + len(news) <= _KEPT
        self._known: dict[tuple[int, int], Traits] = {}

    def weigh(self, old: int, new: int) -> float:
        """See `Likeness`."""
        return likeness(self._traits(0, old), self._traits(1, new))

    def is_kin(self, old: int, new: int) -> bool:
        """See `Likeness`."""
        return _sort(self._value(0, old)) == _sort(self._value(1, new))

    def _value(self, side: int, at: int) -> memoryview:
        return self._sides[side].value(self._numbers[side][at])

    def _traits(self, side: int, at: int) -> Traits:
        known = self._known.get((side, at))
        if known is None:
            known = record_traits(self._value(side, at))
            if self._is_kept:
                self._known[side, at] = known
        return known


def _sort(value: memoryview) -> bytes:
    """The bracket of a container."""
    beginning = first(value)
    return beginning if beginning in (b"[", b"{") else b""


def _mark(value: memoryview) -> int:
    """Equal for equal texts; a chance of one in four billion billions else, and then pairs are only worse."""
    return int.from_bytes(blake2b(value, digest_size=8).digest(), "little", signed=True)


def _numbered(side: Side, field: Field) -> Iterator[object]:
    """The key of each record; with how many records before it had the same, if any had."""
    counts: Counter[bytes | None] = Counter()
    for key in keys(side, field):
        count = counts[key]
        yield (key, count) if count else key
        counts[key] = count + 1
