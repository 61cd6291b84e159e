"""Models of dialect 0.1: values of `_model` into types and back (spec kvm-0.1 section 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.machine.bounds import Room
from karma_tui.lang.machine.dialect01.language import language_model
from karma_tui.lang.machine.dialect01.types import LANGUAGE, Language, Or, alternatives, one_of, wide
from karma_tui.lang.machine.model_value import model_value as written
from karma_tui.lang.machine.models import Path
from karma_tui.lang.machine.refusal import Refused, model_parsing
from karma_tui.lang.machine.types import (
    ANY,
    INT64,
    PRIMS,
    STRING,
    Annotated,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
)
from karma_tui.lang.machine.values import Items, Ref, Union, Value
from karma_tui.lang.nodes import PRIMITIVES, Json

_SHOWN: Final = 2000
_WIDE: Final = {"int": INT64, "uint": PRIMS["uint64"]}
_PLAIN: Final = (*[kind for kind in PRIMITIVES if kind != "symbol"], "any", *_WIDE)
_WRAPPERS: Final[dict[str, Callable[[Type], Type]]] = {
    "list": ListOf,
    "set": SetOf,
    "map": MapOf,
    "optional": Optional,
    "unique": Unique,
}


def model_type(meta: str) -> Recursion:
    """The type of `_model` in this dialect."""
    model = Recursion("x", ANY)
    cases: dict[str, Type] = dict.fromkeys(_PLAIN, Struct({}))
    cases |= dict.fromkeys(_WRAPPERS, model)
    cases |= dict.fromkeys(("struct", "union"), MapOf(model))
    cases |= dict.fromkeys(("tuple", "or"), ListOf(model))
    cases |= {
        "enum": SetOf(STRING),
        "ref": RefTo(meta),
        "annotation": Struct({"value": STRING, "model": model}),
        "recursion": Struct({"label": STRING, "model": model}),
        "recurse": STRING,
        "recursive": Struct({"top": STRING, "models": MapOf(model)}),
    }
    model.body = UnionOf(dict(sorted(cases.items())))
    return model


class Parser:
    """Reads one model value, knowing the labels of the recursions it is in."""

    __slots__ = ("_scope",)

    def __init__(self) -> None:
        self._scope: dict[str, Recursion] = {}

    def parse(self, value: Union, path: Path = ()) -> Type:
        """The type a model value describes; refuses an unfit one with modelParsingError."""
        case, payload = value.case, value.payload
        step: Json = {"unionCase": case}
        if case in _WRAPPERS:
            if case == "unique" == payload.case:
                raise _unfit("unique directly in unique", value, path)
            return _WRAPPERS[case](self.parse(payload, (step, *path)))
        match case:
            case "annotation":
                return Annotated(payload["value"], self.parse(payload["model"], (step, *path)))
            case "enum":
                if not len(payload):
                    raise _unfit("empty enum definition", value, path)
                return Enum(frozenset([str(symbol) for symbol in payload]))
            case "ref":
                return RefTo(payload.record)
            case "tuple" | "or":
                return self._several(value, path)
            case "struct" | "union":
                parts = {
                    name: self.parse(payload[name], (step, {"mapKey": name}, *path))
                    for name in sorted(payload)
                }
                return Struct(parts) if case == "struct" else UnionOf(parts)
            case "recurse" | "recursion" | "recursive":
                return self._labelled(value, path)
        return ANY if case == "any" else _WIDE.get(case) or PRIMS[case]

    def _several(self, value: Union, path: Path) -> Type:
        step: Json = {"unionCase": value.case}
        items = [self.parse(item, (step, {"tupleIndex": at}, *path)) for at, item in enumerate(value.payload)]
        if value.case == "tuple":
            return TupleOf(tuple(items))
        if not items:
            raise _unfit("empty or definition", value, path)
        return one_of(tuple(items))

    def _labelled(self, value: Union, path: Path) -> Type:
        payload = value.payload
        if value.case == "recurse":
            if payload not in self._scope:
                raise _unfit(f"undefined recursion label: {payload}", value, path)
            return self._scope[payload]
        if value.case == "recursion":
            models, top = {payload["label"]: payload["model"]}, payload["label"]
        else:
            models, top = payload["models"], payload["top"]
        if top not in models:
            raise _unfit(f"no definition for top label: {top}", value, path)
        for label in models:
            if label in self._scope:
                raise _unfit(f"recursion label already defined: {label}", value, path)
        outer = self._scope
        made = {label: Recursion(label, ANY) for label in sorted(models)}
        self._scope = {**outer, **made}
        step: Json = {"unionCase": value.case}
        for label, recursion in made.items():
            recursion.body = self.parse(models[label], (step, {"mapKey": label}, *path))
        self._scope = outer
        if any(unguarded(recursion) for recursion in made.values()):
            raise _unfit("infinite recursion", value, path)
        return made[top]


def unguarded(recursion: Recursion) -> bool:
    """Whether a recursion may be itself with nothing in between: its values could not be told apart."""
    seen: set[int] = set()
    stack: list[Type] = [recursion.body]
    while stack:
        current = stack.pop()
        if isinstance(current, Unique | Annotated):
            stack.append(current.of)
        elif not isinstance(current, Recursion):
            parts = alternatives(current)
            stack.extend(parts if len(parts) > 1 else ())
        elif current is recursion:
            return True
        elif id(current) not in seen:
            seen.add(id(current))
            stack.append(current.body)
    return False


def _unfit(problem: str, value: Union, path: Path) -> Refused:
    return model_parsing(problem, value_json(value), path)


def value_json(value: Value) -> Json:
    """A model value as JSON of this dialect."""
    match value:
        case Union():
            return {value.case: value_json(value.payload)}
        case dict():
            return {name: value_json(inner) for name, inner in value.items()}
        case Items() | list() | tuple():
            return [value_json(item) for item in value]
        case Ref():
            return value.record
    return str(value)


def model_value(type_: Type, meta: str, room: Room | None = None) -> Union:
    """The normal form of a type as a model value: an optional is an or with null, int is int64.

    Refuses types that lead to themselves on too many ways to be written out.
    """
    return written(type_, meta, (), room, _own)


def _own(type_: Type, of: Callable[[Type], Union]) -> Union | None:
    """What this dialect writes otherwise than 1.0."""
    match wide(type_):
        case Language():
            return of(Parser().parse(language_model()))
        case Or(items):
            return Union("or", [of(inner) for inner in items])
        case Optional(inner):
            return Union("or", [of(inner), Union("null", {})])
    return None


def words(type_: Type) -> str:
    """A type for people, in the notation of models."""
    if type_ is LANGUAGE:
        return "expression"
    try:
        return dump_json(value_json(model_value(type_, "", Room("the model", _SHOWN))))[:_SHOWN]
    except Refused:
        return "a model of very many parts"
