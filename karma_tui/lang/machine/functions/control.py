"""Branches: if, unions by case, records by model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from karma_tui.lang.machine.functions.containers import infer_through
from karma_tui.lang.machine.functions.rule import Codes, Rule, text
from karma_tui.lang.machine.joining import either_of_all
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.relations import either
from karma_tui.lang.machine.typed import Code, Frame, Typed, TypedFunction
from karma_tui.lang.machine.types import (
    ANY,
    BOOL,
    STRING,
    Const,
    RecordOf,
    RefTo,
    Type,
    UnionOf,
    bare,
    general,
    opened,
    without_record,
)
from karma_tui.lang.machine.values import Record, Value
from karma_tui.lang.nodes import Many, ModelCase, Node, Table

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def _infer_if(cx: Checker, a: Args, _: Type) -> Typed:
    condition = cx.infer(a["condition"], BOOL)
    branches = []
    for name in ("then", "else"):
        cx.scope.enter_branch()
        try:
            branches.append(cx.infer(a[name]))
        finally:
            cx.scope.leave_branch()
    then, other = branches
    return Typed("if", without_record(either(then.type, other.type)), (condition, then, other), plain=True)


def _code_if(_: Typed, codes: Codes) -> Code:
    condition, then, other = codes.plain(0), codes.plain(1), codes.plain(2)

    def run(frame: Frame) -> Value:
        return then(frame) if condition(frame) else other(frame)

    return run


def _union_argument(cx: Checker, a: Args) -> tuple[Typed, UnionOf]:
    value = infer_through(cx, a["value"], UnionOf({}))
    inner = opened(value.type)
    if not isinstance(inner, UnionOf):
        raise a.refuse(f"{a.call.name}: value argument is not a union", a["value"])
    return value, inner


def _infer_is_case(cx: Checker, a: Args, _: Type) -> Typed:
    value, _union = _union_argument(cx, a)
    return Typed("isCase", BOOL, (value, cx.infer(a["case"], STRING)), plain=True)


def _code_is_case(_: Typed, codes: Codes) -> Code:
    value, case = codes.plain(0), codes.plain(1)

    def run(frame: Frame) -> Value:
        union = value(frame)
        return union.case == case(frame)

    return run


def _infer_assert_case(cx: Checker, a: Args, _: Type) -> Typed:
    case = text(a["case"])
    value, union = _union_argument(cx, a)
    if case not in union.cases:
        raise a.refuse("assertCase: value never has case specified case", a["value"])
    return cx.fold(Typed("assertCase", union.cases[case], (value,), case), a.blaming("value"))


def _code_assert_case(typed: Typed, codes: Codes) -> Code:
    value, case = codes.plain(0), typed.info

    def run(frame: Frame) -> Value:
        union = value(frame)
        if union.case != case:
            raise execution(f'assertCase: case was "{union.case}", not "{case}"')
        return union.payload

    return run


def _infer_switch_case(cx: Checker, a: Args, _: Type) -> Typed:
    table = a["cases"]
    assert isinstance(table, Table)
    if not table.entries:
        raise a.refuse("switchCase: zero cases specified")
    value = cx.infer(a["value"], UnionOf({case: ANY for case, _ in table.entries}))
    inner = bare(value.type)
    union = bare(inner.of) if isinstance(inner, Const) else inner
    known = union.cases if isinstance(union, UnionOf) else {}
    functions = {case: cx.function(entry, (known.get(case),))[0] for case, entry in table.entries}
    result = _joined([function.type for function in functions.values()])
    return Typed("switchCase", result, (value, *functions.values()), tuple(functions))


def _joined(types: list[Type]) -> Type:
    return either_of_all([general(types[0]), *types[1:]])


def _code_switch_case(typed: Typed, codes: Codes) -> Code:
    value = codes.plain(0)
    cases = {case: codes.function(at) for at, case in enumerate(typed.info, 1)}

    def run(frame: Frame) -> Value:
        union = value(frame)
        function = cases.get(union.case)
        if function is None:  # the model of anything, whose case `any` no model has
            raise execution(f'switchCase: no case "{union.case}"')
        return function(frame)(union.payload)

    return run


def constant_model(cx: Checker, a: Args, node: Node, problem: str, blamed: Node | None = None) -> str:
    """The id of the model that a node names; refuses with `problem` one that only a run would tell."""
    model = cx.infer(node, RefTo(cx.world.meta))
    if not isinstance(model.type, Const):
        raise a.refuse(problem, blamed)
    return str(model.type.value.record)


def _infer_assert_model(cx: Checker, a: Args, _: Type) -> Typed:
    value, ref = cx.infer(a["value"]), a["ref"]
    model = constant_model(cx, a, ref, "assertModelRef: ref argument must be constant expression", ref)
    return Typed("assertModelRef", RecordOf(cx.world.model(model), model), (value,), model)


def _code_assert_model(typed: Typed, codes: Codes) -> Code:
    value, model = codes[0], typed.info

    def run(frame: Frame) -> Value:
        record = value(frame)
        if type(record) is not Record:
            raise execution("assertModelRef: value is not persistent")
        if record.model != model:
            raise execution("assertModelRef: assertion failed")
        return record

    return run


def _infer_switch_model(cx: Checker, a: Args, expected: Type) -> Typed:
    value = cx.infer(a["value"])
    default = cx.infer(a["default"], expected)
    problem = "switchModelRef: all case matches must be constant expressions"
    table = a["cases"]
    functions: dict[str, TypedFunction] = {}
    for case in table.items if isinstance(table, Many) else ():
        assert isinstance(case, ModelCase)
        model = constant_model(cx, a, case.match, problem)
        param = RecordOf(cx.world.model(model), model)
        functions[model] = cx.lambda_(case.returns, (param,), expected)
    result = _joined([default.type, *[function.type for function in functions.values()]])
    return Typed("switchModelRef", result, (value, default, *functions.values()), tuple(functions))


def _code_switch_model(typed: Typed, codes: Codes) -> Code:
    value, default = codes[0], codes[1]
    cases = {model: codes.function(at) for at, model in enumerate(typed.info, 2)}

    def run(frame: Frame) -> Value:
        record = value(frame)
        if type(record) is not Record:
            raise execution("switchModelRef: value is not persistent")
        function = cases.get(record.model)
        return default(frame) if function is None else function(frame)(record)

    return run


RULES: Final = {
    "if": Rule(_infer_if, _code_if),
    "isCase": Rule(_infer_is_case, _code_is_case),
    "assertCase": Rule(_infer_assert_case, _code_assert_case),
    "switchCase": Rule(_infer_switch_case, _code_switch_case),
    "assertModelRef": Rule(_infer_assert_model, _code_assert_model),
    "switchModelRef": Rule(_infer_switch_model, _code_switch_model),
}
