"""Where the columns of a table stand: pure numbers, in cells, so that drawing and the mouse agree.

From the left: the records' numbers, the frozen columns, then the others, which scroll below them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

GAP: Final = 2
"""Cells between two columns; in the header, a line in the last of them can be dragged."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`widths` of the columns, without gaps; `gutter` the width of the numbers, 0 if there are none."""

    gutter: int
    widths: tuple[int, ...]
    frozen: int
    starts: Sequence[int] = field(init=False, compare=False)
    """Where each column begins while nothing is scrolled, and behind the last one the end."""

    def __post_init__(self) -> None:
        first = self.gutter + GAP if self.gutter else 0
        starts = list(accumulate((width + GAP for width in self.widths), initial=first))
        object.__setattr__(self, "starts", starts)

    @property
    def total(self) -> int:
        """The width of everything."""
        return self.starts[-1]

    def staying(self, width: int) -> int:
        """How many columns stay on a screen of that width: those frozen, as long as half of it scrolls."""
        frozen = min(self.frozen, len(self.widths))
        while frozen and self.starts[frozen] > width // 2:
            frozen -= 1
        return frozen

    def edge(self, width: int) -> int:
        """Where the scrolled columns begin on the screen."""
        return self.starts[self.staying(width)] if self.widths else 0

    def scrolled(self, scroll: int, width: int) -> Iterator[int]:
        """The columns that are in sight to the right of those that stay."""
        staying = self.staying(width)
        left = self.starts[staying] + scroll
        at = max(staying, bisect_right(self.starts, left) - 1)
        while at < len(self.widths) and self.starts[at] < scroll + width:
            yield at
            at += 1

    def screen_x(self, column: int, scroll: int, width: int) -> int:
        """Where a column begins on the screen; may be outside or behind those that stay."""
        return self.starts[column] - (0 if column < self.staying(width) else scroll)

    def column_at(self, x: int, scroll: int, width: int) -> int | None:
        """The column at a cell of the screen, the gap behind it included."""
        if not self.widths:
            return None
        place = x if x < self.edge(width) else x + scroll
        at = bisect_right(self.starts, place) - 1
        return at if 0 <= at < len(self.widths) else None

    def border_at(self, x: int, scroll: int, width: int) -> int | None:
        """The column whose right border, or the cell before it, is at a cell of the screen."""
        at = self.column_at(x, scroll, width)
        if at is None:
            return None
        end = self.screen_x(at, scroll, width) + self.widths[at] + GAP
        return at if end - GAP <= x < end else None

    def scroll_to(self, column: int, scroll: int, width: int) -> int:
        """The nearest scroll position at which a column is in sight, its beginning first."""
        staying = self.staying(width)
        if column < staying:
            return scroll
        left, right = self.starts[staying] + scroll, width + scroll
        start, end = self.starts[column], self.starts[column] + self.widths[column]
        if end > right:
            scroll += end - right
            left = self.starts[staying] + scroll
        if start < left:
            scroll += start - left
        return max(0, scroll)
