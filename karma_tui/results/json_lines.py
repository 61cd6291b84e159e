"""A whole result as the lines of its pretty JSON, by number, without ever making its pretty text.

Long containers are sections, whose members are counted in chunks; every other value is a piece, laid out
when it is in sight. Folding takes lines away. Nothing recurses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from karma_tui.results.cuts import Cut, SpanCut, cut
from karma_tui.results.document import Document, Form
from karma_tui.results.json_piece import Piece, Sort
from karma_tui.results.json_row import JsonRow, bracket_row, closing_row, folded_row, piece_row, text_row
from karma_tui.results.json_section import HUGE, SMALL, Section, is_huge
from karma_tui.results.opened import slot_of
from karma_tui.results.preview import is_container
from karma_tui.results.rows import Path
from karma_tui.results.scan import BrokenJson

_PIECES: Final = 128
"""Pieces that are kept laid out."""

_NO_KEY: Final = memoryview(b"")


@dataclass(frozen=True, slots=True)
class Spot:
    """A line that stays true while other lines come and go.

    `line` is the line of a piece, 0 the opening and -1 the closing line of a member that is a section.
    """

    section: Section
    slot: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Alone:
    """The whole result as the only member of what is around it."""

    whole: memoryview

    def __len__(self) -> int:
        return 1

    def value(self, index: int) -> memoryview:
        """See `Cut`."""
        return self.whole

    def key(self, index: int) -> int:
        """See `Cut`."""
        return index


class JsonLines:
    """The lines of a document. Numbers out of range raise `IndexError`.

    As long as not all is counted, the number of lines is an estimate; `spot` and `index_of` keep a place.
    """

    def __init__(self, document: Document, names: Mapping[str, str] | None = None) -> None:
        self.document = document
        self._names = names if names is not None else {}
        self._pieces: dict[tuple[int, int], Piece] = {}
        self._root: Section | None = None
        self._members: Section | None = None
        """The records of a list, or the members of a long value."""
        self._uncounted: list[Section] = []
        members = document.cut
        if document.kind is Form.TEXT and members is not None:
            self._root = Section(members, None, 0, 0, document.size, is_text=True)
        elif document.kind is not Form.EMPTY:
            self._root = Section(_Alone(document.root), None, 0, 0, len(document.root))
            is_long = document.kind is Form.LIST or len(document.root) > SMALL
            if members is not None and len(members) and is_long:
                self._members = self._attach(self._root, 0, members, document.size)
            self._root.refresh(0)

    def __len__(self) -> int:
        return self._root.total if self._root is not None else 0

    # --- counting

    def grow(self) -> int:
        """Takes in the records of a list in blocks that came since; how many lines that made, about."""
        before = len(self)
        if self._members is not None:
            self._spread(self._members, self._members.grow())
            self._watch(self._members)
        return len(self) - before

    @property
    def counting(self) -> Section | None:
        """The section whose `unknown` chunk should be `counted` in a thread, for `learn`; None if all is."""
        while self._uncounted and self._uncounted[0].unknown() is None:
            self._uncounted.pop(0)
        return self._uncounted[0] if self._uncounted else None

    def learn(self, section: Section, chunk: int, counts: list[int]) -> None:
        """Takes in the lines of a chunk; every line behind it may get another number."""
        self._spread(section, section.learn(chunk, counts))

    def _know(self, section: Section, slot: int) -> None:
        chunk = slot // section.chunk
        if not section.is_known(chunk):
            self.learn(section, chunk, section.counted(chunk))

    @property
    def exact(self) -> int:
        """Lines from the first on whose numbers are exact."""
        exact = len(self)
        for section in self._uncounted:
            if section.unknown() is not None:
                exact = min(exact, self._start(section) + section.before(section.known_chunks))
        return exact

    def _start(self, section: Section) -> int:
        """The number of the first line of a section's members, if nothing around it is folded."""
        start = 0
        while section.parent is not None:
            start += 1 + section.parent.before_slot(section.slot)
            section = section.parent
        return start

    def _spread(self, section: Section, more: int) -> None:
        """A section has more lines: so have all around it."""
        while more and section.parent is not None:
            parent = section.parent
            more = parent.refresh(section.slot)
            section = parent

    # --- places

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

    def _open_long(self, section: Section, chunk: int) -> None:
        """Makes sections of the long members in a chunk that is looked at."""
        if section.is_text:
            return
        start = chunk * section.chunk
        for slot in range(start, min(start + section.chunk, len(section.cut))):
            value = section.cut.value(slot)
            if len(value) > SMALL and slot not in section.children and not section.is_folded(slot):
                self._open(section, slot, None)

    def _open(self, section: Section, slot: int, members: Cut | None) -> bool:
        """Makes a section of a long member; False if it has nothing to show."""
        value = section.cut.value(slot)
        if members is None and is_container(value):
            members = members_of(value)
        if members is None or not len(members):
            return False
        self._attach(section, slot, members, len(value))
        return True

    def _attach(self, section: Section, slot: int, members: Cut, size: int) -> Section:
        child = Section(members, section, slot, section.depth + 1, size)
        section.children[slot] = child
        if size <= HUGE or (section.parent is not None and not is_huge(section.cut.value(slot))):
            child.learn_all()
        self._watch(child)
        return child

    def _watch(self, section: Section) -> None:
        if section.unknown() is not None and section not in self._uncounted:
            self._uncounted.append(section)

    def _visible(self, section: Section, slot: int, rest: int) -> int:
        if rest == 0 or section.is_text:
            return 0
        return self._piece(section, slot).visible[rest]

    def _piece(self, section: Section, slot: int) -> Piece:
        key = (id(section), slot)
        found = self._pieces.get(key)
        folded = section.folds.get(slot, frozenset())
        if found is None or found.folded != folded:
            if len(self._pieces) >= _PIECES:
                self._pieces.clear()
            found = self._pieces[key] = Piece(section.cut.value(slot), folded)
        return found

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

    def has_members(self, spot: Spot) -> bool:
        """Whether the members of a container are known, or are found without being noticed."""
        return spot.slot in spot.section.children or not is_huge(spot.section.cut.value(spot.slot))

    # --- folding

    def can_fold(self, spot: Spot) -> bool:
        """Whether there are lines below a line that belong to it."""
        if spot.section.is_text or spot.line == -1:
            return False
        if spot.line == 0:
            return is_container(self.value(spot))
        return self._piece(spot.section, spot.slot).lines[spot.line].sort is Sort.OPEN

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

    def _unfold(self, section: Section, slot: int, members: Cut | None = None) -> None:
        """Shows the members of a value, if it has any that can be found."""
        value = section.cut.value(slot)
        if not is_container(value):
            return
        self._know(section, slot)
        is_long = len(value) > SMALL and slot not in section.children
        if is_long and not self._open(section, slot, members):
            return
        more = section.fold(slot, False) if section.is_folded(slot) else section.refresh(slot) * is_long
        self._spread(section, more)

    def _fold_lines(self, section: Section, slot: int, folded: frozenset[int]) -> None:
        if folded == section.folds.get(slot, frozenset()):
            return
        self._know(section, slot)
        section.folds[slot] = folded
        self._spread(section, section.refresh(slot))

    # --- rows

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


def members_of(value: memoryview) -> Cut | None:
    """The members of a long container, for `JsonLines.unfold`; may take long, may run in a thread."""
    try:
        return cut(value)
    except BrokenJson:
        return None
