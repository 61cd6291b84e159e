"""Inference for dialect 0.1: nodes into the shared typed tree (spec kvm-0.1 sections 2 to 4).

Types flow down as what is expected and come back as what is. What each function demands is in its rule
(functions/); this module knows literals, contextual data, the implicit input and constants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.json01 import to_json
from karma_tui.lang.literals import guessed_kind
from karma_tui.lang.machine.dialect01.compile import emit
from karma_tui.lang.machine.dialect01.decode import Undecodable, decode, primitive
from karma_tui.lang.machine.dialect01.functions import TABLE
from karma_tui.lang.machine.dialect01.models import words
from karma_tui.lang.machine.dialect01.relations import Known, fits
from karma_tui.lang.machine.dialect01.zero import NoZero, zero
from karma_tui.lang.machine.refusal import Refused, block, compilation, problem_of
from karma_tui.lang.machine.typed import FIRST_SLOT, Typed, TypedFunction
from karma_tui.lang.machine.types import ANY, PRIMS, STRING, Const, RefTo, Type, bare, without_const
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Call, Dialect, Json, Literal, Node, Number, Raw, Word

_PARAMS: Final = {
    name: tuple((p.name, p.kind, p.default) for p in spec.params)
    for name, spec in catalogue(Dialect.V01).by_name.items()
}
_INPUT: Final[Json] = {"arg": {}}
_NULL: Final = Literal("", None)
_ARG: Final = Call("arg", ())


class World(Protocol):
    """What the checker asks about the database."""

    @property
    def meta(self) -> str:
        """The id of `_model`."""

    def tag(self, name: str) -> str | None:
        """The model id that a tag names."""

    def default(self, tag: str) -> str:
        """The id of a default model."""

    def model(self, model: str) -> Type:
        """The type of a model; refuses unknown ones with modelNotFoundError."""


@dataclass(frozen=True, slots=True)
class Input:
    """What the expression is evaluated with: its type, and the slot of the frame that holds it."""

    type: Type
    slot: int


class Checker:
    """The state of one inference: the database's view, the input, and what every node turned out to be.

    A type that a rule answers is a constant as a whole or not at all: no part of a type is a `Const`.
    """

    __slots__ = ("_fitting", "found", "input", "world")

    def __init__(self, world: World) -> None:
        self.world = world
        self.input: Input | None = None
        """None at the top level of a request."""
        self._fitting = Known()
        self.found: dict[int, Typed] = {}
        """The typed form of each node by identity, for the folded form of stored expressions."""

    def infer(self, node: Node, expected: Type = ANY) -> Typed:
        """The typed form of an expression that stands where `expected` is asked for."""
        if type(node) is Call:
            typed = TABLE[node.name](self, Args(node), expected)
            if not fits(typed.type, expected, self._fitting):
                raise self.mismatch(typed.type, expected, node)
        elif isinstance(node, Literal):
            typed = self._literal(node, expected)
        elif isinstance(node, Word):
            typed = self._word(node, expected)
        else:
            raise blaming("this is not an expression", node)
        self.found[id(node)] = typed
        return typed

    def mismatch(self, actual: Type, expected: Type, node: Node) -> Refused:
        """The refusal of an expression whose type does not fit."""
        cause = block("Type Checking Error", ("Expected", words(expected)), ("Actual", words(actual)))
        return blaming("type checking failed", node, cause)

    def _literal(self, node: Literal, expected: Type) -> Typed:
        kind = guessed_kind(node.value)
        return self.known(PRIMS[kind], primitive(kind, node.value), node, expected)

    def _word(self, node: Word, expected: Type) -> Typed:
        """A short form's bare string, which is never a date."""
        return self.known(STRING, node.value, node, expected)

    def known(self, type_: Type, value: Value, node: Node, expected: Type) -> Typed:
        """A literal, which is of a known type and value."""
        if not fits(type_, expected):
            cause = block("Type Inference Error", ("Expected", words(expected)), ("Actual", words(type_)))
            raise blaming("literal type mismatch", node, cause)
        return Typed("data", Const(type_, value), plain=True)

    def contextual(self, node: Node, expected: Type) -> Typed:
        """JSON read as a value of the expected type."""
        raw = node.value if isinstance(node, Raw) else to_json(node)
        of = bare(expected)
        try:
            return Typed("data", Const(of, decode(of, raw)), plain=True)
        except Undecodable as fault:
            sections = (("Problem", fault.problem), ("Input", str(program(node))[:200]))
            cause = block("Codec Error", ("Codec", "json"), cause=block("Input Parsing Error", *sections))
            raise blaming("the JSON is no value of the expected type", node, cause) from None

    def zero(self, a: Args, expected: Type) -> Typed:
        """The zero value of the expected type."""
        of = bare(expected)
        try:
            return Typed("data", Const(of, zero(of)), plain=True)
        except NoZero:
            raise a.refuse("the expected type has no zero value") from None

    def body(self, node: Node, params: Sequence[Type], expected: Type = ANY) -> TypedFunction:
        """A function body; its input is the last of the parameters that the compiled form is called with."""
        outer = self.input
        self.input = Input(params[-1], FIRST_SLOT + len(params) - 1)
        try:
            body = (self.infer(node, expected),)
            used = (*[False] * (len(params) - 1), True)
            return TypedFunction(tuple(params), body, len(params), used)
        finally:
            self.input = outer

    def constant(self, a: Args, name: str, of: Type) -> Value:
        """The value of an argument that must be known before anything runs."""
        typed = self.infer(a[name], of)
        if not isinstance(typed.type, Const):
            raise a.refuse(f"{a.call.name}: argument {name} must be a constant expression", a[name])
        return typed.type.value

    def constant_model(self, a: Args, node: Node) -> str:
        """The id of the model that an expression names, which must be a constant."""
        typed = self.infer(node, RefTo(self.world.meta))
        if not isinstance(typed.type, Const):
            raise a.refuse(f"{a.call.name}: model arguments must be constant expressions", node)
        return str(typed.type.value.record)

    def fold(self, typed: Typed, a: Args) -> Typed:
        """The constant that a call of constants stands for, else the call."""
        made = replace(typed, type=without_const(typed.type))
        for arg in typed.args:
            if not isinstance(arg.type, Const):
                return made
        return Typed(typed.name, Const(made.type, self.evaluated(made, a)), plain=True)

    def evaluated(self, typed: Typed, a: Args) -> Value:
        """The value of an expression of constants; what fails becomes a compilationError."""
        try:
            return emit(typed)([None, None])
        except Refused as refused:
            raise a.refuse(problem_of(refused) or "the constant cannot be computed") from None


