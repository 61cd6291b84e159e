"""Stored expressions of dialect 0.1 at work in a session of dialect 1.0: permissions and migrations.

They see records as their own dialect shows them, and whatever they read is checked by the permissions of
the session. They may not write: nothing that calls them waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from karma_tui.lang.machine.typed import Binder, TypedFunction
from karma_tui.lang.machine.types import ANY, BOOL
from karma_tui.lang.machine.values import Record, Value
from karma_tui.local import schema as stored_schema
from karma_tui.local.dialect01.expressions import compiled
from karma_tui.local.dialect01.migrate import Convert, Migrations
from karma_tui.local.dialect01.schema import Known, Schema
from karma_tui.local.dialect01.session import Run
from karma_tui.local.migrate import Link
from karma_tui.local.permissions import Permissions, Test
from karma_tui.local.read import Reader
from karma_tui.local.recordcache import RecordCache
from karma_tui.local.write import Writer


class Guest:
    """What the expressions of dialect 0.1 find in one transaction of dialect 1.0."""

    __slots__ = ("_host", "_run", "_schema")

    def __init__(self, host: Reader, clock: Callable[[], datetime], user: str) -> None:
        """`host` reads for the session that they are guests in."""
        stored = host.schema
        version = host.tx.version(stored.meta)
        self._host = host
        self._schema = Schema(host.tx, stored, Known(stored.meta, version))
        shown = cast(stored_schema.Schema, self._schema)
        reader = Reader(host.tx, shown, RecordCache(0), Permissions(self._permission), version, writing=True)
        reader.wrote(stored.meta, "")  # what the transaction has written is not in any cache
        self._run = Run(reader, None, self._schema, clock, user)

    def permission(self, body: bytes) -> tuple[TypedFunction, Binder]:
        """A stored expression checked for being a permission, and its compiled form."""
        return compiled(body, self._schema, [ANY], BOOL)

    def function(self, bind: Binder) -> Callable[[Record], Value]:
        """A compiled expression as a function of records with stored values."""
        call, show = bind([self._run, None]), self._schema.record

        def run(record: Record) -> Value:
            return call(show(record))

        return run

    def migration(self, link: Link, body: bytes, writer: Writer) -> Convert:
        """A stored expression as the conversion of a migration."""
        migrations = Migrations(self._host, self._schema)
        migrations.run = self._run
        return migrations.manual(link, body, writer)

    def _permission(self, operation: str) -> Test | None:
        """The session's own test, which is for records with stored values."""
        test, decode = self._host.permissions.test(operation), self._schema.stored.decode
        if test is None:
            return None

        def passed(record: Record, test: Test = test) -> bool:
            value = decode(record.model, record.body)
            made = Record(record.model, record.id, record.created, record.updated, value, record.body)
            return test(made)

        return passed
