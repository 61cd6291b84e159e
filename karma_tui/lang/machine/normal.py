"""The normal form of expressions: how the real server shows them in errors and stores them (spec 3).

Primitive shorthands become `data`, `and`/`or` of one item becomes the item. No recursion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from karma_tui.lang.nodes import (
    Call,
    Data,
    Expr,
    Fields,
    Flow,
    Function,
    Items,
    Literal,
    Many,
    ModelCase,
    Node,
    Raw,
    Ref,
    Table,
    UnionCase,
    children,
)

_DATA = (Data, Items, Fields, UnionCase)


def normalised(node: Node, *, for_error: bool = False) -> Node:
    """The normal form of an expression or a function; in errors the ids of a ref are shown as strings."""
    done: list[Node] = []
    stack: list[tuple[Node, bool, bool]] = [(node, False, False)]
    while stack:
        current, is_datum, visited = stack.pop()
        parts = children(current)
        if visited:
            count = len(parts)
            made = done[len(done) - count :]
            del done[len(done) - count :]
            shown = for_error and isinstance(current, Ref)
            done.append(_shown_ref(current) if shown else _rebuilt(current, made, is_datum))
            continue
        stack.append((current, is_datum, True))
        inner_is_datum = isinstance(current, _DATA)
        stack.extend([(part, inner_is_datum, False) for part in reversed(parts)])
    return done[0]


def _shown_ref(node: Node) -> Node:
    assert isinstance(node, Ref)
    return Raw({"ref": [{"string": node.model}, {"string": node.record}]}, span=node.span)


def _rebuilt(node: Node, parts: Sequence[Node], is_datum: bool) -> Node:
    match node:
        case Literal() if not is_datum:
            return Data(node, span=node.span)
        case Call():
            return _call(node, parts)
        case Function():
            return replace(node, body=tuple(parts))
        case Data():
            return replace(node, datum=parts[0])
        case Expr():
            return replace(node, expression=parts[0])
        case UnionCase():
            return replace(node, payload=parts[0])
        case Items() | Many():
            return replace(node, items=tuple(parts))
        case Fields():
            return replace(node, fields=tuple(zip([name for name, _ in node.fields], parts, strict=True)))
        case Table():
            return replace(node, entries=tuple(zip([name for name, _ in node.entries], parts, strict=True)))
        case ModelCase():
            return replace(node, match=parts[0], returns=parts[1])
        case Flow():
            given = iter(parts)
            source = next(given)
            forward = next(given) if node.forward is not None else None
            return Flow(source, forward, next(given) if node.backward is not None else None, span=node.span)
    return node


def _call(node: Call, parts: Sequence[Node]) -> Node:
    if (
        node.name in ("and", "or")
        and len(parts) == 1
        and isinstance(parts[0], Many)
        and len(parts[0].items) == 1
    ):
        return parts[0].items[0]
    given = iter(parts)
    args = tuple([None if arg is None else next(given) for arg in node.args])
    return replace(node, args=args)
