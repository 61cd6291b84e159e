"""What is special about the default models, in dialect 0.1; what is the same is left to dialect 1.0's."""

from __future__ import annotations

from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.values import Record, Value
from karma_tui.local import special
from karma_tui.local.dialect01.migrate import Migrations
from karma_tui.local.dialect01.schema import Schema
from karma_tui.local.write import Writer


class Special:
    """The rules of the default models, for one write transaction; values are stored ones."""

    __slots__ = ("_base", "_migrations", "_schema")

    def __init__(self, base: special.Special, schema: Schema, migrations: Migrations) -> None:
        self._base = base
        self._schema = schema
        self._migrations = migrations

    def stored_form(self, model: str, value: Value) -> Value:
        """The value to store for a valid one."""
        return self._base.stored_form(model, value)

    def before_create(self, model: str, record: str, value: Value) -> None:
        """Refuse a model value that is no model."""
        self._base.before_create(model, record, value)

    def after_write(self, model: str, record: str, value: Value, writer: Writer) -> None:
        """What follows from a record that has been stored."""
        if model == self._schema.meta:
            writer.models_changed()
            self._schema.forget()
            self._migrations.forget()
        elif model == self._schema.default("_tag"):
            writer.set_tag(value["tag"], value["model"].record)
        elif model == self._schema.default("_migration"):
            self._migrations.begin(value, writer)
        self._migrations.follow(model, record, value, writer)

    def before_delete(self, record: Record) -> None:
        """Refuse to delete models (the real server dies of it) and the admin user."""
        self._base.before_delete(record)
        if record.model == self._schema.meta:
            raise execution("delete: a model cannot be deleted in dialect 0.1")

    def after_delete(self, record: Record, writer: Writer) -> None:
        """What follows from a record that is gone."""
        if record.model == self._schema.default("_tag"):
            writer.set_tag(record.value["tag"], None)
        else:
            self._migrations.follow_delete(record, writer)
