"""`_model` values as types a person can read: `struct {title: string, author: ->author}`.

Both dialects are understood (spec kvm-1.0 §2, kvm-0.1 §6). Model values come from a server and may be
10 000 levels deep or of a shape nobody knew: every walk keeps its own stack, and what is not
understood is shown with a question mark instead of raising.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from karma_tui.lang.nodes import Json

MAX_TEXT = 20_000
"""Characters after which a type's text is cut: it is for reading, and a model can be of any size."""

_WRAPPERS = {
    "list": "list of ",
    "set": "set of ",
    "map": "map of ",
    "optional": "optional ",
    "unique": "unique ",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A ref inside a model: where it stands (`author`, `chapters[].editor`) and the model it points to."""

    path: str
    model_id: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct model, or a case of a union model: its name and its model value."""

    name: str
    model: Json


def type_text(model: Json, names: Mapping[str, str] | None = None) -> str:
    """The model as a readable type. `names` maps model ids to tags; an id without a tag is shown as it is."""
    known = names or {}
    pieces: list[str] = []
    length = 0
    stack: list[str | _Sub] = [_Sub(model)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            length += len(item)
            if length > MAX_TEXT:
                return "".join(pieces)[:MAX_TEXT] + " …"
        else:
            stack.extend(reversed(_spell(item.model, known)))
    return "".join(pieces)


def fields(model: Json) -> list[Field]:
    """The fields of a struct or the cases of a union, looking through whatever wraps it; else nothing."""
    case, payload = _unwrap(model)
    if case in ("struct", "union") and isinstance(payload, dict):
        return [Field(name, inner) for name, inner in payload.items()]
    return []


def references(model: Json) -> list[Reference]:
    """Every ref in the model, in reading order."""
    found: list[Reference] = []
    stack: list[tuple[str, Json]] = [("", model)]
    while stack:
        path, current = stack.pop()
        case, payload = _case(current)
        if case == "ref":
            found.append(Reference(path, _target(payload)))
        else:
            stack.extend(reversed(_children(path, case, payload)))
    return found


@dataclass(frozen=True, slots=True)
class _Sub:
    """A model value still to be spelled."""

    model: Json


def _case(model: Json) -> tuple[str, Json]:
    """The one key of a model value and what is under it; ("", model) if it is no union value."""
    if isinstance(model, dict) and len(model) == 1:
        return next(iter(model.items()))
    return "", model


def _unwrap(model: Json) -> tuple[str, Json]:
    """Look through unique, optional, annotation, recursion and recursive to the type that has the fields."""
    case, payload = _case(model)
    while True:
        if case in ("unique", "optional"):
            case, payload = _case(payload)
        elif case in ("annotation", "recursion") and isinstance(payload, dict):
            case, payload = _case(payload.get("model"))
        elif case == "recursive" and isinstance(payload, dict):
            members, top = payload.get("models"), payload.get("top")
            found = members.get(top) if isinstance(members, dict) and isinstance(top, str) else None
            case, payload = _case(found)
        else:
            return case, payload


def _spell(model: Json, names: Mapping[str, str]) -> list[str | _Sub]:
    """One level of a model as text and inner models, in reading order."""
    case, payload = _case(model)
    if not case:
        return ["?"]
    if payload == {} and case not in ("struct", "union"):
        return [case]
    if case in _WRAPPERS:
        return [_WRAPPERS[case], _Sub(payload)]
    if case in ("struct", "union") and isinstance(payload, dict):
        return [f"{case} {{", *_named(payload), "}"]
    if case == "tuple" and isinstance(payload, list):
        return ["tuple (", *_joined(payload, ", "), ")"]
    if case == "or" and isinstance(payload, list):
        return ["(", *_joined(payload, " or "), ")"]
    if case == "enum" and isinstance(payload, list):
        return ["enum {" + ", ".join(str(symbol) for symbol in payload) + "}"]
    if case == "ref":
        target = _target(payload)
        return ["->" + (names.get(target) or target or "any")]
    return _spell_named(case, payload)


def _spell_named(case: str, payload: Json) -> list[str | _Sub]:
    """The constructors that carry a label or a remark."""
    if case == "recurse":
        return [str(payload)]
    if case == "annotation" and isinstance(payload, dict):
        return [_Sub(payload.get("model")), f" /* {payload.get('value')} */"]
    if case == "recursion" and isinstance(payload, dict):
        return [f"recursion {payload.get('label')}: ", _Sub(payload.get("model"))]
    if case == "recursive" and isinstance(payload, dict) and isinstance(payload.get("models"), dict):
        members = payload["models"]
        assert isinstance(members, dict)
        return [f"recursive {payload.get('top')} {{", *_named(members), "}"]
    return [f"?{case}"]


def _named(members: Mapping[str, Json]) -> list[str | _Sub]:
    """`a: T, b: U`."""
    parts: list[str | _Sub] = []
    for name, inner in members.items():
        parts.extend([", " if parts else "", f"{name}: ", _Sub(inner)])
    return parts


def _joined(members: list[Json], separator: str) -> list[str | _Sub]:
    """The members with the separator between them."""
    parts: list[str | _Sub] = []
    for inner in members:
        parts.extend([separator if parts else "", _Sub(inner)])
    return parts


def _target(payload: Json) -> str:
    """The model id of a ref: the pair's second half in 1.0, the bare id in 0.1."""
    if isinstance(payload, list) and len(payload) == 2:
        return str(payload[1])
    return payload if isinstance(payload, str) else ""


def _children(path: str, case: str, payload: Json) -> list[tuple[str, Json]]:
    """The inner models of one level with their paths, in reading order."""
    if case in ("struct", "union") and isinstance(payload, dict):
        prefix = f"{path}." if path else ""
        return [(prefix + name, inner) for name, inner in payload.items()]
    if case in ("list", "set"):
        return [(f"{path}[]", payload)]
    if case == "map":
        return [(f"{path}{{}}", payload)]
    if case in ("optional", "unique"):
        return [(path, payload)]
    if case == "tuple" and isinstance(payload, list):
        return [(f"{path}[{index}]", inner) for index, inner in enumerate(payload)]
    if case == "or" and isinstance(payload, list):
        return [(path, inner) for inner in payload]
    if case in ("annotation", "recursion") and isinstance(payload, dict):
        return [(path, payload.get("model"))]
    if case == "recursive" and isinstance(payload, dict):
        members = payload.get("models")
        return [(path, inner) for inner in members.values()] if isinstance(members, dict) else []
    return []
