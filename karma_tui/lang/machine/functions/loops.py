"""Functions over the items of lists: map, filter, fold, sort."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cmp_to_key, reduce
from itertools import count, islice
from typing import TYPE_CHECKING, Any, Final

from karma_tui.lang.machine.accept import accepts
from karma_tui.lang.machine.functions.lists import infer_list
from karma_tui.lang.machine.functions.rule import Codes, Rule
from karma_tui.lang.machine.inline import inlined
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.relations import either, fits
from karma_tui.lang.machine.typed import Binder, Code, Frame, Typed, TypedFunction
from karma_tui.lang.machine.types import (
    ANY,
    BOOL,
    INT64,
    ListOf,
    Prim,
    Type,
    bare,
    general,
    opened,
    without_const,
)
from karma_tui.lang.machine.values import INTEGERS, Lazy, Record, Uint64, Value, plain

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def _infer_map(cx: Checker, a: Args, _: Type) -> Typed:
    value, of = infer_list(cx, a)
    mapper = cx.lambda_(a["mapper"], (INT64, of))
    return Typed("mapList", ListOf(without_const(mapper.type)), (value, mapper), plain=True)


def _code_map(typed: Typed, codes: Codes) -> Code:
    value = codes.plain(0)
    fast = _generated(typed, "lambda o: lambda items: (BODY for a1 in items)")
    if fast is not None:
        return _over_items(value, fast)
    mapper = codes.function(1)

    def run(frame: Frame) -> Value:
        items, call = value(frame), mapper(frame)
        if type(items) is list:
            return [call(at, item) for at, item in enumerate(items)]
        numbers = count()  # goes on when the list is read again, as the real server's does

        def make() -> Iterator[Value]:
            for item in items:
                try:
                    yield call(next(numbers), item)
                except GeneratorExit:
                    # Known of one list only, of which more was left: `first` twice is [0, 2], so a reader
                    # that stops early leaves out a number. Whether it does after the last item is a guess.
                    next(numbers)
                    raise

        return Lazy(make)

    return run


def _generated(typed: Typed, shape: str, answer_plain: bool = False) -> Callable[..., Any] | None:
    """The loop around a function whose index nobody reads, as generated code; None if it has to be called."""
    function = typed.args[1]
    assert isinstance(function, TypedFunction)
    return None if function.used[0] else inlined(function, shape, answer_plain)


def _over_items(value: Code, loop: Callable[..., Any]) -> Code:
    """Generated code over a list: at once over what is in memory, when read over what is lazy."""

    def run(frame: Frame) -> Value:
        items, make = value(frame), loop(frame)
        return list(make(items)) if type(items) is list else Lazy(lambda: make(items))

    return run


def _infer_filter(cx: Checker, a: Args, _: Type) -> Typed:
    value, of = infer_list(cx, a)
    return Typed("filterList", ListOf(of), (value, cx.lambda_(a["filter"], (INT64, of), BOOL)), plain=True)


def _code_filter(typed: Typed, codes: Codes) -> Code:
    value = codes.plain(0)
    fast = _generated(typed, "lambda o: lambda items: (a1 for a1 in items if BODY)", answer_plain=True)
    if fast is not None:
        return _over_items(value, fast)
    keep = codes.predicate(1)

    def run(frame: Frame) -> Value:
        items, call = value(frame), keep(frame)
        if type(items) is list:
            return [item for at, item in enumerate(items) if call(Uint64(at), item)]
        numbers = count()

        def make() -> Iterator[Value]:
            for item in items:
                if call(Uint64(next(numbers)), item):
                    yield item

        return Lazy(make)

    return run


def _infer_reduce(cx: Checker, a: Args, _: Type) -> Typed:
    value, of = infer_list(cx, a)
    initial = cx.infer(a["initial"])
    shared = either(of, initial.type)
    reducer = cx.lambda_(a["reducer"], (shared, shared))
    result = general(reducer.type)
    if not fits(general(initial.type), result):  # of an empty list the initial value is the answer
        cx.untrue = True
    again = shared if reducer.used[0] and not fits(result, shared) else None
    return Typed("reduceList", result, (value, initial, reducer), again)


def _code_reduce(typed: Typed, codes: Codes) -> Code:
    """As a fold from the left, but that the function's answer may be none that it can be given again."""
    if typed.info is None:
        return _code_left(typed, codes)
    value, initial, reducer, shared = codes.plain(0), codes[1], codes.function(2), typed.info

    def run(frame: Frame) -> Value:
        items, total, call = iter(value(frame)), initial(frame), reducer(frame)
        for item in islice(items, 1):
            total = call(total, item)
        for item in items:
            if not accepts(shared, total):
                raise execution("reduceList: the reducer's answer is not of the type that it is given")
            total = call(total, item)
        return total

    return run


