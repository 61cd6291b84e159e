"""Names, functions called in place, and what the checker knows about expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.construct import literal_value
from karma_tui.lang.machine.effects import has_effects
from karma_tui.lang.machine.functions.rule import Codes, Rule, never, text
from karma_tui.lang.machine.model_value import model_value
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.relations import either, fits
from karma_tui.lang.machine.scope import Binding
from karma_tui.lang.machine.typed import OUTER, UNSET, Code, Frame, Typed
from karma_tui.lang.machine.types import ANY, NULL, PRIMS, Any, Const, Struct, TupleOf, Type, without_const
from karma_tui.lang.machine.values import Items, Map, Union, Value
from karma_tui.lang.nodes import Function, Literal

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def _infer_define(cx: Checker, a: Args, _: Type) -> Typed:
    name = text(a["name"])
    value = cx.infer(a["value"])
    if name in cx.scope.names:
        raise a.refuse(f'name already defined in scope: "{name}"')
    binding = cx.scope.bind(name, value.type)
    return Typed("define", NULL, (value,), binding.slot, plain=True)


def _code_define(typed: Typed, codes: Codes) -> Code:
    value, slot = codes[0], typed.info

    def run(frame: Frame) -> Value:
        frame[slot] = value(frame)
        return None

    return run


def _infer_scope(cx: Checker, a: Args, expected: Type) -> Typed:
    name = text(a["name"])
    found = cx.scope.find(name)
    if found is None:
        raise a.refuse(f'undefined name "{name}"')
    depth, binding = found
    binding.used = True
    type_ = _settled(binding, expected, a, name)
    return Typed("scope", type_, (), (depth, binding.slot, name if binding.lost else None))


def _settled(binding: Binding, expected: Type, a: Args, name: str) -> Type:
    """The type of a name where `expected` is asked for: unknown ones take it, unfit ones are joined."""
    if binding.type is None:
        binding.type = expected
    elif not fits(binding.type, expected):
        shared = either(binding.type, expected)
        if isinstance(shared, Any):
            raise a.refuse(f'inconsistent typing of name: "{name}"')
        return shared
    return binding.type


def _code_scope(typed: Typed, _: Codes) -> Code:
    depth, slot, lost = typed.info
    if lost is not None:
        return _not_in_scope(lost)
    if depth == 0:
        return _here(slot)
    if depth == 1:
        return _one_out(slot)

    def run(frame: Frame) -> Value:
        for _ in range(depth):
            frame = frame[OUTER]
        value = frame[slot]
        if value is UNSET:
            raise execution("not in scope")
        return value

    return run


def _here(slot: int) -> Code:
    def run(frame: Frame) -> Value:
        value = frame[slot]
        if value is UNSET:
            raise execution("not in scope")
        return value

    return run


def _one_out(slot: int) -> Code:
    def run(frame: Frame) -> Value:
        value = frame[1][slot]
        if value is UNSET:
            raise execution("not in scope")
        return value

    return run


def _not_in_scope(name: str) -> Code:
    def run(_: Frame) -> Value:
        raise execution(f'not in scope: "{name}"')

    return run


def _infer_with(cx: Checker, a: Args, expected: Type) -> Typed:
    value = cx.infer(a["value"])
    body = cx.lambda_(a["body"], (value.type,), expected)
    constant = isinstance(body.type, Const) and not has_effects(a["value"])
    return Typed("with", body.type if constant else without_const(body.type), (value, body))


def _code_with(_: Typed, codes: Codes) -> Code:
    value, body = codes[0], codes.function(1)

    def run(frame: Frame) -> Value:
        return body(frame)(value(frame))

    return run


def _infer_signature(cx: Checker, a: Args, _: Type) -> Typed:
    node = a["function"]
    names = node.params if isinstance(node, Function) else ()
    function, params = cx.function(node, [None] * len(names))
    unused = [name for name, type_ in zip(names, params, strict=True) if type_ is None]
    if unused:
        raise a.refuse(f"signature: parameters are never used: {', '.join(unused)}")
    meta = cx.world.meta
    models = {name: model_value(type_ or ANY, meta) for name, type_ in zip(names, params, strict=True)}
    value = (models, model_value(function.type, meta))
    model = cx.world.model(meta)
    return Typed(
        "signature", Const(TupleOf((Struct(dict.fromkeys(models, model)), model)), value), plain=True
    )


def _infer_model_of(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    meta = cx.world.meta
    model: Union = model_value(value.type, meta)
    return Typed("modelOf", Const(cx.world.model(meta), model), plain=True)


def _literal_rule(kind: str) -> Rule:
    """The primitives' own names: shorthands of `data`."""

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        node = a["value"]
        literal = node if isinstance(node, Literal) else Literal(kind, text(node))
        return Typed(kind, Const(PRIMS.get(kind, ANY), literal_value(literal)), plain=True)

    return Rule(infer, never)


def _infer_data(cx: Checker, a: Args, expected: Type) -> Typed:
    return cx.infer(a["value"], expected)


def _code_data(typed: Typed, codes: Codes) -> Code:
    """The constructors with a part that is no constant; see construct.py for how they are typed."""
    kind, detail = typed.info if isinstance(typed.info, tuple) else (typed.info, None)
    parts = codes.all()
    if kind in ("struct", "map"):
        return _code_fields(kind, list(zip(detail, parts, strict=True)))
    if kind == "union":
        return _code_union(str(detail), parts[0])

    def items(frame: Frame) -> Value:
        return [part(frame) for part in parts]

    def as_set(frame: Frame) -> Value:
        return Items([part(frame) for part in parts])

    def as_tuple(frame: Frame) -> Value:
        return tuple([part(frame) for part in parts])

    return {"list": items, "set": as_set, "tuple": as_tuple}[kind]


def _code_fields(kind: str, parts: list[tuple[str, Code]]) -> Code:
    def as_struct(frame: Frame) -> Value:
        return {name: part(frame) for name, part in parts}

    def as_map(frame: Frame) -> Value:
        return Map({name: part(frame) for name, part in parts})

    return as_map if kind == "map" else as_struct


def _code_union(case: str, part: Code) -> Code:
    def run(frame: Frame) -> Value:
        return Union(case, part(frame))

    return run


RULES: Final = {
    "define": Rule(_infer_define, _code_define),
    "scope": Rule(_infer_scope, _code_scope),
    "with": Rule(_infer_with, _code_with),
    "signature": Rule(_infer_signature, never),
    "modelOf": Rule(_infer_model_of, never),
    "data": Rule(_infer_data, _code_data),
    **{kind: _literal_rule(kind) for kind in (*PRIMS, "symbol")},
}
