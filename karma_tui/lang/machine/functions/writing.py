"""Records written: create, update, delete. The doing is in write.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.functions.control import constant_model
from karma_tui.lang.machine.functions.records import model_of_ref
from karma_tui.lang.machine.functions.rule import Codes, Rule
from karma_tui.lang.machine.refusal import model_not_found
from karma_tui.lang.machine.typed import RUN, Code, Frame, Typed, TypedFunction
from karma_tui.lang.machine.types import ANY_REF, Const, RefTo, Struct, Type
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Table

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def _infer_create(cx: Checker, a: Args, _: Type) -> Typed:
    node = a["model"]
    model = constant_model(cx, a, node, "create: model argument must be constant expression", node)
    value = cx.lambda_(a["value"], (Struct({"self": RefTo(model)}),), cx.world.model(model))
    return Typed("create", RefTo(model), (value,), (model, _known({"self": value})), plain=True)


def _known(functions: dict[str, TypedFunction]) -> frozenset[str]:
    """The keys whose values are constants: they have been checked against the model already."""
    return frozenset([key for key, function in functions.items() if isinstance(function.type, Const)])


def _code_create(typed: Typed, codes: Codes) -> Code:
    value, (model, known) = codes.function(0), typed.info

    def run(frame: Frame) -> Value:
        return frame[RUN].writer.create(model, {"self": value(frame)}, known)["self"]

    return run


def _infer_create_multiple(cx: Checker, a: Args, _: Type) -> Typed:
    node = a["model"]
    model = constant_model(cx, a, node, "createMultiple: model argument must be constant expression", node)
    table = a["values"]
    entries = table.entries if isinstance(table, Table) else ()
    refs = Struct({key: RefTo(model) for key, _ in entries})
    of = cx.world.model(model)
    functions = {key: cx.lambda_(entry, (refs,), of) for key, entry in entries}
    return Typed(
        "createMultiple",
        refs,
        tuple(functions.values()),
        (model, tuple(functions), _known(functions)),
        plain=True,
    )


def _code_create_multiple(typed: Typed, codes: Codes) -> Code:
    model, keys, known = typed.info
    functions = {key: codes.function(at) for at, key in enumerate(keys)}

    def run(frame: Frame) -> Value:
        makers = {key: bind(frame) for key, bind in functions.items()}
        return frame[RUN].writer.create(model, makers, known)

    return run


def _infer_update(cx: Checker, a: Args, _: Type) -> Typed:
    ref = cx.infer(a["ref"], ANY_REF)
    model = model_of_ref(ref)
    if model == cx.world.meta:
        raise a.refuse("update: models are immutable", a["ref"])
    if not model:
        raise model_not_found(cx.world.meta, "")
    value = cx.infer(a["value"], cx.world.model(model))
    return Typed("update", RefTo(model), (ref, value), model, plain=True)


def _code_update(_: Typed, codes: Codes) -> Code:
    ref, value = codes.plain(0), codes.plain(1)

    def run(frame: Frame) -> Value:
        wanted = ref(frame)
        frame[RUN].writer.update(wanted.model, wanted.record, value(frame))
        return wanted

    return run


def _infer_delete(cx: Checker, a: Args, _: Type) -> Typed:
    ref = cx.infer(a["ref"], ANY_REF)
    model = model_of_ref(ref)
    if not model:
        raise model_not_found(cx.world.meta, "")
    return Typed("delete", cx.world.model(model), (ref,), plain=True)


def _code_delete(_: Typed, codes: Codes) -> Code:
    ref = codes.plain(0)

    def run(frame: Frame) -> Value:
        wanted = ref(frame)
        return frame[RUN].writer.delete(wanted.model, wanted.record)

    return run


RULES: Final = {
    "create": Rule(_infer_create, _code_create),
    "createMultiple": Rule(_infer_create_multiple, _code_create_multiple),
    "update": Rule(_infer_update, _code_update),
    "delete": Rule(_infer_delete, _code_delete),
}