def _fold(name: str, backwards: bool) -> Rule:
    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        value, of = infer_list(cx, a)
        initial = cx.infer(a["initial"])
        result = general(initial.type)
        folder = cx.lambda_(a["folder"], (result, of), result)
        return Typed(name, result, (value, initial, folder))

    return Rule(infer, _code_right if backwards else _code_left)


def _code_left(typed: Typed, codes: Codes) -> Code:
    value, initial, folder = codes.plain(0), codes[1], _folder(typed, codes)

    def run(frame: Frame) -> Value:
        items, total = value(frame), initial(frame)
        return reduce(folder(frame), items, total)

    return run


def _code_right(typed: Typed, codes: Codes) -> Code:
    value, initial, folder = codes.plain(0), codes[1], _folder(typed, codes)

    def run(frame: Frame) -> Value:
        items, total = value(frame), initial(frame)
        return reduce(folder(frame), reversed(list(items)), total)

    return run


def _folder(typed: Typed, codes: Codes) -> Binder:
    """The function of total and item, as generated code where that can be."""
    function = typed.args[2]
    assert isinstance(function, TypedFunction)
    return inlined(function, "lambda o: lambda a0, a1: BODY") or codes.function(2)


def _infer_sort(cx: Checker, a: Args, _: Type) -> Typed:
    value, of = infer_list(cx, a)
    sorter = cx.lambda_(a["sorter"], (of,))
    if opened(sorter.type) is ANY:
        raise a.refuse("memSort: expression must return unambiguous type", a["sorter"])
    *before, key = sorter.body
    sorter = replace(sorter, body=(*before, cx.sure(key, sorter.type)))
    return Typed("memSort", ListOf(of), (value, sorter), plain=True)


def _generated_key(typed: Typed) -> Callable[..., Any] | None:
    """The sort key as generated code where its type says that it can be compared."""
    function = typed.args[1]
    assert isinstance(function, TypedFunction)
    key = bare(function.type)
    if not isinstance(key, Prim) or key.kind in ("null", "dateTime"):
        return None
    return inlined(function, "lambda o: lambda a0: BODY", answer_plain=True)


_SORTABLE: Final = (bool, str, float, DateTime, *INTEGERS.values())


def _sort_key(call: Callable[[Value], Value]) -> Callable[[Value], Value]:
    def key(item: Value) -> Value:
        found = plain(call(item))
        if type(found) not in _SORTABLE:
            raise execution("memSort: the sort key must be a number, string, bool or dateTime")
        return found.nanoseconds if type(found) is DateTime else found

    return key


def _code_sort(typed: Typed, codes: Codes) -> Code:
    value, sorter = codes.plain(0), codes.function(1)
    key = _generated_key(typed)

    def run(frame: Frame) -> Value:
        items = value(frame)
        anew = items.thin() if type(items) is Lazy and items.thin is not None else None
        call = key(frame) if key is not None else _sort_key(sorter(frame))
        if anew is not None:
            return _sorted_thin(items, call, anew)
        items = list(items)
        return sorted(items, key=call) if len(items) > 1 else items

    return run


def _sorted_thin(items: Lazy, key: Callable[[Value], Any], anew: Callable[[Record], Record]) -> Value:
    """As sorted, holding no more of the records than their keys and stored bytes."""
    if len(list(islice(items, 2))) < 2:
        return list(items)
    keys, thin = [], []
    for item in items:
        keys.append(key(item))
        thin.append(Record(item.model, item.id, item.created, item.updated, None, item.body))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    thin = [thin[at] for at in order]
    return Lazy(lambda: map(anew, thin), settled=True)


def _infer_sort_function(cx: Checker, a: Args, _: Type) -> Typed:
    value, of = infer_list(cx, a)
    return Typed("memSortFunction", ListOf(of), (value, cx.lambda_(a["less"], (of, of), BOOL)), plain=True)


def _code_sort_function(_: Typed, codes: Codes) -> Code:
    value, less = codes.plain(0), codes.predicate(1)

    def run(frame: Frame) -> Value:
        call = less(frame)

        def order(a: Value, b: Value) -> int:
            return -1 if call(a, b) else int(call(b, a))

        return sorted(value(frame), key=cmp_to_key(order))

    return run


RULES: Final = {
    "mapList": Rule(_infer_map, _code_map),
    "filterList": Rule(_infer_filter, _code_filter),
    "reduceList": Rule(_infer_reduce, _code_reduce),
    "leftFoldList": _fold("leftFoldList", False),
    "rightFoldList": _fold("rightFoldList", True),
    "memSort": Rule(_infer_sort, _code_sort),
    "memSortFunction": Rule(_infer_sort_function, _code_sort_function),
}
