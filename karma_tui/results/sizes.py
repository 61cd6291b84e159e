"""Running totals over the members of one open container, for rows found by number in O(log n).

A Fenwick tree in which every member counts one row, plus the rows of what is open below it. A million
members cost eight zeroed megabytes and no loop, so that opening a big result takes no time.
"""

from __future__ import annotations

from array import array


class Sizes:
    """Rows of `count` members in order; at first each member has one row."""

    __slots__ = ("_count", "_extra", "_top")

    def __init__(self, count: int) -> None:
        self._count = count
        self._extra = array("q", bytes(8 * (count + 1)))
        self._top = 1 << (count.bit_length() - 1) if count else 0

    def add(self, member: int, rows: int) -> None:
        """Gives a member that many rows more (less, if negative)."""
        index = member + 1
        while index <= self._count:
            self._extra[index] += rows
            index += index & -index

    def before(self, member: int) -> int:
        """The number of rows in front of a member: its own row's offset in the container."""
        index, rows = member, member
        while index > 0:
            rows += self._extra[index]
            index &= index - 1
        return rows

    def find(self, offset: int) -> tuple[int, int]:
        """The member whose rows include the row at `offset`, and that row's distance from its first."""
        member, left, step = 0, offset, self._top
        while step:
            index = member + step
            if index <= self._count:
                rows = step + self._extra[index]
                if rows <= left:
                    member, left = index, left - rows
            step >>= 1
        return member, left
