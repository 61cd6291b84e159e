"""Everything one transaction needs, put together: schema, reader, permissions, writer, run."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from karma_tui.lang.machine import moment
from karma_tui.lang.machine.refusal import Refused, execution
from karma_tui.lang.machine.typed import Binder
from karma_tui.lang.machine.types import ANY, BOOL, Const
from karma_tui.lang.machine.values import Record
from karma_tui.local.expressions import of_dialect01, read_function, typed_function
from karma_tui.local.permissions import Permissions, Test, failed, nothing
from karma_tui.local.ports import ReadTransaction, WriteTransaction
from karma_tui.local.query import Cache, Queries
from karma_tui.local.read import Reader
from karma_tui.local.recordcache import RecordCache
from karma_tui.local.run import Run
from karma_tui.local.schema import Models, Schema
from karma_tui.local.special import Special
from karma_tui.local.write import Writer


@dataclass(slots=True)
class Shared:
    """What outlives a transaction: caches, clock and randomness."""

    now: Callable[[], datetime]
    rng: random.Random
    records: RecordCache = field(default_factory=RecordCache)
    queries: Queries = field(default_factory=Queries)
    functions: Cache = field(default_factory=lambda: Cache(256))
    plans: Cache = field(default_factory=lambda: Cache(256))
    models: Models | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Session:
    """A transaction in the hands of a user."""

    __slots__ = ("reader", "run", "schema", "shared", "tx", "user", "versions", "writer")

    def __init__(
        self, shared: Shared, tx: ReadTransaction, user: str, write: WriteTransaction | None
    ) -> None:
        self.shared = shared
        self.tx = tx
        self.user = user
        self.schema = Schema(tx, models_of(shared, tx))
        meta = self.schema.meta
        self.versions = (meta, tx.version(meta), tx.version(self.schema.default("_tag")))
        permissions = Permissions(self._permission)
        version, writing = tx.version(meta), write is not None
        self.reader = Reader(tx, self.schema, shared.records, permissions, version, writing=writing)
        self.writer: Writer | None = None
        if write is not None:
            special = Special(write, self.reader)
            self.writer = Writer(write, self.reader, special, moment.stamp(shared.now()), shared.rng)
        self.run = Run(self.reader, self.writer, shared.now, user)
        if self.writer is not None:
            self.writer.run = self.run

    def check_user(self) -> Record:
        """The user's record; refuses a user who is gone."""
        found = self.reader.find(self.schema.default("_user"), self.user)
        if found is None:
            raise execution("user id not found")
        return found

    def _permission(self, operation: str) -> Test | None:
        """The test of an operation: of the last role only, as the real server has it."""
        roles = self.check_user().value["roles"]
        if not roles:
            return nothing
        role = self.reader.find(roles[-1].model, roles[-1].record)
        if role is None:
            return nothing
        try:
            return self._test(role.value["permissions"][operation].record)
        except Refused as refused:
            raise failed(operation, refused) from None

    def _test(self, expression: str) -> Test | None:
        model = self.schema.default("_expression")
        stored = self.tx.get(model, expression)
        if stored is None:
            raise execution("the permission's expression does not exist")
        key = (stored.body, self.versions)
        settled = not self.reader.wrote_any((self.schema.meta, self.schema.default("_tag")))
        known: Any = self.shared.functions.get(key) if settled else None
        if known is None:
            known = self._compiled(stored.body)
            if settled:
                self.shared.functions.put(key, known)
        bind, always, guest = known
        if always:
            return None
        return _test_of(self.run.guest.function(bind) if guest else bind([self.run, None]))

    def _compiled(self, body: bytes) -> tuple[Binder, bool, bool]:
        """A permission ready to run, whether it always passes, and whether it is of dialect 0.1."""
        function = read_function(body)
        guest = of_dialect01(function)
        typed, bind = (
            self.run.guest.permission(body) if guest else typed_function(function, self.schema, [ANY], BOOL)
        )
        return bind, isinstance(typed.type, Const) and typed.type.value is True, guest


def _test_of(call: Callable[[Record], Any]) -> Test:
    def test(record: Record) -> bool:
        answer = call(record)
        return bool(answer.value if type(answer) is Record else answer)

    return test


def models_of(shared: Shared, tx: ReadTransaction) -> Models:
    """The parsed models of the transaction's state, shared while nothing has changed."""
    meta = tx.setting("meta")
    if meta is None:
        raise Refused(500, {"internalError": "database uninitialized"}, "database uninitialized", bare=True)
    version = tx.version(meta)
    with shared.lock:
        known = shared.models
        if known is None or known.meta != meta or known.version != version:
            known = shared.models = Models(meta, version)
        return known
