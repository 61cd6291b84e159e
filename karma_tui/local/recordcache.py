"""Decoded records kept between requests: decoding per query would cost twenty times the query.

Keyed by model and by the model's version in the store, so that it is never stale; after a write only
the changed records are decoded again. Holds whole models up to a number of records in all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from karma_tui.lang.machine.values import Record, Value
from karma_tui.local.ports import ReadTransaction, StoredRecord

LIMIT: Final = 200_000
"""Records held in all; the model used longest ago goes first."""

SMALL: Final = 256
"""Models of so few records are read as a whole as soon as one of them is asked for."""

Decode = Callable[[str, bytes], Value]


@dataclass(frozen=True, slots=True)
class Change:
    """What a transaction did to a model: its versions before and after, and the records (None: gone)."""

    model: str
    before: int
    after: int
    models_version: int
    records: dict[str, Record | None]


@dataclass(frozen=True, slots=True)
class _Model:
    version: int
    models_version: int
    records: list[Record]
    ids: list[str]
    """The records' ids in the same order, to find one by bisection; both lists are never changed."""

    def find(self, record: str) -> Record | None:
        """The record of an id."""
        at = bisect_left(self.ids, record)
        return self.records[at] if at < len(self.ids) and self.ids[at] == record else None


class RecordCache:
    """All records of the models lately read as a whole; safe to share between threads."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[str, _Model] = {}

    def all(self, tx: ReadTransaction, model: str, models_version: int, decode: Decode) -> list[Record]:
        """The records of a model in byte order of their ids; the list must not be changed."""
        version = tx.version(model)
        held = self._held.get(model)
        if held is not None and held.version == version and held.models_version == models_version:
            return held.records
        usable = held is not None and held.models_version == models_version
        known = {record.id: record for record in held.records} if held is not None and usable else {}
        records = [_decoded(stored, known.get(stored.id), decode) for stored in tx.all(model)]
        self._keep(model, _Model(version, models_version, records, [record.id for record in records]))
        return records

    def get(
        self, tx: ReadTransaction, model: str, record: str, models_version: int, decode: Decode
    ) -> Record | None:
        """One record, from the cache if the whole model is held."""
        held = self._held.get(model)
        if held is not None and held.models_version == models_version and held.version == tx.version(model):
            return held.find(record)
        if tx.count(model) <= SMALL:
            self.all(tx, model, models_version, decode)
            held = self._held.get(model)
            if held is not None and held.version == tx.version(model):
                return held.find(record)
        stored = tx.get(model, record)
        return None if stored is None else _decoded(stored, None, decode)

    def holds(self, model: str, version: int, models_version: int) -> bool:
        """Whether a model is held as a whole as it was at this version."""
        held = self._held.get(model)
        return held is not None and held.version == version and held.models_version == models_version

    def apply(self, change: Change) -> None:
        """Take over what a transaction has written, if what is held is what it started from."""
        held = self._held.get(change.model)
        if held is None or held.version != change.before or held.models_version != change.models_version:
            return
        records, ids = list(held.records), list(held.ids)
        for record, made in change.records.items():
            at = bisect_left(ids, record)
            if at < len(ids) and ids[at] == record:
                del records[at], ids[at]
            if made is not None:
                records.insert(at, made)
                ids.insert(at, record)
        self._keep(change.model, _Model(change.after, held.models_version, records, ids))

    def clear(self) -> None:
        """Forget everything."""
        self._held = {}

    def _keep(self, model: str, made: _Model) -> None:
        held = dict(self._held)
        held.pop(model, None)
        total = len(made.records) + sum([len(other.records) for other in held.values()])
        while held and total > LIMIT:
            oldest = next(iter(held))
            total -= len(held.pop(oldest).records)
        if total <= LIMIT:
            held[model] = made
        self._held = held


def _decoded(stored: StoredRecord, known: Record | None, decode: Decode) -> Record:
    if known is not None and known.updated == stored.updated and known.body == stored.body:
        return known
    value = decode(stored.model, stored.body)
    return Record(stored.model, stored.id, stored.created, stored.updated, value, stored.body)
