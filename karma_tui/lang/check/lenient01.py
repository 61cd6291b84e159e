"""The machine's checker of dialect 0.1, made to go on; see lenient.py.

`do` and `bind` are taken out of a request before it is typed. Here a `bind` is typed where it stands, as if
what it names stood there: that is the same, and the notes are of the text's own nodes.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.check.findings import Consequence, Findings, Mismatch, Names
from karma_tui.lang.check.noting import MISSING, UNKNOWN_TYPED, Noting, light
from karma_tui.lang.check.shapes import demands
from karma_tui.lang.check.type_walk import without_refs
from karma_tui.lang.machine.dialect01.decode import Undecodable, decode
from karma_tui.lang.machine.dialect01.donotation import without_do
from karma_tui.lang.machine.dialect01.functions import TABLE
from karma_tui.lang.machine.dialect01.infer import Args, Checker, Input
from karma_tui.lang.machine.dialect01.relations import fits
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.scope import Binding
from karma_tui.lang.machine.typed import Typed, TypedFunction
from karma_tui.lang.machine.types import ANY, UNKNOWN, Const, Type, bare
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Call, Dialect, Function, Hole, Literal, Node, Raw, Table, Word, walk
from karma_tui.lang.parameters.rebuilding import rebuilt

_SPECS: Final = catalogue(Dialect.V01).by_name
_RESULT: Final = "return"
_GIVING: Final = frozenset(
    {"filter", "mapList", "mapMap", "mapSet", "memSort", "reduceList", "switchCase", "switchModelRef", "with"}
)
"""Functions that give a part of themselves an input of its own."""


class LenientArgs01(Args):
    """A call's arguments; one that was left out and may not be is unknown."""

    __slots__ = ()

    def __init__(self, call: Call, spec: FunctionSpec) -> None:
        super().__init__(call)
        given = [arg for arg in call.args if arg is not None]
        if len(given) == 1 and isinstance(given[0], Word):
            return  # the short form, whose other arguments have their defaults
        broken = any(isinstance(arg, Hole) for arg in given)
        for param, arg in zip(spec.params, call.args, strict=True):
            if arg is None and (broken or not param.optional):
                self._by_name[param.name] = MISSING

    def refuse(self, problem: str, blamed: Node | None = None) -> Refused:
        """A refusal that blames an argument, or the call."""
        return light(problem, blamed or self.call)


