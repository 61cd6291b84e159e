"""The models, records and tags that every database starts with (spec kvm-1.0 section 2.3)."""

from __future__ import annotations

from typing import Final

from karma_tui.lang.catalogue import FunctionSpec, Param, catalogue
from karma_tui.lang.machine.types import (
    ANY,
    STRING,
    ListOf,
    MapOf,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    Type,
    UnionOf,
)
from karma_tui.lang.nodes import PRIMITIVES, Dialect, Json

TAGS: Final = ("_model", "_tag", "_user", "_role", "_expression", "_migration")
ROOT_NAME: Final = "admin"
ALWAYS: Final[Json] = {"function": [["_"], [{"data": {"bool": True}}]]}
"""The first expression: whatever it is asked, it says yes."""

_PRIMITIVES: Final = tuple(kind for kind in PRIMITIVES if kind != "symbol")
_EMPTY: Final[Json] = {"struct": {}}
_TEXT: Final[Json] = {"string": {}}
_EXPRESSION: Final[Json] = {"recurse": "expression"}
_DATA: Final[Json] = {"recurse": "data"}
_FUNCTION: Final[Json] = {"recurse": "function"}


def model_type(meta: str) -> Recursion:
    """The type of `_model` itself, built by hand because all others are read with it."""
    model = Recursion("model", ANY)
    nothing = Struct({})
    cases: dict[str, Type] = dict.fromkeys(_PRIMITIVES, nothing)
    cases |= dict.fromkeys(("list", "set", "optional", "unique"), model)
    cases |= {case: MapOf(model) for case in ("struct", "union")}
    cases |= {
        "map": model,
        "tuple": ListOf(model),
        "enum": SetOf(STRING),
        "ref": RefTo(meta),
        "annotation": Struct({"value": STRING, "model": model}),
        "recursion": Struct({"label": STRING, "model": model}),
        "recurse": STRING,
        "recursive": Struct({"top": STRING, "models": MapOf(model)}),
    }
    model.body = UnionOf(dict(sorted(cases.items())))
    return model


def default_models(ids: dict[str, str]) -> dict[str, Json]:
    """The definitions of the other default models by tag, given the ids of all."""

    def ref(tag: str) -> Json:
        return {"ref": [ids["_model"], ids[tag]]}

    permissions: Json = {
        "struct": {name: ref("_expression") for name in ("create", "read", "update", "delete")}
    }
    step: Json = {"auto": _EMPTY, "manual": ref("_expression")}
    return {
        "_tag": {"struct": {"tag": {"unique": _TEXT}, "model": ref("_model")}},
        "_user": {
            "struct": {"username": {"unique": _TEXT}, "password": _TEXT, "roles": {"list": ref("_role")}}
        },
        "_role": {"struct": {"name": {"unique": _TEXT}, "permissions": permissions}},
        "_expression": _expression_model(),
        "_migration": {
            "list": {
                "struct": {"source": ref("_model"), "target": ref("_model"), "expression": {"union": step}}
            }
        },
    }


def _expression_model() -> Json:
    """The language's own grammar, from the catalogue."""
    functions = catalogue(Dialect.V1).functions
    expression: dict[str, Json] = {spec.name: _argument_model(spec) for spec in functions}
    data: dict[str, Json] = {kind: _primitive(kind) for kind in PRIMITIVES}
    data |= {"list": {"list": _DATA}, "set": {"set": _DATA}, "tuple": {"list": _DATA}}
    data |= {"struct": {"map": _DATA}, "map": {"map": _DATA}, "expr": _EXPRESSION}
    data |= {"union": {"tuple": [_TEXT, _DATA]}, "ref": {"tuple": [_TEXT, _TEXT]}}
    models: Json = {
        "function": {"union": {"function": {"tuple": [{"list": _TEXT}, {"list": _EXPRESSION}]}}},
        "expression": {"union": expression},
        "data": {"union": data},
    }
    return {"recursive": {"top": "function", "models": models}}


def _primitive(kind: str) -> Json:
    return _TEXT if kind == "symbol" else {kind: {}}


def _argument_model(spec: FunctionSpec) -> Json:
    if spec.name in PRIMITIVES:
        return _primitive(spec.name)
    params = [spec.params[at] for at in spec.layout]
    if spec.shape == "empty":
        return _EMPTY
    if spec.shape == "tuple":
        return {"tuple": [_param_model(param) for param in params]}
    if spec.shape == "struct":
        return {"struct": {param.name: _field_model(param) for param in params}}
    if spec.shape == "list":
        return {"list": _EXPRESSION}
    return _param_model(params[0])


def _field_model(param: Param) -> Json:
    inner = _param_model(param)
    return {"optional": inner} if param.optional and param.default is None else inner


def _param_model(param: Param) -> Json:
    flow: Json = {
        "from": _EXPRESSION,
        "forward": {"set": _EXPRESSION},
        "backward": {"set": _EXPRESSION},
    }
    models: dict[str, Json] = {
        "function": _FUNCTION,
        "data": _DATA,
        "string literal": _TEXT,
        "int literal": {"int64": {}},
        "bool literal": {"bool": {}},
        "function map": {"map": _FUNCTION},
        "string map": {"map": _TEXT},
        "expression list": {"set": _EXPRESSION},
        "flow list": {"set": {"struct": flow}},
        "model case list": {"set": {"struct": {"match": _EXPRESSION, "return": _FUNCTION}}},
    }
    return models.get(param.kind, _EXPRESSION)
