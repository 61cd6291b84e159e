"""Structs, maps, tuples and unions taken apart and put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.dialect01.functions.rule import Infer, element, entries
from karma_tui.lang.machine.dialect01.relations import merged
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import (
    ANY,
    BOOL,
    INT64,
    STRING,
    MapOf,
    Optional,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    Unknown,
    bare,
    record_model,
    without_const,
    without_record,
)
from karma_tui.lang.nodes import Call, Node

if TYPE_CHECKING:
    from karma_tui.lang.machine.dialect01.infer import Args, Checker


_LONGEST_TUPLE: Final = 100_000


def _infer_field(cx: Checker, a: Args, _: Type) -> Typed:
    name = str(cx.constant(a, "name", STRING))
    wanted = Struct({name: ANY})
    value = cx.infer(a["value"], wanted)
    inner = bare(value.type)
    if not isinstance(inner, Struct):
        raise cx.mismatch(value.type, wanted, a["value"])
    stored = record_model(value.type) is not None
    return cx.fold(Typed("field", without_record(inner.fields[name]), (value,), name, plain=stored), a)


def _infer_set_field(cx: Checker, a: Args, _: Type) -> Typed:
    name = str(cx.constant(a, "name", STRING))
    value = cx.infer(a["value"])
    into = cx.infer(a["in"], Struct({}))
    inner = bare(into.type)
    fields = inner.fields if isinstance(inner, Struct) else {}
    type_ = inner if isinstance(inner, Unknown) else Struct({**fields, name: without_const(value.type)})
    return Typed("oldSetField", type_, (value, into), name, plain=True)


def _infer_key(cx: Checker, a: Args, _: Type) -> Typed:
    name = cx.infer(a["name"], STRING)
    value = cx.infer(a["value"], MapOf(ANY))
    return cx.fold(Typed("key", Optional(without_record(element(value.type))), (name, value)), a)


def _infer_set_key(cx: Checker, a: Args, _: Type) -> Typed:
    """A computed name and a zero to put the entry into kill the real server; here they are refused."""
    name = str(cx.constant(a, "name", STRING))
    if _is_zero(a["in"]):
        raise a.refuse("setKey: the zero of an unknown map takes no entries", a["in"])
    value = cx.infer(a["value"])
    into = cx.infer(a["in"], MapOf(ANY))
    return Typed("oldSetKey", MapOf(without_const(value.type)), (value, into), name, plain=True)


def _is_zero(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "zero"


def _infer_map_map(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"], MapOf(ANY))
    mapper = cx.body(a["expression"], (Struct({"key": STRING, "value": element(value.type)}),))
    return Typed("oldMapMap", MapOf(without_const(mapper.type)), (value, mapper), plain=True)


def _infer_index(cx: Checker, a: Args, _: Type) -> Typed:
    """Only the last position passes, since a tuple may not be longer than what is expected (quirk)."""
    at = int(cx.constant(a, "number", INT64))
    if at < 0:
        raise a.refuse("index: the number must not be negative", a["number"])
    wanted = TupleOf((ANY,) * min(at + 1, _LONGEST_TUPLE))
    value = cx.infer(a["value"], wanted)
    inner = bare(value.type)
    if not isinstance(inner, TupleOf):
        raise cx.mismatch(value.type, wanted, a["value"])
    if at >= len(inner.items):
        raise a.refuse(f"index: a tuple of {len(inner.items)} has no position {at}", a["number"])
    return cx.fold(Typed("indexTuple", without_record(inner.items[at]), (value,), at), a)


def _union(cx: Checker, a: Args) -> tuple[Typed, UnionOf]:
    value = cx.infer(a["value"])
    inner = bare(value.type)
    if not isinstance(inner, UnionOf):
        raise a.refuse(f"{a.call.name}: argument value is no union", a["value"])
    return value, inner


def _infer_assert_case(cx: Checker, a: Args, _: Type) -> Typed:
    case = str(cx.constant(a, "case", STRING))
    value, union = _union(cx, a)
    if case not in union.cases:
        raise a.refuse(f"assertCase: the value never has case {case}", a["value"])
    return cx.fold(Typed("assertCase", without_record(union.cases[case]), (value,), case), a)


def _infer_is_case(cx: Checker, a: Args, _: Type) -> Typed:
    case = cx.infer(a["case"], STRING)
    return Typed("isCase", BOOL, (_union(cx, a)[0], case), plain=True)


def _infer_switch_case(cx: Checker, a: Args, expected: Type) -> Typed:
    cases = entries(a["cases"])
    if not cases:
        raise a.refuse("switchCase: no cases")
    value = cx.infer(a["value"], UnionOf(dict.fromkeys(cases, ANY)))
    inner = bare(value.type)
    known = inner.cases if isinstance(inner, UnionOf) else {}
    bodies = {case: cx.body(body, (known.get(case, ANY),), expected) for case, body in cases.items()}
    result = merged([without_const(body.type) for body in bodies.values()])
    return Typed("switchCase", without_const(result), (value, *bodies.values()), tuple(bodies))


def _infer_switch_type(_: Checker, a: Args, _expected: Type) -> Typed:
    raise a.refuse("switchType: this function has no working form")


RULES: Final[dict[str, Infer]] = {
    "field": _infer_field,
    "setField": _infer_set_field,
    "key": _infer_key,
    "setKey": _infer_set_key,
    "mapMap": _infer_map_map,
    "index": _infer_index,
    "assertCase": _infer_assert_case,
    "isCase": _infer_is_case,
    "switchCase": _infer_switch_case,
    "switchType": _infer_switch_type,
}