class Args:
    """A call's arguments by name, defaults filled in; what was left out without a default is null."""

    __slots__ = ("_by_name", "call")

    def __init__(self, call: Call) -> None:
        self.call = call
        self._by_name: dict[str, Node] = {}
        given = [arg for arg in call.args if arg is not None]
        in_short_form = len(call.args) > 1 and len(given) == 1 and isinstance(given[0], Word)
        for (name, kind, default), node in zip(_PARAMS[call.name], call.args, strict=True):
            self._by_name[name] = _filled(node, kind, default, in_short_form)

    def __getitem__(self, name: str) -> Node:
        return self._by_name[name]

    def refuse(self, problem: str, blamed: Node | None = None) -> Refused:
        """A compilationError that blames an argument, or the call."""
        return blaming(problem, blamed or self.call)


def _filled(node: Node | None, kind: str, default: Json, in_short_form: bool) -> Node:
    if node is None:
        if default == _INPUT or (in_short_form and default is None):
            return _ARG
        return _NULL if default is None else Literal("", default)  # type: ignore[arg-type]
    if kind == "text" and isinstance(node, Literal) and _is_text(node.value):
        return Word(str(node.value), span=node.span)
    return node


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Number)


def blaming(problem: str, node: Node, cause: str = "") -> Refused:
    """The compilationError that blames an expression."""
    return compilation(problem, program(node), cause, node)


def program(node: Node) -> Json:
    """An expression as it appears in an error."""
    try:
        return to_json(node)
    except ValueError:
        return "(unknown)"
