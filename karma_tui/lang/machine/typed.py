"""The typed tree: what inference hands to the compiler, and the shapes the compiler works with.

It no longer knows how an expression was written (neither dialect nor argument order); each node names
the entry of the function table that made it and that will compile it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from karma_tui.lang.machine.types import Type
from karma_tui.lang.machine.values import Value

Frame: TypeAlias = list[Any]
"""A running function body: the run, the frame around it, then one slot per parameter and definition."""
RUN = 0
OUTER = 1
FIRST_SLOT = 2

Code: TypeAlias = Callable[[Frame], Value]
"""A compiled expression."""
Binder: TypeAlias = Callable[[Frame], Callable[..., Value]]
"""A compiled function: given the frame it is written in, something to call with its arguments."""


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """An expression with its static type.

    `args` are what the compiled form evaluates; `info` is what the typing rule found out for it (a
    field's name, a model id). `plain` promises that the value is never a stored record itself.
    """

    name: str
    type: Type
    args: tuple[TypedArg, ...] = ()
    info: Any = None
    plain: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TypedFunction:
    """A function argument; `slots` counts its parameters and definitions."""

    params: tuple[Type, ...]
    body: tuple[Typed, ...]
    slots: int
    used: tuple[bool, ...] = ()
    """Per parameter whether the body (or a function inside it) reads it."""

    @property
    def type(self) -> Type:
        """The type of the last expression, which is the function's."""
        return self.body[-1].type


TypedArg: TypeAlias = Typed | TypedFunction


class Unset:
    """What a slot holds before its definition has run."""

    __slots__ = ()


UNSET = Unset()
