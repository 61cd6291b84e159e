"""What a checker notes down on its way through a tree: types, wants and names at each node, and problems."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from karma_tui.errors import Cancelled
from karma_tui.lang.check.problem import Problem
from karma_tui.lang.check.type_walk import has_unknown, softened
from karma_tui.lang.check.world import World
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.scope import Binding
from karma_tui.lang.machine.types import ANY, UNKNOWN, Type
from karma_tui.lang.nodes import Call, Node

Names: TypeAlias = "tuple[Names, str, Binding] | None"
"""The names known at a place as links, the latest first: a copy at each node would be quadratic."""

Calls: TypeAlias = "tuple[Calls, Call] | None"
"""A call and those around it, as links outwards."""

MOST_PROBLEMS: Final = 500
"""Problems of one text; what is beyond them is left for when these are mended."""

_ASKED_EVERY: Final = 64
"""Nodes between two looks at whether somebody wants the study to stop."""


def names_of(known: Names, most: int = sys.maxsize) -> dict[str, Type]:
    """The names with their types, the latest first; a parameter that nobody has used is unknown.

    No more than the latest `most`.
    """
    found: dict[str, Type] = {}
    while known is not None and len(found) < most:
        known, name, binding = known
        found.setdefault(name, UNKNOWN if binding.type is None else binding.type)
    return found


class Note(NamedTuple):
    """What is known of one node."""

    type: Type
    expected: Type
    names: Names
    input: Type | None = None
    """Dialect 0.1: the type of `arg()` there."""


class Mismatch(Refused):
    """A type that does not fit, with both types."""

    def __init__(self, actual: Type, expected: Type, blamed: Node) -> None:
        super().__init__(400, None, "type checking failed")
        self.actual = actual
        self.expected = expected
        self.blamed = blamed


class Consequence(Refused):
    """A refusal that merely follows from something unknown; nobody is told."""

    def __init__(self) -> None:
        super().__init__(400, None, "unknown")


@dataclass(frozen=True, slots=True)
class Found:
    """A refusal, the node at which it was met, and the type that was wanted there."""

    refused: Refused
    node: Node
    expected: Type
    names: Names
    calls: Calls
    """The call whose argument the node is, or at which it was met, and the calls around that one."""

    @property
    def call(self) -> Call | None:
        """The innermost of the calls."""
        return None if self.calls is None else self.calls[1]


class Findings:
    """Notes by the identity of their nodes, which the tree keeps alive."""

    __slots__ = (
        "_known",
        "_should_stop",
        "_softened",
        "_visits",
        "at",
        "doubtful",
        "found",
        "notes",
        "unknowns",
        "used",
        "wanted",
        "world",
    )

    def __init__(self, world: World, should_stop: Callable[[], bool] | None) -> None:
        self.world = world
        self.notes: dict[int, Note] = {}
        self.wanted: dict[int, Type] = {}
        """What is wanted of parts of data, of which inference asks nothing before the whole is typed."""
        self.found: list[Found | Problem] = []
        self.used: set[str] = set()
        """The names that the statement at hand asks for or defines."""
        self.unknowns = not world.known
        """Whether anything has been unknown so far."""
        self.at: Calls = None
        """The call whose rule is at work, and the calls around it."""
        self.doubtful = False
        """Whether something unknown has reached that rule: what it refuses may follow from that alone."""
        self._known: dict[int, tuple[Type, bool]] = {}
        self._softened: dict[int, tuple[Type, Type]] = {}
        self._should_stop = should_stop
        self._visits = 0

    @property
    def full(self) -> bool:
        """Whether no more problems are told."""
        return len(self.found) >= MOST_PROBLEMS

    def begin(self) -> None:
        """Forget what belongs to the statement before."""
        self.notes, self.wanted, self.used = {}, {}, set()

    def visit(self) -> None:
        """Called once per node; raises Cancelled when the study is to stop."""
        self._visits += 1
        if self._visits % _ASKED_EVERY == 0:
            self.look()

    def look(self) -> None:
        """Raises Cancelled when the study is to stop; for what takes longer than a node does."""
        if self._should_stop is not None and self._should_stop():
            raise Cancelled("The check was stopped")

    def note(self, node: Node, type_: Type, expected: Type, names: Names, input_: Type | None = None) -> None:
        """Keep what is known of a node."""
        if expected is ANY:
            expected = self.wanted.get(id(node), ANY)
        self.notes[id(node)] = Note(type_, expected, names, input_)

    def refuse(self, refused: Refused, node: Node, expected: Type, names: Names, calls: Calls) -> None:
        """Keep a refusal that was met at a node, unless it says nothing of its own."""
        if not isinstance(refused, Consequence) and not self.full:
            self.found.append(Found(refused, node, expected, names, calls))

    def is_unknown(self, type_: Type) -> bool:
        """Whether any part of a type is unknown; each type is looked at once."""
        if not self.unknowns:
            return False
        known = self._known.get(id(type_))
        if known is None:
            known = self._known[id(type_)] = (type_, has_unknown(type_))
        return known[1]

    def softened(self, type_: Type) -> Type:
        """The type in doubt; of a type that thousands of functions are given it is made once."""
        made = self._softened.get(id(type_))
        if made is None:
            made = self._softened[id(type_)] = (type_, softened(type_))
        return made[1]
