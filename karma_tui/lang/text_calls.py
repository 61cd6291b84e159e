"""A call of a catalogue function: its name, the number and order of its arguments, defaults, pipelines.

What stands in the arguments is read by `text_arguments`.
"""

from __future__ import annotations

from karma_tui.errors import ExpressionError
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import FunctionSpec, Param, nearest
from karma_tui.lang.nodes import Call, Dialect, Many, Node, Word
from karma_tui.lang.paste import fields_by_name
from karma_tui.lang.steps import Steps
from karma_tui.lang.text_arguments import expressions
from karma_tui.lang.text_reading import Reading, checked_keys
from karma_tui.lang.text_slips import as_meant


def call(reading: Reading, application: syn.Application, spec: FunctionSpec) -> Steps[Node]:
    """The Call for an application of a known function.

    Raises ExpressionError for missing and superfluous arguments and whatever the arguments raise.
    """
    placed = arguments_in_place(reading, application, spec)
    args: list[Node | None] = []
    for param, written in zip(spec.params, placed, strict=True):
        if isinstance(written, list):
            items = yield expressions(reading, param, written)
            args.append(Many(items, span=application.span))
        elif written is None:
            args.append(left_out(reading, param))
        else:
            args.append((yield reading.argument(reading, param, written)))
    return Call(application.name, tuple(args), span=application.span, name_span=application.name_span)


def arguments_in_place(
    reading: Reading, application: syn.Application, spec: FunctionSpec
) -> list[syn.Syntax | list[syn.Syntax] | None]:
    """What is written for each parameter in the catalogue's order; a list for a variadic one."""
    args = as_meant(reading, application, spec)
    if spec.params and spec.params[0].variadic:
        return [args if application.piped is None else [application.piped, *args]]
    if application.piped is not None:
        args = [*args[: spec.subject], application.piped, *args[spec.subject :]]
    named = fields_by_name(spec, args)
    if named is not None and (not named or not set(named).isdisjoint(spec.order)):
        return _named(reading, application, spec, named)
    if len(args) > len(spec.params):
        error = reading.fault(
            args[len(spec.params)],
            f"Too many arguments for {spec.name}",
            expected=spec.signature,
            hint=f"The form is {spec.signature}.",
        )
        _report_arity(reading, application, error)
        args = args[: len(spec.params)]
    placed: list[syn.Syntax | list[syn.Syntax] | None] = [*args, *[None] * (len(spec.params) - len(args))]
    return _complete(reading, application, spec, placed)


def left_out(reading: Reading, param: Param) -> Node | None:
    """The argument that stands for nothing written: in 1.0 the default if there is one."""
    if reading.catalogue.dialect is Dialect.V01:
        return None
    return Word(param.default) if isinstance(param.default, (bool, int, str)) else None


def unknown_function(
    reading: Reading, application: syn.Application, more: tuple[str, ...] = ()
) -> ExpressionError:
    """The error about a name that is no function; `more` are names known besides the catalogue's."""
    name = application.name
    full = reading.sink is not None and reading.sink.full
    near = "" if full or name.lower() in _NOWHERE else nearest(name, (*reading.catalogue.names, *more)) or ""
    at = syn.Name(application.name_start, application.name_end, name, False)
    return reading.fault(at, f"There is no function {name}", expected="a function's name", near=near)


_NOWHERE = frozenset(
    [
        "upper",
        "uppercase",
        "toupper",
        "trim",
        "split",
        "join",
        "min",
        "max",
        "avg",
        "average",
        "abs",
        "random",
        "print",
        "log",
        "then",
        "catch",
        "finally",
        "tostring",
        "str",
        "format",
        "parse",
        "stringify",
        "require",
        "async",
        "console",
        "substr",
        "round",
        "floor",
        "ceil",
        "mod",
        "pow",
        "sqrt",
    ]
)
"""Functions of other languages that have no counterpart here, in small letters."""


def _named(
    reading: Reading, application: syn.Application, spec: FunctionSpec, named: dict[str, syn.Entry]
) -> list[syn.Syntax | list[syn.Syntax] | None]:
    record = application.args[0] if application.args else application.piped
    if isinstance(record, syn.Record):
        for entry in checked_keys(reading, record):
            if entry.key not in spec.order:
                near = nearest(entry.key, spec.order) or ""
                reading.report(
                    reading.fault(
                        entry, f"{spec.name} has no {entry.key}", expected=spec.signature, near=near
                    )
                )
    placed: list[syn.Syntax | list[syn.Syntax] | None] = [
        named[param.name].value if param.name in named else None for param in spec.params
    ]
    return _complete(reading, application, spec, placed)


def _complete(
    reading: Reading,
    application: syn.Application,
    spec: FunctionSpec,
    placed: list[syn.Syntax | list[syn.Syntax] | None],
) -> list[syn.Syntax | list[syn.Syntax] | None]:
    missing = [
        param.name
        for param, written in zip(spec.params, placed, strict=True)
        if written is None and not param.optional
    ]
    if missing:
        error = reading.fault(
            _itself(application),
            f"{spec.name} lacks {' and '.join(missing)}",
            expected=spec.signature,
            hint=f"The form is {spec.signature}.",
        )
        _report_arity(reading, application, error)
    return placed


def _itself(application: syn.Application) -> syn.Syntax:
    """The call without what a pipeline puts into it."""
    if application.piped is None:
        return application
    return syn.Name(application.name_start, application.end, application.name, False)


def _report_arity(reading: Reading, application: syn.Application, error: ExpressionError) -> None:
    """Report a wrong number of arguments, unless the call was broken and something of it is lost."""
    if reading.sink is None or not reading.sink.repaired(application.start, application.end):
        reading.report(error)
