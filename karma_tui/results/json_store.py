"""The sections and pieces of a result, and how many lines they have: what the JSON view stands on.

Long containers are sections, whose members are counted in chunks; every other value is a piece, laid out
when it is in sight. Nothing recurses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from karma_tui.results.cuts import Cut
from karma_tui.results.document import Document, Form
from karma_tui.results.json_piece import Piece
from karma_tui.results.json_section import HUGE, Section, is_huge, is_long
from karma_tui.results.long_cut import Slots
from karma_tui.results.preview import is_container

_PIECES: Final = 128
"""Pieces that are kept laid out."""
_SAMPLE: Final = 64


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


class JsonStore:
    """What there is of a document's lines, by sections; `places` and `lines` give them numbers.

    As long as not all is counted, the number of lines is an estimate.
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
            self._root = Section(members, None, 0, 0, about(members), is_text=True)
        elif document.kind is not Form.EMPTY:
            self._root = Section(_Alone(document.root), None, 0, 0, len(document.root))
            has_section = document.kind is Form.LIST or is_long(document.root)
            if members is not None and len(members) and has_section:
                self._members = self._attach(self._root, 0, members, about(members))
            self._root.refresh(0)

    def __len__(self) -> int:
        return self._root.total if self._root is not None else 0

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

    def _open_long(self, section: Section, chunk: int) -> None:
        """Makes sections of the long members in a chunk that is looked at."""
        if section.is_text:
            return
        start = chunk * section.chunk
        for slot in range(start, min(start + section.chunk, len(section.cut))):
            value = section.cut.value(slot)
            if is_long(value) and slot not in section.children and not section.is_folded(slot):
                self._open(section, slot, None)

    def _open(self, section: Section, slot: int, members: Cut | None) -> bool:
        """Makes a section of a long member; False if it has nothing to show."""
        value = section.cut.value(slot)
        if members is None and is_container(value):
            members = self.document.long.of(self._slots(section, slot), value)
        if members is None or not len(members):
            return False
        self._attach(section, slot, members, len(value))
        return True

    def members(self, section: Section, slot: int) -> Cut | None:
        """The members of a long member, for `unfold`; may take long, may run in a thread."""
        return self.document.long.of(self._slots(section, slot), section.cut.value(slot))

    def _slots(self, section: Section, slot: int) -> Slots:
        """Where in the document a member stands."""
        slots: list[int] = []
        while section.parent is not None:
            slots.append(slot)
            section, slot = section.parent, section.slot
        return tuple(reversed(slots))

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

    def _piece(self, section: Section, slot: int) -> Piece:
        key = (id(section), slot)
        found = self._pieces.get(key)
        folded = section.folds.get(slot, frozenset())
        if found is None or found.folded != folded:
            if len(self._pieces) >= _PIECES:
                self._pieces.clear()
            found = self._pieces[key] = Piece(section.cut.value(slot), folded)
        return found


def about(members: Cut) -> int:
    """Bytes of all members, as far as some of them tell; of picked records adding up would take too long."""
    count = len(members)
    sample = [len(members.value(at * count // _SAMPLE)) for at in range(_SAMPLE)] if count else [0]
    return count * (sum(sample) // len(sample) + 1)
