"""What the modules of the 0.1 to 1.0 translation share: the scope of a place and the walk they call back.

The walk itself is `to_v1`; values are in `to_v1_values`, functions and their inputs in `to_v1_functions`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from karma_tui.lang.kinds import Kinds
from karma_tui.lang.nodes import Literal, Node
from karma_tui.lang.steps import Steps

NULL = Literal("null", None)
"""The 1.0 null."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be referred to at a place: the input, as an expression, and the names of `do`."""

    input: Node | None = None
    entry: tuple[str, str] | None = None
    """In the body of mapMap: the names of the parameters that hold the input's key and value."""
    bound: dict[str, int] = field(default_factory=dict)
    """For each name of the enclosing `do`, the level at which it is defined; -1 if it needs no input."""
    level: int = 0
    siblings: tuple[str, frozenset[str], Node | None] | None = None
    """In createMultiple: the parameter that holds the refs, their keys, and the model as written."""


class Translator(Protocol):
    """The walk over one 0.1 expression."""

    @property
    def kinds(self) -> Kinds:
        """What is known of the primitives that parts of the expression yield."""

    @property
    def names(self) -> dict[str, str]:
        """The names made up for parameters, by what they are for."""

    def body(self, node: Node, scope: Scope) -> Steps[tuple[Node, ...]]:
        """The statements of a function body."""

    def expression(self, node: Node, scope: Scope, want: str = "") -> Steps[Node]:
        """Any expression; `want` is the primitive that its place gives to a bare literal."""
