"""The matches of a search, gathered while it goes on: how many, which is next, where each stands.

A match is a place of the document that was searched: number of the record in it, and the byte in the
record's text where the key or value begins. Both only ever rise, so the next one is found by halving.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

from karma_tui.results.document import Document, Form
from karma_tui.results.find import Hits
from karma_tui.results.long_cut import LONG, is_quick, prepare
from karma_tui.results.opened import slot_of
from karma_tui.results.rows import Path
from karma_tui.results.ways import offset_to, path_to, prepare_all

MOST = 1_000_000
"""Matches that are remembered; a search ends there, and says so."""

Spot = tuple[int, int]
"""Number of a record, and a byte in its text."""


class Matches:
    """Fill it with `add`; matches are numbered from 0."""

    __slots__ = ("_document", "_last", "_offsets", "_records", "done", "is_complete")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._records = array("q")
        self._offsets = array("q")
        self._last: tuple[int, Path] = -1, ()
        """The match whose path was asked for last, and that path."""
        self.done = 0
        """Records that were looked at."""
        self.is_complete = False
        """Whether the search has come to its end; at MOST matches it never does."""

    def __len__(self) -> int:
        return len(self._records)

    @property
    def is_full(self) -> bool:
        """Whether no more are wanted."""
        return len(self._records) >= MOST

    def add(self, hits: Hits) -> None:
        """What another stretch of records has."""
        self._records.extend(hits.records)
        self._offsets.extend(hits.offsets)
        self.done = hits.done

    def prepare(self, hits: Hits) -> None:
        """Makes what the paths of matches in long records need; for the thread that searches."""
        document = self._document
        if document.kind is Form.TEXT or document.cut is None:
            return
        for record in set(hits.records):
            if document.kind is not Form.LIST:
                prepare_all(document, None)
            elif len(document.cut.value(record)) >= LONG:
                prepare_all(document, record)

    def prepare_at(self, path: Path) -> None:
        """Makes what `spot` needs for a path in a long record. For a thread."""
        prepare(self._document, path)

    def is_quick_at(self, path: Path) -> bool:
        """Whether that was done, or needs not to be."""
        return is_quick(self._document, path)

    def path(self, number: int) -> Path:
        """The path of a match, in the whole result; of one in a key the path of what the key names."""
        known, path = self._last
        if known != number:
            path = self._path(number)
            self._last = number, path
        return path

    def _path(self, number: int) -> Path:
        record, offset = self._records[number], self._offsets[number]
        if self._document.kind is not Form.LIST and self._document.kind is not Form.TEXT:
            return path_to(self._document, (), self._document.root, offset)
        if self._document.cut is None:
            return ()
        key = self._document.cut.key(record)
        if self._document.kind is Form.TEXT:
            return (key,)
        return (key, *path_to(self._document, (record,), self._document.cut.value(record), offset))

    def spot(self, path: Path) -> Spot:
        """The place of a value by its path; a path that is not in the document is before everything."""
        cut = self._document.cut
        if self._document.kind not in (Form.LIST, Form.TEXT) or cut is None:
            return 0, offset_to(self._document, (), self._document.root, path)
        slot = slot_of(cut, path[0]) if path else None
        if slot is None:
            return -1, 0
        if self._document.kind is Form.TEXT:
            return slot, 0
        return slot, offset_to(self._document, (slot,), cut.value(slot), path[1:])

    def from_spot(self, spot: Spot) -> int:
        """The number of the first match at a place or behind it; their count if there is none yet."""
        record, offset = spot
        start = bisect_left(self._records, record)
        end = bisect_left(self._records, record + 1, lo=start)
        return bisect_left(self._offsets, offset, lo=start, hi=end)

    def is_at(self, number: int, path: Path) -> bool:
        """Whether a match, if there is one of that number, stands at a path."""
        return 0 <= number < len(self) and self.path(number) == path
