"""Structs, maps, sets, tuples and enums taken apart and put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.functions.lists import element
from karma_tui.lang.machine.functions.rule import Codes, Rule, text, word
from karma_tui.lang.machine.refusal import compilation, execution
from karma_tui.lang.machine.relations import fits
from karma_tui.lang.machine.typed import Code, Frame, Typed
from karma_tui.lang.machine.types import (
    ANY,
    BOOL,
    STRING,
    WHETHER,
    Const,
    Enum,
    MapOf,
    Optional,
    SetOf,
    Struct,
    TupleOf,
    Type,
    bare,
    general,
    opened,
    record_model,
    without_const,
)
from karma_tui.lang.machine.values import Items, Map, Symbol, Value
from karma_tui.lang.nodes import Call, Node, Table, Word

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def infer_through(cx: Checker, node: Node, shape: Type) -> Typed:
    """An argument that is looked at through recursions; a name of unknown type takes the shape."""
    if isinstance(node, Call) and node.name == "scope" and isinstance(node.args[0], Word):
        found = cx.scope.find(text(node.args[0]))
        if found is not None and found[1].type is None:
            return cx.infer(node, shape)
    return cx.sure(cx.infer(node), shape)


def _infer_field(cx: Checker, a: Args, expected: Type) -> Typed:
    name = text(a["name"])
    value = cx.infer(a["value"], Struct({name: expected}))
    inner = bare(value.type)
    of = bare(inner.of) if isinstance(inner, Const) else inner
    found = of.fields.get(name) if isinstance(of, Struct) else None
    if found is None:
        if expected is WHETHER and isinstance(value.type, Const) and isinstance(of, Struct):
            # The real server holds what a constant lacks for present (spec 5) and dies of any other use.
            return Typed("field", Const(BOOL, True), plain=True)
        raise cx.mismatch(value.type, Struct({name: expected}), a["value"])
    stored = record_model(value.type) is not None
    return cx.fold(Typed("field", found, (value,), name, plain=stored))


def _code_field(typed: Typed, codes: Codes) -> Code:
    name, arg = typed.info, typed.args[0]
    if isinstance(arg, Typed) and record_model(arg.type) is not None:
        record = codes[0]

        def of_record(frame: Frame) -> Value:
            return record(frame).value.get(name)

        return of_record
    value = codes.plain(0)

    def run(frame: Frame) -> Value:
        return value(frame).get(name)

    return run


def _infer_key(cx: Checker, a: Args, _: Type) -> Typed:
    name = cx.infer(a["name"], STRING)
    value = infer_through(cx, a["value"], MapOf(ANY))
    inner = opened(value.type)
    if not isinstance(inner, MapOf):
        raise cx.mismatch(value.type, MapOf(ANY), a["value"])
    of = inner.of
    return Typed(
        "key", without_const(of) if isinstance(opened(of), Optional) else Optional(of), (name, value)
    )


def _code_key(_: Typed, codes: Codes) -> Code:
    name, value = codes.plain(0), codes.plain(1)

    def run(frame: Frame) -> Value:
        key = name(frame)
        return value(frame).get(key)

    return run


def _infer_set_field(cx: Checker, a: Args, _: Type) -> Typed:
    name = text(a["name"])
    value = cx.infer(a["value"])
    into = cx.infer(a["in"], Struct({}))
    inner = opened(into.type)
    type_ = Struct({**inner.fields, name: value.type}) if isinstance(inner, Struct) else inner
    return Typed("setField", type_, (value, into), name, plain=True)


def _code_set_field(typed: Typed, codes: Codes) -> Code:
    value, into, name = codes[0], codes.plain(1), typed.info

    def run(frame: Frame) -> Value:
        item = value(frame)
        return {**into(frame), name: item}

    return run


def _infer_set_key(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    into = cx.infer(a["in"], MapOf(ANY))
    if not fits(general(element(into.type)), general(value.type)):
        cx.untrue = True
    # What is known of the new value is taken to be true of all, as the real server does (spec 4.5).
    return Typed("setKey", MapOf(value.type), (value, into), text(a["name"]), plain=True)


def _code_set_key(typed: Typed, codes: Codes) -> Code:
    value, into, name = codes[0], codes.plain(1), typed.info

    def run(frame: Frame) -> Value:
        item = value(frame)
        return Map({**into(frame), name: item})

    return run


def _infer_map_map(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], MapOf(ANY))
    mapper = cx.lambda_(a["mapper"], (STRING, element(value.type)))
    return Typed("mapMap", MapOf(without_const(mapper.type)), (value, mapper), plain=True)


def _code_map_map(_: Typed, codes: Codes) -> Code:
    value, mapper = codes.plain(0), codes.function(1)

    def run(frame: Frame) -> Value:
        entries, call = value(frame), mapper(frame)
        return Map({key: call(key, entries[key]) for key in sorted(entries)})

    return run


def _infer_map_set(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], SetOf(ANY))
    mapper = cx.lambda_(a["mapper"], (without_const(element(value.type)),))
    return Typed("mapSet", SetOf(without_const(mapper.type)), (value, mapper), plain=True)


def _code_map_set(_: Typed, codes: Codes) -> Code:
    value, mapper = codes.plain(0), codes.function(1)

    def run(frame: Frame) -> Value:
        items, call = value(frame), mapper(frame)
        return Items([call(item) for item in items])

    return run


def _infer_index(cx: Checker, a: Args, _: Type) -> Typed:
    at = int(word(a["index"]))
    value = infer_through(cx, a["value"], TupleOf(()))
    inner = opened(value.type)
    if not isinstance(inner, TupleOf):
        raise compilation("indexTuple: argument not of type tuple", blamed=a["value"])
    if not 0 <= at < len(inner.items):
        size = len(inner.items)
        problem = f"indexTuple: argument is tuple of {size} elements, requested index {at}"
        raise compilation(problem, blamed=a["index"])
    return cx.fold(Typed("indexTuple", inner.items[at], (value,), at))


def _code_index(typed: Typed, codes: Codes) -> Code:
    value, at = codes.plain(0), typed.info

    def run(frame: Frame) -> Value:
        items = value(frame)
        if at >= len(items):  # a tuple may be shorter than its type (spec 4.1)
            raise execution(f"indexTuple: the tuple has {len(items)} elements, requested index {at}")
        return items[at]

    return run


def _infer_map_enum(cx: Checker, a: Args, _: Type) -> Typed:
    symbol = infer_through(cx, a["symbol"], Enum(frozenset()))
    inner = opened(symbol.type)
    if not isinstance(inner, Enum):
        raise a.refuse("mapEnum: symbol argument must be enum", a["symbol"])
    table = a["mapping"]
    assert isinstance(table, Table)
    mapping = {key: text(entry) for key, entry in table.entries}
    default = a.get("default")
    fallback = text(default) if isinstance(default, Word) else None
    unknown = sorted(set(mapping) - inner.symbols)
    if unknown:
        raise a.refuse(f"mapEnum: impossible symbol in mapping: {', '.join(unknown)}")
    missing = sorted(inner.symbols - set(mapping))
    if missing and fallback is None:
        names = ", ".join(missing)
        raise a.refuse(f"mapEnum: missing enum case(s): {names}. consider specifying a default.")
    results = frozenset([*mapping.values(), *([] if fallback is None else [fallback])])
    return Typed("mapEnum", Enum(results), (symbol,), (mapping, fallback), plain=True)


def _code_map_enum(typed: Typed, codes: Codes) -> Code:
    symbol, (mapping, fallback) = codes.plain(0), typed.info

    def run(frame: Frame) -> Value:
        return Symbol(mapping.get(symbol(frame), fallback))

    return run


RULES: Final = {
    "field": Rule(_infer_field, _code_field),
    "key": Rule(_infer_key, _code_key),
    "setField": Rule(_infer_set_field, _code_set_field),
    "setKey": Rule(_infer_set_key, _code_set_key),
    "mapMap": Rule(_infer_map_map, _code_map_map),
    "mapSet": Rule(_infer_map_set, _code_map_set),
    "indexTuple": Rule(_infer_index, _code_index),
    "mapEnum": Rule(_infer_map_enum, _code_map_enum),
}
