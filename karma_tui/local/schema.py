"""What a transaction's data say about types: models by id, tags by name, and how bodies are read.

Parsed models are kept between transactions as long as `_model` has not changed. A transaction that
writes models works on a view of its own from then on, so that nothing undone is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from karma_tui.lang.machine.constants import ConstantReader, constant_reader
from karma_tui.lang.machine.decode import body_decoder
from karma_tui.lang.machine.defaults import model_type
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.refusal import model_not_found
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.types import Type
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Json
from karma_tui.local.ports import ReadTransaction
from karma_tui.local.shape import Uniques, uniques_of


@dataclass(slots=True)
class Models:
    """Types and decoders of one state of `_model`, filled as they are asked for."""

    meta: str
    version: int
    types: dict[str, Type | None] = field(default_factory=dict)
    decoders: dict[str, Callable[[bytes], Value]] = field(default_factory=dict)
    constants: dict[str, ConstantReader] = field(default_factory=dict)
    uniques: dict[str, Uniques] = field(default_factory=dict)


class Schema:
    """The types of one transaction."""

    __slots__ = ("_models", "_tx")

    def __init__(self, tx: ReadTransaction, models: Models) -> None:
        self._tx = tx
        self._models = models

    @property
    def meta(self) -> str:
        """The id of `_model`."""
        return self._models.meta

    def tag(self, name: str) -> str | None:
        """The model id that a tag names."""
        return self._tx.setting(f"tag/{name}")

    def default(self, tag: str) -> str:
        """The id of a default model, wherever its tag points by now."""
        return self._tx.setting(f"default/{tag}") or self.tag(tag) or ""

    def model(self, model: str) -> Type:
        """The type of a model; refuses unknown ones with modelNotFoundError."""
        found = self.find(model)
        if found is None:
            raise model_not_found(self.meta, model)
        return found

    def find(self, model: str) -> Type | None:
        """The type of a model, or None."""
        types = self._models.types
        if model not in types:
            types[model] = self._read(model)
        return types[model]

    def _read(self, model: str) -> Type | None:
        if model == self.meta:
            return model_type(model)
        stored = self._tx.get(self.meta, model)
        return None if stored is None else parse_model(self.decode(self.meta, stored.body), show)

    def decode(self, model: str, body: bytes) -> Value:
        """A stored body of a model as a value."""
        return self.decoder(model)(body)

    def decoder(self, model: str) -> Callable[[bytes], Value]:
        """The function that reads the stored bodies of a model."""
        decoders = self._models.decoders
        read = decoders.get(model)
        if read is None:
            read = decoders[model] = body_decoder(self.model(model))
        return read

    def constant(self, model: str, datum: Json) -> Value:
        """The value of a model that plain data stand for; raises one of constants.UNSURE for others."""
        readers = self._models.constants
        read = readers.get(model)
        if read is None:
            read = readers[model] = constant_reader(self.model(model), {})
        return read(datum)

    def uniques(self, model: str) -> Uniques:
        """The unique nodes of a model."""
        known = self._models.uniques
        if model not in known:
            known[model] = uniques_of(self.model(model))
        return known[model]

    def forget(self, version: int) -> None:
        """Start over with a view of this transaction's own: models have been written or deleted."""
        self._models = Models(self.meta, version)
