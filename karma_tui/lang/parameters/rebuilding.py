"""A tree with some of its nodes changed. Trees may be ten thousand levels deep, so nothing here recurses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

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
    children,
)

N = TypeVar("N", bound=Node)
Change = Callable[[Node], Node | None]


def rebuilt(root: N, instead: Change | None, after: Callable[[Node], Node] | None = None) -> N:
    """The tree with what `instead` gives in place of a node (None: the node stays), asked from the root down.

    What was put in is not looked into. `after` is given each node that stays, its parts already done.
    Parts in which nothing changes are the very same objects.
    """
    done: list[Node] = []
    stack: list[tuple[Node, int]] = [(root, -1)]
    while stack:
        node, count = stack.pop()
        if count < 0:
            other = instead(node) if instead is not None else None
            if other is not None:
                done.append(other)
                continue
            inner = children(node)
            stack.append((node, len(inner)))
            stack.extend((part, -1) for part in reversed(inner))
            continue
        parts = done[len(done) - count :] if count else []
        del done[len(done) - count :]
        same = all(new is old for new, old in zip(parts, children(node), strict=True))
        whole = node if same else _with(node, parts)
        done.append(after(whole) if after is not None else whole)
    made = done[0]
    assert isinstance(made, type(root)), "the root stays what it is"
    return made


def _with(node: Node, parts: list[Node]) -> Node:
    """The node with other parts, in the order of `children`."""
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
    raise AssertionError(f"a {type(node).__name__} has no parts")
