"""Migrations in dialect 0.1: records of one model copied into another, and kept in step (spec section 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.types import RecordOf, Struct
from karma_tui.lang.machine.values import Record, Value
from karma_tui.local.automigrate import automatic
from karma_tui.local.dialect01.expressions import compiled
from karma_tui.local.dialect01.schema import Schema
from karma_tui.local.dialect01.stored import stored_value
from karma_tui.local.migrate import Link, links
from karma_tui.local.read import Reader
from karma_tui.local.write import Writer

if TYPE_CHECKING:
    from karma_tui.local.dialect01.session import Run


Convert: TypeAlias = Callable[[str, Value], Value]
"""From a record's id and its stored value in the source model to its stored value in the target model."""


class Migrations:
    """The migrations in force, for one write transaction; values are stored ones."""

    __slots__ = ("_made", "_reader", "_schema", "run")

    def __init__(self, reader: Reader, schema: Schema) -> None:
        self._reader = reader
        self._schema = schema
        self._made: dict[tuple[Link, bytes], Convert] = {}
        self.run: Run | None = None

    def links(self) -> list[Link]:
        """All links of the migrations in force."""
        return links(self._reader, self._schema.default("_migration"))

    def forget(self) -> None:
        """Make all conversions anew: models have been written."""
        self._made.clear()

    def begin(self, value: Value, writer: Writer) -> None:
        """Check a new migration, which is stored already, and copy what is there."""
        known = self.links()
        pairs = [(link.source, link.target) for link in known]
        for step in value:
            pair = (step["source"].record, step["target"].record)
            if pairs.count(pair) > 1:
                raise execution(f"there is already a migration from model {pair[0]} to model {pair[1]}")
            link = known[pairs.index(pair)]
            convert = self._converter(link, writer)
            for record in list(self._reader.every(link.source)):
                self._copy(known, link, convert, record.id, record.value, writer, frozenset())

    def follow(
        self, model: str, record: str, value: Value, writer: Writer, visited: frozenset[str] = frozenset()
    ) -> None:
        """Write a record's counterparts in the models that its model is migrated to, and theirs."""
        known = self.links()
        for link in known:
            if link.source == model:
                convert = self._converter(link, writer)
                self._copy(known, link, convert, record, value, writer, visited)

    def _copy(
        self,
        known: list[Link],
        link: Link,
        convert: Convert,
        record: str,
        value: Value,
        writer: Writer,
        visited: frozenset[str],
    ) -> None:
        visited = visited | {link.source}
        if link.target in visited:
            return
        made = convert(record, value)
        writer.copy(link.target, record, made)
        if [other for other in known if other.source == link.target]:
            self.follow(link.target, record, made, writer, visited)

    def follow_delete(self, record: Record, writer: Writer) -> None:
        """With a target record goes its source record; with a source record nothing goes."""
        for link in self.links():
            if link.target == record.model:
                writer.remove(link.source, record.id)

    def _converter(self, link: Link, writer: Writer) -> Convert:
        """The conversion of a link, made once per transaction and expression."""
        body = b"" if link.manual is None else self._expression(link.manual)
        key = (link, body)
        if key not in self._made:
            self._made[key] = self.manual(link, body, writer) if body else self._automatic(link, writer)
        return self._made[key]

    def _expression(self, record: str) -> bytes:
        stored = self._reader.tx.get(self._schema.default("_expression"), record)
        if stored is None:
            raise execution("the migration's expression does not exist")
        return stored.body

    def manual(self, link: Link, body: bytes, writer: Writer) -> Convert:
        """The conversion that a stored expression of either dialect says."""
        target = self._schema.model(link.target)
        source = RecordOf(self._schema.stored.model(link.source), link.source)
        call = compiled(body, self._schema, [source], target)[1]([self.run, None])

        def convert(record: str, value: Value) -> Value:
            shown = self._schema.shown(link.source, value)
            given = Record(link.source, record, writer.now, writer.now, shown, b"\x00")
            return writer.valid(link.target, stored_value(target, call(given)))

        return convert

    def _automatic(self, link: Link, writer: Writer) -> Convert:
        """New parts get zeros; a source part that is used again kills the real server and is refused here."""
        source, target = self._schema.stored.model(link.source), self._schema.stored.model(link.target)
        if not isinstance(source, Struct) or not isinstance(target, Struct):
            raise execution("an automatic migration works between structs only")
        shared = sorted(source.fields.keys() & target.fields.keys())
        if shared:
            names = ", ".join(shared)
            raise execution(f"an automatic migration cannot keep fields of the source model: {names}")
        make = automatic(source, target, {})

        def convert(_: str, value: Value) -> Value:
            return writer.valid(link.target, make(value))

        return convert
