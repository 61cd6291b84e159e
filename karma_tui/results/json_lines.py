"""A whole result as the lines of its pretty JSON, by number, without ever making its pretty text.

Folding takes lines away; rows are made when they are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from karma_tui.results.cuts import Cut, SpanCut
from karma_tui.results.json_places import JsonPlaces, Spot
from karma_tui.results.json_reading import Sort
from karma_tui.results.json_row import JsonRow, bracket_row, closing_row, folded_row, piece_row, text_row
from karma_tui.results.json_section import Section
from karma_tui.results.preview import is_container

_NO_KEY: Final = memoryview(b"")


class JsonLines(JsonPlaces):
    """The lines of a document, to show and to fold. Numbers out of range raise `IndexError`."""

    def is_folded(self, spot: Spot) -> bool:
        """Whether what is on a line is folded."""
        if spot.section.is_folded(spot.slot):
            return True
        return spot.line > 0 and spot.line in spot.section.folds.get(spot.slot, ())

    def fold(self, spot: Spot) -> bool:
        """Takes the lines of a container away; False if it has none."""
        if not self.can_fold(spot) or self.is_folded(spot):
            return False
        if spot.line == 0:
            self._spread(spot.section, spot.section.fold(spot.slot, True))
        else:
            folded = spot.section.folds.get(spot.slot, frozenset())
            self._fold_lines(spot.section, spot.slot, folded | {spot.line})
        return True

    def unfold(self, spot: Spot, members: Cut | None = None) -> bool:
        """Shows them again; False if they are shown. Those of a huge value should be found in a thread."""
        if not self.is_folded(spot):
            return False
        if spot.line == 0:
            self._unfold(spot.section, spot.slot, members)
        else:
            self._fold_lines(spot.section, spot.slot, spot.section.folds[spot.slot] - {spot.line})
        return True

    def fold_members(self, spot: Spot, folded: bool) -> None:
        """Folds or unfolds the members of a container; of a long one all at once."""
        if spot.line == 0:
            self._unfold(spot.section, spot.slot)
        child = spot.section.children.get(spot.slot) if spot.line == 0 else None
        if child is not None:
            self._pieces.clear()
            self._spread(child, child.fold_all(folded))
            self._watch(child)
            return
        piece = self._piece(spot.section, spot.slot)
        inside = range(spot.line + 1, piece.lines[spot.line].mate)
        opening = {at for at in inside if piece.lines[at].sort is Sort.OPEN}
        if folded:
            self._fold_lines(spot.section, spot.slot, (piece.folded - {spot.line}) | opening)
        else:
            self._fold_lines(spot.section, spot.slot, piece.folded - opening - {spot.line})

    def window(self, start: int, count: int) -> list[JsonRow]:
        """Up to `count` lines from `start` on, to show."""
        if not 0 <= start < len(self):
            return []
        found: list[JsonRow] = []
        for spot in self._from(self.spot(start)):
            found.append(self.row(spot))
            if len(found) == count:
                break
        return found

    def _from(self, spot: Spot) -> Iterator[Spot]:
        """Lines in their order."""
        here: Spot | None = spot
        while here is not None:
            yield here
            here = self._next(here)

    def _next(self, spot: Spot) -> Spot | None:
        section, slot, line = spot.section, spot.slot, spot.line
        if line >= 0 and not section.is_folded(slot) and not section.is_text:
            child = section.children.get(slot)
            if child is not None:
                return self._first(child, 0)
            piece = self._piece(section, slot)
            following = piece.lines[line].mate + 1 if line in piece.folded else line + 1
            if following < len(piece.lines):
                return Spot(section, slot, following)
        if slot + 1 < len(section.cut):
            return self._first(section, slot + 1)
        return Spot(section.parent, section.slot, -1) if section.parent is not None else None

    def _first(self, section: Section, slot: int) -> Spot:
        if slot % section.chunk == 0:
            self._know(section, slot)
            self._open_long(section, slot // section.chunk)
        return Spot(section, slot)

    def row(self, spot: Spot) -> JsonRow:
        """A line to show."""
        section, slot = spot.section, spot.slot
        if section.is_text:
            return text_row(section.cut.value(slot))
        key = section.cut.spelled(slot) if isinstance(section.cut, SpanCut) else _NO_KEY
        comma = section.parent is not None and slot + 1 < len(section.cut)
        value = section.cut.value(slot)
        if section.is_folded(slot) and is_container(value):
            count = len(self._members.cut) if section is self._root and self._members is not None else None
            return folded_row(section.depth, key, value, comma, count)
        if slot in section.children:
            row = closing_row if spot.line == -1 else bracket_row
            return row(section.depth, key, value, comma)
        return piece_row(self._piece(section, slot), spot.line, section.depth, key, comma, self._names)
