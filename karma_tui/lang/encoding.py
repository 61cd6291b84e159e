"""Nodes to the JSON of either dialect.

Printing is the same walk for both: the catalogue says how a call's arguments are laid out, and the
node classes say the rest. Reading is not, and lives in `json10` and `json01`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from karma_tui.lang.catalogue import Catalogue, FunctionSpec
from karma_tui.lang.nodes import (
    Call,
    Data,
    Expr,
    Fields,
    Flow,
    Function,
    Items,
    Json,
    Literal,
    Many,
    ModelCase,
    Node,
    Raw,
    Ref,
    Table,
    UnionCase,
    Word,
)
from karma_tui.lang.steps import Steps

Note: TypeAlias = Callable[[Node, Json], Json]
"""Sees every node with its JSON, children before parents, and gives the JSON to use in its place."""


def encode(node: Node, known: Catalogue, note: Note | None = None) -> Steps[Json]:
    """A walk that returns the JSON of a node; a call of an unknown function raises ValueError."""
    value = yield from _plain(node, known, note)
    return value if note is None else note(node, value)


def _plain(node: Node, known: Catalogue, note: Note | None) -> Steps[Json]:
    match node:
        case Literal(kind=kind, value=value):
            return {kind: value} if kind else value
        case Call():
            return (yield from _call(node, known, note))
        case Word(value=value) | Raw(value=value):
            return value
        case Function(params=params, body=body):
            return {"function": [list(params), (yield from _all(body, known, note))]}
        case Data(datum=inner):
            return {"data": (yield encode(inner, known, note))}
        case Expr(expression=inner):
            return {"expr": (yield encode(inner, known, note))}
        case Items(kind=kind, items=items):
            return {kind: (yield from _all(items, known, note))}
        case Fields(kind=kind, fields=entries):
            return {kind: (yield from _object(entries, known, note))}
        case UnionCase(case=case, payload=inner):
            return {"union": [case, (yield encode(inner, known, note))]}
        case Ref(model=model, record=record):
            return {"ref": [model, record]}
        case Many(items=items):
            return (yield from _all(items, known, note))
        case Table(entries=entries):
            return (yield from _object(entries, known, note))
        case Flow() | ModelCase():
            return (yield from _row(node, known, note))
    raise ValueError(f"no JSON for a {type(node).__name__}")


def _all(nodes: tuple[Node, ...], known: Catalogue, note: Note | None) -> Steps[list[Json]]:
    found: list[Json] = []
    for node in nodes:
        found.append((yield encode(node, known, note)))
    return found


def _object(
    entries: tuple[tuple[str, Node], ...], known: Catalogue, note: Note | None
) -> Steps[dict[str, Json]]:
    found: dict[str, Json] = {}
    for key, node in entries:
        found[key] = yield encode(node, known, note)
    return found


def _row(node: Flow | ModelCase, known: Catalogue, note: Note | None) -> Steps[dict[str, Json]]:
    parts: tuple[tuple[str, Node | None], ...]
    if isinstance(node, Flow):
        parts = (("from", node.source), ("forward", node.forward), ("backward", node.backward))
    else:
        parts = (("match", node.match), ("return", node.returns))
    return (yield from _object(tuple((key, part) for key, part in parts if part is not None), known, note))


def _call(node: Call, known: Catalogue, note: Note | None) -> Steps[Json]:
    spec = known.get(node.name)
    if spec is None:
        raise ValueError(f"the catalogue of dialect {known.dialect} has no function {node.name}")
    if _in_short_form(spec, node):
        return {node.name: (yield encode(_given(node)[0], known, note))}
    if spec.shape in ("struct", "empty"):
        ordered = ((name, node.args[at]) for name, at in zip(spec.order, spec.layout, strict=True))
        entries = tuple((name, arg) for name, arg in ordered if arg is not None)
        return {node.name: (yield from _object(entries, known, note))}
    if spec.shape == "tuple":
        return {node.name: (yield from _all(tuple(_given(node)), known, note))}
    return {node.name: (yield encode(_given(node)[0], known, note))}


def _given(node: Call) -> list[Node]:
    return [arg for arg in node.args if arg is not None]


def _in_short_form(spec: FunctionSpec, node: Call) -> bool:
    """Whether a 0.1 call is written with a bare string: a word is its only argument."""
    given = _given(node)
    return bool(spec.short) and len(given) == 1 and isinstance(given[0], Word)
