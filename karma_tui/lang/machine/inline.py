"""Function arguments as generated Python: one expression instead of a closure per node.

Only the loops over lists use it, where the closures' calls are what a query spends its time on. It
knows the functions that are one Python expression; for everything else it answers None and the
closures do the work, with the same results. The source holds numbers, quoted field names and names of
the tables below, nothing else of a request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from karma_tui.lang.machine.functions.numbers import CONVERSIONS, OPERATIONS
from karma_tui.lang.machine.functions.strings import lower
from karma_tui.lang.machine.typed import FIRST_SLOT, Typed, TypedFunction
from karma_tui.lang.machine.types import NULL, Const, Prim, bare, record_model
from karma_tui.lang.machine.values import LIMITS, Ref, plain, same

DEEPEST: Final = 40
"""Nesting beyond which nothing is generated: Python's own parser has limits."""

Template: TypeAlias = Callable[[Typed, "_Writer"], str]


class _TooMuch(Exception):
    """An expression that has no template."""


class _Writer:
    """The source of one function and the objects that it names."""

    __slots__ = ("_depth", "names")

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"plain": plain, "same": same, "Ref": Ref, "lower": lower}
        self._depth = 0

    def keep(self, value: Any) -> str:
        """A name for an object."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def source(self, typed: Typed) -> str:
        """The source of an expression; records keep their metadata."""
        if isinstance(typed.type, Const):
            return self.keep(typed.type.value)
        template = _TEMPLATES.get(typed.name)
        if template is None or self._depth >= DEEPEST:
            raise _TooMuch
        self._depth += 1
        try:
            return template(typed, self)
        finally:
            self._depth -= 1

    def argument(self, typed: Typed, at: int) -> str:
        """The source of an argument, records as they are."""
        arg = typed.args[at]
        if not isinstance(arg, Typed):
            raise _TooMuch
        return self.source(arg)

    def plain(self, typed: Typed, at: int) -> str:
        """The source of an argument without a record's metadata."""
        arg = typed.args[at]
        assert isinstance(arg, Typed)
        source = self.source(arg)
        if arg.plain or isinstance(arg.type, Const):
            return source
        return f"{source}.value" if record_model(arg.type) is not None else f"plain({source})"


def inlined(function: TypedFunction, shape: str, answer_plain: bool = False) -> Callable[..., Any] | None:
    """`shape` compiled around the function's body, or None.

    The shape is Python source with `BODY` in it; the body's parameters are `a0`, `a1` ..., the frame
    around the function is `o`.
    """
    if len(function.body) != 1 or function.slots != len(function.params):
        return None
    writer = _Writer()
    body = function.body[0]
    try:
        source = writer.source(body)
    except _TooMuch:
        return None
    if answer_plain and not body.plain:
        source = f"plain({source})"
    made: Callable[..., Any] = eval(shape.replace("BODY", source), {"__builtins__": {}, **writer.names})
    return made


def _scope(typed: Typed, _: _Writer) -> str:
    depth, slot, lost = typed.info
    if lost is not None or depth > 1:
        raise _TooMuch
    return f"a{slot - FIRST_SLOT}" if depth == 0 else f"o[{slot}]"


def _field(typed: Typed, writer: _Writer) -> str:
    arg = typed.args[0]
    if isinstance(arg, Typed) and record_model(arg.type) is not None:
        return f"{writer.source(arg)}.value[{typed.info!r}]"
    return f"{writer.plain(typed, 0)}.get({typed.info!r})"


def _operator(sign: str) -> Template:
    def write(typed: Typed, writer: _Writer) -> str:
        return f"({writer.plain(typed, 0)} {sign} {writer.plain(typed, 1)})"

    return write


def _call(function: Callable[..., Any]) -> Template:
    def write(typed: Typed, writer: _Writer) -> str:
        args = [writer.plain(typed, at) for at in range(len(typed.args))]
        return f"{writer.keep(function)}({', '.join(args)})"

    return write


