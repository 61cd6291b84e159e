"""Records read from the store page by page, so that no model is ever in memory twice or as a whole.

A page is bounded by bytes, not only by records. No cursor stays open between two pages.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final

from karma_tui.lang.machine.values import Items, Record, Ref, Symbol, Union, Value
from karma_tui.local.ports import ReadTransaction, Row

Decode = Callable[[str, bytes], Value]

_FIRST_PAGE: Final = 8
"""Records of the first page, when nothing is known of their size."""

_LARGEST_PAGE: Final = 512
_PAGE_BYTES: Final = 512 * 1024
"""Bytes of bodies that a page is meant to have."""

_SAMPLE: Final = 8
"""Records of a page that are measured; the others are taken to be alike, byte for byte."""

_MOST_TIMES: Final = 4096
"""Times of records that are told apart in memory while a model is read; most are shared by many."""


def pages(tx: ReadTransaction, model: str) -> Iterator[list[Row]]:
    """The rows of a model in byte order of their ids, some at a time."""
    after, count = "", _FIRST_PAGE
    while rows := tx.page(model, after, count):
        yield rows
        if len(rows) < count:
            return
        after = rows[-1][0]
        average = size_of_bodies(rows) // len(rows) + 1
        count = min(max(_PAGE_BYTES // average, 1), _LARGEST_PAGE, count * 8)


def streamed(model: str, rows: Iterable[list[Row]], decode: Decode) -> Iterator[Record]:
    """The records of pages, each decoded when it is asked for."""
    build = Builder(model, decode)
    return (build(row) for row in chain.from_iterable(rows))


def size_of_bodies(rows: list[Row]) -> int:
    """Bytes of the stored bodies of a page."""
    return sum([len(row[3]) for row in rows])


class Builder:
    """Makes the records of a model from their rows; equal times are one object."""

    __slots__ = ("_decode", "_model", "_times")

    def __init__(self, model: str, decode: Decode) -> None:
        self._model = model
        self._decode = decode
        self._times: dict[str, str] = {}

    def __call__(self, row: Row) -> Record:
        """The record of a row."""
        id_, created, updated, body = row
        times = self._times
        if len(times) > _MOST_TIMES:
            times.clear()
        created = times.setdefault(created, created)
        updated = created if updated == created else times.setdefault(updated, updated)
        return Record(self._model, id_, created, updated, self._decode(self._model, body), body)


def footprint(records: list[Record]) -> int:
    """About how many bytes these records occupy in memory, measured at some of them."""
    if not records:
        return 0
    some = records[:: max(len(records) // _SAMPLE, 1)]
    measured = sum([_size(record) for record in some])
    stored = sum([len(record.body) for record in some])
    total = sum([len(record.body) for record in records])
    each = _ENTRY * len(records)
    return measured * total // stored + each if stored else measured * len(records) // len(some) + each


_ENTRY: Final = 16
"""Bytes that a record takes in the two lists of the cache."""


def _size(record: Record) -> int:
    """Bytes of a record and everything in it, as far as no other record shares it."""
    getsizeof = sys.getsizeof
    size = getsizeof(record) + getsizeof(record.id) + getsizeof(record.body) + getsizeof(record.updated)
    stack: list[Value] = [record.value]
    while stack:
        item = stack.pop()
        kind = type(item)
        if item is None or kind is bool:
            continue
        size += getsizeof(item)
        if kind in (str, float, int, Symbol):
            continue
        if isinstance(item, dict):
            stack.extend(item.values())
        elif kind is list or kind is tuple:
            stack.extend(item)
        elif kind is Union:
            size += getsizeof(item.case)
            stack.append(item.payload)
        elif kind is Ref:
            size += getsizeof(item.record)
        elif kind is Items:
            size += _SET_ENTRY * len(item)
            stack.extend(item)
    return size


_SET_ENTRY: Final = 200
"""Bytes that a set takes for each of its items besides the item itself: what it is told apart by."""
