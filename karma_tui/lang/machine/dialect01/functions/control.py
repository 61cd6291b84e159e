"""The input, branches, and what may be absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.dialect01.functions.rule import Infer
from karma_tui.lang.machine.dialect01.relations import merge
from karma_tui.lang.machine.dialect01.types import present
from karma_tui.lang.machine.dialect01.zero import NoZero, zero
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import ANY, BOOL, Type, without_const, without_record

if TYPE_CHECKING:
    from karma_tui.lang.machine.dialect01.infer import Args, Checker


def _infer_input(cx: Checker, _: Args, _expected: Type) -> Typed:
    if cx.input is None:
        return Typed("oldNoInput", ANY)
    return Typed("scope", cx.input.type, (), (0, cx.input.slot, None))


def _infer_with(cx: Checker, a: Args, expected: Type) -> Typed:
    value = cx.infer(a["value"])
    body = cx.body(a["return"], (value.type,), expected)
    return cx.fold(Typed("with", body.type, (value, body)), a)


def _infer_if(cx: Checker, a: Args, expected: Type) -> Typed:
    args = (cx.infer(a["condition"], BOOL), cx.infer(a["then"], expected), cx.infer(a["else"], expected))
    return Typed("if", without_record(merge(args[1].type, args[2].type)), args, plain=True)


def _infer_is_present(cx: Checker, a: Args, _: Type) -> Typed:
    return cx.fold(Typed("isPresent", BOOL, (cx.infer(a["value"]),), plain=True), a)


def _infer_assert_present(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    of = present(value.type)
    if of is None:
        raise a.refuse("assertPresent: the value is never present", a["value"])
    return cx.fold(Typed("assertPresent", of, (value,), plain=value.plain), a)


def _infer_present_or_zero(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    of = present(value.type)
    if of is None:
        raise a.refuse("presentOrZero: the value is never present", a["value"])
    if of is value.type:
        raise a.refuse("presentOrZero: the value is always present", a["value"])
    try:
        nothing = zero(of)
    except NoZero:
        raise a.refuse("presentOrZero: the type has no zero value", a["value"]) from None
    return Typed("oldPresentOrZero", without_const(of), (value,), nothing)


def _infer_do(_: Checker, a: Args, _expected: Type) -> Typed:
    raise AssertionError(f"{a.call.name} was taken out before")


RULES: Final[dict[str, Infer]] = {
    "id": _infer_input,
    "arg": _infer_input,
    "with": _infer_with,
    "if": _infer_if,
    "isPresent": _infer_is_present,
    "assertPresent": _infer_assert_present,
    "presentOrZero": _infer_present_or_zero,
    "do": _infer_do,
    "bind": _infer_do,
}
