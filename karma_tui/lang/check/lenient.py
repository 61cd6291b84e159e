"""The machine's checker of dialect 1.0, made to go on: what is missing or wrong is unknown, and noted.

Every rule is the machine's own. A refusal is kept with the expression to blame, and the expression counts
as unknown from there; what is refused only because something is unknown is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.check.findings import Consequence, Findings, Mismatch, Names
from karma_tui.lang.check.misfits import meant
from karma_tui.lang.check.named_scope import NamedScope
from karma_tui.lang.check.noting import MISSING, UNKNOWN_TYPED, Noting, light
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.shapes import demands
from karma_tui.lang.check.type_walk import without_refs
from karma_tui.lang.check.wants import BRANCHING, spare_fields, want_branches, want_parts
from karma_tui.lang.machine.functions import TABLE
from karma_tui.lang.machine.functions.rule import text
from karma_tui.lang.machine.infer import Args, Checker
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.relations import fits
from karma_tui.lang.machine.scope import Scope
from karma_tui.lang.machine.typed import FIRST_SLOT, Typed, TypedFunction
from karma_tui.lang.machine.types import ANY, UNKNOWN, Const, Type, UnionOf, opened
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Expr,
    Function,
    Hole,
    Literal,
    Node,
    Raw,
    Table,
    Word,
    walk,
)

_SPECS: Final = catalogue(Dialect.V1).by_name
_PARAMS: Final = {name: tuple(param.name for param in spec.params) for name, spec in _SPECS.items()}
_WRITING: Final = ("create", "createMultiple", "update")


class LenientArgs(Args):
    """A call's arguments; what was left out is unknown, and nothing is printed for a refusal."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Node:
        node = self._by_name[name]
        return MISSING if node is None else node

    def refuse(self, problem: str, blamed: Node | None = None) -> Refused:
        """A refusal that blames an argument, or the call."""
        return light(problem, blamed or self.call)


