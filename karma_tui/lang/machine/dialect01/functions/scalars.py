"""Numbers, comparisons, truth and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from karma_tui.lang.machine.dialect01.functions.rule import ANY_NUMBER, Infer, items, primitive_kind
from karma_tui.lang.machine.dialect01.refusal import argument
from karma_tui.lang.machine.patterns import compiled
from karma_tui.lang.machine.refusal import Refused
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import BOOL, DATETIME, INT64, PRIMS, STRING, Const, ListOf, Type

if TYPE_CHECKING:
    from karma_tui.lang.machine.dialect01.infer import Args, Checker

_OPERANDS: Final = ("valueA", "valueB")


def _numeric(name: str, shared: str, compares: bool, blames_operand: bool) -> Infer:
    """A function of two numbers of one type; `shared` is the stem of the compiled forms' names."""

    def operand(cx: Checker, a: Args, position: int) -> Typed:
        try:
            return cx.infer(a[_OPERANDS[position]], ANY_NUMBER)
        except Refused as refused:
            if blames_operand:
                raise argument(position + 1, refused) from None
            raise

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        args = (operand(cx, a, 0), operand(cx, a, 1))
        kinds = [primitive_kind(arg.type) for arg in args]
        kind = kinds[0]
        if kind is None or kind != kinds[1]:
            raise a.refuse(f"{name}: arguments have distinct types")
        made = Typed(shared + kind[0].upper() + kind[1:], BOOL if compares else PRIMS[kind], args, plain=True)
        return cx.fold(made, a)

    return infer


def _infer_equal(cx: Checker, a: Args, _: Type) -> Typed:
    return cx.fold(Typed("equal", BOOL, (cx.infer(a["valueA"]), cx.infer(a["valueB"])), plain=True), a)


def _time_order(name: str) -> Infer:
    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        args = (cx.infer(a["valueA"], DATETIME), cx.infer(a["valueB"], DATETIME))
        return cx.fold(Typed(name, BOOL, args, plain=True), a)

    return infer


def _infer_not(cx: Checker, a: Args, _: Type) -> Typed:
    return cx.fold(Typed("not", BOOL, (cx.infer(a["value"], BOOL),), plain=True), a)


def _junction(name: str, decisive: bool) -> Infer:
    """`and` and `or`; a constant that decides makes the whole a constant."""

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        args = tuple([cx.infer(item, BOOL) for item in items(a["values"])])
        known = [arg.type.value for arg in args if isinstance(arg.type, Const)]
        type_: Type = BOOL
        if decisive in known or len(known) == len(args):
            type_ = Const(BOOL, decisive if decisive in known else not decisive)
        return Typed(name, type_, args, plain=True)

    return infer


def _infer_lower(cx: Checker, a: Args, _: Type) -> Typed:
    return Typed("stringToLower", STRING, (cx.infer(a["value"], STRING),), plain=True)


def _infer_join(cx: Checker, a: Args, _: Type) -> Typed:
    args = (cx.infer(a["strings"], ListOf(STRING)), cx.infer(a["separator"], STRING))
    return Typed("joinStrings", STRING, args, plain=True)


def _infer_extract(cx: Checker, a: Args, _: Type) -> Typed:
    return Typed("oldExtract", ListOf(STRING), (cx.infer(a["value"]),), plain=True)


def _regex(name: str, result: Type) -> Infer:
    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        value = cx.infer(a["value"], STRING)
        source = str(cx.constant(a, "regex", STRING))
        insensitive = cx.constant(a, "caseInsensitive", BOOL)
        multi_line = cx.constant(a, "multiLine", BOOL)
        flags = ("m" if multi_line else "") + ("i" if insensitive else "")
        return Typed(name, result, (value,), _pattern(a, f"(?{flags})" if flags else "", source), plain=True)

    return infer


def _pattern(a: Args, flags: str, source: str) -> Any:
    try:
        return compiled(flags + source)
    except ValueError as error:
        raise a.refuse(
            f"{a.call.name}: the regular expression does not compile: {error}", a["regex"]
        ) from None


RULES: Final[dict[str, Infer]] = {
    "add": _numeric("add", "add", compares=False, blames_operand=True),
    "subtract": _numeric("subtract", "sub", compares=False, blames_operand=True),
    "multiply": _numeric("multiply", "mul", compares=False, blames_operand=False),
    "divide": _numeric("divide", "div", compares=False, blames_operand=False),
    "less": _numeric("less", "lt", compares=True, blames_operand=False),
    "greater": _numeric("greater", "gt", compares=True, blames_operand=False),
    "equal": _infer_equal,
    "after": _time_order("after"),
    "before": _time_order("before"),
    "not": _infer_not,
    "and": _junction("and", False),
    "or": _junction("or", True),
    "stringToLower": _infer_lower,
    "joinStrings": _infer_join,
    "extractStrings": _infer_extract,
    "matchRegex": _regex("matchRegex", BOOL),
    "searchRegex": _regex("searchRegex", INT64),
    "searchAllRegex": _regex("searchAllRegex", ListOf(INT64)),
}
