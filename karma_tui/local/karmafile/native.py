"""What is read from a file as what the local instance stores: models, expressions, values.

A 1.0 file's are stored as they are; those of 0.1 take the forms of dialect01/stored.py. The model of
models and that of expressions are replaced by our own, as a server does with each write.
"""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.lang.jsontext import read_json
from karma_tui.lang.nodes import Dialect
from karma_tui.local.accept import accepts
from karma_tui.local.decode import decoder
from karma_tui.local.defaults import default_models, model_type
from karma_tui.local.dialect01.encode import encode
from karma_tui.local.dialect01.stored import foreign, stored_expression, stored_model
from karma_tui.local.encode import encode_stored
from karma_tui.local.faults import unsupported
from karma_tui.local.karmafile.cursor import Cursor, Unreadable
from karma_tui.local.karmafile.models import Model, Models
from karma_tui.local.karmafile.primitives import Reader
from karma_tui.local.karmafile.stored01 import stored_form
from karma_tui.local.model_value import model_value
from karma_tui.local.models import parse_model
from karma_tui.local.refusal import Refused
from karma_tui.local.schema import show
from karma_tui.local.types import Type
from karma_tui.local.values import Value

_FIXED = ("_tag", "_user", "_role", "_migration")
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
    made = {model: _native(found, models.dialect, ours.get(model)) for model, found in models.by_id.items()}
    for tag in _FIXED:
        if encode_stored(made[ids[tag]].value) != encode_stored(_default(tag, ids)):
            raise unsupported(f"Its model of {tag} is none that is known")
    expression = ids["_expression"]
    made[expression] = _expressions(made[expression], models.by_id[expression], models.dialect)
    return made


def _own_models(ids: dict[str, str]) -> dict[str, Value]:
    meta = ids["_model"]
    return {meta: model_value(model_type(meta), meta), ids["_expression"]: _default("_expression", ids)}


def _default(tag: str, ids: dict[str, str]) -> Value:
    return decoder(model_type(ids["_model"]), {})(default_models(ids)[tag])


def _native(model: Model, dialect: Dialect, ours: Value) -> NativeModel:
    old = dialect is Dialect.V01
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


def _expressions(native: NativeModel, model: Model, dialect: Dialect) -> NativeModel:
    """The model of expressions with a reader of them: 1.0 ones must be of our own language's grammar."""
    of_json = decoder(native.type, {})

    def read_01(cursor: Cursor, depth: int) -> Value:
        value = model.read(cursor, depth)
        try:
            return of_json(stored_expression(read_json(encode(value).decode("utf-8")).value))
        except Refused as refused:
            raise Unreadable(f"the expression has no JSON form: {refused.human}") from None

    def read(cursor: Cursor, depth: int) -> Value:
        value = model.read(cursor, depth)
        if not accepts(native.type, value):
            raise Unreadable("the expression uses something that 1.0 does not have")
        return value

    return NativeModel(native.value, native.type, read_01 if dialect is Dialect.V01 else read)
