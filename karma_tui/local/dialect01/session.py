"""Everything one transaction of dialect 0.1 needs, put together over the shared parts."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.refusal import Refused, execution, object_not_found
from karma_tui.lang.machine.types import ANY, BOOL, Const
from karma_tui.lang.machine.values import Record, Ref
from karma_tui.local import schema as stored_schema
from karma_tui.local import session as session10
from karma_tui.local import special as special10
from karma_tui.local import write as write10
from karma_tui.local.dialect01.expressions import compiled
from karma_tui.local.dialect01.migrate import Migrations
from karma_tui.local.dialect01.schema import Known, Schema
from karma_tui.local.dialect01.special import Special
from karma_tui.local.dialect01.write import Writer
from karma_tui.local.migrate import links
from karma_tui.local.permissions import Permissions, Test, failed
from karma_tui.local.ports import ReadTransaction, WriteTransaction
from karma_tui.local.query import Cache
from karma_tui.local.read import Reader
from karma_tui.local.recordcache import RecordCache
from karma_tui.local.run import Request


class Run(Request[Schema, Writer]):
    """A request of this dialect."""

    __slots__ = ()

    def relocated(self, ref: Ref, model: str) -> Ref:
        """The same record id in a model that migrations lead to; refuses where none do."""
        if ref.model == model:
            return ref
        known = links(self.reader, self.schema.default("_migration"))
        reached, waiting = {ref.model}, [ref.model]
        while waiting:
            source = waiting.pop()
            following = {link.target for link in known if link.source == source} - reached
            reached |= following
            waiting.extend(following)
        if model not in reached:
            raise execution(f"relocateRef: no migration leads from model {ref.model} to model {model}")
        return Ref(model, ref.record)


@dataclass(slots=True)
class Shared:
    """What outlives a transaction: caches, clock and randomness."""

    base: session10.Shared
    records: RecordCache
    decoded: Cache = field(default_factory=lambda: Cache(1024))
    compiled: Cache = field(default_factory=lambda: Cache(1024))
    functions: Cache = field(default_factory=lambda: Cache(256))
    known: Known | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, now: Callable[[], datetime], rng: random.Random, records: RecordCache) -> Shared:
        """Empty caches with a clock and a source of randomness; `records` is the cache of dialect 1.0."""
        return cls(session10.Shared(now, rng, records), records.beside("0.1 "))

    def known_models(self, meta: str, version: int) -> Known:
        """The types of a state of `_model`, shared while nothing has changed."""
        with self.lock:
            if self.known is None or (self.known.meta, self.known.version) != (meta, version):
                self.known = Known(meta, version)
            return self.known


class Session:
    """A transaction in the hands of a user."""

    __slots__ = ("_writing", "reader", "run", "schema", "shared", "tx", "user", "versions")

    def __init__(
        self, shared: Shared, tx: ReadTransaction, user: str, write: WriteTransaction | None
    ) -> None:
        self.shared = shared
        self.tx = tx
        self.user = user
        stored = stored_schema.Schema(tx, session10.models_of(shared.base, tx))
        meta = stored.meta
        self.versions = (meta, tx.version(meta), tx.version(stored.default("_tag")))
        self.schema = Schema(tx, stored, shared.known_models(meta, tx.version(meta)))
        self._writing = write is not None
        self.reader = self._reader_of(cast(stored_schema.Schema, self.schema), self._permission)
        writer = None if write is None else self._writer(write, stored)
        self.run = Run(self.reader, writer, self.schema, shared.base.now, user)

    def _reader_of(self, schema: stored_schema.Schema, load: Callable[[str], Test | None]) -> Reader:
        """A reader over this dialect's schema (which answers all a reader asks) or over the stored one."""
        ours = schema is not self.schema.stored
        cache = self.shared.records if ours else RecordCache(0)
        version, permissions = self.tx.version(schema.meta), Permissions(load)
        return Reader(self.tx, schema, cache, permissions, version, writing=self._writing)

    def _writer(self, write: WriteTransaction, stored: stored_schema.Schema) -> Writer:
        """The writer; it works on stored values, so the reader of shown ones goes past its cache."""
        self.reader.wrote(stored.meta, "")
        reader = self._reader_of(stored, self._stored_permission)
        migrations = Migrations(reader, self.schema)
        special = Special(special10.Special(write, reader), self.schema, migrations)
        now = moment.stamp(self.shared.base.now())
        base = write10.Writer(write, reader, cast(special10.Special, special), now, self.shared.base.rng)
        writer = Writer(base, self.reader, self.schema)
        migrations.run = Run(self.reader, writer, self.schema, self.shared.base.now, self.user)
        return writer

    def check_user(self) -> Record:
        """The user's record; refuses a user who is gone, or who has no role."""
        model = self.schema.default("_user")
        found = self.reader.find(model, self.user)
        if found is None:
            raise object_not_found(model, self.user)
        if not found.value["roles"]:
            raise execution("the user has no role and may do nothing")
        return found

    def _permission(self, operation: str) -> Test | None:
        """The test of an operation: passed when the expression of one of the roles says yes."""
        tests: list[Test] = []
        for ref in self.check_user().value["roles"]:
            role = self.reader.find(ref.model, ref.record)
            if role is None:
                continue
            try:
                test = self._test(role.value["permissions"][operation].record)
            except Refused as refused:
                raise failed(operation, refused) from None
            if test is None:
                return None
            tests.append(test)
        return _any_of(tests)

    def _stored_permission(self, operation: str) -> Test | None:
        """The same test for records with stored values."""
        test = self.reader.permissions.test(operation)
        if test is None:
            return None
        show, passed = self.schema.record, test

        def shown(record: Record) -> bool:
            return passed(show(record))

        return shown

    def _test(self, expression: str) -> Test | None:
        stored = self.tx.get(self.schema.default("_expression"), expression)
        if stored is None:
            raise execution("the permission's expression does not exist")
        key = (stored.body, self.versions)
        settled = not self.reader.wrote_any((self.schema.meta,))
        known: Any = self.shared.functions.get(key) if settled else None
        if known is None:
            typed, bind = compiled(stored.body, self.schema, [ANY], BOOL)
            known = (bind, isinstance(typed.type, Const) and typed.type.value is True)
            if settled:
                self.shared.functions.put(key, known)
        if known[1]:
            return None
        call = known[0]([self.run, None])

        def test(record: Record) -> bool:
            answer = call(record)
            return bool(answer.value if type(answer) is Record else answer)

        return test


def _any_of(tests: list[Test]) -> Test:
    def test(record: Record) -> bool:
        return any(one(record) for one in tests)

    return test
