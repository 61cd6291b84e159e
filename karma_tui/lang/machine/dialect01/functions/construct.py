"""Constructors: new... of values, contextual data, zero, and the model of an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.dialect01.decode import Undecodable, primitive
from karma_tui.lang.machine.dialect01.functions.rule import (
    ANY_NUMBER,
    INTEGER_KINDS,
    Infer,
    element,
    entries,
    items,
)
from karma_tui.lang.machine.dialect01.models import model_value
from karma_tui.lang.machine.dialect01.relations import merged
from karma_tui.lang.machine.dialect01.types import one_of, open_alternatives
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import (
    ANY,
    BOOL,
    DATETIME,
    PRIMS,
    STRING,
    Const,
    ListOf,
    MapOf,
    RefTo,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    without_const,
)
from karma_tui.lang.machine.values import Map, Ref, Union, Value
from karma_tui.lang.nodes import Literal

if TYPE_CHECKING:
    from karma_tui.lang.machine.dialect01.infer import Args, Checker

_TEXT_SOURCES: Final = one_of((STRING, *[PRIMS[kind] for kind in INTEGER_KINDS]))
_NUMBERS: Final = {
    "newFloat": "float",
    "intToFloat": "float",
    "floatToInt": "int64",
    "newInt": "int64",
    "newUint": "uint64",
    **{"new" + kind[0].upper() + kind[1:]: kind for kind in INTEGER_KINDS},
}


def _literal(a: Args, kind: str) -> Value:
    """The argument as a JSON literal of that very type; raises Undecodable if it is none."""
    node = a["value"]
    if isinstance(node, Literal):
        return primitive(kind, node.value)
    raise Undecodable(kind, None)


def _number(kind: str, takes_literals: bool) -> Infer:
    name = "to" + kind[0].upper() + kind[1:]

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        if takes_literals:
            try:
                return Typed("data", Const(PRIMS[kind], _literal(a, kind)), plain=True)
            except Undecodable:
                pass  # no literal of this type: an expression that is converted
        value = cx.infer(a["value"], ANY_NUMBER)
        return cx.fold(Typed(name, PRIMS[kind], (value,), plain=True), a)

    return infer


def _same(kind: Type) -> Infer:
    """newBool and newDateTime: a check, no conversion."""

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        return cx.infer(a["value"], kind)

    return infer


def _infer_string(cx: Checker, a: Args, _: Type) -> Typed:
    """Never a constant, not even of a literal."""
    try:
        value = Typed("data", Const(STRING, _literal(a, "string")), plain=True)
    except Undecodable:
        value = cx.infer(a["value"], _TEXT_SOURCES)
    return Typed("oldText", STRING, (value,), plain=True)


def _plain_type(part: Typed) -> Type:
    return without_const(part.type)


def _built(info: str | tuple[str, object], type_: Type, parts: list[Typed]) -> Typed:
    """A constructor; a constant if all its parts are."""
    known = [part.type.value for part in parts if isinstance(part.type, Const)]
    if len(known) < len(parts):
        return Typed("data", type_, tuple(parts), info, plain=True)
    return Typed("data", Const(type_, _value(info, known)), plain=True)


def _value(info: str | tuple[str, object], parts: list[Value]) -> Value:
    kind, detail = info if isinstance(info, tuple) else (info, ())
    if kind == "union":
        return Union(str(detail), parts[0])
    if kind in ("struct", "map"):
        made = dict(zip(detail, parts, strict=True))  # type: ignore[call-overload]
        return Map(made) if kind == "map" else made
    return tuple(parts) if kind == "tuple" else parts


def _expected(type_: Type, kind: type[ListOf] | type[MapOf]) -> Type:
    """What is expected of the elements where a list or a map is."""
    return next((element(part) for part in open_alternatives(type_) if isinstance(part, kind)), ANY)


def _infer_list(cx: Checker, a: Args, expected: Type) -> Typed:
    of = _expected(expected, ListOf)
    parts = [cx.infer(item, of) for item in items(a["items"])]
    return _built("list", ListOf(merged([_plain_type(part) for part in parts])), parts)


def _infer_map(cx: Checker, a: Args, expected: Type) -> Typed:
    of = _expected(expected, MapOf)
    parts = {name: cx.infer(item, of) for name, item in entries(a["entries"]).items()}
    type_ = MapOf(merged([_plain_type(part) for part in parts.values()]))
    return _built(("map", tuple(parts)), type_, list(parts.values()))


def _infer_tuple(cx: Checker, a: Args, expected: Type) -> Typed:
    wanted = next((part.items for part in open_alternatives(expected) if isinstance(part, TupleOf)), ())
    parts = [
        cx.infer(item, wanted[at] if at < len(wanted) else ANY) for at, item in enumerate(items(a["items"]))
    ]
    return _built("tuple", TupleOf(tuple([_plain_type(part) for part in parts])), parts)


def _infer_struct(cx: Checker, a: Args, expected: Type) -> Typed:
    wanted = next((part.fields for part in open_alternatives(expected) if isinstance(part, Struct)), {})
    parts = {name: cx.infer(item, wanted.get(name, ANY)) for name, item in entries(a["fields"]).items()}
    type_ = Struct({name: _plain_type(part) for name, part in parts.items()})
    return _built(("struct", tuple(parts)), type_, list(parts.values()))


def _infer_union(cx: Checker, a: Args, expected: Type) -> Typed:
    case = str(cx.constant(a, "case", STRING))
    wanted = next((part.cases for part in open_alternatives(expected) if isinstance(part, UnionOf)), {})
    value = cx.infer(a["value"], wanted.get(case, ANY))
    return _built(("union", case), UnionOf({case: _plain_type(value)}), [value])


def _infer_ref(cx: Checker, a: Args, _: Type) -> Typed:
    """A constant id is taken as it is; a computed one must be that of a readable record."""
    model_node = a["model"]
    wanted = one_of((RefTo(cx.world.meta), STRING))
    model = cx.infer(model_node, wanted)
    if not isinstance(model.type, Const):
        raise a.refuse("newRef: argument model must be a constant expression", model_node)
    named = model.type.value
    into = named.record if isinstance(named, Ref) else str(named)
    record = cx.infer(a["id"], STRING)
    if isinstance(record.type, Const):
        return Typed("data", Const(RefTo(into), Ref(into, record.type.value)), plain=True)
    return Typed("oldRef", RefTo(into), (record,), into, plain=True)


def _infer_contextual(cx: Checker, a: Args, expected: Type) -> Typed:
    return cx.contextual(a["value"], expected)


def _infer_zero(cx: Checker, a: Args, expected: Type) -> Typed:
    return cx.zero(a, expected)


def _infer_model_of(cx: Checker, a: Args, _: Type) -> Typed:
    meta = cx.world.meta
    model = model_value(cx.infer(a["value"]).type, meta)
    return Typed("data", Const(cx.world.model(meta), model), plain=True)


RULES: Final[dict[str, Infer]] = {
    **{name: _number(kind, name.startswith("new")) for name, kind in _NUMBERS.items()},
    "newBool": _same(BOOL),
    "newDateTime": _same(DATETIME),
    "newString": _infer_string,
    "newList": _infer_list,
    "newMap": _infer_map,
    "newTuple": _infer_tuple,
    "newStruct": _infer_struct,
    "newUnion": _infer_union,
    "newRef": _infer_ref,
    "contextual": _infer_contextual,
    "static": _infer_contextual,
    "zero": _infer_zero,
    "modelOf": _infer_model_of,
}
