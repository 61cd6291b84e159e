"""Types as the language's own model values, as JSON and in words.

`modelOf`, `signature` and error texts show types to clients; this is the way out, models.py is the way in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from karma_tui.lang.machine.bounds import Room
from karma_tui.lang.machine.types import (
    Annotated,
    Any,
    Const,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RecordOf,
    Recursion,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unique,
)
from karma_tui.lang.machine.values import Items, Map, Ref, Union, Value
from karma_tui.lang.nodes import Json

Own: TypeAlias = Callable[[Type, Callable[[Type], Union]], Union | None]
"""What a dialect writes in its own way: given a type and the way to write its parts; None for the rest."""


def model_value(
    type_: Type,
    meta: str,
    inside: tuple[Recursion, ...] = (),
    room: Room | None = None,
    own: Own | None = None,
) -> Union:
    """The model value of a type; any and any-refs take the forms of spec kvm-1.0 section 4.7.

    Refuses types that lead to themselves on too many ways to be written out.
    """
    room = room or Room("the model of this type")
    room.take()

    def of(inner: Type) -> Union:
        return model_value(inner, meta, inside, room, own)

    made = None if own is None else own(type_, of)
    if made is not None:
        return made
    match type_:
        case RecordOf(inner) | Const(inner):
            return of(inner)
        case Any():
            return Union("any", {})
        case Prim(kind):
            return Union(kind, {})
        case Enum(symbols):
            return Union("enum", Items(sorted(symbols)))
        case RefTo(model):
            return Union("ref", Ref(meta, model))
        case Optional(inner):
            return Union("optional", of(inner))
        case Unique(inner):
            return Union("unique", of(inner))
        case Annotated(text, inner):
            return Union("annotation", {"value": text, "model": of(inner)})
        case ListOf(inner):
            return Union("list", of(inner))
        case SetOf(inner):
            return Union("set", of(inner))
        case MapOf(inner):
            return Union("map", of(inner))
        case TupleOf(items):
            return Union("tuple", [of(inner) for inner in items])
        case Struct(fields):
            return Union("struct", Map({name: of(inner) for name, inner in fields.items()}))
        case UnionOf(cases):
            return Union("union", Map({name: of(inner) for name, inner in cases.items()}))
        case Recursion(label, body):
            if [known for known in inside if known is type_]:
                return Union("recurse", label)
            content = model_value(body, meta, (*inside, type_), room, own)
            return Union("recursion", {"label": label, "model": content})


def model_json(type_: Type, meta: str) -> Json:
    """The model value of a type as JSON, for the machine part of errors."""
    return _json(model_value(type_, meta))


def _json(value: Value) -> Json:
    match value:
        case Union():
            return {value.case: _json(value.payload)}
        case dict():
            return {name: _json(inner) for name, inner in value.items()}
        case Items() | list():
            return [_json(item) for item in value]
        case Ref():
            return [value.model, value.record]
    return str(value)


_MOST_WORDS: Final = 5000
"""Parts of a type that are told to people."""

_DEEPEST_WORDS: Final = 20
"""Labels within labels that are told to people."""


def words(type_: Type, inside: tuple[Recursion, ...] = (), left: Iterator[int] | None = None) -> str:
    """A type for people: `list of optional string`, `struct { a: int32 }`; of endless ones the beginning."""
    left = iter(range(_MOST_WORDS)) if left is None else left
    if next(left, None) is None or len(inside) > _DEEPEST_WORDS:
        return "…"

    def of(inner: Type) -> str:
        return words(inner, inside, left)

    match type_:
        case RecordOf(inner):
            return of(inner)
        case Const(inner):
            return f"constant {of(inner)}"
        case Any():
            return "any"
        case Prim(kind):
            return kind
        case Enum(symbols):
            return f"enum({', '.join(sorted(symbols))})"
        case RefTo(model):
            return f"ref to {model or 'any model'}"
        case Optional(inner):
            return f"optional {of(inner)}"
        case Unique(inner):
            return f"unique {of(inner)}"
        case Annotated(text, inner):
            return f"{of(inner)} ({text})"
        case ListOf(inner):
            return f"list of {of(inner)}"
        case SetOf(inner):
            return f"set of {of(inner)}"
        case MapOf(inner):
            return f"map of {of(inner)}"
        case TupleOf(items):
            return f"tuple({', '.join([of(inner) for inner in items])})"
        case Struct(fields):
            return _named("struct", {name: of(inner) for name, inner in fields.items()})
        case UnionOf(cases):
            return _named("union", {name: of(inner) for name, inner in cases.items()})
        case Recursion(label, body):
            if [known for known in inside if known is type_]:
                return f"recurse({label})"
            return words(body, (*inside, type_), left)


def _named(word: str, parts: dict[str, str]) -> str:
    if not parts:
        return f"{word} {{}}"
    lines = [f"  {name}: {text}".replace("\n", "\n  ") for name, text in sorted(parts.items())]
    return f"{word} {{\n" + "\n".join(lines) + "\n}"
