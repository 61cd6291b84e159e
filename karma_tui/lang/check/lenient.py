"""The machine's checker of dialect 1.0, made to go on: what is missing or wrong is unknown, and noted.

Every rule is the machine's own. A refusal is kept with the expression to blame, and the expression counts
as unknown from there; what is refused only because something is unknown is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.check.findings import Consequence, Findings, Mismatch, Names
from karma_tui.lang.check.misfits import meant
from karma_tui.lang.check.noting import MISSING, UNKNOWN_TYPED, Noting, Worded, light
from karma_tui.lang.check.parts import Base, Known, Part, aligned
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.shapes import demands
from karma_tui.lang.check.type_walk import softened, without_refs
from karma_tui.lang.check.wants import spare_fields, want_parts
from karma_tui.lang.machine.functions import TABLE
from karma_tui.lang.machine.functions.rule import text
from karma_tui.lang.machine.infer import Args, Checker
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.relations import fits
from karma_tui.lang.machine.scope import Binding, Scope
from karma_tui.lang.machine.typed import FIRST_SLOT, Typed, TypedFunction
from karma_tui.lang.machine.types import ANY, UNKNOWN, Const, Type
from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Function, Hole, Literal, Node, Raw, Word

_SPECS: Final = catalogue(Dialect.V1).by_name
_PARAMS: Final = {name: tuple(param.name for param in spec.params) for name, spec in _SPECS.items()}
_WRITING: Final = ("create", "createMultiple", "update")


@dataclass(slots=True, eq=False)
class NamedScope(Scope):
    """A scope that also knows which names can be used at this moment, those of outer bodies included."""

    known: Names = None
    before: tuple[Names, ...] = ()
    made: list[tuple[str, Binding]] = field(default_factory=list)
    """All that was bound here, what has ended included."""
    torn: bool = False
    """Whether a statement could not be read, which may have defined a name."""

    def bind(self, name: str, type_: Type | None) -> Binding:
        """As `Scope.bind`."""
        binding = Scope.bind(self, name, type_)
        self.known = (self.known, name, binding)
        self.made.append((name, binding))
        return binding

    def enter_branch(self) -> None:
        """As `Scope.enter_branch`."""
        self.before = (*self.before, self.known)
        Scope.enter_branch(self)

    def leave_branch(self) -> None:
        """As `Scope.leave_branch`."""
        self.known = self.before[-1]
        self.before = self.before[:-1]
        Scope.leave_branch(self)


class LenientArgs(Args):
    """A call's arguments; what was left out is unknown, and nothing is printed for a refusal."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Node:
        node = self._by_name[name]
        return MISSING if node is None else node

    def refuse(self, problem: str, blamed: Node | None = None) -> Refused:
        """A refusal that blames an argument, or the call."""
        return light(problem, blamed or self.call)


class Checked(NamedTuple):
    """A query that was checked: the problems of the whole, and the statements with theirs."""

    problems: tuple[Problem, ...]
    parts: list[Part]


class LenientChecker(Noting, Checker):
    """A `Checker` that notes everything in `findings` and refuses nothing."""

    __slots__ = ("findings",)

    dialect = Dialect.V1
    specs = _SPECS
    demands = demands(catalogue(Dialect.V1))
    scope: NamedScope

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings.world)
        self.scope = NamedScope(None)
        self.findings = findings

    def query(self, node: Function, before: Sequence[Part], worded: Worded) -> Checked:
        """Check a whole query, save what is as it was `before`; `worded` makes problems of what is found."""
        if node.params:
            self.blame(f"expected function of 0 parameters, have {len(node.params)}", node, ANY)
        elif not node.body:
            self.blame("missing function body", node, ANY)
        for name in node.params:
            self.scope.bind(name, None)
        start, typed, heading = self.scope.known, UNKNOWN_TYPED, worded()
        known_before = {} if node.params else aligned(before, node.body)
        parts: list[Part] = []
        for at, statement in enumerate(node.body):
            base, outer = known_before.get(at), self.scope.known
            if base is not None and base.holds(self._known(base.used, ()), self.scope.torn):
                self._adopt(base)
            else:
                base = self._studied(statement, worded)
            parts.append(Part(statement, base, outer))
            typed = base.typed
            self._read(statement)
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
            worded(),
            typed,
            outer,
            self._known(findings.used, [name for name, _ in made]),
            torn,
            tuple([(name, Known(binding.type, binding.lost)) for name, binding in made]),
            findings.unknowns,
        )

    def _adopt(self, base: Base) -> None:
        """Go on as if the statement had been checked again."""
        for name, known in base.made:
            self.scope.bind(name, known.type).lost = known.lost
            if known.lost and self.scope.known is not None:
                self.scope.known = self.scope.known[0]
        self.findings.unknowns |= base.unknowns

    def _known(self, names: Iterable[str], made: Collection[str]) -> dict[str, Known | None]:
        """What names stood for before those of the statement were `made`."""
        found: dict[str, Known | None] = {}
        for name in names:
            binding = None if name in made else self.scope.names.get(name)
            found[name] = None if binding is None else Known(binding.type, binding.lost)
        return found

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
        if fits(actual, expected):
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
            params = [UNKNOWN if type_ is None else softened(type_) for type_ in params]
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
                self._read(part)
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
        args = dict(zip(_PARAMS[node.name], node.args, strict=True))
        return TABLE[node.name].infer(self, LenientArgs(node, args), expected)

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

    def _read(self, part: Node) -> None:
        """Remember a statement that may define a name that is not known."""
        if isinstance(part, Hole | Raw) or (
            isinstance(part, Call) and part.name == "define" and not isinstance(part.args[0], Word)
        ):
            self.scope.torn = True

    def function_inside(self, node: Function) -> None:
        """Look at a function of which no rule has said what it is given."""
        self.function(node, [UNKNOWN] * len(node.params), UNKNOWN)

    def datum_inside(self, node: Node) -> None:
        """Look at a datum that no rule has looked at."""
        self.part(node, UNKNOWN)
