"""Lists and sets: read, cut, joined, mapped, filtered, sorted, reduced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.dialect01.functions.rule import (
    ANY_LIST,
    ANY_NUMBER,
    Infer,
    element,
    primitive_kind,
)
from karma_tui.lang.machine.dialect01.relations import merge
from karma_tui.lang.machine.dialect01.types import alternatives, one_of, open_alternatives
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import (
    ANY,
    BOOL,
    DATETIME,
    INT64,
    STRING,
    Const,
    ListOf,
    SetOf,
    TupleOf,
    Type,
    without_const,
)

if TYPE_CHECKING:
    from karma_tui.lang.machine.dialect01.infer import Args, Checker

_SORTABLE: Final = one_of((*alternatives(ANY_NUMBER), BOOL, STRING, DATETIME))


def _infer_length(cx: Checker, a: Args, _: Type) -> Typed:
    return cx.fold(Typed("length", INT64, (cx.infer(a["value"], ANY_LIST),), plain=True), a)


def _infer_first(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], ANY_LIST)
    return cx.fold(Typed("first", element(value.type), (value,)), a)


def _infer_slice(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], ANY_LIST)
    args = (value, cx.infer(a["offset"], INT64), cx.infer(a["length"], INT64))
    return Typed("slice", ListOf(element(value.type)), args, plain=True)


def _infer_reverse(cx: Checker, a: Args, _: Type) -> Typed:
    """A constant list comes back as it is, as from the real server (spec section 5, quirk)."""
    value = cx.infer(a["value"], ANY_LIST)
    if isinstance(value.type, Const):
        return value
    return Typed("reverseList", ListOf(element(value.type)), (value,), plain=True)


def _infer_concat(cx: Checker, a: Args, _: Type) -> Typed:
    args = (cx.infer(a["valueA"], ANY_LIST), cx.infer(a["valueB"], ANY_LIST))
    return Typed("concatLists", ListOf(merge(element(args[0].type), element(args[1].type))), args, plain=True)


def _infer_in_list(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["in"], ANY_LIST)
    wanted = cx.infer(a["value"], element(value.type))
    return cx.fold(Typed("inList", BOOL, (value, wanted), plain=True), a)


def _infer_map(cx: Checker, a: Args, expected: Type) -> Typed:
    value = cx.infer(a["value"], ANY_LIST)
    wanted = next((part.of for part in open_alternatives(expected) if isinstance(part, ListOf)), ANY)
    mapper = cx.body(a["expression"], (INT64, element(value.type)), wanted)
    return Typed("mapList", ListOf(without_const(mapper.type)), (value, mapper), plain=True)


def _infer_filter(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], ANY_LIST)
    keep = cx.body(a["expression"], (INT64, element(value.type)), BOOL)
    if isinstance(keep.type, Const):
        return value if keep.type.value else Typed("data", Const(without_const(value.type), []), plain=True)
    return Typed("filterList", ListOf(element(value.type)), (value, keep), plain=True)


def _infer_sort(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], ANY_LIST)
    sorter = cx.body(a["expression"], (element(value.type),), _SORTABLE)
    if primitive_kind(sorter.type) is None:
        raise a.refuse("memSort: the expression must return one unambiguous type", a["expression"])
    return Typed("memSort", ListOf(element(value.type)), (value, sorter), plain=True)


def _infer_reduce(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], ANY_LIST)
    of = element(value.type)
    reducer = cx.body(a["expression"], (TupleOf((of, of)),))
    return Typed("oldReduce", merge(of, without_const(reducer.type)), (value, reducer))


def _infer_map_set(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], SetOf(ANY))
    mapper = cx.body(a["expression"], (element(value.type),))
    return Typed("mapSet", SetOf(without_const(mapper.type)), (value, mapper), plain=True)


RULES: Final[dict[str, Infer]] = {
    "length": _infer_length,
    "first": _infer_first,
    "slice": _infer_slice,
    "reverseList": _infer_reverse,
    "concatLists": _infer_concat,
    "inList": _infer_in_list,
    "mapList": _infer_map,
    "filter": _infer_filter,
    "memSort": _infer_sort,
    "reduceList": _infer_reduce,
    "mapSet": _infer_map_set,
}
