"""Migrations: records of one model copied into another, and kept in step (spec kvm-1.0 section 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.types import RecordOf
from karma_tui.lang.machine.values import Record, Value
from karma_tui.local.automigrate import automatic
from karma_tui.local.expressions import of_dialect01, read_function, typed_function
from karma_tui.local.read import Reader

if TYPE_CHECKING:
    from karma_tui.local.write import Writer


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a migration: source and target model, and the manual expression's record id if any."""

    source: str
    target: str
    manual: str | None


def links(reader: Reader, migration: str) -> list[Link]:
    """All links of the migrations in force."""
    return [link for record in reader.every(migration) for link in _links_of(record.value)]


def _links_of(value: Value) -> list[Link]:
    return [
        Link(
            step["source"].record,
            step["target"].record,
            step["expression"].payload.record if step["expression"].case == "manual" else None,
        )
        for step in value
    ]


def begin(known: list[Link], value: Value, reader: Reader, writer: Writer) -> None:
    """Check a new migration and copy what is there."""
    made = _links_of(value)
    for link in made:
        if (
            known.count(link) > 1
            or len([k for k in known if (k.source, k.target) == (link.source, link.target)]) > 1
        ):
            raise execution(
                f"there is already a migration from source model {link.source} to target model {link.target}"
            )
    _check_relations(made, reader)
    for link in made:
        convert = _converter(link, made, reader, writer)
        for record in list(reader.every(link.source)):
            writer.copy(link.target, record.id, convert(record.id, record.value))
    for link in made:
        for record in list(reader.every(link.target)):
            follow(known, link.target, record.id, record.value, reader, writer, frozenset({link.source}))


def _check_relations(made: list[Link], reader: Reader) -> None:
    """Models whose definitions refer to a source must be sources themselves."""
    meta = reader.schema.meta
    sources = {link.source for link in made}
    for source in sorted(sources):
        for model, referrer in reader.tx.referrers(meta, source):
            if model == meta and referrer not in sources and referrer != source:
                raise execution(
                    f"model {referrer} has graph relations to model {source}"
                    " but is not included as source in migration"
                )


def follow(
    known: list[Link],
    model: str,
    record: str,
    value: Value,
    reader: Reader,
    writer: Writer,
    visited: frozenset[str] = frozenset(),
) -> None:
    """Write a record's counterparts in the models that its model is migrated to, and theirs."""
    visited = visited | {model}
    for link in known:
        if link.source == model and link.target not in visited:
            made = _converter(link, known, reader, writer)(record, value)
            writer.copy(link.target, record, made)
            follow(known, link.target, record, made, reader, writer, visited)


def follow_delete(known: list[Link], record: Record, writer: Writer) -> None:
    """With a manual migration the source record goes with its target; an automatic one leaves it."""
    for link in known:
        if link.target == record.model and link.manual is not None:
            writer.remove(link.source, record.id)


def _converter(
    link: Link, all_links: list[Link], reader: Reader, writer: Writer
) -> Callable[[str, Value], Value]:
    schema = reader.schema
    source, target = schema.model(link.source), schema.model(link.target)
    if link.manual is None:
        relocations = {other.source: other.target for other in all_links}
        convert = automatic(source, target, relocations)

        def automatically(_: str, value: Value) -> Value:
            return writer.valid(link.target, convert(value))

        return automatically
    expression = schema.default("_expression")
    stored = reader.tx.get(expression, link.manual)
    if stored is None:
        raise execution("the migration's expression does not exist")
    function = read_function(stored.body)
    if of_dialect01(function):
        return writer.run.guest.migration(link, stored.body, writer)
    _, bind = typed_function(function, schema, [RecordOf(source, link.source)], target)
    call = bind([writer.run, None])

    def manually(record: str, value: Value) -> Value:
        given = Record(link.source, record, writer.now, writer.now, value, b"\x00")
        return writer.valid(link.target, call(given))

    return manually
