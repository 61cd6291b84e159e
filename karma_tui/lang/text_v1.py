"""Expressions of dialect 1.0 from syntax: literals, names, constructors, `data`, and which call is what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from karma_tui.errors import Span
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import Param
from karma_tui.lang.nodes import PRIMITIVES, Call, Data, Literal, Node, Word
from karma_tui.lang.paste import reference, through_arrow
from karma_tui.lang.steps import Answer, Steps
from karma_tui.lang.text_calls import call, unknown_function
from karma_tui.lang.text_data import CONSTRUCTORS, constructor
from karma_tui.lang.text_json import raw
from karma_tui.lang.text_models import is_model
from karma_tui.lang.text_reading import Reading, check_qualifier, missing, no_pipeline, number
from karma_tui.lang.text_sugar import chain, comparison, negation

_PRIMITIVES = frozenset(PRIMITIVES)
_SPECIAL = ("data", "json", *CONSTRUCTORS)


def expression(reading: Reading, syntax: syn.Syntax, param: Param | None) -> Answer[Node]:
    """The node for an expression; `param` is the parameter it stands for, whose type a bare literal takes."""
    return _READERS[type(syntax)](reading, syntax, param)


def _name(reading: Reading, syntax: syn.Name, param: Param | None) -> Node:
    span = syntax.span
    return Call("scope", (Word(syntax.value, span=span),), span=span, name_span=span)


def _text(reading: Reading, syntax: syn.Text, param: Param | None) -> Node:
    kind = "dateTime" if param is not None and param.coerce == "dateTime" else "string"
    return Literal(kind, syntax.value, span=syntax.span)


def _numeral(reading: Reading, syntax: syn.Numeral, param: Param | None) -> Node:
    kind = syntax.kind
    if not kind and param is not None and param.coerce and param.coerce != "dateTime":
        kind = param.coerce
    if not kind:
        digits = syntax.value
        widths = (f"{digits}i32", f"{digits}i64") if isinstance(number(digits), int) else ()
        raise reading.fault(
            syntax,
            "A number needs a type here",
            expected="a number with a suffix",
            hint=f"Write {', '.join((*widths, f'{digits}f'))} or another width.",
        )
    return Literal(kind, number(syntax.value), span=syntax.span)


def _constant(reading: Reading, syntax: syn.Constant, param: Param | None) -> Node:
    return Literal("null" if syntax.value is None else "bool", syntax.value, span=syntax.span)


def _binding(reading: Reading, syntax: syn.Binding, param: Param | None) -> Steps[Node]:
    value = yield reading.expression(reading, syntax.value, None)
    keyword = Span(syntax.start, syntax.keyword_end)
    return Call("define", (Word(syntax.name), value), span=syntax.span, name_span=keyword)


def _member(reading: Reading, syntax: syn.Member, param: Param | None) -> Steps[Node]:
    value = yield reading.expression(reading, syntax.target, None)
    name = Word(syntax.name, span=Span(syntax.name_start, syntax.end))
    return Call("field", (name, value), span=syntax.span)


def _subscript(reading: Reading, syntax: syn.Subscript, param: Param | None) -> Steps[Node]:
    """`t[0]` with a whole number is a tuple's position, anything else in the brackets a map's key."""
    value = yield reading.expression(reading, syntax.target, None)
    index = syntax.index
    position = number(index.value) if isinstance(index, syn.Numeral) and not index.kind else None
    if isinstance(position, int):
        return Call("indexTuple", (value, Word(position, span=index.span)), span=syntax.span)
    return Call("key", ((yield reading.expression(reading, index, None)), value), span=syntax.span)


def _arrow(reading: Reading, syntax: syn.Arrow, param: Param | None) -> Node:
    raise reading.fault(
        syntax,
        "A function cannot stand here",
        expected="a value",
        hint="Functions are arguments of mapList, filterList, with and the like.",
    )


def _constructed(reading: Reading, syntax: syn.Syntax, param: Param | None) -> Answer[Node]:
    if isinstance(syntax, syn.Record):
        referred = reference(reading, syntax)
        if referred is not None:
            return referred
    return _as_data(reading, syntax)


def _as_data(reading: Reading, syntax: syn.Syntax) -> Steps[Node]:
    datum = yield constructor(reading, syntax)
    return Data(datum, span=syntax.span)


def _application(reading: Reading, syntax: syn.Application, param: Param | None) -> Answer[Node]:
    if syntax.target is not None:
        if is_model(syntax):
            return _as_data(reading, syntax)
        check_qualifier(reading, syntax)
    name = syntax.name
    spec = reading.catalogue.get(name)
    if spec is not None and name not in _PRIMITIVES and spec.shape != "data":
        return call(reading, syntax, spec)
    if name in _PRIMITIVES:
        no_pipeline(reading, syntax)
        return _literal(reading, syntax)
    if name in CONSTRUCTORS:
        return _as_data(reading, syntax)
    if name == "data":
        return _data(reading, syntax)
    if name == "json":
        return raw(reading, syntax)
    if name == "function":
        raise reading.fault(syntax, "A function cannot stand here", expected="a value")
    if name in ("expr", "raw"):
        raise reading.fault(syntax, f"{name} has its place inside of data", expected="an expression")
    raise unknown_function(reading, syntax, _SPECIAL)


def _literal(reading: Reading, syntax: syn.Application) -> Node:
    """`int32(5)`, `dateTime("…")`; odd values such as `int32("5")` are taken as they are written."""
    name = syntax.name
    if len(syntax.args) == 1:
        match syntax.args[0]:
            case syn.Text(value=value) | syn.Constant(value=value):
                return Literal(name, value, span=syntax.span)
            case syn.Numeral(value=digits, kind=""):
                return Literal(name, number(digits), span=syntax.span)
    examples = {"string": '"text"', "symbol": '"text"', "bool": "true", "null": "null"}
    example = examples.get(name, '"2018-01-02T03:04:05Z"' if name == "dateTime" else "5")
    if len(syntax.args) == 1 and isinstance(syntax.args[0], syn.Name) and name in ("string", "symbol"):
        hint = f'Write {name}("{syntax.args[0].value}").'
        raise reading.fault(
            syntax.args[0], f"{name} takes a plain string", expected=f"{name}({examples[name]})", hint=hint
        )
    raise reading.fault(
        syntax,
        f"{name} takes one plain value",
        expected=f"{name}({example})",
        hint="Numbers are converted with toInt32(…), toFloat(…) and so on."
        if name not in examples and name != "dateTime"
        else "",
    )


def _data(reading: Reading, syntax: syn.Application) -> Steps[Node]:
    """`data(D)`, or `data(d => D)` as pasted."""
    no_pipeline(reading, syntax)
    if len(syntax.args) != 1:
        raise reading.fault(syntax, "data takes one value", expected="data(value)")
    reading, inner = through_arrow(reading, syntax.args[0])
    datum = yield reading.datum(reading, inner)
    return Data(datum, span=syntax.span)


_Reader: TypeAlias = Callable[[Reading, Any, Param | None], Answer[Node]]
_READERS: dict[type[syn.Syntax], _Reader] = {
    syn.Missing: missing,
    syn.Name: _name,
    syn.Text: _text,
    syn.Numeral: _numeral,
    syn.Constant: _constant,
    syn.Binding: _binding,
    syn.Member: _member,
    syn.Subscript: _subscript,
    syn.Negation: negation,
    syn.Comparison: comparison,
    syn.Chain: chain,
    syn.Arrow: _arrow,
    syn.Record: _constructed,
    syn.Listing: _constructed,
    syn.Application: _application,
}
