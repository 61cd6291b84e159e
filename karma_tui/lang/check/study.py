"""The study of one text: its problems, and what is known at each place of it.

    found = study(draft.node, world, draft.dialect)
    found.problems, found.result_type
    found.type_at(offset), found.expected_at(offset), found.names_at(offset), found.call_at(offset)

Offsets are places between characters of the text that the nodes' spans belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from karma_tui.lang.check.findings import Findings, Found, Names, Note, names_of
from karma_tui.lang.check.parts import Part
from karma_tui.lang.check.places import CallPlace, call_around, way_to
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.world import NOWHERE, World
from karma_tui.lang.dangers import dangers
from karma_tui.lang.machine.types import UNKNOWN, Type
from karma_tui.lang.nodes import Dialect, Function, Node
from karma_tui.lang.pausing import collector_paused

_NO_NAMES: Final[Mapping[str, Type]] = MappingProxyType({})


class Study:
    """What was found out about a text. Types are shown by `type_text(type, study.world.names)`."""

    __slots__ = ("_notes", "_parts", "dialect", "problems", "result_type", "root", "world")

    def __init__(
        self,
        root: Node | None,
        world: World,
        dialect: Dialect,
        problems: tuple[Problem, ...] = (),
        notes: Mapping[int, Note] = MappingProxyType({}),
        parts: Sequence[Part] = (),
    ) -> None:
        self.root = root
        self.world = world
        self.dialect = dialect
        self.problems = problems
        """In the order of being found: the first error is the one a server would answer; then warnings."""
        self._notes = notes
        self._parts = parts
        self.result_type: Type = UNKNOWN
        """The static type of the whole expression; unknown if that could not be found out."""
        if root is not None:
            self.result_type = self.type_of(root) or UNKNOWN

    def type_of(self, node: Node) -> Type | None:
        """The type of an expression or a datum of this very tree; None for what has no type."""
        note = self._note_of(node)
        return None if note is None else note.type

    def expected_of(self, node: Node) -> Type | None:
        """The type that is wanted where the node stands (any, where everything is welcome)."""
        note = self._note_of(node)
        return None if note is None else note.expected

    def type_at(self, offset: int) -> Type | None:
        """The type of the innermost expression around a place."""
        note = self._note_at(offset)
        return None if note is None else note.type

    def expected_at(self, offset: int) -> Type | None:
        """What is wanted of the innermost expression around a place."""
        note = self._note_at(offset)
        return None if note is None else note.expected

    def names_at(self, offset: int) -> Mapping[str, Type]:
        """The names that may be used at a place, the nearest first: parameters and definitions so far.

        In dialect 0.1 these are the names of `bind`.
        """
        if self.root is None:
            return _NO_NAMES
        known: Names = None
        for node in way_to(self.root, offset):
            note = self._note_of(node)
            if note is not None:
                known = self._names_before(node, offset) or note.names
        return names_of(known)

    def input_at(self, offset: int) -> Type | None:
        """Dialect 0.1: the type of `arg()` at a place; None where there is none."""
        note = self._note_at(offset)
        return None if note is None else note.input

    def call_at(self, offset: int) -> CallPlace | None:
        """The innermost call around a place and the parameter it belongs to."""
        return None if self.root is None else call_around(self.root, offset, self.dialect)

    def _names_before(self, node: Node, offset: int) -> Names:
        """What the statements of a function that end before a place leave known."""
        if not isinstance(node, Function):
            return None
        ended = [part for part in node.body if part.span is not None and part.span.end < offset]
        note = self._note_of(ended[-1]) if ended else None
        return None if note is None else note.names

    def _note_at(self, offset: int) -> Note | None:
        found: Note | None = None
        if self.root is not None:
            for node in way_to(self.root, offset):
                found = self._note_of(node) or found
        return found

    def _note_of(self, node: Node) -> Note | None:
        known = self._notes.get(id(node))
        if known is not None:
            return known
        for part in self._parts:
            if not part.is_new and _surrounds(part.node, node):
                found = part.note_of(node)
                if found is not None:
                    return found
        return None


def _surrounds(outer: Node, inner: Node) -> bool:
    a, b = outer.span, inner.span
    return a is None or b is None or (a.start <= b.start and b.end <= a.end)


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
    earlier state of the text: statements that have not changed since are not studied again.
    """
    if node is None:
        return Study(None, world, dialect)
    with collector_paused(node.span.end - node.span.start if node.span is not None else 0):
        return _studied(node, Findings(world, should_stop), dialect, before)


def _studied(node: Node, findings: Findings, dialect: Dialect, before: Study | None) -> Study:
    world = findings.world
    root = node if isinstance(node, Function) else Function((), (node,), span=node.span)
    words = _Words(findings, dialect)
    if dialect is Dialect.V01:
        # Not at the top, and so below: a text is of one dialect, and does without the rules of the other.
        from karma_tui.lang.check.lenient01 import LenientChecker01

        LenientChecker01(findings).query(root)
        return Study(root, world, dialect, (*words(), *_dangers(root, dialect)), findings.notes)
    from karma_tui.lang.check.whole import QueryChecker

    usable = before is not None and before.world is world and before.dialect is dialect
    whole, parts = QueryChecker(findings).query(root, before._parts if before and usable else (), words)
    problems = dict.fromkeys([*whole, *[problem for part in parts for problem in part.problems()]])
    notes = {id(root): findings.notes[id(root)]}
    for part in parts:
        if part.is_new:
            notes.update(part.base.notes)
    return Study(root, world, dialect, (*problems, *_dangers(root, dialect)), notes, parts)


class _Words:
    """Makes problems of what has been found since it was asked last."""

    __slots__ = ("_findings", "_told", "_wording")

    def __init__(self, findings: Findings, dialect: Dialect) -> None:
        from karma_tui.lang.check.wording import Wording

        self._findings = findings
        self._wording = Wording(findings, dialect)
        self._told = 0

    def __call__(self) -> tuple[Problem, ...]:
        problems: dict[Problem, None] = {}
        for item in self._findings.found[self._told :]:
            self._findings.look()
            for problem in self._wording.problems(item) if isinstance(item, Found) else [item]:
                problems.setdefault(problem)
        self._told = len(self._findings.found)
        return tuple(problems)


def _dangers(root: Function, dialect: Dialect) -> Iterator[Problem]:
    for danger in dangers(root, dialect):
        severity = Severity.ERROR if danger.fatal else Severity.WARNING
        yield Problem(severity, danger.message, "", danger.hint, danger.span)
