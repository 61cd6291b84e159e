"""The study of one text: its problems, and what is known at each place of it.

    found = study(draft.node, world, draft.dialect)
    found.problems, found.result_type
    found.type_at(offset), found.expected_at(offset), found.names_at(offset), found.call_at(offset)

Offsets are places between characters of the text that the nodes' spans belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from karma_tui.lang.check.places import CallPlace, call_around
from karma_tui.lang.check.problem import Problem
from karma_tui.lang.check.world import NOWHERE, World
from karma_tui.lang.machine.types import UNKNOWN, Type
from karma_tui.lang.nodes import Dialect, Node


class Study:
    """What was found out about a text. Types are shown by `type_text(type, study.world.names)`."""

    __slots__ = ("dialect", "problems", "result_type", "root", "world")

    def __init__(
        self, root: Node | None, world: World, dialect: Dialect, problems: tuple[Problem, ...], result: Type
    ) -> None:
        self.root = root
        self.world = world
        self.dialect = dialect
        self.problems = problems
        """In the order of being found: the first error is the one a server would answer."""
        self.result_type = result
        """The static type of the whole expression; unknown if that could not be found out."""

    def type_of(self, node: Node) -> Type | None:
        """The type of an expression or a datum of this very tree; None for what has no type."""
        return None

    def expected_of(self, node: Node) -> Type | None:
        """The type that is wanted where the node stands (any, where everything is welcome)."""
        return None

    def type_at(self, offset: int) -> Type | None:
        """The type of the innermost expression around a place."""
        return None

    def expected_at(self, offset: int) -> Type | None:
        """What is wanted of the innermost expression around a place."""
        return None

    def names_at(self, offset: int) -> Mapping[str, Type]:
        """The names that may be used at a place, the nearest first: parameters and definitions so far.

        In dialect 0.1 these are the names of `bind`.
        """
        return MappingProxyType({})

    def input_at(self, offset: int) -> Type | None:
        """Dialect 0.1: the type of `arg()` at a place; None where there is none."""
        return None

    def call_at(self, offset: int) -> CallPlace | None:
        """The innermost call around a place and the parameter it belongs to."""
        return None if self.root is None else call_around(self.root, offset, self.dialect)


def study(
    node: Node | None,
    world: World = NOWHERE,
    dialect: Dialect = Dialect.V1,
    *,
    should_stop: Callable[[], bool] | None = None,
    before: Study | None = None,
) -> Study:
    """Study a query (or any expression), holes and all.

    `should_stop` is asked now and then; once it says yes, `Cancelled` is raised. `before` is the study of an
    earlier state of the text: what has not changed since is not studied again.
    """
    return Study(node, world, dialect, (), UNKNOWN)
