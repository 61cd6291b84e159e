"""A whole query of dialect 1.0, statement by statement: what is as it was before is not checked again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from karma_tui.lang.check.findings import MOST_PROBLEMS
from karma_tui.lang.check.lenient import LenientChecker
from karma_tui.lang.check.likely import likely_wrong
from karma_tui.lang.check.noting import UNKNOWN_TYPED, Worded
from karma_tui.lang.check.parts import Base, Known, Part, aligned
from karma_tui.lang.check.problem import Problem
from karma_tui.lang.machine.types import ANY
from karma_tui.lang.nodes import Function, Node


class Checked(NamedTuple):
    """A query that was checked: the problems of the whole, and the statements with theirs."""

    problems: tuple[Problem, ...]
    parts: list[Part]


class QueryChecker(LenientChecker):
    """A `LenientChecker` for the statements of a query."""

    __slots__ = ()

    def query(self, node: Function, before: Sequence[Part], worded: Worded) -> Checked:
        """Check a whole query, save what is as it was `before`; `worded` makes problems of what is found."""
        if node.params:
            self.blame(f"expected function of 0 parameters, have {len(node.params)}", node, ANY)
        elif not node.body:
            self.blame("missing function body", node, ANY)
        for name, type_ in self.findings.world.given.items():
            self.scope.bind(name, type_)
        for name in node.params:
            self.scope.bind(name, None)
        start, typed, heading = self.scope.known, UNKNOWN_TYPED, worded()
        known_before = {} if node.params else aligned(before, node.body)
        parts: list[Part] = []
        told = len(heading)
        for at, statement in enumerate(node.body):
            base, outer = known_before.get(at), self.scope.known
            if base is not None and base.holds(self._known(base.used, ()), self.scope.torn):
                self._adopt(base)
            else:
                base = self._studied(statement, worded)
            parts.append(Part(statement, base, outer))
            typed = base.typed
            self.scope.read(statement)
            told += len(base.problems)
            if told >= MOST_PROBLEMS:
                typed = UNKNOWN_TYPED
                break
        self.findings.note(node, typed.type, ANY, start)
        return Checked(heading, parts)

    def _studied(self, statement: Node, worded: Worded) -> Base:
        """Check a statement and keep all that is known of it."""
        findings, scope = self.findings, self.scope
        findings.begin()
        outer, torn, first = scope.known, scope.torn, len(scope.made)
        typed = self.statement(statement)
        made = scope.made[first:]
        return Base(
            statement,
            findings.notes,
            (*worded(), *likely_wrong(statement, findings.notes, findings.world.names)),
            typed,
            outer,
            self._known(findings.used, [name for name, _ in made]),
            torn,
            tuple([(name, Known(binding.type, binding.lost)) for name, binding in made]),
            scope.torn,
            findings.unknowns,
            not findings.full,
        )

    def _adopt(self, base: Base) -> None:
        """Go on as if the statement had been checked again."""
        for name, known in base.made:
            self.scope.bind(name, known.type).lost = known.lost
            if known.lost and self.scope.known is not None:
                self.scope.known = self.scope.known[0]
        self.scope.torn |= base.tears
        self.findings.unknowns |= base.unknowns

    def _known(self, names: Iterable[str], made: Collection[str]) -> dict[str, Known | None]:
        """What names stood for before those of the statement were `made`."""
        found: dict[str, Known | None] = {}
        for name in names:
            binding = None if name in made else self.scope.names.get(name)
            found[name] = None if binding is None else Known(binding.type, binding.lost)
        return found
