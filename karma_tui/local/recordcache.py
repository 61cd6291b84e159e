"""Decoded records kept between requests: decoding per query would cost twenty times the query.

Keyed by model and by the model's version in the store, so that it is never stale; after a write only
the changed records are decoded again. Holds whole models up to a number of records in all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from karma_tui.local.ports import ReadTransaction, StoredRecord
from karma_tui.local.values import Record, Value

LIMIT: Final = 200_000
"""Records held in all; the model used longest ago goes first."""

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
    by_id: dict[str, Record]


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
        known = held.by_id if held is not None and held.models_version == models_version else {}
        records = [_decoded(stored, known.get(stored.id), decode) for stored in tx.all(model)]
        self._keep(model, _Model(version, models_version, records, {record.id: record for record in records}))
        return records

    def get(
        self, tx: ReadTransaction, model: str, record: str, models_version: int, decode: Decode
    ) -> Record | None:
        """One record, from the cache if the whole model is held."""
        held = self._held.get(model)
        if held is not None and held.models_version == models_version and held.version == tx.version(model):
            return held.by_id.get(record)
        stored = tx.get(model, record)
        return None if stored is None else _decoded(stored, None, decode)

    def apply(self, change: Change) -> None:
        """Take over what a transaction has written, if what is held is what it started from."""
        held = self._held.get(change.model)
        if held is None or held.version != change.before or held.models_version != change.models_version:
            return
        by_id = dict(held.by_id)
        for record, made in change.records.items():
            if made is None:
                by_id.pop(record, None)
            else:
                by_id[record] = made
        records = [by_id[record] for record in sorted(by_id)]
        self._keep(change.model, _Model(change.after, held.models_version, records, by_id))

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
