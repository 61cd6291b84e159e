"""The fewest bytes that values of a type take, to tell a count from a lie (spec dump-format 8)."""

from __future__ import annotations

from karma_tui.lang.machine.types import Annotated, Prim, Recursion, RefTo, Struct, TupleOf, Type, Unique
from karma_tui.local.karmafile.primitives import WIDTHS

_ID = 16


class Widths:
    """Widths of types, those of recursions remembered; a recursion within itself counts as nothing."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def of(self, type_: Type) -> int:
        """The least width in bytes."""
        match type_:
            case Unique(of) | Annotated(_, of):
                return self.of(of)
            case Prim(kind):
                return WIDTHS.get(kind, 1)
            case RefTo():
                return _ID
            case TupleOf(items):
                return sum([self.of(of) for of in items])
            case Struct(fields):
                return sum([self.of(of) for of in fields.values()])
            case Recursion(_, body):
                if id(type_) not in self._known:
                    self._known[id(type_)] = 0
                    self._known[id(type_)] = self.of(body)
                return self._known[id(type_)]
        return 1
