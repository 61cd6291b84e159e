"""The elaboration of KVM text that goes on after a fault, around the readers of `text_v1` and `text_v01`.

What those cannot make sense of becomes a `Hole`, or a call without a meaning that keeps the parts which
can be read, so that names, fields and functions in them are still known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import GeneratorType

from karma_tui.errors import ExpressionError
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import Param
from karma_tui.lang.nodes import PRIMITIVES, Call, Expr, Function, Hole, Many, Node, Table
from karma_tui.lang.sink import Sink
from karma_tui.lang.steps import Answer, Steps
from karma_tui.lang.text_calls import left_out
from karma_tui.lang.text_data import CONSTRUCTORS
from karma_tui.lang.text_reading import Reading

_Attempt = Callable[[], "Answer[Node]"]
_Rescue = Callable[[], "Answer[Node]"]


def tolerant(strict: Reading, sink: Sink) -> Reading:
    """The same reading, with faults going into the sink."""

    def expression(reading: Reading, syntax: syn.Syntax, param: Param | None) -> Answer[Node]:
        return _guarded(
            reading,
            syntax,
            lambda: strict.expression(reading, syntax, param),
            lambda: _as_expression(reading, syntax),
        )

    def datum(reading: Reading, syntax: syn.Syntax) -> Answer[Node]:
        return _guarded(
            reading, syntax, lambda: strict.datum(reading, syntax), lambda: _as_datum(reading, syntax)
        )

    def argument(reading: Reading, param: Param, syntax: syn.Syntax) -> Answer[Node]:
        return _guarded(
            reading,
            syntax,
            lambda: strict.argument(reading, param, syntax),
            lambda: _as_argument(reading, param, syntax),
        )

    return replace(strict, expression=expression, datum=datum, argument=argument, sink=sink)


def _guarded(reading: Reading, syntax: syn.Syntax, attempt: _Attempt, rescue: _Rescue) -> Answer[Node]:
    try:
        answer = attempt()
    except ExpressionError as error:
        _note(reading, syntax, error)
        return rescue()
    if type(answer) is GeneratorType:
        return _walked(reading, syntax, answer, rescue)
    return answer


def _walked(reading: Reading, syntax: syn.Syntax, walk: Steps[Node], rescue: _Rescue) -> Steps[Node]:
    try:
        return (yield from walk)
    except ExpressionError as error:
        _note(reading, syntax, error)
    return (yield rescue())  # type: ignore[no-any-return]


def _note(reading: Reading, syntax: syn.Syntax, error: ExpressionError) -> None:
    """Note what the strict reader says, but for what follows from a part that is missing or broken."""
    assert reading.sink is not None, "a tolerant reading has a sink"
    # A function in a wrong place is mostly one whose call was lost.
    if isinstance(syntax, syn.Missing) or (isinstance(syntax, syn.Arrow) and reading.sink.repairs):
        return
    whole = not reading.sink.repaired(syntax.start, syntax.end)
    unknown = isinstance(syntax, syn.Application) and syntax.name and error.span == syntax.name_span
    if whole or unknown:
        reading.sink.note(error)


def _as_expression(reading: Reading, syntax: syn.Syntax) -> Answer[Node]:
    match syntax:
        case syn.Application():
            return _call(reading, syntax)
        case syn.Arrow(body=parts) | syn.Chain(items=parts) | syn.Listing(items=parts):
            return _keeping(reading, syntax, parts)
        case syn.Record(entries=entries):
            return _keeping(reading, syntax, [entry.value for entry in entries])
        case syn.Binding(value=part) | syn.Negation(operand=part) | syn.Member(target=part):
            return _keeping(reading, syntax, [part])
        case syn.Comparison(left=left, right=right) | syn.Subscript(target=left, index=right):
            return _keeping(reading, syntax, [left, right])
        case _:
            return Hole(span=syntax.span)


def _as_datum(reading: Reading, syntax: syn.Syntax) -> Steps[Node]:
    node = yield _as_expression(reading, syntax)
    return node if isinstance(node, Hole) else Expr(node, span=syntax.span)


def _as_argument(reading: Reading, param: Param, syntax: syn.Syntax) -> Answer[Node]:
    """An argument of the wrong form: tables and lists keep their form, the rest is an expression."""
    match syntax:
        case syn.Record(entries=entries) if param.kind.endswith(" map"):
            return _table(reading, syntax, entries)
        case syn.Listing(items=items) if param.kind.endswith(" list"):
            return _many(reading, syntax, items)
        case syn.Record() | syn.Listing():
            return _as_expression(reading, syntax)
        case _:
            return _part(reading, syntax)


def _table(reading: Reading, syntax: syn.Syntax, entries: list[syn.Entry]) -> Steps[Node]:
    found: list[tuple[str, Node]] = []
    for entry in entries:
        found.append((entry.key, (yield _part(reading, entry.value))))
    return Table(tuple(found), span=syntax.span)


def _many(reading: Reading, syntax: syn.Syntax, items: list[syn.Syntax]) -> Steps[Node]:
    found: list[Node] = []
    for item in items:
        found.append((yield _part(reading, item)))
    return Many(tuple(found), span=syntax.span)


def _part(reading: Reading, syntax: syn.Syntax) -> Answer[Node]:
    """Whatever may stand as an argument: a function, or an expression."""
    return _function(reading, syntax) if isinstance(syntax, syn.Arrow) else _quiet(reading, syntax)


def _quiet(reading: Reading, syntax: syn.Syntax) -> Answer[Node]:
    """An expression in a place that is at fault itself: a number without a type is no news there."""
    if isinstance(syntax, (syn.Numeral, syn.Missing)):
        return Hole(span=syntax.span)
    return reading.expression(reading, syntax, None)


def _function(reading: Reading, arrow: syn.Arrow) -> Steps[Node]:
    body: list[Node] = []
    for statement in arrow.body:
        body.append((yield reading.expression(reading, statement, None)))
    return Function(arrow.params, tuple(body), span=arrow.span)


def _keeping(reading: Reading, syntax: syn.Syntax, parts: list[syn.Syntax]) -> Steps[Node]:
    """A call without a name around the parts."""
    kept: list[Node] = []
    for part in [syntax] if isinstance(syntax, syn.Arrow) else parts:
        kept.append((yield _part(reading, part)))
    return Call("", tuple(kept), span=syntax.span) if kept else Hole(span=syntax.span)


def _call(reading: Reading, application: syn.Application) -> Steps[Node]:
    """A call that is not as it should be, with its arguments read: by position if the function is known."""
    written = application.args
    if application.piped is not None:
        written = [application.piped, *written]
    args: list[Node | None] = []
    for syntax in written:
        args.append((yield _part(reading, syntax)))
    name = "" if application.target is not None or application.name in _SPECIAL else application.name
    spec = reading.catalogue.get(name)
    if spec is not None and spec.params and spec.params[0].variadic:
        args = [Many(tuple(arg for arg in args if arg is not None))]
    elif spec is not None:
        args = args[: len(spec.params)]
        args.extend(left_out(reading, param) for param in spec.params[len(args) :])
    return Call(name, tuple(args), span=application.span, name_span=application.name_span)


_SPECIAL = frozenset({"data", "json", "expr", "raw", "function", *CONSTRUCTORS, *PRIMITIVES})
"""Names before brackets that are no functions of the catalogue, or not written like one."""
