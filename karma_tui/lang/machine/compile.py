"""The compiler: the typed tree into closures over frames.

It knows frames, constants and functions; what a call does is in a dialect's table. The closures call
each other as plain Python functions, so that depth costs memory and no C stack (see deep.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from karma_tui.lang.machine.functions import TABLE
from karma_tui.lang.machine.functions.rule import CodeMaker, Codes
from karma_tui.lang.machine.typed import UNSET, Binder, Code, Frame, Typed, TypedFunction
from karma_tui.lang.machine.types import Const
from karma_tui.lang.machine.untrue import LOOK, code_look
from karma_tui.lang.machine.values import Value


class Emitters(NamedTuple):
    """The compiler of one dialect."""

    emit: Callable[[Typed], Code]
    """The compiled form of an expression."""
    emit_function: Callable[[TypedFunction], Binder]
    """The compiled form of a function argument."""


def emitters(makers: Mapping[str, CodeMaker]) -> Emitters:
    """The compiler whose calls compile to what `makers` say, by the names in the typed tree."""

    def emit(typed: Typed) -> Code:
        if isinstance(typed.type, Const):
            return constant(typed.type.value)
        return makers[typed.name](typed, Codes(typed, emit, emit_function))

    def emit_function(function: TypedFunction) -> Binder:
        return _binder(_sequence([emit(part) for part in function.body]), function)

    return Emitters(emit, emit_function)


def constant(value: Value) -> Code:
    """Code that yields the same value each time."""

    def run(_: Frame) -> Value:
        return value

    return run


def _binder(body: Code, function: TypedFunction) -> Binder:
    """A function with a compiled body; most have one parameter or two and no definitions."""
    count = len(function.params)
    spare = function.slots - count
    if spare == 0 and count == 1:
        return _bind_one(body)
    if spare == 0 and count == 2:
        return _bind_two(body)
    pad = [UNSET] * spare

    def bind(outer: Frame) -> Code:
        run = outer[0]

        def call(*args: Value) -> Value:
            return body([run, outer, *args, *pad])

        return call

    return bind


def _bind_one(body: Code) -> Binder:
    def bind(outer: Frame) -> Code:
        run = outer[0]

        def call(first: Value) -> Value:
            return body([run, outer, first])

        return call

    return bind


def _bind_two(body: Code) -> Binder:
    def bind(outer: Frame) -> object:
        run = outer[0]

        def call(first: Value, second: Value) -> Value:
            return body([run, outer, first, second])

        return call

    return bind  # type: ignore[return-value]


def _sequence(parts: list[Code]) -> Code:
    if len(parts) == 1:
        return parts[0]
    *before, last = parts

    def run(frame: Frame) -> Value:
        for part in before:
            part(frame)
        return last(frame)

    return run


MAKERS: Final[dict[str, CodeMaker]] = {**{name: rule.code for name, rule in TABLE.items()}, LOOK: code_look}
emit, emit_function = emitters(MAKERS)
