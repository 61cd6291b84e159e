"""Which node of a tree a place in the text belongs to; spans only, no types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.nodes import Call, Dialect, Hole, Many, Node, children


@dataclass(frozen=True, slots=True)
class CallPlace:
    """The innermost call around a place, and the parameter that the place belongs to."""

    call: Call
    spec: FunctionSpec
    parameter: int
    """Index in `spec.params`; -1 where the place belongs to none, on the function's name for one."""


def holds(node: Node, offset: int) -> bool:
    """Whether a place, between two characters, lies in a node or at its edge."""
    return node.span is not None and node.span.start <= offset <= node.span.end


def way_to(root: Node, offset: int) -> Iterator[Node]:
    """The nodes around a place, outermost first, one for each level of the tree.

    Where two meet, a hole is preferred, then the one that the place is the end of: it is being typed.
    """
    current: Node | None = root
    while current is not None:
        yield current
        found = [child for child in children(current) if holds(child, offset)]
        current = min(found, key=_size, default=None)


def _size(node: Node) -> tuple[bool, int]:
    assert node.span is not None
    return not isinstance(node, Hole), node.span.end - node.span.start


def call_around(root: Node, offset: int, dialect: Dialect) -> CallPlace | None:
    """The innermost call of a known function, written as a call, around a place."""
    known = catalogue(dialect)
    found: CallPlace | None = None
    for node in way_to(root, offset):
        if isinstance(node, Call) and node.name_span is not None and holds(node, offset):
            spec = known.get(node.name)
            if spec is not None and not _is_plain_name(node):
                found = CallPlace(node, spec, _parameter(node, spec, offset))
    return found


def _is_plain_name(node: Call) -> bool:
    """Whether it is sugar without parentheses: a name, or `let`."""
    return node.name in ("scope", "define") and node.name_span is not None and _is_sugar(node)


def _is_sugar(node: Call) -> bool:
    first = node.args[0] if node.args else None
    return node.span == node.name_span or (first is not None and first.span is None)


def _parameter(node: Call, spec: FunctionSpec, offset: int) -> int:
    """The parameter that a place within a call belongs to."""
    if not spec.params or (node.name_span is not None and offset <= node.name_span.end):
        return -1
    if spec.params[0].variadic:
        return 0
    written = sorted(
        (arg.span.start, at)
        for at, arg in enumerate(node.args)
        if arg is not None and arg.span is not None and not isinstance(arg, Many)
    )
    before = -1
    for start, at in written:
        arg = node.args[at]
        assert arg is not None and arg.span is not None
        if holds(arg, offset):
            return at
        if start <= offset:
            before = at
    after = before + 1
    return after if after < len(spec.params) else before
