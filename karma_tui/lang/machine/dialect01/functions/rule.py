"""What a typing rule is, and what rules share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from karma_tui.lang.machine.dialect01.types import one_of
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import ANY, NUMBERS, PRIMS, ListOf, Prim, Type, bare
from karma_tui.lang.nodes import Many, Node, Table

if TYPE_CHECKING:
    from karma_tui.lang.machine.dialect01.infer import Args, Checker

Infer: TypeAlias = "Callable[[Checker, Args, Type], Typed]"

ANY_LIST: Final = ListOf(ANY)
ANY_NUMBER: Final = one_of(tuple([PRIMS[kind] for kind in NUMBERS]))
INTEGER_KINDS: Final = tuple(kind for kind in NUMBERS if kind != "float")


def element(type_: Type) -> Type:
    """The element type of what has been checked to be a list, a set or a map."""
    of: Type = getattr(bare(type_), "of", ANY)
    return of


def entries(node: Node) -> dict[str, Node]:
    """The named entries of an argument."""
    assert isinstance(node, Table)
    return dict(node.entries)


def items(node: Node | None) -> tuple[Node, ...]:
    """The several expressions of an argument; none where it was left out."""
    return node.items if isinstance(node, Many) else ()


def primitive_kind(type_: Type) -> str | None:
    """The kind if the type is one primitive and no other, else None."""
    inner = bare(type_)
    return inner.kind if isinstance(inner, Prim) else None
