"""One long container of the JSON view: how many lines its members have, known or estimated, in chunks.

A result of a million records has thirty million lines. Each chunk of members is counted when it comes in
sight, or by a thread meanwhile; until then it is estimated, so that the view can open at once.
"""

from __future__ import annotations

from typing import Final

from karma_tui.results.cuts import Cut
from karma_tui.results.json_piece import Piece
from karma_tui.results.json_reading import count_lines
from karma_tui.results.preview import is_container
from karma_tui.results.totals import Totals

SMALL: Final = 1 << 16
"""Bytes of a value that is laid out in one go; longer containers are sections of their own."""
HUGE: Final = 1_000_000
"""Bytes of a container that stays folded until it is wanted, unless it has few members."""
_HUGE_ANYHOW: Final = 8_000_000
_FEW_COMMAS: Final = 20_000
_CHUNK_MEMBERS: Final = 1_024
_COUNTS_KEPT: Final = 64


class Section:
    """The members of a container, each with its lines. Bracket lines are the business of what holds it."""

    def __init__(
        self, cut: Cut, parent: Section | None, slot: int, depth: int, size: int, *, is_text: bool = False
    ) -> None:
        self.cut = cut
        self.parent = parent
        self.slot = slot
        self.depth = depth
        """Levels of indentation of the members."""
        self.is_text = is_text
        self.children: dict[int, Section] = {}
        """Long members."""
        self.folds: dict[int, frozenset[int]] = {}
        """Folded containers inside members that are laid out in one go, by their lines."""
        self._flipped: set[int] = set()
        """Members that are folded as a whole, or are not although the others are."""
        self._are_folded = False
        self._huge: dict[int, bool] = {}
        self._counts: dict[int, list[int]] = {}
        self.average = max(1, size // max(1, len(cut)))
        """Bytes of a member, about."""
        self.chunk = max(1, min(_CHUNK_MEMBERS, SMALL // self.average))
        self._estimate = 1
        self._known: list[bool] = []
        self._sizes: list[int] = []
        self._totals = Totals.of(())
        self._members = 0
        self.total = 0
        """Lines of all members, as far as is known."""
        self.known_chunks = 0
        """Chunks from the first on that are all known."""
        self.grow()

    def grow(self) -> int:
        """Takes in the members that there are now; how many lines more that makes."""
        before, had, self._members = self.total, self._members, len(self.cut)
        chunks = -(-self._members // self.chunk)
        if had % self.chunk and self._members > had:
            self._forget(len(self._known) - 1)  # it was not full
        if chunks and not self._known:
            first = self.counted(0)
            self._estimate = max(1, round(sum(first) / len(first)))
        while len(self._known) < chunks:
            self._known.append(False)
            self._sizes.append(0)
        for at in range(chunks):
            if not self._known[at]:
                self._sizes[at] = self._estimate * self._members_of(at)
        self._totals = Totals.of(self._sizes)
        self.total = sum(self._sizes)
        return self.total - before

    def _forget(self, chunk: int) -> None:
        self._known[chunk] = False
        self._counts.pop(chunk, None)
        self.known_chunks = min(self.known_chunks, chunk)

    def _members_of(self, chunk: int) -> int:
        return min(self.chunk, self._members - chunk * self.chunk)

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return len(self._known)

    def is_known(self, chunk: int) -> bool:
        """Whether the lines of a chunk are counted."""
        return self._known[chunk]

    def unknown(self) -> int | None:
        """The first chunk that is not counted; None if all are."""
        while self.known_chunks < len(self._known) and self._known[self.known_chunks]:
            self.known_chunks += 1
        return self.known_chunks if self.known_chunks < len(self._known) else None

    def counted(self, chunk: int) -> list[int]:
        """The lines of a chunk's members as nobody has touched them; may run in a thread."""
        start = chunk * self.chunk
        if self.is_text:
            return [1] * self._members_of(chunk)
        value = self.cut.value
        return [_count(value(slot)) for slot in range(start, start + self._members_of(chunk))]

    def learn(self, chunk: int, counts: list[int]) -> int:
        """Takes in what `counted` found; how many lines more that makes than were thought."""
        if self._known[chunk] or len(counts) != self._members_of(chunk):
            return 0
        if self._are_folded:
            counts = [1] * len(counts)
        self._known[chunk] = True
        more = sum(counts) - self._sizes[chunk]
        self._sizes[chunk] += more
        self._totals.add(chunk, more)
        self.total += more
        return more

    def learn_all(self) -> None:
        """Counts everything at once; for sections that are not huge."""
        for chunk in range(len(self._known)):
            self.learn(chunk, self.counted(chunk))

    def has_counts(self, chunk: int) -> bool:
        """Whether `counts` has nothing to do."""
        return chunk in self._counts

    def counts(self, chunk: int) -> list[int]:
        """The lines of a known chunk's members as they are now."""
        found = self._counts.get(chunk)
        if found is None:
            start = chunk * self.chunk
            found = [self.lines(slot) for slot in range(start, start + self._members_of(chunk))]
            if len(self._counts) >= _COUNTS_KEPT:
                self._counts.clear()
            self._counts[chunk] = found
        return found

    def lines(self, slot: int) -> int:
        """The lines of a member as they are now."""
        if self.is_folded(slot):
            return 1
        child = self.children.get(slot)
        if child is not None:
            return child.total + 2
        folded = self.folds.get(slot)
        if folded:
            return len(Piece(self.cut.value(slot), folded).visible)
        return 1 if self.is_text else _count(self.cut.value(slot))

    def is_folded(self, slot: int) -> bool:
        """Whether a member is folded as a whole."""
        return (slot in self._flipped) != (self._are_folded or self._is_huge(slot))

    def _is_huge(self, slot: int) -> bool:
        if self.is_text or self.parent is None:
            return False
        value = self.cut.value(slot)
        if len(value) <= HUGE:
            return False
        known = self._huge.get(slot)
        if known is None:
            known = self._huge[slot] = is_huge(value)
        return known

    def fold(self, slot: int, folded: bool) -> int:
        """Folds a member as a whole, or unfolds it; how many lines more that makes."""
        if self.is_folded(slot) == folded:
            return 0
        self._flipped ^= {slot}
        return self.refresh(slot)

    def fold_all(self, folded: bool) -> int:
        """Folds every member, or unfolds all that are not huge; how many lines more that makes."""
        before = self.total
        self._are_folded = folded
        self._flipped.clear()
        self.folds.clear()
        self.children.clear()
        self._counts.clear()
        if folded:
            self._known = [True] * len(self._known)
            self._sizes = [self._members_of(chunk) for chunk in range(len(self._known))]
        else:
            self._known = [False] * len(self._known)
            self._sizes = [self._estimate * self._members_of(chunk) for chunk in range(len(self._known))]
        self.known_chunks = 0
        self._totals = Totals.of(self._sizes)
        self.total = sum(self._sizes)
        return self.total - before

    def refresh(self, slot: int) -> int:
        """A member has other lines than before; how many more. Its chunk is known from now on."""
        chunk, within = divmod(slot, self.chunk)
        counts = self._counts.get(chunk)
        if counts is None:
            counts = self.counts(chunk)
            self._known[chunk] = True
            more = sum(counts) - self._sizes[chunk]
        else:
            more = self.lines(slot) - counts[within]
            counts[within] += more
        self._sizes[chunk] += more
        self._totals.add(chunk, more)
        self.total += more
        return more

    def find(self, offset: int) -> tuple[int, int]:
        """The chunk that a line of the members is in, and its distance from the chunk's first line."""
        return self._totals.find(offset)

    def before(self, chunk: int) -> int:
        """Lines before a chunk."""
        return self._totals.before(chunk)

    def before_slot(self, slot: int) -> int:
        """Lines before a member of a known chunk."""
        chunk, within = divmod(slot, self.chunk)
        return self.before(chunk) + sum(self.counts(chunk)[:within])


def is_long(value: memoryview) -> bool:
    """Whether a value is a section of its own, if it is a container."""
    return len(value) > SMALL


def is_huge(value: memoryview) -> bool:
    """Whether a value is so long that it is not even cut before it is wanted."""
    if len(value) <= HUGE or not is_container(value):
        return False
    return len(value) > _HUGE_ANYHOW or bytes(value).count(b",") > _FEW_COMMAS


def _count(value: memoryview) -> int:
    if len(value) > HUGE and (is_huge(value) or not is_container(value)):
        return 1
    return count_lines(value)
