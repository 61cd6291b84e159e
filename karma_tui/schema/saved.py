"""The models of an instance as a file: to check expressions without a server, and to keep in a repository.

Tags stand in the order of the alphabet and every member has its place, so that two files differ only
where two instances do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from karma_tui.errors import ConfigError, ExpressionError
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.schema.model import TaggedModel

_SIGN = "karma-tui schema"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class SavedSchema:
    """Models and the dialect they are written in."""

    dialect: Dialect
    models: tuple[TaggedModel, ...]


def to_json(models: Iterable[TaggedModel], dialect: Dialect) -> str:
    """The text of the file, ending with a line end."""
    listed = sorted(models, key=lambda model: (not model.tag, model.tag, model.model_id))
    rows: list[Json] = [{"tag": it.tag, "id": it.model_id, "model": it.model} for it in listed]
    return dump_json({_SIGN: _VERSION, "dialect": dialect.value, "models": rows}, indent=2) + "\n"


def from_json(text: str, name: str) -> SavedSchema:
    """What a file holds. Raises ConfigError, with `name`, if it holds no saved schema."""
    try:
        value = read_json(text).value
    except ExpressionError as failure:
        raise _unfit(name, f"Line {failure.line}, column {failure.column}: {failure.title}.") from failure
    if not isinstance(value, dict) or _SIGN not in value:
        raise _unfit(name, f"It has no member {_SIGN!r}.")
    if value[_SIGN] != _VERSION:
        raise _unfit(name, "It was written by a later version.")
    try:
        dialect = Dialect(str(value["dialect"]))
        models = tuple(_model(row) for row in _list(value["models"]))
    except (KeyError, TypeError, ValueError) as failure:
        raise _unfit(name, f"It is not laid out as expected ({failure}).") from failure
    return SavedSchema(dialect, models)


def _model(row: Json) -> TaggedModel:
    if not isinstance(row, dict):
        raise TypeError("a model is no object")
    tag, model_id = row["tag"], row["id"]
    if not isinstance(tag, str) or not isinstance(model_id, str):
        raise TypeError("a tag or an id is no text")
    return TaggedModel(tag, model_id, row["model"])


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError("models is no list")
    return value


def _unfit(name: str, detail: str) -> ConfigError:
    return ConfigError(f"{name} is no saved schema", detail, "`karma-tui schema --save FILE` writes one.")
