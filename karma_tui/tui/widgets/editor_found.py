"""Which parts of a line are what somebody is looking for, asked line by line while drawing.

Ten thousand places are looked up, not spread over the lines, so that a search costs nothing out of sight.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from karma_tui.errors import Span


class FoundLines:
    """The places found in the lines of a text as it was then."""

    def __init__(self, spans: Sequence[Span] = (), lines: Sequence[str] = (), newline: int = 1) -> None:
        self._spans = spans
        self._ends = [span.end for span in spans]
        self._starts = list(accumulate((len(line) + newline for line in lines), initial=0)) if spans else []

    def __bool__(self) -> bool:
        return bool(self._spans)

    def on(self, row: int) -> list[tuple[int, int]]:
        """First column and the one after the last, of each place on a line."""
        if not self._spans or row + 1 >= len(self._starts):
            return []
        start, stop = self._starts[row], self._starts[row + 1]
        found: list[tuple[int, int]] = []
        for span in self._spans[bisect_right(self._ends, start) :]:
            if span.start >= stop:
                break
            found.append((max(0, span.start - start), span.end - start))
        return found
