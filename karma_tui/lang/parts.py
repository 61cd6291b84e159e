"""A node with other parts: what every change of a tree is made of, once for all of them."""

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
    Many,
    ModelCase,
    Node,
    Table,
    UnionCase,
)


def with_parts(node: Node, parts: Sequence[Node]) -> Node:
    """The node with other parts, as many as it has, in the order of `children`; what has none is itself."""
    rest = iter(parts)

    def some(old: tuple[Node | None, ...]) -> tuple[Node | None, ...]:
        return tuple(None if it is None else next(rest) for it in old)

    match node:
        case Call():
            return replace(node, args=some(node.args))
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
            return replace(node, fields=tuple((key, next(rest)) for key, _ in node.fields))
        case Table():
            return replace(node, entries=tuple((key, next(rest)) for key, _ in node.entries))
        case Flow():
            source, forward, backward = some((node.source, node.forward, node.backward))
            assert source is not None, "it had one"
            return replace(node, source=source, forward=forward, backward=backward)
        case ModelCase():
            return replace(node, match=parts[0], returns=parts[1])
    return node