class LenientChecker(Noting, Checker):
    """A `Checker` that notes everything in `findings` and refuses nothing."""

    __slots__ = ("_again", "findings")

    dialect = Dialect.V1
    specs = _SPECS
    demands = demands(catalogue(Dialect.V1))
    scope: NamedScope

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings.world)
        self.scope = NamedScope(None)
        self.findings = findings
        self._again = False

    def infer(self, node: Node, expected: Type = ANY) -> Typed:
        """The typed form of an expression, unknown where there is none."""
        self.findings.visit()
        try:
            if type(node) is Call:
                return self.heard(self.call(node, expected))
            if isinstance(node, Hole):
                return self.unknown(node, expected)
            if isinstance(node, Raw):
                return self.verbatim(node, expected)
            if isinstance(node, Data):
                if isinstance(node.datum, Hole | Raw):
                    return self.part(node.datum, expected)
                self._want_parts(node.datum, self.want(node, expected))
            elif isinstance(node, Expr):
                self.findings.wanted[id(node.expression)] = self.want(node, expected)
            typed = Checker.infer(self, node, expected)
        except Refused as refused:
            self.refuse(refused, node, expected)
            return self.unknown(node, expected)
        if id(node) not in self.findings.notes:
            self.note(node, typed.type, expected)
        if isinstance(node, Data):
            self.note(node.datum, self.findings.notes[id(node)].type, expected)
        return self.heard(typed)

    def part(self, datum: Node, expected: Type) -> Typed:
        """A datum inside a datum."""
        self.findings.visit()
        if isinstance(datum, Hole):
            return self.unknown(datum, expected)
        if isinstance(datum, Raw):
            return self.verbatim(datum, expected)
        self._want_parts(datum, self.want(datum, expected))
        try:
            typed = Checker.part(self, datum, expected)
        except Refused as refused:
            self.refuse(refused, datum, expected)
            return self.unknown(datum, expected)
        self.note(datum, typed.type, expected)
        return self.heard(typed)

    def checked(self, typed: Typed, node: Node, expected: Type) -> Typed:
        """The typed expression if its type fits, else unknown; noted in any case."""
        self.note(node, typed.type, expected)
        if expected is ANY or fits(typed.type, expected):
            return typed
        self.refuse(self.mismatch(typed.type, expected, node), node, expected)
        self.findings.unknowns = True
        return UNKNOWN_TYPED

    fitting = checked

    def mismatch(self, actual: Type, expected: Type, node: Node) -> Refused:
        """Why a type does not fit, unless only because it is unknown."""
        unknown = self.findings.is_unknown(actual) or self.findings.is_unknown(expected)
        if unknown and fits(actual, expected):
            return Consequence()
        if not self.findings.world.known and fits(without_refs(actual), without_refs(expected)):
            return Consequence()
        return Mismatch(actual, expected, node)

    def literal_mismatch(self, literal: Literal, actual: Const, expected: Type) -> Refused:
        """Why a literal does not fit."""
        return self.mismatch(actual, expected, literal)

    def function(
        self, node: Node | None, params: Sequence[Type | None], expected: Type = ANY
    ) -> tuple[TypedFunction, tuple[Type | None, ...]]:
        """A function argument, however unfinished."""
        if self.findings.doubtful:
            params = [UNKNOWN if type_ is None else self.findings.softened(type_) for type_ in params]
        if not isinstance(node, Function):
            if node is not None and not isinstance(node, Hole):
                self.blame("a function is wanted here", node, expected)
                if not isinstance(node, Raw):
                    self.infer(node, UNKNOWN)
            self.findings.unknowns = self.findings.doubtful = True
            types = tuple([UNKNOWN if type_ is None else type_ for type_ in params])
            return TypedFunction(types, (UNKNOWN_TYPED,), 0, (True,) * len(types)), types
        have = len(node.params)
        if have != len(params):
            self.blame(f"expected function of {len(params)} parameters, have {have}", node, expected)
            params = [UNKNOWN] * have
            self.findings.unknowns = True
        elif not node.body:
            self.blame("missing function body", node, expected)
        return self._body(node, params, expected)

    def _body(
        self, node: Function, params: Sequence[Type | None], expected: Type
    ) -> tuple[TypedFunction, tuple[Type | None, ...]]:
        outer, self.scope = self.scope, NamedScope(self.scope, known=self.scope.known)
        doubtful = self.findings.doubtful
        try:
            bindings = [self.scope.bind(name, type_) for name, type_ in zip(node.params, params, strict=True)]
            names = self.scope.known
            body = []
            for part in node.body[:-1]:
                body.append(self.infer(part))
                self.scope.read(part)
            self.findings.doubtful = doubtful
            body.append(self.infer(node.body[-1], expected) if node.body else UNKNOWN_TYPED)
            known = tuple([binding.type for binding in bindings])
            types = tuple([ANY if type_ is None else type_ for type_ in known])
            self.findings.note(node, body[-1].type, expected, names)
            slots = self.scope.slots - FIRST_SLOT
            return TypedFunction(types, tuple(body), slots, (True,) * len(types)), known
        finally:
            self.scope = outer

    def unknown(self, node: Node, expected: Type) -> Typed:
        """The typed form of what has none; what is missing in a branch may define a name there."""
        if isinstance(node, Hole) and self.scope.branches:
            self.scope.torn = True
        return super().unknown(node, expected)

    def names(self) -> Names:
        """The names known at this moment."""
        return self.scope.known

    def by_rule(self, node: Call, spec: FunctionSpec, expected: Type) -> Typed:
        """What the rule of the call's function says; raises Refused."""
        if node.name in ("scope", "define"):
            self.findings.used.add(text(node.args[0] or MISSING))
            if node.name == "scope" and self._is_lost(node):
                raise Consequence()
        elif node.name in BRANCHING:
            want_branches(self.findings.wanted, node, self.want(node, expected))
        args = dict(zip(_PARAMS[node.name], node.args, strict=True))
        typed = TABLE[node.name].infer(self, LenientArgs(node, args), expected)
        if node.name == "switchCase" and typed.args and typed.args[0] is UNKNOWN_TYPED:
            self._look_at_cases(node)
        return typed

    def _look_at_cases(self, node: Call) -> None:
        """The functions of a switchCase with what their cases hold, though some cases are missing or odd."""
        value, table = node.args
        if self._again or value is None or isinstance(value, Hole) or not isinstance(table, Table):
            return
        told, unknowns = len(self.findings.found), self.findings.unknowns
        self._again = True  # so that values in values are not looked at again and again
        try:
            union = opened(self.infer(value).type)
        finally:
            self._again = False
            del self.findings.found[told:]
        if isinstance(union, UnionOf):
            for case, function in table.entries:
                if case in union.cases and isinstance(function, Function) and len(function.params) == 1:
                    self.findings.doubtful = False
                    for part in walk(function):
                        self.findings.notes.pop(id(part), None)
                    self.function(function, [union.cases[case]])
        self.findings.unknowns, self.findings.doubtful = unknowns, True

    def _want_parts(self, datum: Node, want: Type) -> None:
        """Note what is wanted of the parts of a datum, and warn of those that a record has no place for."""
        want_parts(self.findings.wanted, datum, want)
        call = self.findings.at[1] if self.findings.at is not None else None
        if call is not None and call.name in _WRITING:
            for name, part, known in spare_fields(datum, want):
                title = f'The model has no field "{name}": it will not be stored'
                problem = Problem(Severity.WARNING, title, "", meant(name, known), part.span, part)
                self.findings.found.append(problem)

    def _is_lost(self, node: Call) -> bool:
        """Whether a name is not known, but may be defined where the text cannot be read."""
        name = node.args[0]
        if not isinstance(name, Word) or self.scope.find(str(name.value)) is not None:
            return False
        scope: Scope | None = self.scope
        while scope is not None:
            if isinstance(scope, NamedScope) and scope.torn:
                return True
            scope = scope.outer
        return False

    def function_inside(self, node: Function) -> None:
        """Look at a function of which no rule has said what it is given."""
        self.function(node, [UNKNOWN] * len(node.params), UNKNOWN)

    def datum_inside(self, node: Node) -> None:
        """Look at a datum that no rule has looked at."""
        self.part(node, UNKNOWN)
