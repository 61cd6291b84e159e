"""An argument of a call, read by what the catalogue says may stand there: its kind.

A kind has a reader here; names, arity and defaults are the business of `text_calls`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import Param, nearest
from karma_tui.lang.nodes import Dialect, Flow, Function, Many, ModelCase, Node, Raw, Table, Word
from karma_tui.lang.paste import bodies_of, function_literal, parameters_of
from karma_tui.lang.steps import Answer, Steps
from karma_tui.lang.text_json import raw, value_of
from karma_tui.lang.text_reading import Reading, called, checked_keys, given_word, is_parameter, number

_FLOW_KEYS = ("from", "forward", "backward")
_CASE_KEYS = ("match", "return")
_EXPRESSION = Param("", "expression", "any")


def argument(reading: Reading, param: Param, syntax: syn.Syntax) -> Answer[Node]:
    """The node for one argument. Raises ExpressionError if its form is not the parameter's.

    `json(...)` may stand in place of every argument but an expression, whose own reader takes it.
    """
    reader = _READERS.get(param.kind)
    if reader is None:
        return reading.expression(reading, syntax, param)
    verbatim = called(syntax, "json")
    if verbatim is not None:
        return raw(reading, verbatim)
    return reader(reading, param, syntax)


def expressions(reading: Reading, param: Param, items: list[syn.Syntax]) -> Steps[tuple[Node, ...]]:
    """Several expressions of one parameter: those of a list, or the arguments of a variadic function."""
    found: list[Node] = []
    for item in items:
        found.append((yield reading.expression(reading, item, param)))
    return tuple(found)


def function(reading: Reading, param: Param, syntax: syn.Syntax) -> Steps[Node]:
    """A lambda, or one of its pasted forms."""
    literal = called(syntax, "function")
    if literal is not None:
        params, statements = function_literal(reading, literal)
        reading = parameters_of(reading, params)
    elif isinstance(syntax, syn.Arrow):
        params, statements = syntax.params, bodies_of(reading, syntax)
    else:
        names = param.param_names or ("value",)
        shown = names[0] if len(names) == 1 else f"({', '.join(names)})"
        raise reading.fault(
            syntax,
            "A function is wanted here" + (f" for {param.name}" if param.name else ""),
            expected=f"{shown} => …",
            hint=f"Write {shown} => and what it returns.",
        )
    body: list[Node] = []
    for statement in statements:
        body.append((yield reading.expression(reading, statement, None)))
    return Function(params, tuple(body), span=syntax.span)


def _function_map(reading: Reading, param: Param, syntax: syn.Syntax) -> Steps[Node]:
    entries: list[tuple[str, Node]] = []
    for entry in _record(reading, param, syntax, "{name: value => …}"):
        verbatim = called(entry.value, "json")
        reader = raw(reading, verbatim) if verbatim else function(reading, param, entry.value)
        entries.append((entry.key, (yield reader)))
    return Table(tuple(entries), span=syntax.span)


def _string_map(reading: Reading, param: Param, syntax: syn.Syntax) -> Node:
    entries = _record(reading, param, syntax, '{name: "text"}')
    return Table(
        tuple((entry.key, _string(reading, param, entry.value)) for entry in entries), span=syntax.span
    )


def _expression_map(reading: Reading, param: Param, syntax: syn.Syntax) -> Steps[Node]:
    entries: list[tuple[str, Node]] = []
    for entry in _record(reading, param, syntax, "{name: value}"):
        entries.append((entry.key, (yield reading.expression(reading, entry.value, None))))
    return Table(tuple(entries), span=syntax.span)


def _expression_list(reading: Reading, param: Param, syntax: syn.Syntax) -> Steps[Node]:
    items = yield expressions(reading, _EXPRESSION, _listing(reading, param, syntax))
    return Many(items, span=syntax.span)


def _flow_list(reading: Reading, param: Param, syntax: syn.Syntax) -> Steps[Node]:
    rows: list[Node] = []
    for item in _listing(reading, param, syntax):
        parts = _parts(reading, param, item, _FLOW_KEYS, required=("from",))
        source = yield reading.expression(reading, parts["from"], None)
        forward = yield _optional_list(reading, param, parts.get("forward"))
        backward = yield _optional_list(reading, param, parts.get("backward"))
        rows.append(Flow(source, forward, backward, span=item.span))
    return Many(tuple(rows), span=syntax.span)


def _optional_list(reading: Reading, param: Param, syntax: syn.Syntax | None) -> Answer[Node | None]:
    if syntax is not None:
        return _expression_list(reading, param, syntax)
    return None if reading.catalogue.dialect is Dialect.V01 else Many(())


def _model_case_list(reading: Reading, param: Param, syntax: syn.Syntax) -> Steps[Node]:
    rows: list[Node] = []
    for item in _listing(reading, param, syntax):
        parts = _parts(reading, param, item, _CASE_KEYS, required=_CASE_KEYS)
        match = yield reading.expression(reading, parts["match"], None)
        rows.append(ModelCase(match, (yield _returned(reading, param, parts["return"])), span=item.span))
    return Many(tuple(rows), span=syntax.span)


def _returned(reading: Reading, param: Param, syntax: syn.Syntax) -> Answer[Node]:
    """What a model case returns: a function in 1.0, known by the lambda names it has there."""
    verbatim = called(syntax, "json")
    if not param.param_names:
        return reading.expression(reading, syntax, None)
    return raw(reading, verbatim) if verbatim else function(reading, param, syntax)


def _json(reading: Reading, param: Param, syntax: syn.Syntax) -> Steps[Node]:
    return Raw((yield value_of(reading, syntax)), span=syntax.span)


def _string(reading: Reading, param: Param, syntax: syn.Syntax) -> Node:
    if is_parameter(syntax):
        return given_word(syntax)
    if not isinstance(syntax, syn.Text):
        raise reading.fault(
            syntax,
            f"{param.name} is a plain string" if param.name else "A plain string is wanted here",
            expected="a string in quotes",
            hint=f'Write "{syntax.value}".'
            if isinstance(syntax, syn.Name)
            else "It is fixed when the expression is compiled, so it cannot be computed.",
        )
    return Word(syntax.value, span=syntax.span)


def _integer(reading: Reading, param: Param, syntax: syn.Syntax) -> Node:
    if is_parameter(syntax):
        return given_word(syntax)
    value = number(syntax.value) if isinstance(syntax, syn.Numeral) and not syntax.kind else None
    if not isinstance(value, int):
        raise reading.fault(syntax, f"{param.name} is a plain whole number", expected="a number such as 0")
    return Word(value, span=syntax.span)


def _flag(reading: Reading, param: Param, syntax: syn.Syntax) -> Node:
    if is_parameter(syntax):
        return given_word(syntax)
    if not isinstance(syntax, syn.Constant) or syntax.value is None:
        raise reading.fault(
            syntax, f"{param.name} is a plain flag", expected="true or false", hint="Write true or false."
        )
    return Word(syntax.value, span=syntax.span)


def _record(reading: Reading, param: Param, syntax: syn.Syntax, form: str) -> list[syn.Entry]:
    if not isinstance(syntax, syn.Record):
        raise reading.fault(
            syntax, f"Named entries are wanted here for {param.name}", expected=form, hint=f"Write {form}."
        )
    return checked_keys(reading, syntax)


def _listing(reading: Reading, param: Param, syntax: syn.Syntax) -> list[syn.Syntax]:
    if not isinstance(syntax, syn.Listing):
        title = f"A list is wanted here for {param.name}"
        raise reading.fault(syntax, title, expected="[…]", hint="It stands in brackets: […].")
    return syntax.items


def _parts(
    reading: Reading, param: Param, syntax: syn.Syntax, keys: tuple[str, ...], required: tuple[str, ...]
) -> dict[str, syn.Syntax]:
    """The values of a row with fixed keys."""
    form = "{" + ", ".join(f"{key}: …" for key in keys) + "}"
    parts = {entry.key: entry for entry in _record(reading, param, syntax, form)}
    for entry in parts.values():
        if entry.key not in keys:
            raise reading.fault(entry, "An unknown key", expected=form, near=nearest(entry.key, keys) or "")
    for key in required:
        if key not in parts:
            raise reading.fault(syntax, f"The key {key} is missing", expected=form)
    return {key: entry.value for key, entry in parts.items()}


_Reader: TypeAlias = Callable[[Reading, Param, syn.Syntax], Answer[Node]]
_READERS: dict[str, _Reader] = {
    "function": function,
    "function map": _function_map,
    "string map": _string_map,
    "expression map": _expression_map,
    "expression list": _expression_list,
    "flow list": _flow_list,
    "model case list": _model_case_list,
    "json": _json,
    "string literal": _string,
    "int literal": _integer,
    "bool literal": _flag,
}
