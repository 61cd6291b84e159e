"""Truth, equality, time order and presence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.functions.rule import Codes, Rule, never
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.typed import Code, Frame, Typed
from karma_tui.lang.machine.types import (
    ANY,
    BOOL,
    DATETIME,
    WHETHER,
    Any,
    Const,
    Optional,
    Type,
    bare,
    opened,
)
from karma_tui.lang.machine.values import Value, plain, same
from karma_tui.lang.machine.zero import zero, zeroable
from karma_tui.lang.nodes import Many, Node

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def _infer_not(cx: Checker, a: Args, _: Type) -> Typed:
    return cx.fold(Typed("not", BOOL, (cx.infer(a["value"], BOOL),), plain=True))


def _code_not(_: Typed, codes: Codes) -> Code:
    value = codes.plain(0)

    def run(frame: Frame) -> Value:
        return not value(frame)

    return run


def _operands(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Many) else (node,)


def _junction(name: str, decisive: bool) -> Rule:
    """`and` and `or`: stop at the first item that decides; a single operand stands for the call."""

    def infer(cx: Checker, a: Args, expected: Type) -> Typed:
        operands = _operands(a["values"])
        if len(operands) == 1:
            return cx.infer(operands[0], expected)
        items = tuple([cx.infer(item, BOOL) for item in operands])
        known = [item.type.value for item in items if isinstance(item.type, Const)]
        type_: Type = BOOL
        if decisive in known or len(known) == len(items):
            type_ = Const(BOOL, decisive if decisive in known else not decisive)
        return Typed(name, type_, items, plain=True)

    def code(typed: Typed, codes: Codes) -> Code:
        items = [codes.plain(at) for at in range(len(typed.args))]

        def run(frame: Frame) -> Value:
            for item in items:
                if item(frame) is decisive:
                    return decisive
            return not decisive

        return run

    return Rule(infer, code)


def _infer_equal(cx: Checker, a: Args, _: Type) -> Typed:
    return cx.fold(Typed("equal", BOOL, (cx.infer(a["valueA"]), cx.infer(a["valueB"])), plain=True))


def _code_equal(_: Typed, codes: Codes) -> Code:
    left, right = codes[0], codes[1]

    def run(frame: Frame) -> Value:
        return same(left(frame), right(frame))

    return run


def _time_order(name: str, later: bool) -> Rule:
    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        args = (cx.infer(a["valueA"], DATETIME), cx.infer(a["valueB"], DATETIME))
        return cx.fold(Typed(name, BOOL, args, plain=True))

    def code(_: Typed, codes: Codes) -> Code:
        left, right = codes.plain(0), codes.plain(1)

        def after(frame: Frame) -> Value:
            return left(frame).nanoseconds > right(frame).nanoseconds

        def before(frame: Frame) -> Value:
            return left(frame).nanoseconds < right(frame).nanoseconds

        return after if later else before

    return Rule(infer, code)


def _present_type(type_: Type) -> Type:
    """What an optional holds; the type itself when it is none."""
    inner = opened(bare(type_) if not isinstance(type_, Const) else type_.of)
    return inner.of if isinstance(inner, Optional) else type_


def _infer_is_present(cx: Checker, a: Args, _: Type) -> Typed:
    return cx.fold(Typed("isPresent", BOOL, (cx.infer(a["optional"], WHETHER),), plain=True))


def _code_is_present(_: Typed, codes: Codes) -> Code:
    value = codes.plain(0)

    def run(frame: Frame) -> Value:
        return value(frame) is not None

    return run


def _infer_assert_present(cx: Checker, a: Args, expected: Type) -> Typed:
    value = cx.infer(a["value"], Optional(expected))
    of = _present_type(value.type)
    if isinstance(of, Const) and not isinstance(value.type, Const):
        # What is known if present is taken to be present, as the real server does.
        return Typed("assertPresent", of, plain=True)
    return cx.fold(Typed("assertPresent", of, (value,), plain=value.plain), a.blaming("value"))


def _code_assert_present(_: Typed, codes: Codes) -> Code:
    value = codes[0]

    def run(frame: Frame) -> Value:
        found = value(frame)
        if plain(found) is None:
            raise execution("assertPresent: value was absent")
        return found

    return run


def _infer_present_or_zero(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], ANY)
    inner = opened(value.type)
    if not isinstance(inner, Optional):
        raise a.refuse("presentOrZero: argument is always present", a["value"])
    of = inner.of
    if not zeroable(of):
        raise a.refuse("presentOrZero: the type has no zero value", a["value"])
    return Typed("presentOrZero", of, (value,), of)


def _code_present_or_zero(typed: Typed, codes: Codes) -> Code:
    value, nothing = codes[0], zero(typed.info)

    def run(frame: Frame) -> Value:
        found = value(frame)
        return nothing if found is None else found

    return run


def _infer_zero(_: Checker, a: Args, expected: Type) -> Typed:
    inner = opened(expected)
    if isinstance(inner, Any) or not zeroable(expected):
        raise a.refuse("no zeroable type in scope")
    return Typed("zero", Const(bare(expected), zero(expected)), plain=True)


RULES: Final = {
    "not": Rule(_infer_not, _code_not),
    "and": _junction("and", False),
    "or": _junction("or", True),
    "equal": Rule(_infer_equal, _code_equal),
    "after": _time_order("after", True),
    "before": _time_order("before", False),
    "isPresent": Rule(_infer_is_present, _code_is_present),
    "assertPresent": Rule(_infer_assert_present, _code_assert_present),
    "presentOrZero": Rule(_infer_present_or_zero, _code_present_or_zero),
    "zero": Rule(_infer_zero, never),
}
