"""How values of dialect 0.1 are stored, so that a client of dialect 1.0 can read them too.

The store holds values and models of dialect 1.0. What only 0.1 has is put into words of 1.0, and an
annotation of the model tells what it stands for:

    int, uint           annotation "karma.run 0.1: int" of int64, of uint64
    any                 annotation "karma.run 0.1: any" of string: the value's JSON as text
    or                  annotation "karma.run 0.1: or" of a union with cases "0", "1" ...
    or of one           annotation "karma.run 0.1: or of one" of that one
    optional optional   annotation "karma.run 0.1: optional" between the two
    an expression       a function whose only parameter is PARAMETER_01 and whose body is the JSON as text

Nothing else is changed, so that most models and records are stored as they are.
"""

from __future__ import annotations

from typing import Final

from karma_tui.errors import ExpressionError
from karma_tui.lang.json01 import from_json
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.machine.dialect01.types import Language, Or, wide
from karma_tui.lang.machine.dialect01.values import Opaque
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.types import (
    Annotated,
    Any,
    Const,
    ListOf,
    MapOf,
    Optional,
    RecordOf,
    Recursion,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
)
from karma_tui.lang.machine.values import Items, Lazy, Map, Record, Union, Value
from karma_tui.lang.nodes import Json
from karma_tui.local.alikeness import parts_of
from karma_tui.local.dialect01.encode import encode
from karma_tui.local.dialect01.validate import accepts
from karma_tui.local.expressions import PARAMETER_01

MARK: Final = "karma.run 0.1: "
_OR_OF_ONE: Final = "or of one"
_WIDTHS: Final = {"int": "int64", "uint": "uint64"}


def stored_model(model: Union) -> Union:
    """A model value of this dialect as one of dialect 1.0."""
    case, payload = model.case, model.payload
    match case:
        case "int" | "uint":
            return _noted(case, Union(_WIDTHS[case], {}))
        case "any":
            return _noted(case, Union("string", {}))
        case "or" if len(payload) == 1:
            # its type is that of the one, and so are its values
            return _noted(_OR_OF_ONE, stored_model(payload[0]))
        case "or":
            return _noted(
                case, Union("union", Map({str(at): stored_model(m) for at, m in enumerate(payload)}))
            )
        case "optional":
            inner = stored_model(payload)
            return Union(case, _noted(case, inner) if payload.case == case else inner)
        case "list" | "set" | "map" | "unique":
            return Union(case, stored_model(payload))
        case "tuple":
            return Union(case, [stored_model(item) for item in payload])
        case "struct" | "union":
            return Union(case, Map({name: stored_model(item) for name, item in payload.items()}))
        case "annotation" | "recursion":
            return Union(case, {**payload, "model": stored_model(payload["model"])})
        case "recursive":
            models = Map({name: stored_model(item) for name, item in payload["models"].items()})
            return Union(case, {"top": payload["top"], "models": models})
    return model


def _noted(what: str, model: Union) -> Union:
    return Union("annotation", {"value": MARK + what, "model": model})


def shown_model(model: Union) -> Union:
    """The inverse of `stored_model`."""
    case, payload = model.case, model.payload
    match case:
        case "annotation":
            return _shown_annotation(payload["value"], payload["model"])
        case "list" | "set" | "map" | "unique" | "optional":
            return Union(case, shown_model(payload))
        case "tuple":
            return Union(case, [shown_model(item) for item in payload])
        case "struct" | "union":
            return Union(case, Map({name: shown_model(item) for name, item in payload.items()}))
        case "recursion":
            return Union(case, {**payload, "model": shown_model(payload["model"])})
        case "recursive":
            models = Map({name: shown_model(item) for name, item in payload["models"].items()})
            return Union(case, {"top": payload["top"], "models": models})
    return model


def _shown_annotation(text: str, model: Union) -> Union:
    """What an annotated model stands for; one that only looks like one of ours is what it is."""
    what, case, payload = text.removeprefix(MARK), model.case, model.payload
    if text.startswith(MARK):
        if (what in _WIDTHS and case == _WIDTHS[what]) or (what == "any" and case == "string"):
            return Union(what, {})
        if what == "optional" == case:
            return shown_model(model)
        if what == _OR_OF_ONE:
            return Union("or", [shown_model(model)])
        if what == "or" and case == "union" and _numbered(payload):
            return Union(what, [shown_model(payload[str(at)]) for at in range(len(payload))])
    return Union("annotation", {"value": text, "model": shown_model(model)})


