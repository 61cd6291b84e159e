"""What is read from a file as what the local instance stores: models, expressions, values.

A 1.0 file's are stored as they are; those of 0.1 take the forms of dialect01/stored.py, and their models
of models and of expressions are replaced by our own, which hold what either dialect writes.
"""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.lang.jsontext import read_json
from karma_tui.lang.machine.decode import decoder
from karma_tui.lang.machine.defaults import default_models, model_type
from karma_tui.lang.machine.encode import encode_stored
from karma_tui.lang.machine.model_value import model_value
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.types import Type
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Dialect
from karma_tui.local.dialect01.encode import encode
from karma_tui.local.dialect01.stored import foreign, stored_expression, stored_model
from karma_tui.local.expressions import read_function
from karma_tui.local.faults import unsupported
from karma_tui.local.karmafile.cursor import Cursor, Unreadable
from karma_tui.local.karmafile.models import Model, Models
from karma_tui.local.karmafile.primitives import Reader
from karma_tui.local.karmafile.stored01 import stored_form

_FIXED = ("_tag", "_user", "_role", "_migration", "_expression")
"""Default models whose records the engine looks into, so they must be what it takes them for."""


@dataclass(frozen=True, slots=True)
class NativeModel:
    """A model as it will be stored: its value, its type, and the reader of its records' stored values."""

    value: Value
    type: Type
    read: Reader


def native_models(models: Models, ids: dict[str, str]) -> dict[str, NativeModel]:
    """All models by id. Raises StorageError where a default model is missing or is another."""
    ours = _own_models(ids)
    missing = [tag for tag, model in ids.items() if model not in models.by_id]
    if missing:
        raise unsupported(f"It has no model of {missing[0]}")
    old = models.dialect is Dialect.V01
    ours = _own_models(ids) if old else {}
    made = {model: _native(found, old, ours.get(model)) for model, found in models.by_id.items()}
    for tag in _FIXED:
        if encode_stored(made[ids[tag]].value) != encode_stored(_default(tag, ids)):
            raise unsupported(f"Its model of {tag} is none that is known")
    expression = ids["_expression"]
    read = _expression_01 if old else _expression
    found = made[expression]
    made[expression] = NativeModel(found.value, found.type, read(found.type, models.by_id[expression].read))
    return made


def _own_models(ids: dict[str, str]) -> dict[str, Value]:
    meta = ids["_model"]
    return {meta: model_value(model_type(meta), meta), ids["_expression"]: _default("_expression", ids)}


def _default(tag: str, ids: dict[str, str]) -> Value:
    return decoder(model_type(ids["_model"]), {})(default_models(ids)[tag])


def _native(model: Model, old: bool, ours: Value) -> NativeModel:
    value = ours if ours is not None else stored_model(model.record.value) if old else model.record.value
    try:
        type_ = parse_model(value, show)
    except Refused:
        raise unsupported(f"Model {model.record.id} has no counterpart in 1.0") from None
    return NativeModel(value, type_, _converting(model) if old and foreign(model.type) else model.read)


def _converting(model: Model) -> Reader:
    def read(cursor: Cursor, depth: int) -> Value:
        return stored_form(model.type, model.read(cursor, depth), cursor)

    return read


def _expression(_: Type, read: Reader) -> Reader:
    """A reader of 1.0 expressions, which refuses what is none."""

    def checked(cursor: Cursor, depth: int) -> Value:
        value = read(cursor, depth)
        try:
            read_function(encode_stored(value))
        except Refused:
            raise Unreadable("this is no expression of 1.0") from None
        return value

    return checked


def _expression_01(type_: Type, read: Reader) -> Reader:
    """A reader of 0.1 expressions in their stored form."""
    of_json = decoder(type_, {})

    def converted(cursor: Cursor, depth: int) -> Value:
        value = read(cursor, depth)
        try:
            return of_json(stored_expression(read_json(encode(value).decode("utf-8")).value))
        except Refused as refused:
            raise Unreadable(f"the expression has no JSON form: {refused.human}") from None

    return converted
