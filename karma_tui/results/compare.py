"""Two results side by side: which records were added, removed, changed, and which are the same.

Records are matched by their id, else by a field that is unique in both, else by position
(`compare_keys`, `compare_align`). What differs inside two matched records is found when it is looked at
(`compare_values`); a comparison itself holds two numbers and a mark for each record.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from karma_tui.results.compare_change import Change
from karma_tui.results.compare_keys import POSITION, STEP, Matching, Side, find_matching
from karma_tui.results.compare_pairs import by_field, by_position
from karma_tui.results.compare_values import Difference, differences, field_words, without_ids
from karma_tui.results.decode import Decoded
from karma_tui.results.document import Document

CHANGES = (Change.ADDED, Change.REMOVED, Change.CHANGED, Change.SPELLED)
"""What can become of a record; moved ones are told of all together (`Comparison.is_reordered`)."""

_MOST_FIELDS = 1000
"""Different fields that are counted; beyond, they are counted together."""
OTHER_FIELDS = "other fields"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records of each kind, and in how many of the changed ones each field changed."""

    records: Mapping[Change, int] = field(default_factory=dict)
    fields: Mapping[str, int] = field(default_factory=dict)
    """By the field's path, positions in lists left out: `.value.tags[]`. The most frequent first."""

    def of(self, change: Change) -> int:
        """How many records."""
        return self.records.get(change, 0)

    @property
    def different(self) -> int:
        """Records that are not the same."""
        return sum(self.of(change) for change in CHANGES)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pair number i is record `olds[i]` of `old` and `news[i]` of `new`, -1 where there is none.

    Pairs come in the order of the new side, removed records behind what they stood behind.
    """

    old: Side
    new: Side
    matching: Matching
    olds: array[int]
    news: array[int]
    marks: bytes
    """The `Change` of each pair, one letter each."""
    counts: Counts
    is_reordered: bool = False
    """Whether records that are on both sides stand in another order."""
    ignores_ids: bool = False
    """Whether what any two instances have differently is left out: see `without_ids`."""

    def __len__(self) -> int:
        return len(self.olds)

    def change(self, pair: int) -> Change:
        """What became of a record."""
        return _BY_MARK[self.marks[pair]]

    def pairs(self, changes: Collection[Change]) -> array[int]:
        """The numbers of the pairs with these changes, in order."""
        wanted = {ord(change) for change in changes}
        return array("q", (pair for pair, mark in enumerate(self.marks) if mark in wanted))

    def differences(self, pair: int) -> list[Difference]:
        """What differs inside a record that is on both sides; nothing to say of one that is on one side."""
        old, new = self.olds[pair], self.news[pair]
        if old < 0 or new < 0:
            return []
        return _differences(self.old.decoded(old), self.new.decoded(new), self.ignores_ids)


class Comparing:
    """The work of comparing: go through `steps`, in a thread if the results are long, then take `result`."""

    def __init__(
        self, old: Document, new: Document, matching: Matching | None = None, *, ignores_ids: bool = False
    ) -> None:
        self._old, self._new = Side(old), Side(new)
        self._matching = matching
        self._ignores_ids = ignores_ids
        self._result: Comparison | None = None

    @property
    def result(self) -> Comparison:
        """The comparison; ValueError before the steps are done."""
        if self._result is None:
            raise ValueError("the comparison is not done")
        return self._result

    def steps(self) -> Iterator[float]:
        """Does the work a little at a time; gives how much of it is done, from 0 to 1. Leave at any time."""
        old, new = self._old, self._new
        total = 1 + len(old) + len(new)
        done = 0
        matching = self._matching
        if matching is None:
            for found in find_matching(old, new):
                matching = found
                done += STEP
                yield min(0.3, done / total / 2)
        matching = matching if matching is not None else POSITION
        olds, news = array("q"), array("q")
        of_pairs = by_position(old, new) if matching.path is None else by_field(old, new, matching.path)
        for at, (before, after) in enumerate(of_pairs):
            if before >= 0 or after >= 0:
                olds.append(before)
                news.append(after)
            if at % STEP == 0:
                yield 0.3 + 0.2 * min(1.0, at / total)
        marks = bytearray()
        records: Counter[Change] = Counter()
        fields: Counter[str] = Counter()
        for at, (before, after) in enumerate(zip(olds, news, strict=True)):
            change, changed = _compared(old, new, before, after, self._ignores_ids)
            records[change] += 1
            marks += change.encode()
            for name in changed:
                fields[name if name in fields or len(fields) < _MOST_FIELDS else OTHER_FIELDS] += 1
            if at % 64 == 0:
                yield 0.5 + 0.5 * at / len(olds)
        counts = Counts(dict(records), dict(sorted(fields.items(), key=lambda it: (-it[1], it[0]))))
        self._result = Comparison(
            old, new, matching, olds, news, bytes(marks), counts, _is_reordered(olds, news), self._ignores_ids
        )
        yield 1.0


def compare(
    old: Document, new: Document, matching: Matching | None = None, *, ignores_ids: bool = False
) -> Comparison:
    """Compares at once: about a second for each 100,000 records, more if most of them changed."""
    comparing = Comparing(old, new, matching, ignores_ids=ignores_ids)
    for _ in comparing.steps():
        continue
    return comparing.result


_BY_MARK = {ord(change): change for change in Change}


def _compared(old: Side, new: Side, before: int, after: int, ignores_ids: bool) -> tuple[Change, set[str]]:
    """What became of a record, and which of its fields changed."""
    if before < 0:
        return Change.ADDED, set()
    if after < 0:
        return Change.REMOVED, set()
    if bytes(old.value(before)) == bytes(new.value(after)):
        return Change.SAME, set()
    found = _differences(old.decoded(before), new.decoded(after), ignores_ids)
    if not found:
        return Change.SAME, set()
    change = Change.SPELLED if all(it.change is Change.SPELLED for it in found) else Change.CHANGED
    return change, {field_words(it.path) for it in found if it.change is not Change.SPELLED}


def _differences(old: Decoded, new: Decoded, ignores_ids: bool) -> list[Difference]:
    found = differences(old, new)
    return without_ids(found, old, new) if ignores_ids else found


def _is_reordered(olds: array[int], news: array[int]) -> bool:
    last = -1
    for before, after in zip(olds, news, strict=True):
        if before >= 0 and after >= 0:
            if before < last:
                return True
            last = before
    return False
