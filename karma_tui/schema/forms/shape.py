"""A model one level at a time: what kind of value it wants, and the models of its parts.

Wrappers that say nothing about the value (unique, annotation, recursions) are looked through, labels are
resolved where they stand (spec kvm-1.0 §2, kvm-0.1 §6). Recursive models have no end, so nothing here
goes deeper than it is asked to; what nobody knows is of kind UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from karma_tui.lang.literals import INTEGER_RANGES
from karma_tui.lang.nodes import Json

UNKNOWN: Final = "unknown"
"""The kind of what is no model, of `any`, and of alternatives: there is no form for it, only its text."""

PLAIN: Final = frozenset({"null", "bool", "string", "dateTime", "float", *INTEGER_RANGES})
_OLD_NAMES = {"int": "int64", "uint": "uint64"}
_MOST_WRAPPERS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A `_model` value where it stands: with the models that its `recurse` labels mean."""

    json: Json
    labels: Mapping[str, Model] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One level of a model.

    `kind`: one of PLAIN, `enum`, `optional`, `list`, `set`, `map`, `tuple`, `struct`, `union`, `ref`, or
    UNKNOWN. `parts` are a struct's fields, a union's cases and a tuple's positions by name.
    """

    kind: str
    parts: tuple[tuple[str, Model], ...] = ()
    inner: Model | None = None
    """Of an optional, list, set or map."""
    symbols: tuple[str, ...] = ()
    target: str = ""
    """Of a ref: the model's id, "" for any model's."""
    unique: bool = False
    notes: tuple[str, ...] = ()
    """The texts of annotations around it."""

    def part(self, name: str) -> Model | None:
        """The model of a field or case."""
        return next((model for key, model in self.parts if key == name), None)

    @property
    def nullable(self) -> bool:
        """Whether null is a value of it, so that a struct may lack it."""
        return self.kind in ("optional", "null")


def shape_of(model: Model) -> Shape:
    """The shape of a model; never raises."""
    notes: list[str] = []
    unique = False
    for _ in range(_MOST_WRAPPERS):
        case, payload = _case(model.json)
        if case == "unique":
            unique, model = True, Model(payload, model.labels)
        elif case == "annotation" and isinstance(payload, dict):
            notes.append(str(payload.get("value", "")))
            model = Model(payload.get("model"), model.labels)
        else:
            inner = _inside(model, case, payload)
            if inner is None:
                return _shape(model, case, payload, unique, tuple(notes))
            model = inner
    return Shape(UNKNOWN)


def _inside(model: Model, case: str, payload: Json) -> Model | None:
    """What a recursion, a recursive or a recurse stands for; None for anything else."""
    if case == "recurse":
        return model.labels.get(payload) if isinstance(payload, str) else None
    if not isinstance(payload, dict):
        return None
    if case == "recursion":
        labels = dict(model.labels)
        inner = Model(payload.get("model"), labels)
        labels[str(payload.get("label"))] = inner
        return inner
    members = payload.get("models")
    if case == "recursive" and isinstance(members, dict):
        labels = dict(model.labels)
        labels.update({label: Model(member, labels) for label, member in members.items()})
        return labels.get(str(payload.get("top")))
    return None


def _shape(model: Model, case: str, payload: Json, unique: bool, notes: tuple[str, ...]) -> Shape:
    kind = _OLD_NAMES.get(case, case)
    labels = model.labels
    if kind in PLAIN:
        return Shape(kind, unique=unique, notes=notes)
    if kind in ("optional", "list", "set", "map"):
        return Shape(kind, inner=Model(payload, labels), unique=unique, notes=notes)
    if kind in ("struct", "union") and isinstance(payload, dict):
        parts = tuple((name, Model(inner, labels)) for name, inner in payload.items())
        return Shape(kind, parts, unique=unique, notes=notes)
    if kind == "tuple" and isinstance(payload, list):
        parts = tuple((str(at), Model(inner, labels)) for at, inner in enumerate(payload))
        return Shape(kind, parts, unique=unique, notes=notes)
    if kind == "enum" and isinstance(payload, list):
        symbols = tuple(sorted(symbol for symbol in payload if isinstance(symbol, str)))
        return Shape(kind, symbols=symbols, unique=unique, notes=notes)
    if kind == "ref":
        return Shape(kind, target=_target(payload), unique=unique, notes=notes)
    if kind == "or" and isinstance(payload, list) and len(payload) == 2 and {"null": {}} in payload:
        other = payload[1] if payload[0] == {"null": {}} else payload[0]
        return Shape("optional", inner=Model(other, labels), unique=unique, notes=notes)
    return Shape(UNKNOWN, unique=unique, notes=notes)


def _case(model: Json) -> tuple[str, Json]:
    if isinstance(model, dict) and len(model) == 1:
        return next(iter(model.items()))
    return "", model


def _target(payload: Json) -> str:
    """The model id: a pair's second half in 1.0, the bare id in 0.1."""
    if isinstance(payload, list) and len(payload) == 2:
        return str(payload[1])
    return payload if isinstance(payload, str) else ""
