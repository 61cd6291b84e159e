"""Expressions as records: stored in normal form after a type check, and read back to be compiled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from karma_tui.errors import ExpressionError
from karma_tui.lang.json10 import from_json, to_json
from karma_tui.lang.machine.compile import emit_function
from karma_tui.lang.machine.decode import load
from karma_tui.lang.machine.encode import PRIVATE, encode
from karma_tui.lang.machine.infer import Checker, World
from karma_tui.lang.machine.normal import normalised
from karma_tui.lang.machine.refusal import Refused, execution
from karma_tui.lang.machine.typed import Binder, TypedFunction
from karma_tui.lang.machine.types import Type
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Function, Json

PARAMETER_01: Final = "karma.run 0.1:"
"""The only parameter of a function that is an expression of dialect 0.1, as text (dialect01/stored.py)."""


def normal_json(value: Value, world: World) -> Json:
    """The normal form of an expression given as a value of `_expression`; refuses one that is unsound."""
    function = read_function(encode(value))
    try:
        Checker(world).function(function, [None] * len(function.params))
    except Refused as refused:
        problem = "there was an error compiling the function to be persisted"
        raise execution(problem, refused.human) from None
    return to_json(normalised(function))


def read_function(body: bytes) -> Function:
    """A stored expression as nodes."""
    try:
        node = from_json(load(body.removeprefix(PRIVATE)), strict=True)
    except ExpressionError as error:
        raise execution(f"the stored expression cannot be read: {error.detail}") from None
    if not isinstance(node, Function):
        raise execution("the stored expression is not a function")
    return node


def of_dialect01(function: Function) -> bool:
    """Whether a stored expression is one of dialect 0.1: as a function it would answer its own text."""
    return function.params == (PARAMETER_01,)


def typed_function(
    function: Function, world: World, params: Sequence[Type], expected: Type
) -> tuple[TypedFunction, Binder]:
    """A stored expression checked against what it is used for, and its compiled form."""
    typed = Checker(world).function(function, params, expected)[0]
    return typed, emit_function(typed)
