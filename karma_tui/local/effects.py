"""Which functions change anything: what decides between a read and a write transaction."""

from __future__ import annotations

from typing import Final

from karma_tui.lang.nodes import Call, Node, walk

WRITES: Final = frozenset({"create", "createMultiple", "update", "delete"})
"""The functions that write records."""


def writes(node: Node) -> bool:
    """Whether an expression writes records, wherever in it."""
    return _calls(node, WRITES)


def has_effects(node: Node) -> bool:
    """Whether evaluating an expression changes anything: records or names."""
    return _calls(node, WRITES | {"define"})


def _calls(node: Node, names: frozenset[str]) -> bool:
    return any(type(part) is Call and part.name in names for part in walk(node))
