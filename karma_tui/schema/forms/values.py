"""Values of a model: whether a value fits, what its parts are, whether two are the same.

A value is what a server answered, as plain JSON with every digit kept (`Number`): a union is an object of
one key, a set a list, a ref of dialect 1.0 a pair of ids and of 0.1 an id (spec kvm-1.0 §1). Only with the
model is it known what it is. Values and models come from a server and are walked without recursion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.literals import INTEGER_RANGES, floating, is_date
from karma_tui.lang.nodes import Dialect, Json, Number
from karma_tui.lang.steps import Steps, run
from karma_tui.schema.forms.shape import UNKNOWN, Model, Shape, shape_of

Path: TypeAlias = tuple[str | int, ...]
"""Field names, map keys, case names and positions from the record to a part of it."""

NOT_A_NUMBER: Final = {"NaN": "NaN", "Inf": "Inf", "+Inf": "Inf", "-Inf": "-Inf"}
"""How a server writes the floats that are no numbers, and how they are written in an expression."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a part of a value is none of its model."""

    path: Path
    message: str


def misfits(model: Model, value: Json, dialect: Dialect = Dialect.V1) -> list[Misfit]:
    """Everything in a value that does not fit its model, in reading order."""
    return list(_misfits(model, value, dialect))


def leaf_misfit(shape: Shape, value: Json, dialect: Dialect = Dialect.V1) -> str:
    """Why a value without parts is none of this shape; "" if it is one."""
    kind = shape.kind
    if kind == "null":
        return "" if value is None else "Only null is possible here"
    if kind == "bool":
        return "" if isinstance(value, bool) else "Choose true or false"
    if kind == "string":
        return "" if _is_text(value) else "A text is wanted"
    if kind == "enum":
        known = _is_text(value) and value in shape.symbols
        return "" if known else f"Choose one of: {', '.join(shape.symbols)}"
    if kind == "dateTime":
        return "" if is_date(value) else "A date and time is wanted, as 2018-01-02T03:04:05Z"
    if kind == "float":
        is_float = _is_number(value) and (str(value) in NOT_A_NUMBER or floating(value) is not None)
        return "" if is_float else "A number is wanted, as 1.5 or -2e10, or NaN, Inf, -Inf"
    if kind in INTEGER_RANGES:
        low, high = INTEGER_RANGES[kind]
        whole = isinstance(value, int) and not isinstance(value, bool)
        fits = whole and low <= int(str(value)) <= high
        return "" if fits else f"A whole number from {low} to {high} is wanted"
    if kind == "ref":
        return "" if ref_of(shape, value, dialect) is not None else "A record of the model is wanted"
    return ""


def ref_of(shape: Shape, value: Json, dialect: Dialect = Dialect.V1) -> tuple[str, str] | None:
    """Model id and record id of a ref's value; None if it is none of this shape."""
    if dialect is Dialect.V01:
        return (shape.target, value) if _is_text(value) and value else None  # type: ignore[return-value]
    if not (isinstance(value, list) and len(value) == 2 and all(_is_text(part) and part for part in value)):
        return None
    model, record = str(value[0]), str(value[1])
    return (model, record) if shape.target in ("", model) else None


def parts_of(shape: Shape, value: Json) -> list[tuple[str | int, Model, Json]] | None:
    """The parts of a container's value with their models; None if it is no value of this shape.

    Struct fields that are missing are null; what a struct has besides its model's fields makes it none.
    """
    kind = shape.kind
    if kind == "struct":
        if not isinstance(value, dict) or not value.keys() <= {name for name, _ in shape.parts}:
            return None
        return [(name, model, value.get(name)) for name, model in shape.parts]
    if kind == "map" and shape.inner is not None:
        return [(key, shape.inner, it) for key, it in value.items()] if isinstance(value, dict) else None
    if kind in ("list", "set") and shape.inner is not None:
        return [(at, shape.inner, it) for at, it in enumerate(value)] if isinstance(value, list) else None
    if kind == "tuple":
        if not isinstance(value, list) or len(value) != len(shape.parts):
            return None
        return [(at, shape.parts[at][1], it) for at, it in enumerate(value)]
    if kind == "union":
        if not isinstance(value, dict) or len(value) != 1:
            return None
        ((case, payload),) = value.items()
        model = shape.part(case)
        return None if model is None else [(case, model, payload)]
    return None


def doubles(items: list[Json]) -> list[int]:
    """The positions of items that are there already, as a set would see it."""
    seen: set[str] = set()
    found = []
    for at, item in enumerate(items):
        text = dump_json(item, sort_keys=True)
        if text in seen:
            found.append(at)
        seen.add(text)
    return found


CONTAINERS: Final = frozenset({"struct", "map", "list", "set", "tuple", "union"})


def canonical(model: Model, value: Json) -> str:
    """A text that two values of a model share if a server would call them the same.

    The items of a set come in another order with every answer, and a null field may be there or not.
    """
    return dump_json(run(_ordered(model, value)), sort_keys=True)


def _ordered(model: Model, value: Json) -> Steps[Json]:
    shape = shape_of(model)
    while shape.kind == "optional" and shape.inner is not None and value is not None:
        shape = shape_of(shape.inner)
    parts = parts_of(shape, value) if shape.kind in CONTAINERS else None
    if parts is None:
        return value
    found: dict[str, Json] = {}
    for name, inner, it in parts:
        if it is not None or shape.kind != "struct":
            found[str(name)] = yield _ordered(inner, it)
    if isinstance(value, dict):
        return dict(found)
    items = list(found.values())
    return sorted(items, key=lambda item: dump_json(item, sort_keys=True)) if shape.kind == "set" else items


def _misfits(model: Model, value: Json, dialect: Dialect) -> Iterator[Misfit]:
    waiting: list[tuple[Path, Model, Json]] = [((), model, value)]
    while waiting:
        path, model, value = waiting.pop()
        shape = shape_of(model)
        while shape.kind == "optional" and shape.inner is not None and value is not None:
            shape = shape_of(shape.inner)
        if shape.kind == "optional":
            continue
        if shape.kind == UNKNOWN:
            if dialect is Dialect.V1:
                yield Misfit(path, "The type of this part is not known, so it cannot be written")
        elif shape.kind in CONTAINERS:
            parts = parts_of(shape, value)
            if parts is None:
                yield Misfit(path, wanted(shape, value))
                continue
            if shape.kind == "set" and isinstance(value, list):
                yield from (Misfit((*path, at), "This is in the set already") for at in doubles(value))
            waiting.extend(((*path, name), inner, it) for name, inner, it in reversed(parts))
        elif why := leaf_misfit(shape, value, dialect):
            yield Misfit(path, why)


def wanted(shape: Shape, value: Json) -> str:
    """What a container's shape wants, in a sentence."""
    if shape.kind == "struct" and isinstance(value, dict):
        strange = ", ".join(sorted(value.keys() - {name for name, _ in shape.parts}))
        return f"The model has no field {strange}"
    if shape.kind == "union":
        return f"Choose one case of: {', '.join(name for name, _ in shape.parts)}"
    if shape.kind == "tuple":
        return f"A tuple of {len(shape.parts)} is wanted"
    return f"A {shape.kind} is wanted"


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and not isinstance(value, Number)


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float, Number)) and not isinstance(value, bool)
