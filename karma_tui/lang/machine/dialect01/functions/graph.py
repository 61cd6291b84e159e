"""References followed, and branches by the model of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.dialect01.functions.rule import Infer, items
from karma_tui.lang.machine.dialect01.relations import merged
from karma_tui.lang.machine.dialect01.resolve import resolved_type
from karma_tui.lang.machine.dialect01.types import model_of_ref
from karma_tui.lang.machine.typed import Typed, TypedFunction
from karma_tui.lang.machine.types import (
    ANY_REF,
    Const,
    ListOf,
    MapOf,
    RecordOf,
    RefTo,
    Struct,
    Type,
    without_const,
)
from karma_tui.lang.nodes import Flow, ModelCase, Node

if TYPE_CHECKING:
    from karma_tui.lang.machine.dialect01.infer import Args, Checker


def _neighbours(name: str, argument: str) -> Infer:
    """`referred` and `referrers`: the neighbours of a record in one model."""

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        ref = cx.infer(a[argument], ANY_REF)
        model = cx.constant_model(a, a["in"])
        return Typed(name, ListOf(RefTo(model)), (ref,), model, plain=True)

    return infer


def _infer_flow(cx: Checker, a: Args, _: Type) -> Typed:
    start = cx.infer(a["start"], ANY_REF)
    flows: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    model = model_of_ref(start.type)
    named = {model} if model else set()
    for flow in items(a["flow"]):
        assert isinstance(flow, Flow)
        source = cx.constant_model(a, flow.source)
        forward, backward = _models(cx, a, flow.forward), _models(cx, a, flow.backward)
        flows[source] = (forward, backward)
        named.update((source, *forward, *backward))
    fields = {of: MapOf(RecordOf(cx.world.model(of), of)) for of in sorted(named)}
    return Typed("graphFlow", Struct(fields), (start,), flows, plain=True)


def _models(cx: Checker, a: Args, node: Node | None) -> tuple[str, ...]:
    return tuple(sorted({cx.constant_model(a, item) for item in items(node)}))


def _infer_resolve(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    models = frozenset(_models(cx, a, a["models"]))
    return Typed("oldResolve", resolved_type(value.type, models, cx.world), (value,), models, plain=True)


def _infer_resolve_all(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    return Typed("oldResolve", resolved_type(value.type, None, cx.world), (value,), None, plain=True)


def _infer_assert_model(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    model = cx.constant_model(a, a["ref"])
    return Typed("assertModelRef", RecordOf(cx.world.model(model), model), (value,), model)


def _infer_switch_model(cx: Checker, a: Args, expected: Type) -> Typed:
    """A constant default without cases is the answer, whatever the value (quirk)."""
    value = cx.infer(a["value"])
    default = cx.body(a["default"], (value.type,), expected)
    cases: dict[str, TypedFunction] = {}
    for case in items(a["cases"]):
        assert isinstance(case, ModelCase)
        model = cx.constant_model(a, case.match)
        cases[model] = cx.body(case.returns, (RecordOf(cx.world.model(model), model),), expected)
    if not cases and isinstance(default.type, Const):
        return default.body[0]
    result = merged([without_const(body.type) for body in (default, *cases.values())])
    return Typed("oldSwitchModel", result, (value, default, *cases.values()), tuple(cases))


RULES: Final[dict[str, Infer]] = {
    "referred": _neighbours("referred", "from"),
    "referrers": _neighbours("referrers", "of"),
    "graphFlow": _infer_flow,
    "resolveRefs": _infer_resolve,
    "resolveAllRefs": _infer_resolve_all,
    "assertModelRef": _infer_assert_model,
    "switchModelRef": _infer_switch_model,
}
