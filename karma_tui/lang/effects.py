"""What a query would do to an instance: whether it writes, and what of it is dangerous.

Knows the language's four writing functions and nothing of what they mean; `dangers` has a module of
its own and is offered here too, because callers ask both questions together.
"""

from __future__ import annotations

from karma_tui.lang.dangers import Danger, dangers
from karma_tui.lang.nodes import Call, Json, Node, Raw, children

__all__ = ["DESTROYING", "WRITING", "Danger", "dangers", "destroys", "writes"]

WRITING = frozenset({"create", "createMultiple", "update", "delete"})
"""The functions that store or remove records, in both dialects."""

DESTROYING = frozenset({"update", "delete"})
"""Those of them after which something that was there is gone."""

_PLAIN_VALUES = frozenset({"contextual", "static"})


def writes(root: Node) -> bool:
    """Whether a writing function stands anywhere in the query, run or not.

    A server decides the same way and takes its write lock even for a branch that is not taken
    (notes-for-client 40). Calls inside JSON that was kept verbatim count too.
    """
    return _calls(root, WRITING)


def destroys(root: Node) -> bool:
    """Whether a function that changes or deletes records stands anywhere in the query, as `writes`."""
    return _calls(root, DESTROYING)


def _calls(root: Node, names: frozenset[str]) -> bool:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            if node.name in names:
                return True
            if node.name in _PLAIN_VALUES:
                continue
        if isinstance(node, Raw) and _names_one(node.value, names):
            return True
        waiting.extend(children(node))
    return False


def _names_one(value: Json, names: frozenset[str]) -> bool:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if len(part) == 1 and not names.isdisjoint(part):
                return True
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return False
