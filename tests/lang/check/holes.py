"""Unfinished versions of whole queries: a tree in which one node is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from karma_tui.lang.nodes import (
    Call,
    Data,
    Expr,
    Fields,
    Flow,
    Function,
    Hole,
    Items,
    Many,
    ModelCase,
    Node,
    Table,
    UnionCase,
    children,
    walk,
)


def with_hole(root: Node, at: int) -> Node:
    """The tree with its node number `at`, in the order of `walk`, replaced by a hole; for shallow trees."""
    victim = next(node for count, node in enumerate(walk(root)) if count == at)
    return replaced(root, victim, Hole(span=victim.span))


def size(root: Node) -> int:
    """How many nodes a tree has."""
    return sum(1 for _ in walk(root))


def replaced(node: Node, victim: Node, by: Node) -> Node:
    """The tree with one node replaced; for shallow trees."""
    if node is victim:
        return by
    if not children(node):
        return node
    parts: Iterator[Node] = iter([replaced(child, victim, by) for child in children(node)])
    changes: dict[str, Any]
    match node:
        case Call(args=args):
            changes = {"args": tuple(None if arg is None else next(parts) for arg in args)}
        case Function():
            changes = {"body": tuple(parts)}
        case Data():
            changes = {"datum": next(parts)}
        case Expr():
            changes = {"expression": next(parts)}
        case UnionCase():
            changes = {"payload": next(parts)}
        case Items() | Many():
            changes = {"items": tuple(parts)}
        case Fields(fields=entries):
            changes = {"fields": tuple((name, next(parts)) for name, _ in entries)}
        case Table(entries=entries):
            changes = {"entries": tuple((name, next(parts)) for name, _ in entries)}
        case ModelCase():
            changes = {"match": next(parts), "returns": next(parts)}
        case Flow(forward=forward, backward=backward):
            changes = {
                "source": next(parts),
                "forward": None if forward is None else next(parts),
                "backward": None if backward is None else next(parts),
            }
        case _:
            raise TypeError(type(node).__name__)
    return replace(node, **changes)
