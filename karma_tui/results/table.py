"""A result as a table: rows by number, and the columns that were found so far.

Only records that are looked at are read. Filtered and sorted results come as documents with their records
picked: a place is still named by the record's number in the whole result, so that other views find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from karma_tui.results.cells import cell, text_cell
from karma_tui.results.choices import Choices
from karma_tui.results.columns import Column, Columns, Fields, is_metarialized, split
from karma_tui.results.cuts import Cut
from karma_tui.results.document import Document, Form
from karma_tui.results.opened import slot_of
from karma_tui.results.picked import Picked
from karma_tui.results.preview import Part
from karma_tui.results.rows import Path

_FIRST: Final = 200
_SPREAD: Final = 100
_SAMPLE_BYTES: Final = 1 << 19
"""Bytes of the records that are looked at when a table opens: a few milliseconds."""
_SAMPLE_MEMBERS: Final = 4_000
QUICK: Final = 1 << 16
"""Bytes of a record that is split without being noticed; longer ones are for a thread."""

_KEPT: Final = 1_000
"""Rows whose values' places are remembered."""


class Table:
    """The rows and columns of a document. Row numbers out of range raise `IndexError`."""

    def __init__(
        self,
        document: Document,
        names: Mapping[str, str] | None = None,
        choices: Choices | None = None,
        before: Table | None = None,
    ) -> None:
        """`before` is the table of the same records in another order, whose columns stay."""
        self.document = document
        self._names = names if names is not None else {}
        self.choices = choices if choices is not None else Choices()
        self.columns: Columns = before.columns if before is not None else Columns()
        self.news = 0
        """Grows with every column that is found."""
        self._fields: dict[int, Fields] = {}
        self._count = self._available()
        self._sample(_spread(self._count))

    def __len__(self) -> int:
        return self._count

    def _available(self) -> int:
        document = self.document
        if document.kind is Form.TEXT and document.cut is not None:
            return len(document.cut)
        return document.records

    def grow(self) -> int:
        """Takes in the records that came since; how many. Some of them are looked at."""
        before, self._count = self._count, self._available()
        more = self._count - before
        if more:
            self._sample(before + number * more // 10 for number in range(min(10, more)))
        return more

    def _sample(self, slots: Iterable[int]) -> None:
        room, members = _SAMPLE_BYTES, _SAMPLE_MEMBERS
        for slot in slots:
            record = self._value(slot)
            if len(record) > QUICK:
                continue
            fields = self._learn(record)
            self._keep(slot, fields)
            members -= len(fields)
            room -= len(record)
            if room < 0 or members < 0:
                return

    def _value(self, slot: int) -> memoryview:
        document = self.document
        if document.kind is Form.TEXT and document.cut is not None:
            return document.cut.value(slot)
        return document.record_bytes(slot)

    def _learn(self, record: memoryview) -> Fields:
        """Splits a record and notices its columns."""
        return self._noticed({(): record} if self.is_text else split(record, self.flat), record)

    def _noticed(self, fields: Fields, record: memoryview) -> Fields:
        columns = self.columns
        if columns.are_none and is_metarialized(fields):
            columns.metarialized = True
            fields = split(record, self.flat)
        if columns.notice(fields, self.flat):
            self.news += 1
        return fields

    @property
    def is_text(self) -> bool:
        """Whether the rows are lines of an answer that is no JSON."""
        return self.document.kind is Form.TEXT

    @property
    def flat(self) -> frozenset[Path]:
        """The containers whose members have columns."""
        return self.choices.flat_in(self.columns)

    def visible(self) -> list[Column]:
        """The columns to show, in their order."""
        return self.choices.visible(self.columns)

    def choose(self, choices: Choices) -> None:
        """Lays other choices over the columns; what is flat may change, so records are looked at anew."""
        known = self.choices.flat
        self.choices = choices
        self._fields.clear()
        if choices.flat - known:
            self._sample(_spread(self._count))

    def record(self, row: int) -> memoryview:
        """The text of a row's record."""
        if not 0 <= row < self._count:
            raise IndexError(row)
        return self._value(row)

    def key(self, row: int) -> Path:
        """The path of a row's record: its number in the whole result, or nothing for a single value."""
        cut = self.document.cut
        if self.document.kind is Form.VALUE or cut is None:
            return ()
        return (cut.key(row),)

    def row_of(self, path: Path) -> int | None:
        """The row that shows the record of a path; the root is in the first row."""
        if not self._count:
            return None
        if not path or self.document.kind is Form.VALUE or self.document.cut is None:
            return 0
        row = slot_of(self.document.cut, path[0])
        return row if row is not None and row < self._count else None

    def fields(self, row: int) -> Fields | None:
        """A row's values by path; None if its record is long: a thread should `split` it, for `take`."""
        known = self._fields.get(row)
        if known is None:
            record = self.record(row)
            if len(record) > QUICK and not self.is_text:
                return None
            known = self._learn(record)
            self._keep(row, known)
        return known

    def is_split(self, row: int) -> bool:
        """Whether `fields` has nothing to do."""
        return row in self._fields

    def take(self, row: int, fields: Fields, flat: frozenset[Path]) -> None:
        """Takes in what a thread found in a long record, if it looked for the columns of now."""
        if flat == self.flat:
            self._keep(row, self._noticed(fields, self.record(row)))

    def _keep(self, row: int, fields: Fields) -> None:
        if len(self._fields) > _KEPT:
            self._fields.clear()
        self._fields[row] = fields

    def cell(self, fields: Fields, column: Column) -> tuple[Part, ...]:
        """What a row shows in a column."""
        value = fields.get(column.path)
        if self.is_text and value is not None:
            return text_cell(value)
        return cell(value, self._names, own=column.own)

    def place(self, row: int, column: Column | None) -> Path:
        """The path of a cell; where the record has no such field, of what is nearest around it."""
        key = self.key(row)
        fields = self.fields(row)
        if column is None or fields is None:
            return key
        path = column.path
        while path and path not in fields:
            path = path[:-1]
        return key + path

    def column_of(self, path: Path) -> Path:
        """The part of a path that is inside the record."""
        return path if self.document.kind is Form.VALUE else path[1:]


def is_of_same_result(document: Document, other: Document) -> bool:
    """Whether two documents show records of one result, filtered or sorted in whatever way."""
    return document.cut is not None and _records(document.cut) is _records(other.cut)


def _records(cut: Cut | None) -> Cut | None:
    return cut.cut if isinstance(cut, Picked) else cut


def _spread(count: int) -> list[int]:
    """The first records, and some over all the others."""
    first = range(min(count, _FIRST))
    rest = count - len(first)
    return [*first, *(len(first) + at * rest // _SPREAD for at in range(_SPREAD) if rest >= _SPREAD)]