def _numbered(cases: Map) -> bool:
    """Whether a union's cases are named as those of an `or`, of which there are two or more."""
    return len(cases) > 1 and set(cases) == {str(at) for at in range(len(cases))}


def stored_expression(expression: Json) -> Json:
    """An expression as the JSON of a function of dialect 1.0; true is stored as 1.0 would say it."""
    if expression is True:
        return {"function": [["_"], [{"data": {"bool": True}}]]}
    text = dump_json(expression)
    return {"function": [[PARAMETER_01], [{"data": {"string": text}}]]}


def shown_expression(function: Json) -> tuple[Json, bool]:
    """A stored expression and whether it is one of this dialect; else it is a function of 1.0."""
    match function:
        case {"function": [[str(name)], [{"data": {"string": str(text)}}]]} if name == PARAMETER_01:
            try:
                expression = read_json(text).value
                from_json(expression, strict=True)
            except ExpressionError:
                return function, False
            return expression, True
        case {"function": [[_], [{"data": {"bool": bool(answer)}}]]}:
            return answer, True
    return function, False


def foreign(type_: Type) -> bool:
    """Whether values of the type are stored in another form than they have at run time."""
    return any(isinstance(wide(part), Or | Any | Language) for part in parts_of(type_))


def stored_value(type_: Type, value: Value) -> Value:
    """A value as it is stored in a model of this type: what the type does not know is dropped."""
    if type(value) is Record:
        value = value.value
    match wide(type_):
        case Or(items):
            for at, of in enumerate(items):
                if accepts(of, value):
                    return Union(str(at), stored_value(of, value))
            raise execution("the value is of none of the model's alternatives")
        case Any():
            return encode(value).decode("utf-8")
        case Language():
            return value
        case RecordOf(of) | Const(of) | Unique(of) | Annotated(_, of):
            return stored_value(of, value)
        case Recursion(_, body):
            return stored_value(body, value)
        case Optional(of):
            return None if value is None else stored_value(of, value)
        case ListOf(of) if type(value) in (list, Lazy):
            return [stored_value(of, item) for item in value]
        case SetOf(of) if type(value) is Items:
            return Items([stored_value(of, item) for item in value])
        case MapOf(of) if isinstance(value, Map):
            return Map({name: stored_value(of, item) for name, item in value.items()})
        case TupleOf(items) if type(value) is tuple and len(value) == len(items):
            return tuple([stored_value(of, item) for of, item in zip(items, value, strict=True)])
        case Struct(fields) if isinstance(value, dict):
            return {name: stored_value(of, value.get(name)) for name, of in fields.items()}
        case UnionOf(cases) if type(value) is Union and value.case in cases:
            return Union(value.case, stored_value(cases[value.case], value.payload))
    return value


def _json(text: str) -> Json:
    """The JSON that a text holds; a text that is none, from a client of dialect 1.0, is shown as it is."""
    try:
        return read_json(text).value
    except ExpressionError:
        return text


def shown_value(type_: Type, value: Value) -> Value:
    """The inverse of `stored_value`."""
    match wide(type_):
        case Or(items):
            return shown_value(items[int(value.case)], value.payload)
        case Any():
            return Opaque(_json(value))
        case RecordOf(of) | Const(of) | Unique(of) | Annotated(_, of):
            return shown_value(of, value)
        case Recursion(_, body):
            return shown_value(body, value)
        case Optional(of):
            return None if value is None else shown_value(of, value)
        case ListOf(of):
            return [shown_value(of, item) for item in value]
        case SetOf(of):
            return Items([shown_value(of, item) for item in value])
        case MapOf(of):
            return Map({name: shown_value(of, item) for name, item in value.items()})
        case TupleOf(items):
            return tuple([shown_value(of, item) for of, item in zip(items, value, strict=True)])
        case Struct(fields):
            return {name: shown_value(of, value[name]) for name, of in fields.items()}
        case UnionOf(cases):
            return Union(value.case, shown_value(cases[value.case], value.payload))
    return value
