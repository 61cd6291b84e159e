"""The types of one transaction as dialect 0.1 has them, over the stored ones of dialect 1.0."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from karma_tui.lang.machine.decode import decoder, load
from karma_tui.lang.machine.defaults import TAGS, default_models
from karma_tui.lang.machine.defaults import model_type as stored_model_type
from karma_tui.lang.machine.dialect01.language import language_model
from karma_tui.lang.machine.dialect01.models import Parser, model_type, model_value
from karma_tui.lang.machine.dialect01.types import LANGUAGE
from karma_tui.lang.machine.dialect01.values import Opaque
from karma_tui.lang.machine.encode import PRIVATE
from karma_tui.lang.machine.refusal import model_not_found
from karma_tui.lang.machine.types import Type
from karma_tui.lang.machine.values import Record, Union, Value, identity
from karma_tui.local import schema as stored_schema
from karma_tui.local.dialect01.stored import foreign, shown_expression, shown_model, shown_value
from karma_tui.local.ports import ReadTransaction


@dataclass(slots=True)
class Known:
    """Types and readers of one state of `_model`, filled as they are asked for."""

    meta: str
    version: int
    types: dict[str, Type | None] = field(default_factory=dict)
    own: dict[Hashable, Union] = field(default_factory=dict)
    readers: dict[str, Callable[[Value], Value] | None] = field(default_factory=dict)


class Schema:
    """What a transaction's data say about types; answers what the shared reader asks of a schema."""

    __slots__ = ("_known", "_tx", "stored")

    def __init__(self, tx: ReadTransaction, stored: stored_schema.Schema, known: Known) -> None:
        self._tx = tx
        self._known = known
        self.stored = stored

    @property
    def meta(self) -> str:
        """The id of `_model`."""
        return self.stored.meta

    def tag(self, name: str) -> str | None:
        """The model id that a tag names."""
        return self.stored.tag(name)

    def default(self, tag: str) -> str:
        """The id of a default model, wherever its tag points by now."""
        return self.stored.default(tag)

    def model(self, model: str) -> Type:
        """The type of a model; refuses unknown ones with modelNotFoundError."""
        found = self.find(model)
        if found is None:
            raise model_not_found(self.meta, model)
        return found

    def find(self, model: str) -> Type | None:
        """The type of a model, or None."""
        types = self._known.types
        if model not in types:
            types[model] = self._read(model)
        return types[model]

    def _read(self, model: str) -> Type | None:
        if model == self.meta:
            return model_type(model)
        if model == self.default("_expression"):
            return LANGUAGE
        record = self._tx.get(self.meta, model)
        if record is None:
            return None
        return Parser().parse(shown_model(self.stored.decode(self.meta, record.body)))

    def decode(self, model: str, body: bytes) -> Value:
        """A stored body of a model as a value of this dialect."""
        if self.model(model) is LANGUAGE:
            return Opaque(shown_expression(load(body.removeprefix(PRIVATE)))[0])
        return self.shown(model, self.stored.decode(model, body))

    def shown(self, model: str, value: Value) -> Value:
        """A stored value of a model, other than an expression, as a value of this dialect."""
        if model == self.meta:
            shown = shown_model(value)
            return self._own_models().get(identity(shown), shown)
        readers = self._known.readers
        if model not in readers:
            type_ = self.model(model)
            readers[model] = _shower(type_) if foreign(type_) else None
        show = readers[model]
        return value if show is None else show(value)

    def _own_models(self) -> dict[Hashable, Union]:
        """`_model` and `_expression` as this dialect has them, by what tells their stored definitions."""
        own = self._known.own
        if not own:
            of_models = stored_model_type(self.meta)
            definition = default_models(dict.fromkeys(TAGS, self.meta))["_expression"]
            own[identity(model_value(of_models, self.meta))] = model_value(model_type(self.meta), self.meta)
            own[identity(decoder(of_models, {})(definition))] = language_model()
        return own

    def record(self, stored: Record) -> Record:
        """A record as this dialect sees it, given one with a stored value."""
        value = self.decode(stored.model, stored.body)
        return Record(stored.model, stored.id, stored.created, stored.updated, value, stored.body)

    def forget(self) -> None:
        """Start over with a view of this transaction's own: models have been written or deleted."""
        self._known = Known(self._known.meta, -1)


def _shower(type_: Type) -> Callable[[Value], Value]:
    def show(value: Value) -> Value:
        return shown_value(type_, value)

    return show
