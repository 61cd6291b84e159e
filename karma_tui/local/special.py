"""What is special about the default models: expressions are checked, tags name, models hold records.

Each rule is spec kvm-1.0 section 6's; migrations have their own module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from karma_tui.lang.machine.decode import decoder
from karma_tui.lang.machine.defaults import TAGS
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.values import Record, Value
from karma_tui.local import migrate
from karma_tui.local.expressions import normal_json
from karma_tui.local.ports import WriteTransaction
from karma_tui.local.read import Reader
from karma_tui.local.schema import Schema

if TYPE_CHECKING:
    from karma_tui.local.write import Writer


class Special:
    """The rules of the default models, for one transaction."""

    __slots__ = ("_ids", "_reader", "_schema", "_tx")

    def __init__(self, tx: WriteTransaction, reader: Reader) -> None:
        self._tx = tx
        self._reader = reader
        self._schema: Schema = reader.schema
        self._ids = {tag: self._schema.default(tag) for tag in TAGS}

    def concerns(self, model: str) -> bool:
        """Whether a model is one of those with rules of their own."""
        return model == self._schema.meta or model in self._ids.values()

    def stored_form(self, model: str, value: Value) -> Value:
        """The value to store for a valid one: expressions are brought into normal form."""
        if model == self._ids["_expression"]:
            json = normal_json(value, self._schema)
            return decoder(self._schema.model(model), {})(json)
        return value

    def before_create(self, model: str, record: str, value: Value) -> None:
        """Refuse a model value that is no model."""
        if model == self._schema.meta:
            parse_model(value, show)

    def after_write(self, model: str, record: str, value: Value, writer: Writer) -> None:
        """What follows from a record that has been stored."""
        if model == self._schema.meta:
            writer.models_changed()
        elif model == self._ids["_tag"]:
            writer.set_tag(value["tag"], value["model"].record)
        elif model == self._ids["_migration"]:
            migrate.begin(self._links(), value, self._reader, writer)
        migrate.follow(self._links(), model, record, value, self._reader, writer)

    def before_delete(self, record: Record) -> None:
        """Refuse to delete what the database cannot be without, and models in use."""
        if record.model == self._ids["_user"] and record.id == self._tx.setting("root"):
            raise execution("cannot delete root user")
        if record.model == self._schema.meta:
            self._model_is_free(record.id)

    def _model_is_free(self, model: str) -> None:
        if model in self._ids.values():
            raise execution("cannot delete default models")
        for stored in self._tx.all(model):
            if [key for key in self._tx.referrers(model, stored.id) if key[0] != model]:
                raise execution(
                    f'some objects in model "{model}" are still referenced by objects in other models'
                )
        for holder, referrer in self._tx.referrers(self._schema.meta, model):
            if (holder, referrer) != (self._schema.meta, model):
                raise execution("delete: there are graph relations to the object being deleted.")

    def after_delete(self, record: Record, writer: Writer) -> None:
        """What follows from a record that is gone."""
        if record.model == self._schema.meta:
            for stored in list(self._tx.all(record.id)):
                writer.remove(record.id, stored.id)
            writer.models_changed()
        elif record.model == self._ids["_tag"]:
            writer.set_tag(record.value["tag"], None)
        else:
            migrate.follow_delete(self._links(), record, writer)

    def _links(self) -> list[migrate.Link]:
        return migrate.links(self._reader, self._ids["_migration"])
