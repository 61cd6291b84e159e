"""Reading records in a transaction: what the user may see, as the functions of the language want it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TypeAlias

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.refusal import execution, object_not_found, permission_denied
from karma_tui.lang.machine.values import Lazy, Map, Record, Ref, Value
from karma_tui.local.permissions import Permissions
from karma_tui.local.ports import Key, ReadTransaction, Row
from karma_tui.local.recordcache import Change, RecordCache
from karma_tui.local.recordpages import pages, streamed
from karma_tui.local.schema import Schema

Flows: TypeAlias = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""Per model: the models to go forward to, and backward to."""

MOST_CHANGES = 1000
"""Records written at once beyond which the cache reads the model anew instead."""


class Reader:
    """The records of one transaction as one user sees them."""

    __slots__ = ("_cache", "_dirty", "_models_version", "_writing", "_written", "permissions", "schema", "tx")

    def __init__(
        self,
        tx: ReadTransaction,
        schema: Schema,
        cache: RecordCache,
        permissions: Permissions,
        models_version: int,
        *,
        writing: bool = False,
    ) -> None:
        """`writing` says that the transaction may change records while somebody reads them."""
        self.tx = tx
        self.schema = schema
        self.permissions = permissions
        self._cache = cache
        self._models_version = models_version
        self._writing = writing
        self._dirty: dict[str, int] = {}
        self._written: dict[str, set[str]] = {}

    def wrote(self, model: str, record: str) -> None:
        """From here on this transaction reads the model past the shared cache."""
        if model not in self._dirty:
            self._dirty[model] = self.tx.version(model)
        self._written.setdefault(model, set()).add(record)

    def wrote_any(self, models: Iterable[str]) -> bool:
        """Whether this transaction has written to one of the models."""
        return not self._dirty.keys().isdisjoint(models)

    def changes(self) -> list[Change]:
        """What has been written to models that the shared cache holds; none if models have changed."""
        if self.schema.meta in self._dirty:
            return []
        return [
            Change(
                model,
                before,
                self.tx.version(model),
                self._models_version,
                {record: self.find(model, record) for record in self._written[model]},
            )
            for model, before in self._dirty.items()
            if len(self._written[model]) <= MOST_CHANGES
            and self._cache.holds(model, before, self._models_version)
        ]

    def find(self, model: str, record: str) -> Record | None:
        """A record, whoever asks; None if there is none."""
        if model in self._dirty or self.schema.meta in self._dirty:
            stored = self.tx.get(model, record)
            if stored is None:
                return None
            value = self.schema.decode(model, stored.body)
            return Record(model, stored.id, stored.created, stored.updated, value, stored.body)
        return self._cache.get(self.tx, model, record, self._models_version, self.schema.decode)

    def every(self, model: str) -> Iterable[Record]:
        """All records of a model, whoever asks, in byte order of their ids; to be read once.

        Those that are not held in memory are decoded one by one as they are asked for, and are as they
        were when this was called.
        """
        if model not in self._dirty and self.schema.meta not in self._dirty:
            held = self._cache.all(self.tx, model, self._models_version, self.schema.decode)
            if held is not None:
                return held
        rows: Iterable[list[Row]] = pages(self.tx, model)
        return streamed(model, list(rows) if self._writing else rows, self.schema.decode)

    def page(self, model: str, offset: int, length: int) -> tuple[list[Record], int]:
        """Some of the records of a model that the user may read, and how many there are in all."""
        self.schema.model(model)
        readable = self.permissions.test("read")
        records = self.every(model)
        if readable is None:
            if isinstance(records, list):
                return records[offset : offset + length], len(records)
            total = self.tx.count(model)
            rows = chain.from_iterable(pages(self.tx, model))
            page = list(islice(rows, offset, offset + length)) if offset < total else []
            return list(streamed(model, [page], self.schema.decode)), total
        total, found = 0, []
        for record in filter(readable, records):
            if offset <= total < offset + length:
                found.append(record)
            total += 1
        return found, total

    def all(self, model: str) -> Lazy:
        """The records of a model that the user may read, looked up when somebody reads the list."""
        self.schema.model(model)

        def make() -> Iterator[Value]:
            readable = self.permissions.test("read")
            records = self.every(model)
            return iter(records) if readable is None else filter(readable, records)

        return Lazy(make, lambda: self._anew(model))

    def _anew(self, model: str) -> Callable[[Record], Record] | None:
        """How to decode a record of a model again; None where decoded ones are held in memory anyhow."""
        if self._writing or isinstance(self.every(model), list):
            return None
        decode = self.schema.decode

        def anew(record: Record) -> Record:
            value = decode(model, record.body)
            return Record(model, record.id, record.created, record.updated, value, record.body)

        return anew

    def get(self, model: str, record: str) -> Record:
        """A record the user may read; refuses with model or object not found, or permission denied."""
        self.schema.model(model)
        found = self.find(model, record)
        if found is None:
            raise object_not_found(model, record)
        if not self.permissions.allows("read", found):
            raise permission_denied()
        return found

    def readable(self, model: str, record: str) -> bool:
        """Whether there is such a record that the user may read."""
        if self.permissions.test("read") is None:
            return True
        found = self.find(model, record)
        return found is not None and self.permissions.allows("read", found)

    def tag(self, name: str) -> Ref:
        """The model that a tag names; refuses unknown ones."""
        model = self.schema.tag(name)
        if model is None:
            raise execution(f'tag not found: "{name}"')
        return Ref(self.schema.meta, model)

    def model_ref(self, model: str) -> Ref:
        """The reference of a model; refuses unknown ones."""
        if self.schema.find(model) is None:
            raise object_not_found(self.schema.meta, model)
        return Ref(self.schema.meta, model)

    def metarialized(self, record: Record) -> dict[str, Value]:
        """A record's metadata and value as a struct."""
        created, updated = self._times(record)
        return {
            "id": Ref(record.model, record.id),
            "model": Ref(self.schema.meta, record.model),
            "created": moment.parse(created),
            "updated": moment.parse(updated),
            "value": record.value,
        }

    def _times(self, record: Record) -> tuple[str, str]:
        """When a record was created and updated.

        Expressions that write renew the models of models and of expressions (spec section 2.3). Told here
        and not stored: a write to `_model` would have every model and every request read anew.
        """
        schema = self.schema
        if record.model == schema.meta and record.id in (schema.meta, schema.default("_expression")):
            renewed = self.tx.renewed()
            if renewed:
                return renewed, renewed
        return record.created, record.updated

    def relocated(self, ref: Ref, model: str) -> Ref:
        """The same record id in another model; refuses where there is no such record."""
        if ref.model == model:
            return ref
        if self.tx.get(model, ref.record) is None:
            raise execution(f"relocateRef: target does not exist ({model}, {ref.record})")
        return Ref(model, ref.record)

    def all_referrers(self, ref: Ref) -> list[Ref]:
        """Everybody who refers to a record; the real server filters nothing here."""
        return [Ref(model, record) for model, record in self.tx.referrers(ref.model, ref.record)]

    def neighbours(self, ref: Ref, model: str, outgoing: bool) -> list[Ref]:
        """The readable records of a model that a record refers to, or that refer to it."""
        return [
            Ref(*key) for key in self._keys(ref.model, ref.record, (model,), outgoing) if self.readable(*key)
        ]

    def _keys(self, model: str, record: str, into: tuple[str, ...], outgoing: bool) -> list[Key]:
        found = self.tx.referred(model, record) if outgoing else self.tx.referrers(model, record)
        return [key for key in found if key[0] in into]

    def graph_flow(self, start: Ref, flows: Flows) -> dict[str, Value]:
        """Breadth first from a record along the flows; the records met, by model and id."""
        met: dict[str, Value] = {}
        queue: list[Key] = [(start.model, start.record)]
        while queue:
            following: list[Key] = []
            for model, record in queue:
                if record in met.get(model, ()):
                    continue
                met.setdefault(model, Map())[record] = self.get(model, record)
                forward, backward = flows.get(model, ((), ()))
                following += self._keys(model, record, forward, outgoing=True)
                following += self._keys(model, record, backward, outgoing=False)
            queue = following
        return met
