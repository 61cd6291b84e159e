"""What an entry of the function table is, and the helpers its typing rule and compiled form use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from karma_tui.lang.machine.typed import Binder, Code, Frame, Typed, TypedFunction
from karma_tui.lang.machine.types import Type
from karma_tui.lang.machine.values import Record, Value
from karma_tui.lang.nodes import Node, Word

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker

Infer: TypeAlias = "Callable[[Checker, Args, Type], Typed]"


class Codes:
    """The compiled arguments of a typed node, made when asked for."""

    __slots__ = ("_emit", "_emit_function", "typed")

    def __init__(
        self, typed: Typed, emit: Callable[[Typed], Code], emit_function: Callable[[TypedFunction], Binder]
    ) -> None:
        self.typed = typed
        self._emit = emit
        self._emit_function = emit_function

    def __getitem__(self, at: int) -> Code:
        arg = self.typed.args[at]
        assert isinstance(arg, Typed)
        return self._emit(arg)

    def plain(self, at: int) -> Code:
        """An argument whose value is wanted without a record's metadata."""
        arg = self.typed.args[at]
        assert isinstance(arg, Typed)
        code = self._emit(arg)
        return code if arg.plain else without_metadata(code)

    def function(self, at: int) -> Binder:
        """A function argument."""
        arg = self.typed.args[at]
        assert isinstance(arg, TypedFunction)
        return self._emit_function(arg)

    def predicate(self, at: int) -> Binder:
        """A function argument whose answer is wanted without a record's metadata."""
        arg = self.typed.args[at]
        assert isinstance(arg, TypedFunction)
        binder = self._emit_function(arg)
        return binder if arg.body[-1].plain else _plain_results(binder)

    def all(self) -> list[Code]:
        """All arguments, records included as they are."""
        return [self[at] for at in range(len(self.typed.args))]


CodeMaker: TypeAlias = Callable[[Typed, Codes], Code]


@dataclass(frozen=True, slots=True)
class Rule:
    """A function: how its calls are typed, and what a typed call compiles to."""

    infer: Infer
    code: CodeMaker


def without_metadata(code: Code) -> Code:
    """The same value, of a record only what it holds."""

    def run(frame: Frame) -> Value:
        value = code(frame)
        return value.value if type(value) is Record else value

    return run


def _plain_results(binder: Binder) -> Binder:
    def bind(frame: Frame) -> Callable[..., Value]:
        call = binder(frame)

        def strip(*args: Value) -> Value:
            value = call(*args)
            return value.value if type(value) is Record else value

        return strip

    return bind


def never(typed: Typed, codes: Codes) -> Code:
    """The compiled form of a function whose calls are always constants."""
    raise AssertionError(f"{typed.name} is always a constant")


def word(node: Node) -> str | int | bool:
    """A raw JSON scalar that the layout demands."""
    assert isinstance(node, Word)
    return node.value


def text(node: Node) -> str:
    """A raw JSON string that the layout demands."""
    return str(word(node))
