"""The data of dialect 1.0 that writes a value of a model in an expression, each part typed by the model.

Two uses. As text to edit, where everything is plain data. And to be sent, where an empty list, set or map
may need a type: a server gives those inside of a struct or map the type of what they hold, and an empty
one holds nothing (spec kvm-1.0 §4.3, quirks-1.0 9). There it is written as an entry that a map of such
values does not have, with the zero of its type: `presentOrZero(map({a: ["x"], b: ["x"]})[""])`. Two
entries, because a server takes a single one for a constant (kvm-1.0 §4.5).
"""

from __future__ import annotations

from karma_tui.lang.nodes import Call, Data, Expr, Fields, Items, Json, Literal, Node, Number, Ref, UnionCase
from karma_tui.lang.steps import Steps, run
from karma_tui.schema.forms.shape import UNKNOWN, Model, Shape, shape_of
from karma_tui.schema.forms.values import CONTAINERS, NOT_A_NUMBER, leaf_misfit, parts_of, ref_of

_MOST_LEVELS = 20
_MOST_STEPS = 500
"""Levels and parts of an example value; a model without smaller values gets none."""

_EXAMPLES: dict[str, Literal] = {
    "bool": Literal("bool", False),
    "string": Literal("string", ""),
    "dateTime": Literal("dateTime", "2000-01-01T00:00:00Z"),
    "null": Literal("null", None),
    "optional": Literal("null", None),
}


class Unfit(ValueError):
    """A value that is none of its model cannot be written."""


def datum_of(model: Model, value: Json) -> Node:
    """The plain datum that writes a value. Raises Unfit.

    Fields are written in the model's order. A null field is left out but inside of a map, whose entries a
    server takes together by the fields they have in common.
    """
    return run(_datum(model, value, _Plain()))


def plain_expression(model: Model, value: Json) -> Node:
    """The value as an expression of plain data. Raises Unfit."""
    return _expression(datum_of(model, value))


def sent_expression(model: Model, value: Json, *, is_field: bool = False) -> Node:
    """The value as an expression that a server can type where the model is expected. Raises Unfit.

    `is_field` tells that it is to be a field of something, where nothing is expected.
    """
    return _expression(run(_datum(model, value, _Sent(is_inside=is_field))))


def _expression(datum: Node) -> Node:
    if isinstance(datum, Expr):
        return datum.expression
    return datum if isinstance(datum, Literal) else Data(datum)


class _Plain:
    """How the empty is written: as it is."""

    in_map = False

    def below(self, shape: Shape) -> _Plain:
        """The way inside of a container of this shape."""
        return _PLAIN_IN_MAP if shape.kind == "map" or self.in_map else self

    def empty(self, shape: Shape, plain: Node) -> Node:
        """An empty container."""
        return plain


class _PlainInMap(_Plain):
    in_map = True


class _Sent(_Plain):
    """How the empty is written where a server has to find its type."""

    def __init__(self, *, is_inside: bool, in_map: bool = False) -> None:
        self._is_inside = is_inside
        self.in_map = in_map

    def below(self, shape: Shape) -> _Sent:
        """The way inside of a container of this shape.

        A map is never a constant, nor is what holds one; the items of a list that is none are taken together
        like a map's entries.
        """
        joins = shape.kind == "map" or (shape.kind in ("list", "set") and _may_hold_map(shape.inner))
        return _Sent(is_inside=True, in_map=self.in_map or joins)

    def empty(self, shape: Shape, plain: Node) -> Node:
        """An empty list is a constant that fits anything, an empty map never is."""
        if not self._is_inside or shape.inner is None or (shape.kind != "map" and not self.in_map):
            return plain
        inner = _Examples().one(shape.inner)
        if inner is None:
            return plain
        one: Node = Fields("map", (("a", inner),)) if shape.kind == "map" else Items(shape.kind, (inner,))
        among = Data(Fields("map", (("a", one), ("b", one))))
        return Expr(Call("presentOrZero", (Call("key", (Literal("string", ""), among)),)))


_PLAIN_IN_MAP = _PlainInMap()


