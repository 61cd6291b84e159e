"""Inference: nodes into the typed tree, with every type checked on the way (spec kvm-1.0 section 4).

Depth first, so that the innermost offending expression is the one to blame. What the functions demand
is in their rules (functions/); this module knows literals, data constructors and names' scopes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from karma_tui.errors import ExpressionError
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.json10 import to_json
from karma_tui.lang.machine.compile import emit
from karma_tui.lang.machine.construct import infer_datum, is_checked
from karma_tui.lang.machine.explain import explained
from karma_tui.lang.machine.functions import TABLE
from karma_tui.lang.machine.model_value import words
from karma_tui.lang.machine.normal import normalised
from karma_tui.lang.machine.refusal import Refused, block, compilation, problem_of
from karma_tui.lang.machine.relations import fits
from karma_tui.lang.machine.scope import Scope
from karma_tui.lang.machine.typed import FIRST_SLOT, Typed, TypedFunction
from karma_tui.lang.machine.types import ANY, Const, Type, without_const
from karma_tui.lang.machine.untrue import looked_at
from karma_tui.lang.nodes import Call, Data, Dialect, Expr, Function, Json, Literal, Node

_PARAMS: Final = {
    name: tuple(p.name for p in spec.params) for name, spec in catalogue(Dialect.V1).by_name.items()
}


class World(Protocol):
    """What the checker asks about the database."""

    @property
    def meta(self) -> str:
        """The id of `_model`."""

    def tag(self, name: str) -> str | None:
        """The model id that a tag names."""

    def default(self, tag: str) -> str:
        """The id of a default model, whatever its tag names by now."""

    def model(self, model: str) -> Type:
        """The type of a model; refuses unknown ones with modelNotFoundError."""


class Checker:
    """The state of one inference: the database's view and the function body being read."""

    __slots__ = ("scope", "untrue", "world")

    def __init__(self, world: World) -> None:
        self.world = world
        self.scope = Scope(None)
        self.untrue = False
        """Whether the values of some expression need not be of its type (untrue.py)."""

    def infer(self, node: Node, expected: Type = ANY) -> Typed:
        """The typed form of an expression that stands where `expected` is asked for."""
        if type(node) is Call:
            rule = TABLE[node.name]
            args = dict(zip(_PARAMS[node.name], node.args, strict=True))
            typed = rule.infer(self, Args(node, args), expected)
        elif isinstance(node, Literal | Data):
            datum = node.datum if isinstance(node, Data) else node
            typed = infer_datum(self, datum, expected)
            if is_checked(datum, expected):
                return typed
        elif isinstance(node, Expr):
            return self.infer(node.expression, expected)
        else:
            raise blaming("this is not an expression", node)
        return self.checked(typed, node, expected)

    def checked(self, typed: Typed, node: Node, expected: Type) -> Typed:
        """The typed expression itself if its type fits; refuses otherwise, with `node` to blame."""
        if expected is not ANY and not fits(typed.type, expected):
            raise self.mismatch(typed.type, expected, node)
        return self.sure(typed, expected)

    def sure(self, typed: Typed, wanted: Type) -> Typed:
        """The expression where somebody relies on its type; looked at when it runs if types may be untrue."""
        return looked_at(typed, wanted) if self.untrue else typed

    def part(self, datum: Node, expected: Type) -> Typed:
        """A datum inside a datum, checked."""
        typed = infer_datum(self, datum, expected)
        if expected is ANY or isinstance(datum, Expr) or is_checked(datum, expected):
            return typed
        return self.checked(typed, Data(datum), expected)

    def mismatch(self, actual: Type, expected: Type, node: Node) -> Refused:
        """The refusal of an expression whose type does not fit."""
        return blaming("type checking failed", node, explained(actual, expected))

    def literal_mismatch(self, literal: Literal, _: Const, expected: Type) -> Refused:
        """The refusal of a literal that does not fit; it is named by its bare value."""
        cause = block("Type Inference Error", ("Expected", words(expected)), ("Actual", str(literal.value)))
        return compilation("literal type mismatch", literal.value, cause, literal)

    def function(
        self, node: Node | None, params: Sequence[Type | None], expected: Type = ANY
    ) -> tuple[TypedFunction, tuple[Type | None, ...]]:
        """A function argument, and what its parameters' types turned out to be."""
        if not isinstance(node, Function):
            if node is None:
                raise compilation("a function is wanted here")
            raise blaming("a function is wanted here", node)
        if len(node.params) != len(params):
            have = len(node.params)
            raise blaming(f"expected function of {len(params)} parameters, have {have}", node)
        if not node.body:
            raise blaming("missing function body", node)
        outer, self.scope = self.scope, Scope(self.scope)
        try:
            bindings = [self.scope.bind(name, type_) for name, type_ in zip(node.params, params, strict=True)]
            last = len(node.body) - 1
            body = [self.infer(part, expected if at == last else ANY) for at, part in enumerate(node.body)]
            known = tuple([binding.type for binding in bindings])
            types = tuple([ANY if type_ is None else type_ for type_ in known])
            used = tuple([binding.used for binding in bindings])
            return TypedFunction(types, tuple(body), self.scope.slots - FIRST_SLOT, used), known
        finally:
            self.scope = outer

    def lambda_(self, node: Node | None, params: Sequence[Type], expected: Type = ANY) -> TypedFunction:
        """A function argument whose parameters' types are known."""
        return self.function(node, params, expected)[0]

    def fold(self, typed: Typed, refuse: Callable[[str], Refused] | None = None) -> Typed:
        """The constant that a call of constants stands for, else the call; failures go through `refuse`."""
        open_typed = replace(typed, type=without_const(typed.type))
        for arg in typed.args:
            if not (isinstance(arg, Typed) and isinstance(arg.type, Const)):
                return open_typed
        try:
            value = emit(open_typed)([None, None])
        except Refused as refused:
            problem = problem_of(refused)
            if refuse is None or problem is None:
                raise
            raise refuse(problem) from None
        return Typed(typed.name, Const(open_typed.type, value), plain=True)


class Args:
    """A call's arguments by name, and the call itself for blame."""

    __slots__ = ("_by_name", "call")

    def __init__(self, call: Call, by_name: dict[str, Node | None]) -> None:
        self.call = call
        self._by_name = by_name

    def __getitem__(self, name: str) -> Node:
        node = self._by_name[name]
        if node is None:
            raise blaming(f"{self.call.name}: argument {name} is missing", self.call)
        return node

    def get(self, name: str) -> Node | None:
        """The argument, or None where it was left out."""
        return self._by_name[name]

    def blaming(self, name: str) -> Callable[[str], Refused]:
        """A maker of compilationErrors that blame an argument."""
        return lambda problem: self.refuse(problem, self[name])

    def refuse(self, problem: str, blamed: Node | None = None) -> Refused:
        """A compilationError that blames an argument, or the call."""
        return blaming(problem, blamed or self.call)


def blaming(problem: str, node: Node, cause: str = "") -> Refused:
    """The compilationError that blames an expression."""
    return compilation(problem, program(node), cause, node)


def program(node: Node) -> Json:
    """An expression as it appears in an error; "(unknown)" for what cannot be written as JSON."""
    try:
        return to_json(normalised(node, for_error=True))
    except (ExpressionError, ValueError):
        return "(unknown)"
