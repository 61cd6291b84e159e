"""Fills a new instance with the sample newspaper, by asking its engine as any client would.

Everything goes through `Engine.run` with expressions of dialect 1.0, so the sample data is checked,
linked and stored like a user's own. Also made: a role "readers" that may read everything and write
nothing, and a user "editor" with the password "editor" who has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from karma_tui.lang.nodes import Dialect
from karma_tui.local.engine import Engine
from karma_tui.local.sample_models import MODELS, Model
from karma_tui.local.sample_records import Link, sample_records

Expression = dict[str, Any]
Refs = dict[tuple[str, str], list[str]]
"""The ref that each record got, by tag and key."""

_SELF: Expression = {"expr": {"field": ["self", {"scope": "self"}]}}
"""The ref of the record that is being created."""

_EDITOR_HASH = "$2b$10$karmatuisampledataediuhAk865KO5o1aTgvxUQfw3YQWt39ChLq"
"""bcrypt of "editor"."""


def load_sample(engine: Engine) -> None:
    """Create models, tags, records, role and user; the engine must hold nothing but the defaults."""
    ask = _asker(engine)
    models = _create_models(ask)
    refs: Refs = {}
    for tag, records in sample_records().items():
        created = ask(_create_all(tag, records, models, refs))
        refs.update({(tag, key): created[key] for key in records})
    _create_editor(ask)


def _asker(engine: Engine) -> Callable[[Expression], Any]:
    user = engine.root_user()

    def ask(expression: Expression) -> Any:
        body = orjson.dumps({"function": [[], [expression]]})
        return orjson.loads(engine.run(body, user, Dialect.V1))

    return ask


def _create_models(ask: Callable[[Expression], Any]) -> dict[str, list[str]]:
    """Create every model and its tag; answers the models' refs by tag."""
    created: dict[str, list[str]] = {}
    for tag, model in MODELS.items():
        points_at = {to: {"ref": ref} for to, ref in created.items()} | {tag: _SELF}
        created[tag] = ask(_create("_model", _model_datum(model, points_at)))
        ask(_create("_tag", {"struct": {"tag": {"string": tag}, "model": {"ref": created[tag]}}}))
    return created


def _create(tag: str, datum: Expression) -> Expression:
    return {"create": [{"tag": {"string": tag}}, {"function": [["self"], [{"data": datum}]]}]}


def _create_all(
    tag: str, records: Mapping[str, Any], models: Mapping[str, list[str]], refs: Refs
) -> Expression:
    """One createMultiple for all records of a model; those among them that are linked are named by key."""

    def refer(link: Link) -> Expression:
        if link.tag == tag:
            return {"expr": {"field": [link.key, {"scope": "new"}]}}
        return {"ref": refs[link.tag, link.key]}

    functions = {
        key: {"function": [["new"], [{"data": _datum(MODELS[tag], value, refer, {})}]]}
        for key, value in records.items()
    }
    return {"createMultiple": [{"tag": {"string": tag}}, functions]}


def _create_editor(ask: Callable[[Expression], Any]) -> None:
    """Create the role that may only read, and its user."""
    always, never = (ask(_create("_expression", _constant_function(answer))) for answer in (True, False))
    permissions = {
        operation: {"ref": always if operation == "read" else never}
        for operation in ("create", "read", "update", "delete")
    }
    role = ask(
        _create("_role", {"struct": {"name": {"string": "readers"}, "permissions": {"struct": permissions}}})
    )
    editor = {
        "username": {"string": "editor"},
        "password": {"string": _EDITOR_HASH},
        "roles": {"list": [{"ref": role}]},
    }
    ask(_create("_user", {"struct": editor}))


def _constant_function(answer: bool) -> Expression:
    """`record => answer` in the data language: a value of `_expression`."""
    body = {"list": [{"union": ["bool", {"bool": answer}]}]}
    return {"union": ["function", {"tuple": [{"list": [{"string": "record"}]}, body]}]}


def _model_datum(model: Model, points_at: Mapping[str, Expression]) -> Expression:
    """A model in the data language, a value of `_model`; `points_at` has the refs of models by tag."""
    ((kind, content),) = model.items()

    def inner(of: Model) -> Expression:
        return _model_datum(of, points_at)

    match kind:
        case "struct" | "union":
            datum: Expression = {"map": {name: inner(of) for name, of in content.items()}}
        case "list" | "set" | "map" | "optional" | "unique":
            datum = inner(content)
        case "tuple":
            datum = {"list": [inner(of) for of in content]}
        case "enum":
            datum = {"set": [{"string": symbol} for symbol in content]}
        case "ref":
            datum = points_at[content]
        case "annotation" | "recursion":
            name = "value" if kind == "annotation" else "label"
            datum = {"struct": {name: {"string": content[name]}, "model": inner(content["model"])}}
        case "recurse":
            datum = {"string": content}
        case _:
            datum = {"struct": {}}
    return {"union": [kind, datum]}


def _datum(
    model: Model, value: Any, refer: Callable[[Link], Expression], around: Mapping[str, Model]
) -> Expression:
    """A value in the data language, as its model wants it; `around` holds the recursions by label."""
    ((kind, content),) = model.items()

    def inner(of: Model, part: Any) -> Expression:
        return _datum(of, part, refer, around)

    match kind:
        case "struct":
            return {"struct": {name: inner(of, value[name]) for name, of in content.items()}}
        case "union":
            ((case, part),) = value.items()
            return {"union": [case, inner(content[case], part)]}
        case "list" | "set":
            return {kind: [inner(content, part) for part in value]}
        case "map":
            return {"map": {name: inner(content, part) for name, part in value.items()}}
        case "tuple":
            return {"tuple": [inner(of, part) for of, part in zip(content, value, strict=True)]}
        case "optional":
            return {"null": None} if value is None else inner(content, value)
        case "unique":
            return inner(content, value)
        case "annotation":
            return inner(content["model"], value)
        case "recursion":
            return _datum(content["model"], value, refer, {**around, content["label"]: content["model"]})
        case "recurse":
            return inner(around[content], value)
        case "enum":
            return {"symbol": value}
        case "ref":
            return refer(value)
    return {kind: value}
