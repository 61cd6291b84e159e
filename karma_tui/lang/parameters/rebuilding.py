"""A tree with some of its nodes changed. Trees may be ten thousand levels deep, so nothing here recurses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from karma_tui.lang.nodes import Node, children
from karma_tui.lang.parts import with_parts

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
        whole = node if same else with_parts(node, parts)
        done.append(after(whole) if after is not None else whole)
    made = done[0]
    assert isinstance(made, type(root)), "the root stays what it is"
    return made
