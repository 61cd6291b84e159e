"""What tolerant reading gives: the nodes as far as they can be made out, and everything that is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.errors import ExpressionError
from karma_tui.lang.nodes import Dialect, Node
from karma_tui.lang.recognise import Form


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is being typed, read as far as it goes.

    `node` is what the strict reader gives as `Source.root`, a `Function`, with `Hole`s where something is
    missing or makes no sense; None for a text without any content. A call of an unknown function is a
    `Call` of that name with its arguments in the order written. `problems` are in the order in which the
    strict reader would meet them, each with span, line and column; none for a text that it accepts.
    """

    node: Node | None
    problems: tuple[ExpressionError, ...]
    form: Form
    dialect: Dialect
    bare: bool = False
    """Whether the text is JSON of a lone expression, without `{"function": ...}` around it."""
