"""Two results side by side: which records were added, removed, changed, and which are the same.

Records are matched by their id, else by a field that is unique in both, else by position
(`compare_keys`, `compare_align`). What differs inside two matched records is found when it is looked at
(`compare_values`); a comparison itself holds two numbers and a mark for each record.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from karma_tui.results.document import Document


class Change(StrEnum):
    """What became of a value from the old side to the new one. The value of each is its mark."""

    SAME = " "
    ADDED = "+"
    REMOVED = "-"
    CHANGED = "~"
    SPELLED = "="
    """The same value, written differently: 1.0 and 1."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records, and in how many of the changed ones each field changed."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    spelled: int = 0
    same: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)
    """By the field's path, positions in lists left out: `.value.tags[]`. The most frequent first."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pair number i is record `olds[i]` of `old` and `news[i]` of `new`, -1 where there is none."""

    old: Document
    new: Document
    olds: array[int]
    news: array[int]
    changes: bytes
    """The mark of each pair, one byte each."""
    counts: Counts
    matched_by: str
    """How the records were matched, in words."""
