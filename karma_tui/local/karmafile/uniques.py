"""The unique parts of an imported model, found by the writer's own rules unless that would take for ever.

Finding them follows every way through the model's labels, of which a hostile model can have more than
there is time for; they are counted first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from karma_tui.lang.machine.types import Recursion, Struct, TupleOf, Type, UnionOf, Unique
from karma_tui.local.faults import unsupported
from karma_tui.local.shape import Uniques, uniques_of

_MOST_STEPS: Final = 100_000
_MOST_UNIQUES: Final = 500


def checked_uniques(model: str, type_: Type) -> Uniques:
    """The uniques of a model's type. Raises StorageError where there are too many ways to them."""
    if not _any_unique(type_):
        return Uniques((), {})
    steps = uniques = 0
    stack: list[tuple[Type, tuple[int, ...]]] = [(type_, ())]
    while stack:
        current, inside = stack.pop()
        steps += 1
        uniques += isinstance(current, Unique)
        if steps > _MOST_STEPS or uniques > _MOST_UNIQUES:
            raise unsupported(f"Model {model} has too many unique parts")
        if isinstance(current, Recursion):
            if id(current) in inside:
                continue
            inside = (*inside, id(current))
        stack.extend([(part, inside) for part in _parts(current)])
    return uniques_of(type_)


def _any_unique(type_: Type) -> bool:
    seen: set[int] = set()
    stack = [type_]
    while stack:
        current = stack.pop()
        if isinstance(current, Unique):
            return True
        if id(current) not in seen:
            seen.add(id(current))
            stack.extend(_parts(current))
    return False


def _parts(type_: Type) -> Iterable[Type]:
    match type_:
        case TupleOf(items):
            return items
        case Struct(parts) | UnionOf(parts):
            return parts.values()
        case Recursion(_, body):
            return (body,)
    inner = getattr(type_, "of", None)
    return () if inner is None else (inner,)
