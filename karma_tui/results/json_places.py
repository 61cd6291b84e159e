"""Where the lines of a result are: from number to place, from path to place, and back.

A place stays true while lines are counted, folded and unfolded; its number does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.results.cuts import Cut
from karma_tui.results.document import Form
from karma_tui.results.json_reading import Sort
from karma_tui.results.json_section import Section, is_huge, is_long
from karma_tui.results.json_store import JsonStore
from karma_tui.results.opened import slot_of
from karma_tui.results.preview import is_container
from karma_tui.results.rows import Path


@dataclass(frozen=True, slots=True)
class Spot:
    """A line that stays true while other lines come and go.

    `line` is the line of a piece, 0 the opening and -1 the closing line of a member that is a section.
    """

    section: Section
    slot: int
    line: int = 0


class JsonPlaces(JsonStore):
    """The lines by place. Numbers out of range raise `IndexError`."""

    def spot(self, index: int) -> Spot:
        """The line with this number, for `index_of`."""
        if self._root is None or not 0 <= index < len(self):
            raise IndexError(index)
        section, offset = self._root, index
        while True:
            slot, rest = self._member(section, offset)
            child = None if section.is_folded(slot) else section.children.get(slot)
            if child is None:
                return Spot(section, slot, self._visible(section, slot, rest))
            if rest == 0:
                return Spot(section, slot)
            if rest == child.total + 1:
                return Spot(section, slot, -1)
            section, offset = child, rest - 1

    def _member(self, section: Section, offset: int) -> tuple[int, int]:
        """The member that a line belongs to, and the line's number in it. Counts what is not known yet."""
        while True:
            chunk, rest = section.find(offset)
            if not section.is_known(chunk):
                self.learn(section, chunk, section.counted(chunk))
                continue
            if not section.has_counts(chunk):
                self._open_long(section, chunk)
            for within, count in enumerate(section.counts(chunk)):
                if rest < count:
                    return chunk * section.chunk + within, rest
                rest -= count
            raise IndexError(offset)

    def _visible(self, section: Section, slot: int, rest: int) -> int:
        if rest == 0 or section.is_text:
            return 0
        return self._piece(section, slot).visible[rest]

    def index_of(self, spot: Spot) -> int:
        """The number of a line now; of what hides it, if it is folded away."""
        section, slot = spot.section, spot.slot
        index = self._in_member(spot)
        while True:
            self._know(section, slot)
            index += section.before_slot(slot)
            if section.parent is None:
                return index
            section, slot = section.parent, section.slot
            index = 0 if section.is_folded(slot) else index + 1

    def _in_member(self, spot: Spot) -> int:
        section, slot, line = spot.section, spot.slot, spot.line
        if line == 0 or section.is_folded(slot):
            return 0
        child = section.children.get(slot)
        if child is not None:
            return child.total + 1
        visible = self._piece(section, slot).visible
        return max((at for at, seen in enumerate(visible) if seen <= line), default=0)

    def path(self, spot: Spot) -> Path:
        """Keys and positions from the root to what is on a line."""
        section, slot = spot.section, spot.slot
        steps: list[str | int] = []
        if spot.line > 0:
            steps.extend(reversed(self._piece(section, slot).path(spot.line)))
        while section.parent is not None or section.is_text:
            steps.append(section.cut.key(slot))
            if section.parent is None:
                break
            section, slot = section.parent, section.slot
        return tuple(reversed(steps))

    def value(self, spot: Spot) -> memoryview:
        """The value on a line as sent; of a closing line its container."""
        if spot.line > 0:
            return self._piece(spot.section, spot.slot).value(spot.line)
        return spot.section.cut.value(spot.slot)

    def find(self, path: Path) -> Spot | None:
        """The line of the value at a path, or of what is nearest around it; unfolds what hides it.

        None if there is no such record.
        """
        section = self._root
        if section is None:
            return None
        if section.is_text:
            slot = slot_of(section.cut, path[0]) if path else 0
            return None if slot is None else Spot(section, slot)
        slot, spot = 0, Spot(section, 0)
        for taken, step in enumerate(path):
            self._unfold(section, slot)
            child = section.children.get(slot)
            if child is None:
                return self._find_in_piece(section, slot, path[taken:])
            found = slot_of(child.cut, step)
            if found is None:
                return None if not taken and self.document.kind is Form.LIST else spot
            section, slot = child, found
            self._know(section, slot)
            spot = Spot(section, slot)
        return spot

    def _find_in_piece(self, section: Section, slot: int, path: Path) -> Spot:
        piece = self._piece(section, slot)
        line, _ = piece.find(path)
        around, hidden = piece.lines[line].parent, set[int]()
        while around >= 0:
            hidden.add(around)
            around = piece.lines[around].parent
        self._fold_lines(section, slot, piece.folded - hidden)
        return Spot(section, slot, line)

    def around(self, spot: Spot) -> Spot | None:
        """The line that opens the container of what is on a line; None for the whole result."""
        section, slot, line = spot.section, spot.slot, spot.line
        if line > 0:
            piece = self._piece(section, slot)
            found = piece.lines[line]
            if found.sort is not Sort.BROKEN and found.parent >= 0:
                return Spot(section, slot, found.parent)
        if section.parent is None:
            return None
        return Spot(section.parent, section.slot)

    def container(self, spot: Spot) -> Spot | None:
        """The line that opens the container which begins or ends on a line, else the one around it."""
        if spot.line == -1:
            return Spot(spot.section, spot.slot)
        if self.can_fold(spot):
            return spot
        if spot.line > 0:
            line = self._piece(spot.section, spot.slot).lines[spot.line]
            if line.sort is Sort.CLOSE:
                return Spot(spot.section, spot.slot, line.mate)
        return self.around(spot)

    def can_fold(self, spot: Spot) -> bool:
        """Whether there are lines below a line that belong to it."""
        if spot.section.is_text or spot.line == -1:
            return False
        if spot.line == 0:
            return is_container(self.value(spot))
        return self._piece(spot.section, spot.slot).lines[spot.line].sort is Sort.OPEN

    def has_members(self, spot: Spot) -> bool:
        """Whether the members of a container are known, or are found without being noticed."""
        return spot.slot in spot.section.children or not is_huge(spot.section.cut.value(spot.slot))

    def _unfold(self, section: Section, slot: int, members: Cut | None = None) -> None:
        """Shows the members of a value, if it has any that can be found."""
        value = section.cut.value(slot)
        if not is_container(value):
            return
        self._know(section, slot)
        is_new = is_long(value) and slot not in section.children
        if is_new and not self._open(section, slot, members):
            return
        more = section.fold(slot, False) if section.is_folded(slot) else section.refresh(slot) * is_new
        self._spread(section, more)

    def _fold_lines(self, section: Section, slot: int, folded: frozenset[int]) -> None:
        if folded == section.folds.get(slot, frozenset()):
            return
        self._know(section, slot)
        section.folds[slot] = folded
        self._spread(section, section.refresh(slot))