def _datum(model: Model, value: Json, way: _Plain) -> Steps[Node]:
    shape = shape_of(model)
    if shape.kind == "optional" and shape.inner is not None:
        return Literal("null", None) if value is None else (yield _datum(shape.inner, value, way))
    if shape.kind not in CONTAINERS:
        return _leaf(shape, value)
    parts = parts_of(shape, value)
    if parts is None:
        raise Unfit(shape.kind)
    return (yield from _container(shape, parts, way))


def _container(shape: Shape, parts: list[tuple[str | int, Model, Json]], way: _Plain) -> Steps[Node]:
    inside = way.below(shape)
    found: list[tuple[str, Node]] = []
    for name, model, value in parts:
        if shape.kind == "struct" and value is None and not way.in_map and shape_of(model).nullable:
            continue
        found.append((str(name), (yield _datum(model, value, inside))))
    if shape.kind == "union":
        return UnionCase(*found[0])
    if shape.kind in ("struct", "map"):
        made: Node = Fields(shape.kind, tuple(found))
    else:
        made = Items(shape.kind, tuple(node for _, node in found))
    return made if found else way.empty(shape, made)


def _leaf(shape: Shape, value: Json) -> Node:
    if shape.kind == UNKNOWN or leaf_misfit(shape, value):
        raise Unfit(shape.kind)
    if shape.kind == "ref":
        pair = ref_of(shape, value)
        assert pair is not None
        return Ref(*pair)
    if isinstance(value, Number) and str(value) in NOT_A_NUMBER:
        return Literal("float", NOT_A_NUMBER[str(value)])
    kind = "symbol" if shape.kind == "enum" else shape.kind
    assert value is None or isinstance(value, (bool, int, float, str))
    return Literal(kind, value)


def _may_hold_map(model: Model | None) -> bool:
    """Whether a model has a map somewhere inside; a field that is called so counts as one."""
    waiting: list[tuple[Json, Model]] = [] if model is None else [(model.json, model)]
    seen: set[int] = set()
    while waiting:
        part, inside = waiting.pop()
        if id(part) in seen:
            continue
        if isinstance(part, dict):
            seen.add(id(part))
            if "map" in part:
                return True
            label = part.get("recurse")
            if isinstance(label, str) and label in inside.labels:
                waiting.append((inside.labels[label].json, inside.labels[label]))
            waiting.extend((inner, inside) for inner in part.values())
        elif isinstance(part, list):
            waiting.extend((inner, inside) for inner in part)
    return False


class _Examples:
    """Makes some value of a model, for its type; gives up where there is none that is short."""

    def __init__(self) -> None:
        self._left = _MOST_STEPS

    def one(self, model: Model, level: int = 0) -> Node | None:
        """A datum of the model, or None."""
        self._left -= 1
        shape = shape_of(model)
        if level > _MOST_LEVELS or self._left < 0 or shape.kind == UNKNOWN:
            return None
        if shape.kind not in CONTAINERS:
            return _leaf_example(shape)
        inner = self._case(shape, level + 1) if shape.kind == "union" else self._all(shape, level + 1)
        if inner is None:
            return None
        if shape.kind == "union":
            return UnionCase(*inner[0])
        if shape.kind in ("struct", "map"):
            return Fields(shape.kind, tuple(inner))
        return Items(shape.kind, tuple(node for _, node in inner))

    def _case(self, shape: Shape, level: int) -> list[tuple[str, Node]] | None:
        cases = ((name, self.one(model, level)) for name, model in shape.parts)
        return next(([(name, node)] for name, node in cases if node is not None), None)

    def _all(self, shape: Shape, level: int) -> list[tuple[str, Node]] | None:
        found: list[tuple[str, Node]] = []
        for name, model in shape.parts if shape.inner is None else (("a", shape.inner),):
            node = self.one(model, level)
            if node is None:
                return None
            found.append((name, node))
        return found


def _leaf_example(shape: Shape) -> Node:
    if shape.kind == "ref":
        return Ref(shape.target, shape.target)
    if shape.kind == "enum":
        return Literal("symbol", shape.symbols[0] if shape.symbols else "")
    return _EXAMPLES.get(shape.kind) or Literal(shape.kind, 0)
