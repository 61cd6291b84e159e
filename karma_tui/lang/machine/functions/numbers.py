"""Arithmetic, comparison and conversion of numbers: each width wraps as its machine type does."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.functions.rule import Codes, Rule
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.typed import Code, Frame, Typed
from karma_tui.lang.machine.types import ANY, BOOL, NUMBERS, PRIMS, Const, Prim, Type, bare, opened
from karma_tui.lang.machine.values import BITS, INTEGERS, LIMITS, Value

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker

Binary = Callable[[Value, Value], Value]


def _wrapper(kind: str) -> Callable[[int], Value]:
    """Into the range of an integer kind, modulo its size."""
    made, (low, high), size = INTEGERS[kind], LIMITS[kind], 2 ** BITS[kind]

    def wrap(number: int) -> Value:
        return made(number if low <= number <= high else (number - low) % size + low)

    return wrap


def _wrapped(kind: str, operation: Binary) -> Binary:
    wrap = _wrapper(kind)

    def apply(a: Value, b: Value) -> Value:
        return wrap(operation(a, b))

    return apply


def _truncated(a: int, b: int) -> int:
    if b == 0:
        raise execution("division by zero")
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _divide_float(a: float, b: float) -> float:
    if b == 0:
        if a == 0 or a != a:
            return math.nan
        return math.copysign(math.inf, a) * math.copysign(1.0, b)
    return a / b


_ARITHMETIC: Final[dict[str, Binary]] = {"add": operator.add, "sub": operator.sub, "mul": operator.mul}
_COMPARISONS: Final[dict[str, Binary]] = {"gt": operator.gt, "lt": operator.lt}


def binary_rule(operand: Type, result: Type, operation: Binary) -> Rule:
    """A function of two operands of one type."""

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        args = (cx.infer(a["valueA"], operand), cx.infer(a["valueB"], operand))
        return Typed(a.call.name, result, args, plain=True)

    def code(_: Typed, codes: Codes) -> Code:
        left, right = codes.plain(0), codes.plain(1)

        def run(frame: Frame) -> Value:
            return operation(left(frame), right(frame))

        return run

    return Rule(infer, code)


def _conversion(kind: str, convert: Callable[[Value], Value]) -> Rule:
    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        value = cx.infer(a["value"], ANY)
        inner = bare(value.type)
        if isinstance(inner, Const):
            inner = bare(inner.of)
        inner = opened(inner)
        if not (isinstance(inner, Prim) and inner.kind in NUMBERS):
            raise a.refuse("expression must be numeric (int*, uint* or float)", a["value"])
        return Typed(a.call.name, PRIMS[kind], (cx.sure(value, inner),), plain=True)

    def code(_: Typed, codes: Codes) -> Code:
        value = codes.plain(0)

        def run(frame: Frame) -> Value:
            return convert(value(frame))

        return run

    return Rule(infer, code)


def _to_integer(kind: str) -> Callable[[Value], Value]:
    wrap = _wrapper(kind)

    def convert(number: Value) -> Value:
        return wrap(_chopped(number, kind) if type(number) is float else number)

    return convert


def _chopped(number: float, kind: str) -> int:
    """A float cut to an integer as amd64 does it: out of range gives the smallest int64, or int32.

    The latter is what small integers and int32 are made from.
    """
    wide = 64 if kind in ("int64", "uint32") else 32
    if kind == "uint64":
        return _chopped_unsigned(number)
    if number != number or not -(2.0 ** (wide - 1)) <= number < 2.0 ** (wide - 1):
        return int(-(2 ** (wide - 1)))
    return int(number)


def _chopped_unsigned(number: float) -> int:
    if number != number or number >= 2.0**64 or number < -(2.0**63):
        return 2**63
    return int(number)


def _suffix(kind: str) -> str:
    return kind[0].upper() + kind[1:]


def _operations() -> dict[str, Binary]:
    found: dict[str, Binary] = {}
    for kind in NUMBERS:
        for name, operation in _ARITHMETIC.items():
            found[name + _suffix(kind)] = operation if kind == "float" else _wrapped(kind, operation)
        found["div" + _suffix(kind)] = _divide_float if kind == "float" else _wrapped(kind, _truncated)
        for name, operation in _COMPARISONS.items():
            found[name + _suffix(kind)] = operation
    return found


def _conversions() -> dict[str, Callable[[Value], Value]]:
    return {"to" + _suffix(kind): float if kind == "float" else _to_integer(kind) for kind in NUMBERS}


OPERATIONS: Final = _operations()
"""The functions of two numbers by name."""
CONVERSIONS: Final = _conversions()
"""The functions of one number by name."""


def _rules() -> dict[str, Rule]:
    rules = {}
    for kind in NUMBERS:
        of = PRIMS[kind]
        for name in (*_ARITHMETIC, "div", *_COMPARISONS):
            full = name + _suffix(kind)
            rules[full] = binary_rule(of, BOOL if name in _COMPARISONS else of, OPERATIONS[full])
        rules["to" + _suffix(kind)] = _conversion(kind, CONVERSIONS["to" + _suffix(kind)])
    return rules


RULES: Final = _rules()
