"""Running totals over any numbers, for what is found by its offset in O(log n): a Fenwick tree."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Totals:
    """Make it with `of`; entries are numbered from 0."""

    tree: array[int]

    @classmethod
    def of(cls, values: Sequence[int]) -> Totals:
        """Over these numbers."""
        tree = array("q", [0, *values])
        for at in range(1, len(tree)):
            above = at + (at & -at)
            if above < len(tree):
                tree[above] += tree[at]
        return cls(tree)

    def add(self, at: int, more: int) -> None:
        """An entry grows, or shrinks if negative."""
        at += 1
        while at < len(self.tree):
            self.tree[at] += more
            at += at & -at

    def before(self, at: int) -> int:
        """The total of the entries before one."""
        total = 0
        while at > 0:
            total += self.tree[at]
            at &= at - 1
        return total

    def find(self, offset: int) -> tuple[int, int]:
        """The last entry that begins at or before an offset, and the distance from its beginning."""
        at, step = 0, 1 << (len(self.tree).bit_length() - 1)
        while step:
            if at + step < len(self.tree) and self.tree[at + step] <= offset:
                at += step
                offset -= self.tree[at]
            step >>= 1
        return at, offset
