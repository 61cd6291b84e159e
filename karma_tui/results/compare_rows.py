"""The rows of a comparison on the screen: records with some of the changes, those that are open with lines.

What is the same is folded away altogether. Lines of a record are found when it is opened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass

from karma_tui.results.compare import CHANGES, Comparison
from karma_tui.results.compare_change import Change
from karma_tui.results.compare_excerpt import NO_NAMES
from karma_tui.results.compare_lines import Line, lines
from karma_tui.results.preview import Names
from karma_tui.results.sizes import Sizes

_INSIDE = (Change.CHANGED, Change.SPELLED)


@dataclass(frozen=True, slots=True)
class Spot:
    """A row: the place of its record among those shown, and its line there; 0 is the record itself."""

    place: int
    line: int = 0


class CompareRows:
    """The rows; `changes` are the kinds of records that have any, `names` those of models."""

    def __init__(
        self, comparison: Comparison, changes: Collection[Change] = CHANGES, names: Names = NO_NAMES
    ) -> None:
        self.comparison = comparison
        self.changes = frozenset(changes)
        self._names = names
        self._pairs = comparison.pairs(self.changes)
        self._sizes = Sizes(len(self._pairs))
        self._opened: dict[int, list[Line]] = {}
        self._rows = len(self._pairs)

    def __len__(self) -> int:
        return self._rows

    def spot(self, index: int) -> Spot:
        """What a row is."""
        return Spot(*self._sizes.find(index))

    def index(self, spot: Spot) -> int:
        """The number of a row."""
        return self._sizes.before(spot.place) + spot.line

    def pair(self, spot: Spot) -> int:
        """The number of the record's pair."""
        return self._pairs[spot.place]

    def place_of(self, pair: int) -> int | None:
        """Where a pair is among those shown, or the next that is; None if none is."""
        place = bisect_left(self._pairs, pair)
        return min(place, len(self._pairs) - 1) if self._pairs else None

    def line(self, spot: Spot) -> Line | None:
        """The line; None for the record itself."""
        return self._opened[spot.place][spot.line - 1] if spot.line else None

    def can_open(self, place: int) -> bool:
        """Whether there is something to be shown inside of a record."""
        return self.comparison.change(self._pairs[place]) in _INSIDE

    def is_open(self, place: int) -> bool:
        """Whether it is shown."""
        return place in self._opened

    def size(self, place: int) -> int:
        """Bytes to read for opening it."""
        pair = self._pairs[place]
        old, new = self.comparison.olds[pair], self.comparison.news[pair]
        return len(self.comparison.old.value(old)) + len(self.comparison.new.value(new))

    def find_lines(self, place: int) -> list[Line]:
        """The lines for `open`; of a big record it takes a while."""
        return lines(self.comparison.differences(self._pairs[place]), self._names)

    def open(self, place: int, found: list[Line]) -> None:
        """Show these lines below a record."""
        self.close(place)
        self._opened[place] = found
        self._sizes.add(place, len(found))
        self._rows += len(found)

    def close(self, place: int) -> None:
        """Show the record only."""
        found = self._opened.pop(place, [])
        self._sizes.add(place, -len(found))
        self._rows -= len(found)

    def close_all(self) -> None:
        """Show records only."""
        for place in list(self._opened):
            self.close(place)

    def beside(self, spot: Spot, step: int) -> Spot | int | None:
        """The next difference (`step` 1) or the one before (-1): its row, or the record to open for it."""
        found = self._inside(spot.place, spot.line, step)
        if found is not None:
            return found
        if step > 0 and spot.line == 0 and self._is_shut(spot.place):
            return spot.place
        place = spot.place + step
        if not 0 <= place < len(self._pairs):
            return None
        return place if self._is_shut(place) else self.end(place, step)

    def end(self, place: int, step: int) -> Spot:
        """The first difference of a record (`step` 1) or the last (-1); the record if it has none inside."""
        lines_of = self._opened.get(place, ())
        found = self._inside(place, 0 if step > 0 else len(lines_of) + 1, step)
        return found if found is not None else Spot(place)

    def _is_shut(self, place: int) -> bool:
        return self.can_open(place) and not self.is_open(place)

    def _inside(self, place: int, line: int, step: int) -> Spot | None:
        lines_of = self._opened.get(place, [])
        at = line + step
        while 1 <= at <= len(lines_of):
            if lines_of[at - 1].difference is not None:
                return Spot(place, at)
            at += step
        return None
