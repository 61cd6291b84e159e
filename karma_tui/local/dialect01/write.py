"""Writing in dialect 0.1: values brought into the stored form, then handed to the shared writer."""

from __future__ import annotations

from karma_tui.lang.machine.decode import decoder
from karma_tui.lang.machine.dialect01.models import Parser
from karma_tui.lang.machine.dialect01.types import LANGUAGE
from karma_tui.lang.machine.refusal import permission_denied
from karma_tui.lang.machine.values import Items, Map, Record, Ref, Union, Value
from karma_tui.lang.machine.weight import refuse_if_vast
from karma_tui.local import write
from karma_tui.local.dialect01.expressions import folded
from karma_tui.local.dialect01.schema import Schema
from karma_tui.local.dialect01.stored import stored_expression, stored_model, stored_value
from karma_tui.local.read import Reader
from karma_tui.local.shape import materialised


class Writer:
    """The writes of one transaction by one user."""

    __slots__ = ("_base", "_reader", "_schema")

    def __init__(self, base: write.Writer, reader: Reader, schema: Schema) -> None:
        self._base = base
        self._reader = reader
        self._schema = schema

    def create(self, model: str, values: dict[str, Value]) -> dict[str, Ref]:
        """Create records of a model together; inside the values the keys stand for the new ids."""
        return self._base.create(model, {key: self._maker(model, value) for key, value in values.items()})

    def _maker(self, model: str, value: Value) -> write.Maker:
        def make(refs: Value) -> Value:
            refuse_if_vast(value)
            return self._stored(model, relinked(value, model, refs))

        return make

    def update(self, model: str, record: str, value: Value) -> None:
        """Replace a record's value; quiet where there is no such record, as the real server is.

        A value without references leaves those of the old one in the graph (spec section 6, quirk).
        """
        before = self._reader.find(model, record)
        if before is not None and not self._reader.permissions.allows("read", before):
            raise permission_denied()
        refuse_if_vast(value)
        self._base.update(model, record, self._stored(model, value), keeps_edges=True)

    def delete(self, model: str, record: str) -> Value:
        """Delete a record and answer its value."""
        found = self._reader.get(model, record)
        self._base.delete(model, record)
        return found.value

    def _stored(self, model: str, value: Value) -> Value:
        """The stored form of a value of the model."""
        value = value.value if type(value) is Record else value
        type_ = self._schema.model(model)
        if type_ is LANGUAGE:
            json = stored_expression(folded(value.json, self._schema))
            return decoder(self._schema.stored.model(model), {})(json)
        if model == self._schema.meta:
            Parser().parse(value)
            return stored_model(materialised(value))
        return stored_value(type_, value)


def relinked(value: Value, model: str, refs: dict[str, Ref]) -> Value:
    """The value with references into the model that name a key replaced by the new reference."""
    kind = type(value)
    if kind is Ref:
        return refs[value.record] if value.model == model and value.record in refs else value
    if kind is Record:
        return relinked(value.value, model, refs)
    if kind is list:
        return [relinked(item, model, refs) for item in value]
    if kind is tuple:
        return tuple([relinked(item, model, refs) for item in value])
    if kind is Items:
        return Items([relinked(item, model, refs) for item in value])
    if isinstance(value, Map):
        return Map({name: relinked(item, model, refs) for name, item in value.items()})
    if isinstance(value, dict):
        return {name: relinked(item, model, refs) for name, item in value.items()}
    if kind is Union:
        return Union(value.case, relinked(value.payload, model, refs))
    return value
