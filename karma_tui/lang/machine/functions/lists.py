"""Lists read, cut and joined. A list over stored records stays lazy as long as it can (spec 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.bounds import LONGEST_LIST, check
from karma_tui.lang.machine.functions.rule import Codes, Rule
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.relations import either
from karma_tui.lang.machine.typed import Code, Frame, Typed
from karma_tui.lang.machine.types import ANY, BOOL, INT64, ListOf, Type, opened
from karma_tui.lang.machine.values import Lazy, Record, Value, same

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker

ANY_LIST: Final = ListOf(ANY)


def element(type_: Type) -> Type:
    """The element type of what has been checked to be a list, a set or a map."""
    inner = opened(type_)
    return getattr(inner, "of", ANY)


def infer_list(cx: Checker, a: Args, name: str = "value") -> tuple[Typed, Type]:
    """A list argument and the type of its items."""
    value = cx.infer(a[name], ANY_LIST)
    return value, element(value.type)


def _infer_length(cx: Checker, a: Args, _: Type) -> Typed:
    return cx.fold(Typed("length", INT64, (cx.infer(a["value"], ANY_LIST),), plain=True))


def _code_length(_: Typed, codes: Codes) -> Code:
    value = codes.plain(0)

    def run(frame: Frame) -> Value:
        items = value(frame)
        return len(items) if type(items) is list else len(list(items))

    return run


def _infer_first(cx: Checker, a: Args, expected: Type) -> Typed:
    value = cx.infer(a["value"], ListOf(expected))
    return cx.fold(Typed("first", element(value.type), (value,)), a.blaming("value"))


def _code_first(_: Typed, codes: Codes) -> Code:
    value = codes.plain(0)

    def run(frame: Frame) -> Value:
        for item in value(frame):
            return item
        raise execution("first: empty list")

    return run


def _infer_reverse(cx: Checker, a: Args, _: Type) -> Typed:
    value, of = infer_list(cx, a)
    return Typed("reverseList", ListOf(of), (value,), plain=True)


def _code_reverse(_: Typed, codes: Codes) -> Code:
    value = codes.plain(0)

    def run(frame: Frame) -> Value:
        return list(value(frame))[::-1]

    return run


def _infer_slice(cx: Checker, a: Args, _: Type) -> Typed:
    value, of = infer_list(cx, a)
    args = (value, cx.infer(a["offset"], INT64), cx.infer(a["length"], INT64))
    return Typed("slice", ListOf(of), args, plain=True)


def _code_slice(_: Typed, codes: Codes) -> Code:
    value, offset, length = codes.plain(0), codes.plain(1), codes.plain(2)

    def run(frame: Frame) -> Value:
        items, start, count = value(frame), offset(frame), length(frame)
        if start < 0:
            raise execution("slice: negative offset")
        if count < 0:
            raise execution("slice: negative length")
        if type(items) is Lazy:
            return Lazy(lambda: islice(iter(items), start, start + count))
        return items[start : start + count]

    return run


def _infer_concat(cx: Checker, a: Args, _: Type) -> Typed:
    left = cx.infer(a["valueA"], ANY_LIST)
    right = cx.infer(a["valueB"], ANY_LIST)
    of = either(element(left.type), element(right.type))
    return Typed("concatLists", ListOf(of), (left, right), plain=True)


def _code_concat(_: Typed, codes: Codes) -> Code:
    left, right = codes.plain(0), codes.plain(1)

    def run(frame: Frame) -> Value:
        head, tail = left(frame), right(frame)
        if type(head) is list and type(tail) is list:
            check(len(head) + len(tail), LONGEST_LIST, "items")
            return head + tail

        def make() -> Iterator[Value]:
            return chain(head, tail)

        return Lazy(make)

    return run


def _infer_in_list(cx: Checker, a: Args, _: Type) -> Typed:
    value, of = infer_list(cx, a, "in")
    wanted = cx.infer(a["value"], of)
    return cx.fold(Typed("inList", BOOL, (value, wanted), plain=True))


def _code_in_list(_: Typed, codes: Codes) -> Code:
    value, wanted = codes.plain(0), codes.plain(1)

    def run(frame: Frame) -> Value:
        return _holds(value(frame), wanted(frame))

    return run


def _holds(items: list[Value] | Lazy, wanted: Value) -> bool:
    """Whether an item equals the value; a stored record never does (spec kvm-1.0 section 3.3)."""
    return any(type(item) is not Record and same(item, wanted) for item in items)


RULES: Final = {
    "length": Rule(_infer_length, _code_length),
    "first": Rule(_infer_first, _code_first),
    "reverseList": Rule(_infer_reverse, _code_reverse),
    "slice": Rule(_infer_slice, _code_slice),
    "concatLists": Rule(_infer_concat, _code_concat),
    "inList": Rule(_infer_in_list, _code_in_list),
}
