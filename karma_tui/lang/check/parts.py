"""Statements that have been studied, kept for the next state of the text.

A statement means the same as before if it is the same and the names it uses are. It is then not studied
again: what was noted of its earlier nodes holds for the nodes that stand in their places now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from karma_tui.errors import Span
from karma_tui.lang.check.findings import Names, Note
from karma_tui.lang.check.problem import Problem
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import Type
from karma_tui.lang.nodes import Call, Node, walk


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What a name stood for when a statement began."""

    type: Type | None
    lost: bool


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """A statement as it was studied."""

    node: Node
    notes: Mapping[int, Note]
    problems: tuple[Problem, ...]
    typed: Typed
    outer: Names
    """The names known before it."""
    used: Mapping[str, Known | None]
    """The names that are written in it, and what they stood for; None for what was not known."""
    torn: bool
    """Whether something before it could not be read, which may have defined a name."""
    made: tuple[tuple[str, Known], ...]
    """The names it defined."""
    tears: bool
    """As `torn`, for what comes after it."""
    unknowns: bool
    whole: bool
    """Whether all its problems were kept."""

    def holds(self, known: Mapping[str, Known | None], torn: bool) -> bool:
        """Whether its names stand for the same still."""
        return (
            self.whole
            and torn is self.torn
            and all(_same(before, known[name]) for name, before in self.used.items())
        )


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A statement of the present text, studied now or before."""

    node: Node
    base: Base
    outer: Names

    @property
    def is_new(self) -> bool:
        """Whether it was studied for this state of the text."""
        return self.base.node is self.node

    def note_of(self, node: Node) -> Note | None:
        """What is known of a node inside of it."""
        if self.is_new:
            return self.base.notes.get(id(node))
        for now, before in zip(walk(self.node), walk(self.base.node), strict=False):
            if now is node:
                note = self.base.notes.get(id(before))
                return None if note is None else note._replace(names=self._names(note.names))
        return None

    def problems(self) -> tuple[Problem, ...]:
        """Its problems, placed in the present text."""
        if self.is_new or not self.base.problems:
            return self.base.problems
        spans: dict[Span, Span | None] = {}
        nodes: dict[int, Node] = {}
        for now, before in zip(walk(self.node), walk(self.base.node), strict=False):
            nodes[id(before)] = now
            if before.span is not None:
                spans.setdefault(before.span, now.span)
            if isinstance(before, Call) and isinstance(now, Call) and before.name_span is not None:
                spans.setdefault(before.name_span, now.name_span)
        return tuple(
            replace(
                problem,
                span=None if problem.span is None else spans.get(problem.span, self.node.span),
                blamed=nodes.get(id(problem.blamed), problem.blamed),
            )
            for problem in self.base.problems
        )

    def _names(self, known: Names) -> Names:
        """The names as they were, with those around the statement as they are now."""
        inner = []
        while known is not None and known is not self.base.outer:
            known, name, binding = known
            inner.append((name, binding))
        names = self.outer
        for name, binding in reversed(inner):
            names = (names, name, binding)
        return names


def _same(before: Known | None, now: Known | None) -> bool:
    if before is None or now is None:
        return before is now
    return before.type is now.type and before.lost is now.lost


def aligned(parts: Sequence[Part], body: Sequence[Node]) -> dict[int, Base]:
    """For each statement that was there before, by its place now: how it was studied."""
    found: dict[int, Base] = {}
    shorter = min(len(parts), len(body))
    head = 0
    while head < shorter and _alike(parts[head].base.node, body[head]):
        found[head] = parts[head].base
        head += 1
    shift, tail = len(body) - len(parts), 1
    while tail <= shorter - head and _alike(parts[-tail].base.node, body[-tail]):
        found[len(body) - tail] = parts[len(body) - tail - shift].base
        tail += 1
    return found


def _alike(a: Node, b: Node) -> bool:
    try:
        return a == b
    except RecursionError:  # too deep to be compared
        return False
