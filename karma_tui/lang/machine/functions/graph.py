"""References followed: who refers to whom, walks along them, and values with references resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.functions.control import constant_model
from karma_tui.lang.machine.functions.rule import Codes, Rule
from karma_tui.lang.machine.resolve import resolved_type, resolved_value
from karma_tui.lang.machine.typed import RUN, Code, Frame, Typed
from karma_tui.lang.machine.types import (
    ANY_REF,
    ListOf,
    MapOf,
    Optional,
    RecordOf,
    RefTo,
    Struct,
    Type,
    opened,
)
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Flow, Many, Node

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def _infer_all_referrers(cx: Checker, a: Args, _: Type) -> Typed:
    return Typed("allReferrers", ListOf(ANY_REF), (cx.infer(a["ref"], ANY_REF),), plain=True)


def _code_all_referrers(_: Typed, codes: Codes) -> Code:
    ref = codes.plain(0)

    def run(frame: Frame) -> Value:
        return frame[RUN].reader.all_referrers(ref(frame))

    return run


def _neighbours(name: str, argument: str, refusal: str) -> Rule:
    """`referred` and `referrers`: the neighbours of a record in one model."""

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        ref = cx.infer(a[argument], ANY_REF)
        model = constant_model(cx, a, a["in"], refusal, a["in"])
        return Typed(name, ListOf(RefTo(model)), (ref,), model, plain=True)

    def code(typed: Typed, codes: Codes) -> Code:
        ref, model = codes.plain(0), typed.info
        outgoing = name == "referred"

        def run(frame: Frame) -> Value:
            return frame[RUN].reader.neighbours(ref(frame), model, outgoing)

        return run

    return Rule(infer, code)


def _infer_flow(cx: Checker, a: Args, _: Type) -> Typed:
    start = cx.infer(a["start"], ANY_REF)
    problem = "graphFlow: model arguments must be constant expressions"
    flows: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    inner = opened(start.type)
    named = {inner.model} if isinstance(inner, RefTo) and inner.model else set()
    for flow in _items(a["flow"]):
        assert isinstance(flow, Flow)
        source = constant_model(cx, a, flow.source, problem)
        forward = _models(cx, a, flow.forward, problem)
        backward = _models(cx, a, flow.backward, problem)
        flows[source] = (forward, backward)
        named.update((source, *forward, *backward))
    fields = {model: MapOf(RecordOf(cx.world.model(model), model)) for model in sorted(named)}
    if len(fields) > 1 or not fields:  # only the models that are reached are in the answer
        cx.untrue = True
    return Typed("graphFlow", Struct(fields), (start,), flows, plain=True)


def _items(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.items if isinstance(node, Many) else (node,)


def _models(cx: Checker, a: Args, node: Node | None, problem: str) -> tuple[str, ...]:
    return tuple(sorted({constant_model(cx, a, item, problem) for item in _items(node)}))


def _code_flow(typed: Typed, codes: Codes) -> Code:
    start, flows = codes.plain(0), typed.info

    def run(frame: Frame) -> Value:
        return frame[RUN].reader.graph_flow(start(frame), flows)

    return run


def _infer_resolve(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    problem = "resolveRefs: model arguments must be constant expressions"
    models = frozenset(_models(cx, a, a["models"], problem))
    return Typed("resolveRefs", _resolved(cx, value.type, models), (value,), models, plain=True)


def _infer_resolve_all(cx: Checker, a: Args, _: Type) -> Typed:
    value = cx.infer(a["value"])
    return Typed("resolveAllRefs", _resolved(cx, value.type, None), (value,), None, plain=True)


def _resolved(cx: Checker, type_: Type, models: frozenset[str] | None) -> Type:
    """The type after resolving; where there are optionals, said to be lists, it is not true."""

    def note(inner: Type, _: object) -> None:
        cx.untrue = cx.untrue or isinstance(inner, Optional)

    return resolved_type(type_, models, cx.world, note)


def _code_resolve(typed: Typed, codes: Codes) -> Code:
    value, models = codes[0], typed.info

    def run(frame: Frame) -> Value:
        return resolved_value(value(frame), models, frame[RUN].reader)

    return run


RULES: Final = {
    "allReferrers": Rule(_infer_all_referrers, _code_all_referrers),
    "referred": _neighbours("referred", "from", "referred: model argument must be constant expression"),
    "referrers": _neighbours("referrers", "of", "referrers: in argument must be constant expression"),
    "graphFlow": Rule(_infer_flow, _code_flow),
    "resolveRefs": Rule(_infer_resolve, _code_resolve),
    "resolveAllRefs": Rule(_infer_resolve_all, _code_resolve),
}
