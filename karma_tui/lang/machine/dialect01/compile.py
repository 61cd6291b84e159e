"""The shared compiler with this dialect's few compiled forms beside the shared ones.

Frames and code are those of dialect 1.0; a function body here is one expression, and its input is the
last parameter.
"""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine.compile import constant
from karma_tui.lang.machine.dialect01.functions.codes import CODES
from karma_tui.lang.machine.functions import TABLE
from karma_tui.lang.machine.functions.rule import CodeMaker, Codes
from karma_tui.lang.machine.typed import Binder, Code, Frame, Typed, TypedFunction
from karma_tui.lang.machine.types import Const
from karma_tui.lang.machine.values import Value

_MAKERS: Final[dict[str, CodeMaker]] = {**{name: rule.code for name, rule in TABLE.items()}, **CODES}


def emit(typed: Typed) -> Code:
    """The compiled form of an expression."""
    if isinstance(typed.type, Const):
        return constant(typed.type.value)
    return _MAKERS[typed.name](typed, Codes(typed, emit, emit_function))


def emit_function(function: TypedFunction) -> Binder:
    """The compiled form of a function body."""
    (part,) = function.body
    body = emit(part)

    def bind(outer: Frame) -> Code:
        run = outer[0]

        def call(*args: Value) -> Value:
            return body([run, outer, *args])

        return call

    return bind