def _int64(name: str) -> Template:
    """Arithmetic that looks whether its result is in range before it goes and wraps it."""
    sign, (low, high) = _SIGNS[name], LIMITS["int64"]

    def write(typed: Typed, writer: _Writer) -> str:
        number = f"{writer.plain(typed, 0)} {sign} {writer.plain(typed, 1)}"
        wrap = writer.keep(CONVERSIONS["toInt64"])
        return f"(n if {low} <= (n := {number}) <= {high} else {wrap}(n))"

    return write


def _junction(word: str) -> Template:
    def write(typed: Typed, writer: _Writer) -> str:
        return "(" + f" {word} ".join([writer.plain(typed, at) for at in range(len(typed.args))]) + ")"

    return write


def _equal(typed: Typed, writer: _Writer) -> str:
    left, right = typed.args
    assert isinstance(left, Typed) and isinstance(right, Typed)
    a, b = bare(left.type), bare(right.type)
    alike = isinstance(a, Prim) and a is b and a is not NULL and a.kind != "dateTime"
    if alike:
        return f"({writer.plain(typed, 0)} == {writer.plain(typed, 1)})"
    return f"same({writer.argument(typed, 0)}, {writer.argument(typed, 1)})"


def _not(typed: Typed, writer: _Writer) -> str:
    return f"(not {writer.plain(typed, 0)})"


def _is_present(typed: Typed, writer: _Writer) -> str:
    return f"({writer.plain(typed, 0)} is not None)"


def _contains(typed: Typed, writer: _Writer) -> str:
    return f"({writer.plain(typed, 1)} in {writer.plain(typed, 0)})"


def _if(typed: Typed, writer: _Writer) -> str:
    return f"({writer.plain(typed, 1)} if {writer.plain(typed, 0)} else {writer.plain(typed, 2)})"


def _ref_to(typed: Typed, writer: _Writer) -> str:
    arg = typed.args[0]
    if not (isinstance(arg, Typed) and arg.name == "scope"):
        raise _TooMuch
    source = writer.source(arg)
    return f"Ref({source}.model, {source}.id)"


def _data(typed: Typed, writer: _Writer) -> str:
    kind, detail = typed.info if isinstance(typed.info, tuple) else (typed.info, ())
    parts = [writer.argument(typed, at) for at in range(len(typed.args))]
    if kind == "struct":
        return "{" + ", ".join([f"{name!r}: {part}" for name, part in zip(detail, parts, strict=True)]) + "}"
    if kind == "list":
        return f"[{', '.join(parts)}]"
    if kind == "tuple":
        return "(" + "".join([f"{part}, " for part in parts]) + ")"
    raise _TooMuch


def _time_order(sign: str) -> Template:
    def write(typed: Typed, writer: _Writer) -> str:
        return f"({writer.plain(typed, 0)}.nanoseconds {sign} {writer.plain(typed, 1)}.nanoseconds)"

    return write


def _comparisons() -> dict[str, Template]:
    signs = {"gt": ">", "lt": "<"}
    return {name: _operator(signs[name[:2]]) for name in OPERATIONS if name[:2] in signs}


_SIGNS: Final = {"addInt64": "+", "subInt64": "-", "mulInt64": "*"}

_TEMPLATES: Final[dict[str, Template]] = {
    **{name: _call(operation) for name, operation in OPERATIONS.items()},
    **{name: _call(convert) for name, convert in CONVERSIONS.items()},
    **_comparisons(),
    **{name: _int64(name) for name in _SIGNS},
    "scope": _scope,
    "field": _field,
    "not": _not,
    "and": _junction("and"),
    "or": _junction("or"),
    "equal": _equal,
    "isPresent": _is_present,
    "stringContains": _contains,
    "stringToLower": _call(lower),
    "after": _time_order(">"),
    "before": _time_order("<"),
    "if": _if,
    "refTo": _ref_to,
    "data": _data,
}
