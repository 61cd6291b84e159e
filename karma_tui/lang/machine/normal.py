"""The normal form of expressions: how the real server shows them in errors and stores them (spec 3).

Primitive shorthands become `data`, `and`/`or` of one item becomes the item. No recursion.
"""

from __future__ import annotations

from collections.abc import Sequence

from karma_tui.lang.nodes import Call, Data, Fields, Items, Literal, Many, Node, Raw, Ref, UnionCase, children
from karma_tui.lang.parts import with_parts

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
        case Call(name="and" | "or") if len(parts) == 1:
            items = parts[0]
            if isinstance(items, Many) and len(items.items) == 1:
                return items.items[0]
    return with_parts(node, parts)
