"""Decoded records kept between requests: decoding per query would cost ten times the query.

Keyed by model and by the model's version in the store, so that it is never stale; after a write only
the changed records are decoded again. Holds whole models up to a number of bytes in all; a model that
alone would need more is not held, and whoever asks for it reads it page by page.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from karma_tui.lang.machine.values import Record
from karma_tui.local.ports import ReadTransaction, Row
from karma_tui.local.recordpages import Builder, Decode, footprint, pages

BUDGET: Final = 64 * 1024 * 1024
"""Bytes that the decoded records of all models may occupy, unless told otherwise."""

SMALL: Final = 256
"""Models of so few records are read as a whole as soon as one of them is asked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a transaction did to a model: its versions before and after, and the records (None: gone)."""

    model: str
    before: int
    after: int
    models_version: int
    records: dict[str, Record | None]


@dataclass(slots=True)
class _Model:
    version: int
    models_version: int
    records: list[Record]
    ids: list[str]
    """The records' ids in the same order, to find one by bisection; both lists are never changed."""
    size: int
    """About how many bytes all this occupies."""
    used: int = 0
    """When it was last asked for, on the clock of the cache."""

    def find(self, record: str) -> Record | None:
        """The record of an id."""
        at = bisect_left(self.ids, record)
        return self.records[at] if at < len(self.ids) and self.ids[at] == record else None


class _Held:
    """What caches of one budget hold together; replaced as a whole, never changed in place."""

    __slots__ = ("averages", "budget", "clock", "loading", "models")

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.models: dict[str, _Model] = {}
        self.averages: dict[str, int] = {}
        """Bytes per record of the models that were found to be too big."""
        self.clock = 0
        self.loading = threading.Lock()
        """One model is read into memory at a time: two threads would need the room twice."""

    @property
    def size(self) -> int:
        """Bytes occupied by all."""
        return sum([model.size for model in self.models.values()])

    def put(self, key: str, made: _Model) -> None:
        """Hold a model, at the cost of those used longest ago; not at all if it is too big by itself."""
        self.drop(key)
        if self.make_room(made.size):
            self.touch(made)
            self.models = {**self.models, key: made}

    def make_room(self, size: int) -> bool:
        """Forget the models used longest ago until so many bytes are free; False if there never are."""
        models, free = dict(self.models), self.budget - self.size
        while models and free < size:
            oldest = min(models, key=lambda key: models[key].used)
            free += models.pop(oldest).size
        self.models = models
        return free >= size

    def drop(self, key: str) -> None:
        """Forget a model."""
        if key in self.models:
            self.models = {other: model for other, model in self.models.items() if other != key}

    def touch(self, model: _Model) -> None:
        """Note that a model is in use."""
        self.clock += 1
        model.used = self.clock


class RecordCache:
    """All records of the models lately read as a whole; safe to share between threads."""

    __slots__ = ("_held", "_space")

    def __init__(self, budget: int = BUDGET) -> None:
        """`budget` is what the records may occupy, in bytes."""
        self._held = _Held(budget)
        self._space = ""

    def beside(self, space: str) -> RecordCache:
        """A cache of the same records decoded in another way; both share one budget."""
        made = RecordCache()
        made._held, made._space = self._held, space
        return made

    @property
    def size(self) -> int:
        """About how many bytes the records occupy that are held, of both caches if there is one beside."""
        return self._held.size

    def all(
        self, tx: ReadTransaction, model: str, models_version: int, decode: Decode
    ) -> list[Record] | None:
        """The records of a model in byte order of their ids, not to be changed; None if they are too many."""
        version = tx.version(model)
        held = self._current(model, version, models_version)
        if held is None:
            if self._too_big(tx, model):
                return None
            with self._held.loading:
                held = self._current(model, version, models_version)
                if held is None:
                    held = self._load(tx, model, version, models_version, decode)
        return None if held is None else held.records

    def get(
        self, tx: ReadTransaction, model: str, record: str, models_version: int, decode: Decode
    ) -> Record | None:
        """One record, from the cache if the whole model is held."""
        version = tx.version(model)
        held = self._current(model, version, models_version)
        if held is None and tx.count(model) <= SMALL:
            self.all(tx, model, models_version, decode)
            held = self._current(model, version, models_version)
        if held is not None:
            return held.find(record)
        stored = tx.get(model, record)
        if stored is None:
            return None
        value = decode(model, stored.body)
        return Record(model, stored.id, stored.created, stored.updated, value, stored.body)

    def holds(self, model: str, version: int, models_version: int) -> bool:
        """Whether a model is held as a whole as it was at this version."""
        return self._current(model, version, models_version) is not None

    def apply(self, change: Change) -> None:
        """Take over what a transaction has written, if what is held is what it started from."""
        held = self._current(change.model, change.before, change.models_version)
        if held is None:
            return
        records, ids = list(held.records), list(held.ids)
        gone = []
        for record, made in change.records.items():
            at = bisect_left(ids, record)
            if at < len(ids) and ids[at] == record:
                gone.append(records.pop(at))
                del ids[at]
            if made is not None:
                records.insert(at, made)
                ids.insert(at, record)
        come = [made for made in change.records.values() if made is not None]
        size = max(held.size + footprint(come) - footprint(gone), 0)
        self._held.put(
            self._space + change.model, _Model(change.after, held.models_version, records, ids, size)
        )

    def clear(self) -> None:
        """Forget everything."""
        self._held.models = {}
        self._held.averages = {}

    def _current(self, model: str, version: int, models_version: int) -> _Model | None:
        """What is held of a model, if it is of this version."""
        held = self._held.models.get(self._space + model)
        if held is None or held.version != version or held.models_version != models_version:
            return None
        self._held.touch(held)
        return held

    def _too_big(self, tx: ReadTransaction, model: str) -> bool:
        """Whether a model that once was too big has as many records still."""
        average = self._held.averages.get(self._space + model)
        return average is not None and average * tx.count(model) > self._held.budget

    def _load(
        self, tx: ReadTransaction, model: str, version: int, models_version: int, decode: Decode
    ) -> _Model | None:
        """Read a model and hold it; None as soon as it turns out to be too big."""
        key = self._space + model
        before = self._held.models.get(key)
        usable = before is not None and before.models_version == models_version
        known = {record.id: record for record in before.records} if before is not None and usable else {}
        before = None
        self._held.drop(key)
        build = Builder(model, decode)
        records: list[Record] = []
        size = 0
        for rows in pages(tx, model):
            made = [_known(row, known.pop(row[0], None)) or build(row) for row in rows]
            records += made
            size += footprint(made)
            if self._hopeless(size, size * tx.count(model) // len(records)):
                self._held.averages[key] = size // len(records)
                return None
            self._held.make_room(size)
        made_model = _Model(version, models_version, records, [record.id for record in records], size)
        self._held.put(key, made_model)
        return made_model

    def _hopeless(self, size: int, expected: int) -> bool:
        """Whether a model that is read is too big, or sure to become so; the first records prove little."""
        budget = self._held.budget
        return size > budget or (size > budget // 4 and expected > 2 * budget)


def _known(row: Row, known: Record | None) -> Record | None:
    """The record decoded before, if the row still says the same."""
    return known if known is not None and known.updated == row[2] and known.body == row[3] else None
