"""Models, tags and stored records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.dialect01.functions.rule import Infer, entries
from karma_tui.lang.machine.dialect01.types import model_of_ref
from karma_tui.lang.machine.refusal import model_not_found
from karma_tui.lang.machine.typed import Typed
from karma_tui.lang.machine.types import (
    ANY,
    ANY_REF,
    DATETIME,
    STRING,
    Const,
    ListOf,
    MapOf,
    RecordOf,
    RefTo,
    Struct,
    Type,
    record_model,
    without_record,
)
from karma_tui.lang.machine.values import Ref
from karma_tui.lang.nodes import Node

if TYPE_CHECKING:
    from karma_tui.lang.machine.dialect01.infer import Args, Checker


def _infer_tag(cx: Checker, a: Args, _: Type) -> Typed:
    name = cx.infer(a["tag"], STRING)
    meta = cx.world.meta
    if not isinstance(name.type, Const):
        return Typed("tag", RefTo(meta), (name,), plain=True)
    model = cx.world.tag(name.type.value)
    if model is None:
        raise a.refuse(f'tag: there is no tag "{name.type.value}"', a["tag"])
    return Typed("tag", Const(RefTo(meta), Ref(meta, model)), plain=True)


def _infer_model(cx: Checker, a: Args, _: Type) -> Typed:
    """A constant id is not checked; a computed one must be that of a readable model."""
    model = cx.infer(a["id"], STRING)
    meta = cx.world.meta
    if isinstance(model.type, Const):
        return Typed("model", Const(RefTo(meta), Ref(meta, model.type.value)), plain=True)
    return Typed("oldRef", RefTo(meta), (model,), meta, plain=True)


def _infer_all(cx: Checker, a: Args, _: Type) -> Typed:
    model = cx.infer(a["model"], RefTo(cx.world.meta))
    if not isinstance(model.type, Const):
        return Typed("all", ListOf(ANY), (model,), plain=True)
    of = str(model.type.value.record)
    return Typed("all", ListOf(RecordOf(cx.world.model(of), of)), (model,), plain=True)


def _infer_get(cx: Checker, a: Args, _: Type) -> Typed:
    ref = cx.infer(a["ref"], ANY_REF)
    model = model_of_ref(ref.type)
    return Typed("get", RecordOf(cx.world.model(model) if model else ANY, model), (ref,))


def _record(cx: Checker, a: Args, node: Node) -> tuple[Typed, str]:
    value = cx.infer(node)
    model = record_model(value.type)
    if model is None:
        raise a.refuse(f"{a.call.name}: the argument is not persistent", node)
    return value, model


def _infer_ref_to(cx: Checker, a: Args, _: Type) -> Typed:
    value, model = _record(cx, a, a["value"])
    return Typed("refTo", RefTo(model), (value,), plain=True)


def _infer_metarialize(cx: Checker, a: Args, _: Type) -> Typed:
    value, model = _record(cx, a, a["record"])
    fields: dict[str, Type] = {
        "id": RefTo(model),
        "model": RefTo(cx.world.meta),
        "created": DATETIME,
        "updated": DATETIME,
        "value": without_record(value.type),
    }
    return Typed("metarialize", Struct(fields), (value,), plain=True)


def _infer_create(cx: Checker, a: Args, _: Type) -> Typed:
    model = cx.constant_model(a, a["in"])
    value = cx.infer(a["value"], cx.world.model(model))
    return Typed("oldCreate", RefTo(model), (value,), model, plain=True)


def _infer_create_multiple(cx: Checker, a: Args, _: Type) -> Typed:
    model = cx.constant_model(a, a["in"])
    of = cx.world.model(model)
    values = {key: cx.infer(value, of) for key, value in entries(a["values"]).items()}
    return Typed(
        "oldCreateMultiple", MapOf(RefTo(model)), tuple(values.values()), (model, tuple(values)), plain=True
    )


def _infer_update(cx: Checker, a: Args, _: Type) -> Typed:
    ref = cx.infer(a["ref"], ANY_REF)
    model = model_of_ref(ref.type)
    if model == cx.world.meta:
        raise a.refuse("update: models cannot be changed, their records would become unreadable", a["ref"])
    if not model:
        raise model_not_found(cx.world.meta, "")
    value = cx.infer(a["value"], cx.world.model(model))
    return Typed("oldUpdate", RefTo(model), (ref, value), model, plain=True)


def _infer_delete(cx: Checker, a: Args, _: Type) -> Typed:
    ref = cx.infer(a["ref"], ANY_REF)
    model = model_of_ref(ref.type)
    if not model:
        raise model_not_found(cx.world.meta, "")
    return Typed("oldDelete", cx.world.model(model), (ref,), plain=True)


def _infer_user(cx: Checker, _a: Args, _: Type) -> Typed:
    return Typed("currentUser", RefTo(cx.world.default("_user")), plain=True)


def _infer_relocate(cx: Checker, a: Args, _: Type) -> Typed:
    ref = cx.infer(a["ref"], ANY_REF)
    model = cx.constant_model(a, a["model"])
    return Typed("oldRelocate", RefTo(model), (ref,), model, plain=True)


RULES: Final[dict[str, Infer]] = {
    "tag": _infer_tag,
    "model": _infer_model,
    "all": _infer_all,
    "get": _infer_get,
    "refTo": _infer_ref_to,
    "metarialize": _infer_metarialize,
    "create": _infer_create,
    "createMultiple": _infer_create_multiple,
    "update": _infer_update,
    "delete": _infer_delete,
    "currentUser": _infer_user,
    "relocateRef": _infer_relocate,
}
