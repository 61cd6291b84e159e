"""What the lenient checkers of both dialects share: going on after a refusal, and noting what was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from karma_tui.lang.catalogue import FunctionSpec
from karma_tui.lang.check.findings import Findings, Mismatch, Names
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.raws import problem_of_raw
from karma_tui.lang.check.shapes import Demands, is_orderly
from karma_tui.lang.check.type_walk import softened
from karma_tui.lang.machine.doubt import Doubtful
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import ANY, PRIMS, UNKNOWN, Type, Unknown
from karma_tui.lang.nodes import (
    Call,
    Dialect,
    Fields,
    Flow,
    Function,
    Hole,
    Items,
    Literal,
    Many,
    ModelCase,
    Node,
    Raw,
    Ref,
    Table,
    UnionCase,
    Word,
    children,
)

MISSING: Final = Hole()
"""Stands for an argument that was left out and has no default."""
UNKNOWN_TYPED: Final = Typed("hole", UNKNOWN)
_DATA: Final = (Items, Fields, UnionCase, Ref)
_ROWS: Final = (Many, Table, Flow, ModelCase)


Worded: TypeAlias = Callable[[], tuple[Problem, ...]]
"""Makes problems of what has been found since it was asked last."""


class Noting:
    """Mixed into a machine's checker, which sets `findings`."""

    __slots__ = ()

    dialect: Dialect
    findings: Findings
    specs: Mapping[str, FunctionSpec]
    demands: Mapping[str, Demands]

    def infer(self, node: Node, expected: Type = ANY) -> Typed:
        """The typed form of an expression, unknown where there is none."""
        raise NotImplementedError

    def names(self) -> Names:
        """The names known at this moment."""
        raise NotImplementedError

    def input_type(self) -> Type | None:
        """The type of the implicit input, if there is one."""
        return None

    def by_rule(self, node: Call, spec: FunctionSpec, expected: Type) -> Typed:
        """What the rule of the call's function says; raises Refused."""
        raise NotImplementedError

    def fitting(self, typed: Typed, node: Node, expected: Type) -> Typed:
        """The same if its type fits, else unknown; notes the node in any case."""
        raise NotImplementedError

    def function_inside(self, node: Function) -> None:
        """Look at a function of which no rule has said what it is given."""

    def datum_inside(self, node: Node) -> None:
        """Look at a datum that no rule has looked at."""

    def call(self, node: Call, expected: Type) -> Typed:
        """A call by its rule, unknown if it has none or cannot be asked."""
        names, outer = self.names(), (self.findings.at, self.findings.doubtful)
        self.findings.at, self.findings.doubtful = (outer[0], node), self.findings.is_unknown(expected)
        try:
            typed = self._ruled(node, expected)
        finally:
            self.findings.at, self.findings.doubtful = outer
        if typed is None:
            self.findings.note(node, UNKNOWN, expected, names, self.input_type())
            self.findings.unknowns = True
            return UNKNOWN_TYPED
        return self.fitting(typed, node, expected)

    def _ruled(self, node: Call, expected: Type) -> Typed | None:
        spec = self.specs.get(node.name)
        if spec is None or not is_orderly(node, self.demands[node.name]):
            self.explore(node)
            return None
        try:
            typed = self.by_rule(node, spec, expected)
        except Refused as refused:
            if not self.findings.doubtful or isinstance(refused, Mismatch):
                self.refuse(refused, node, expected)
            self.findings.unknowns = True
            self.explore(node)
            return None
        if node.name == "graphFlow" and not self.findings.world.known:
            return UNKNOWN_TYPED  # a struct of models' ids, which nobody knows
        if not self.findings.doubtful or isinstance(typed.type, Doubtful | Unknown):
            return typed
        return Typed(typed.name, softened(typed.type), typed.args, typed.info, typed.plain)

    def explore(self, node: Node) -> None:
        """Look at all inside of a node that no rule has looked at."""
        self.findings.unknowns = True
        stack = list(reversed(children(node)))
        while stack:
            part = stack.pop()
            if id(part) in self.findings.notes or isinstance(part, Word):
                continue
            if isinstance(part, _ROWS):
                stack.extend(reversed(children(part)))
            elif isinstance(part, Function):
                self.function_inside(part)
            elif isinstance(part, _DATA):
                self.datum_inside(part)
            else:
                self.infer(part, UNKNOWN)

    def verbatim(self, node: Raw, expected: Type) -> Typed:
        """JSON that was not understood, where an expression is wanted."""
        problem = problem_of_raw(node, self.dialect)
        if problem is not None:
            self.findings.found.append(problem)
        return self.unknown(node, expected)

    def unknown(self, node: Node, expected: Type) -> Typed:
        """The typed form of what has none; a literal at least has a type to show."""
        type_ = PRIMS.get(node.kind, UNKNOWN) if isinstance(node, Literal) else UNKNOWN
        if node is not MISSING:
            self.note(node, type_, expected)
        self.findings.unknowns = self.findings.doubtful = True
        return UNKNOWN_TYPED

    def heard(self, typed: Typed) -> Typed:
        """The same; what is unknown of it makes the rule at work doubtful."""
        if self.findings.unknowns and self.findings.is_unknown(typed.type):
            self.findings.doubtful = True
        return typed

    def statement(self, part: Node) -> Typed:
        """A whole statement; one too deep for this process is left alone."""
        self.findings.doubtful = False
        names = self.names()
        try:
            typed = self.infer(part)
        except RecursionError:
            self.findings.found.append(_too_deep(part))
            self.findings.unknowns = True
            typed = UNKNOWN_TYPED
        if id(part) not in self.findings.notes:
            self.findings.note(part, typed.type, ANY, names)
        return typed

    def want(self, node: Node, expected: Type) -> Type:
        """What is wanted at a node, of parts of data too."""
        return self.findings.wanted.get(id(node), ANY) if expected is ANY else expected

    def note(self, node: Node, type_: Type, expected: Type) -> None:
        """Keep what is known of a node."""
        self.findings.note(node, type_, expected, self.names(), self.input_type())

    def refuse(self, refused: Refused, node: Node, expected: Type) -> None:
        """Keep a refusal met at a node."""
        self.findings.refuse(refused, node, expected, self.names(), self.findings.at)

    def blame(self, problem: str, node: Node, expected: Type) -> None:
        """Keep a compilationError that blames a node."""
        self.refuse(light(problem, node), node, expected)


def light(problem: str, blamed: Node) -> Refused:
    """A compilationError whose program nobody has printed."""
    refused = Refused(400, {"compilationError": {"problem": problem}}, problem)
    refused.blamed = blamed
    return refused


def _too_deep(node: Node) -> Problem:
    """The hint that a part of a text is not checked."""
    return Problem(
        Severity.HINT,
        "Nested too deep to be checked",
        "It can be sent all the same.",
        span=node.span,
        blamed=node,
    )
