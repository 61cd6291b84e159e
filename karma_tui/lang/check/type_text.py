"""Static types as people read them: `list of record of user`, `struct {title: string, author: ->author}`.

The notation is that of the schema room's models; what only a checker knows is added (records of a model,
any, unknown). Model ids are shown as their tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from karma_tui.lang.machine.dialect01.types import Language, Or, wide
from karma_tui.lang.machine.doubt import Doubtful
from karma_tui.lang.machine.types import (
    NUMBERS,
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
    Unknown,
)

MAX_TEXT: Final = 2_000
"""Characters after which a type's text is cut: it is for reading, and a model can be of any size."""
_ASSUMED: Final = "?"
_ANY_NUMBER: Final = frozenset(NUMBERS)
_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Sub:
    """A type still to be spelled, within these recursions."""

    type: Type
    inside: tuple[Recursion, ...]


def type_text(
    type_: Type,
    names: Mapping[str, str] = _NO_NAMES,
    *,
    whole: bool = False,
    most: int = MAX_TEXT,
    notes: bool = True,
) -> str:
    """A type in one line; `names` maps model ids to tags.

    A record is shown by its model's name, `record of user`, or with `whole` by what it holds. A text of
    more than `most` characters ends in an ellipsis. Annotations are shown unless `notes` is false.
    """
    pieces: list[str] = []
    length = 0
    stack: list[str | _Sub] = [_Sub(type_, ())]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            length += len(item)
            if length > most:
                return "".join(pieces)[:most] + "…"
        else:
            stack.extend(reversed(_spell(item, names, whole, notes)))
    return "".join(pieces)


def model_name(model: str, names: Mapping[str, str] = _NO_NAMES) -> str:
    """A model as people call it: by its tag, else by its id; "any" for any model."""
    return names.get(model) or model.removeprefix(_ASSUMED) or "any"


def _spell(sub: _Sub, names: Mapping[str, str], whole: bool, notes: bool) -> list[str | _Sub]:
    """One level of a type as text and inner types, in reading order."""
    inside = sub.inside

    def of(inner: Type) -> _Sub:
        return _Sub(inner, inside)

    match wide(sub.type):
        case RecordOf(_, model) if model and not whole:
            return [f"record of {model_name(model, names)}"]
        case RecordOf(inner) | Const(inner):
            return [of(inner)]
        case Unknown():
            return ["unknown"]
        case Any():
            return ["any"]
        case Language():
            return ["expression"]
        case Prim(kind):
            return [kind]
        case Enum(symbols):
            return [f"enum {{{', '.join(sorted(symbols))}}}"]
        case RefTo(model):
            return ["->" + model_name(model, names)]
        case Doubtful(_, inner):
            return [of(inner)]
        case Annotated(text, inner):
            return [of(inner), f" /* {text} */"] if notes else [of(inner)]
        case TupleOf(items):
            return ["tuple (", *_joined([[of(item)] for item in items], ", "), ")"]
        case Or(items) if {getattr(item, "kind", "") for item in items} == _ANY_NUMBER:
            return ["number"]
        case Or(items):
            return ["(", *_joined([[of(item)] for item in items], " or "), ")"]
        case Struct(parts):
            return ["struct {", *_named(parts, inside), "}"]
        case UnionOf(parts):
            return ["union {", *_named(parts, inside), "}"]
        case Recursion(label, body) as recursion:
            if [known for known in inside if known is recursion]:
                return [label]
            return [f"recursion {label}: ", _Sub(body, (*inside, recursion))]
        case Optional(inner) | Unique(inner) | ListOf(inner) | SetOf(inner) | MapOf(inner):
            return [_WORDS[type(sub.type)], of(inner)]
    raise TypeError("no type of either dialect")


_WORDS: Final[dict[type, str]] = {
    Optional: "optional ",
    Unique: "unique ",
    ListOf: "list of ",
    SetOf: "set of ",
    MapOf: "map of ",
}


def _named(parts: Mapping[str, Type], inside: tuple[Recursion, ...]) -> list[str | _Sub]:
    return _joined([[f"{name}: ", _Sub(part, inside)] for name, part in parts.items()], ", ")


def _joined(parts: list[list[str | _Sub]], separator: str) -> list[str | _Sub]:
    """The parts with the separator between them."""
    joined: list[str | _Sub] = []
    for part in parts:
        joined.extend([*([separator] if joined else []), *part])
    return joined