class LenientChecker01(Noting, Checker):
    """A `Checker` that notes everything in `findings` and refuses nothing."""

    __slots__ = ("_bound", "_known", "_open", "_typed", "findings")

    dialect = Dialect.V01
    specs = _SPECS
    demands = demands(catalogue(Dialect.V01))

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings.world)
        self.findings = findings
        given = findings.world.given
        self._bound: dict[str, Node] = dict.fromkeys(given, MISSING)
        """The names of the `do` around, and those of parameters."""
        self._known: Names = None
        for name, type_ in given.items():
            self._known = (self._known, name, Binding(type_, -1))
        self._open: set[int] = set()
        """Bound expressions that are being typed, by identity: a name may not lead to itself."""
        self._typed: dict[tuple[int, int, int], tuple[Typed, Type]] = {}

    def query(self, node: Function) -> None:
        """Check a whole query."""
        self._check_do(node)
        typed = UNKNOWN_TYPED
        for part in node.body:
            typed = self.statement(part)
            if self.findings.full:
                typed = UNKNOWN_TYPED
                break
        self.findings.note(node, typed.type, ANY, None)

    def infer(self, node: Node, expected: Type = ANY) -> Typed:
        """The typed form of an expression, unknown where there is none."""
        self.findings.visit()
        if type(node) is Call:
            return self.heard(self.call(node, expected))
        if isinstance(node, Hole):
            return self.unknown(node, expected)
        if isinstance(node, Raw):
            return self.verbatim(node, expected)
        try:
            typed = Checker.infer(self, node, expected)
        except Refused as refused:
            self.refuse(refused, node, expected)
            return self.unknown(node, expected)
        self.note(node, typed.type, expected)
        return self.heard(typed)

    def fitting(self, typed: Typed, node: Node, expected: Type) -> Typed:
        """The typed expression if its type fits, else unknown; noted in any case."""
        self.note(node, typed.type, expected)
        if fits(typed.type, expected, self._fitting):
            return typed
        self.refuse(self.mismatch(typed.type, expected, node), node, expected)
        self.findings.unknowns = True
        return UNKNOWN_TYPED

    def mismatch(self, actual: Type, expected: Type, node: Node) -> Refused:
        """Why a type does not fit, unless only because it is unknown."""
        unknown = self.findings.is_unknown(actual) or self.findings.is_unknown(expected)
        if unknown and fits(actual, expected):
            return Consequence()
        if not self.findings.world.known and fits(without_refs(actual), without_refs(expected)):
            return Consequence()
        return Mismatch(actual, expected, node)

    def contextual(self, node: Node, expected: Type) -> Typed:
        """JSON read as a value of the expected type, if that is known."""
        if self.findings.is_unknown(expected) or not isinstance(node, Raw):
            return self.unknown(node, expected)
        of = bare(expected)
        try:
            return Typed("data", Const(of, decode(of, node.value)), plain=True)
        except Undecodable as fault:
            raise light(f"contextual: {fault.problem}", node) from None

    def body(self, node: Node, params: Sequence[Type], expected: Type = ANY) -> TypedFunction:
        """A function body; what is given to a function in doubt is so too."""
        if self.findings.doubtful:
            params = [self.findings.softened(type_) for type_ in params]
        return super().body(node, params, expected)

    def explore(self, node: Node) -> None:
        """Look at all inside of a node that no rule has looked at; what another input is given is unknown."""
        outer = self.input
        if not isinstance(node, Call) or node.name in _GIVING or self.specs.get(node.name) is None:
            self.input = Input(UNKNOWN, 0)
        try:
            super().explore(node)
        finally:
            self.input = outer

    def names(self) -> Names:
        """The names that `bind` knows at this moment."""
        return self._known

    def input_type(self) -> Type | None:
        """The type of `arg()`."""
        return None if self.input is None else self.input.type

    def by_rule(self, node: Call, spec: FunctionSpec, expected: Type) -> Typed:
        """What the rule of the call's function says; raises Refused."""
        if node.name == "do":
            return self._do(node, expected)
        if node.name == "bind":
            return self._bind(node, expected)
        return TABLE[node.name](self, LenientArgs01(node, spec), expected)

    def known(self, type_: Type, value: Value, node: Node, expected: Type) -> Typed:
        """A literal of a known kind."""
        if not fits(type_, expected):
            raise self.mismatch(type_, expected, node)
        return Typed("data", Const(type_, value), plain=True)

    def _do(self, node: Call, expected: Type) -> Typed:
        """The result, with its names bound; what no name leads to is looked at for its type only."""
        table = node.args[0]
        assert isinstance(table, Table)
        outer = self._bound, self._known
        own = dict(table.entries)
        self._bound = {**dict.fromkeys(self.findings.world.given, MISSING), **own}
        bindings = {name: Binding(None, -1) for name in own if name != _RESULT}
        for name, binding in bindings.items():
            self._known = (self._known, name, binding)
        try:
            result = self._bound.get(_RESULT)
            typed = UNKNOWN_TYPED if result is None else self.infer(result, expected)
            told = len(self.findings.found)
            for name, binding in bindings.items():
                part = self._bound[name]
                note = self.findings.notes.get(id(part))
                binding.type = self.infer(part, UNKNOWN).type if note is None else note.type
            del self.findings.found[told:]
            return typed
        finally:
            self._bound, self._known = outer

    def _bind(self, node: Call, expected: Type) -> Typed:
        name = node.args[0]
        bound = self._bound.get(str(name.value)) if isinstance(name, Word) else None
        if bound is None or id(bound) in self._open:
            return self.unknown(MISSING, expected)
        key = (id(bound), id(expected), id(self.input_type()))
        if key not in self._typed:
            self._open.add(id(bound))
            try:
                self._typed[key] = (self.infer(bound, expected), expected)
            finally:
                self._open.discard(id(bound))
        return self._typed[key][0]

    def _check_do(self, root: Function) -> None:
        """What the server refuses of `do` and `bind` before it types anything."""
        given = self.findings.world.given
        if given:
            null = Literal("", None)
            root = rebuilt(root, lambda part: null if _asks_for(part, given) else None)
        named = [part for part in walk(root) if isinstance(part, Call) and part.name in ("do", "bind")]
        if not named or not all(_is_plain(part) for part in named):
            return
        for part in root.body:
            try:
                without_do(part)
            except Refused as refused:
                refused.blamed = named[0]
                self.refuse(refused, part, ANY)


def _asks_for(node: Node, names: Container[str]) -> bool:
    """Whether it is a bind of one of these names."""
    word = node.args[0] if isinstance(node, Call) and node.name == "bind" else None
    return isinstance(word, Word) and str(word.value) in names


def _is_plain(node: Call) -> bool:
    """Whether names and table of a do or a bind are there."""
    return len(node.args) == 1 and isinstance(node.args[0], Table if node.name == "do" else Word)
