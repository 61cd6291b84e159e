"""Models, tags and stored records as they are read, the user and the clock. The doing is in read.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.functions.control import constant_model
from karma_tui.lang.machine.functions.rule import Codes, Rule
from karma_tui.lang.machine.typed import RUN, Code, Frame, Typed
from karma_tui.lang.machine.types import (
    ANY,
    ANY_REF,
    BOOL,
    DATETIME,
    STRING,
    Const,
    ListOf,
    RecordOf,
    RefTo,
    Struct,
    Type,
    opened,
    record_model,
    without_record,
)
from karma_tui.lang.machine.values import Record, Ref, Value

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def _infer_tag(cx: Checker, a: Args, _: Type) -> Typed:
    name = cx.infer(a["tag"], STRING)
    meta = cx.world.meta
    if not isinstance(name.type, Const):
        return Typed("tag", RefTo(meta), (name,), plain=True)
    model = cx.world.tag(name.type.value)
    if model is None:
        raise a.refuse("tag: not found", a["tag"])
    return Typed("tag", Const(RefTo(meta), Ref(meta, model)), plain=True)


def _code_tag(_: Typed, codes: Codes) -> Code:
    name = codes.plain(0)

    def run(frame: Frame) -> Value:
        return frame[RUN].reader.tag(name(frame))

    return run


def _infer_tag_exists(cx: Checker, a: Args, _: Type) -> Typed:
    name = cx.infer(a["tag"], STRING)
    if isinstance(name.type, Const):
        return Typed("tagExists", Const(BOOL, cx.world.tag(name.type.value) is not None), plain=True)
    return Typed("tagExists", BOOL, (name,), plain=True)


def _code_tag_exists(_: Typed, codes: Codes) -> Code:
    name = codes.plain(0)

    def run(frame: Frame) -> Value:
        return frame[RUN].schema.tag(name(frame)) is not None

    return run


def _infer_model(cx: Checker, a: Args, _: Type) -> Typed:
    model = cx.infer(a["id"], STRING)
    meta = cx.world.meta
    if isinstance(model.type, Const):
        return Typed("model", Const(RefTo(meta), Ref(meta, model.type.value)), plain=True)
    return Typed("model", RefTo(meta), (model,), plain=True)


def _code_model(_: Typed, codes: Codes) -> Code:
    model = codes.plain(0)

    def run(frame: Frame) -> Value:
        return frame[RUN].reader.model_ref(model(frame))

    return run


def _infer_all(cx: Checker, a: Args, _: Type) -> Typed:
    model = cx.infer(a["model"], RefTo(cx.world.meta))
    if not isinstance(model.type, Const):
        return Typed("all", ListOf(ANY), (model,), plain=True)
    of = str(model.type.value.record)
    return Typed("all", ListOf(RecordOf(cx.world.model(of), of)), (model,), plain=True)


def _code_all(_: Typed, codes: Codes) -> Code:
    model = codes.plain(0)

    def run(frame: Frame) -> Value:
        return frame[RUN].reader.all(model(frame).record)

    return run


def model_of_ref(value: Typed) -> str:
    """The model that a reference points into; "" where it may be any."""
    inner = opened(value.type)
    return inner.model if isinstance(inner, RefTo) else ""


def _infer_get(cx: Checker, a: Args, _: Type) -> Typed:
    ref = cx.infer(a["ref"], ANY_REF)
    model = model_of_ref(ref)
    return Typed("get", RecordOf(cx.world.model(model) if model else ANY, model), (ref,))


def _code_get(_: Typed, codes: Codes) -> Code:
    ref = codes.plain(0)

    def run(frame: Frame) -> Value:
        wanted = ref(frame)
        return frame[RUN].reader.get(wanted.model, wanted.record)

    return run


def _record_argument(cx: Checker, a: Args, name: str) -> tuple[Typed, str]:
    value = cx.infer(a[name])
    model = record_model(value.type)
    if model is None:
        raise a.refuse(f"{a.call.name}: argument is not persistent", a[name])
    return cx.sure(value, value.type), model


def _infer_ref_to(cx: Checker, a: Args, _: Type) -> Typed:
    value, model = _record_argument(cx, a, "value")
    return Typed("refTo", RefTo(model), (value,), plain=True)


def _code_ref_to(_: Typed, codes: Codes) -> Code:
    record = codes[0]

    def run(frame: Frame) -> Value:
        found: Record = record(frame)
        return Ref(found.model, found.id)

    return run


def _infer_metarialize(cx: Checker, a: Args, _: Type) -> Typed:
    value, model = _record_argument(cx, a, "record")
    fields: dict[str, Type] = {
        "id": RefTo(model),
        "model": RefTo(cx.world.meta),
        "created": DATETIME,
        "updated": DATETIME,
        "value": without_record(value.type),
    }
    return Typed("metarialize", Struct(fields), (value,), plain=True)


def _code_metarialize(_: Typed, codes: Codes) -> Code:
    record = codes[0]

    def run(frame: Frame) -> Value:
        return frame[RUN].reader.metarialized(record(frame))

    return run


def _infer_relocate(cx: Checker, a: Args, _: Type) -> Typed:
    ref = cx.infer(a["ref"], ANY_REF)
    node = a["model"]
    model = constant_model(cx, a, node, "relocateRef: model argument must be constant expression", node)
    return Typed("relocateRef", RefTo(model), (ref,), model, plain=True)


def _code_relocate(typed: Typed, codes: Codes) -> Code:
    ref, model = codes.plain(0), typed.info

    def run(frame: Frame) -> Value:
        return frame[RUN].reader.relocated(ref(frame), model)

    return run


def _infer_user(cx: Checker, _a: Args, _: Type) -> Typed:
    return Typed("currentUser", RefTo(cx.world.default("_user")), plain=True)


def _code_user(_: Typed, _codes: Codes) -> Code:
    def run(frame: Frame) -> Value:
        return frame[RUN].user_ref()

    return run


def _infer_now(_: Checker, _a: Args, _expected: Type) -> Typed:
    return Typed("dateTimeNow", DATETIME, plain=True)


def _code_now(_: Typed, _codes: Codes) -> Code:
    def run(frame: Frame) -> Value:
        return frame[RUN].now()

    return run


RULES: Final = {
    "tag": Rule(_infer_tag, _code_tag),
    "tagExists": Rule(_infer_tag_exists, _code_tag_exists),
    "model": Rule(_infer_model, _code_model),
    "all": Rule(_infer_all, _code_all),
    "get": Rule(_infer_get, _code_get),
    "refTo": Rule(_infer_ref_to, _code_ref_to),
    "metarialize": Rule(_infer_metarialize, _code_metarialize),
    "relocateRef": Rule(_infer_relocate, _code_relocate),
    "currentUser": Rule(_infer_user, _code_user),
    "dateTimeNow": Rule(_infer_now, _code_now),
}
