"""Expressions of dialect 0.1 in the same notation, so that its JSON has an exact text as well.

The rules, all driven by the 0.1 catalogue:

* A program is one expression. Strings, numbers, `true`, `false` and `null` are the bare literals.
* `name(args)` in the catalogue's order; arguments at the end may be left out, and are then left out of the
  JSON. Where one before the end is left out, the arguments are named: `slice({offset: newInt(1)})`.
* `field("n")`, `key("k")` and the regular expression functions with one string are the short form;
  `field({name: "n"})` is the long form without a value.
* `and(a, b)`, `newList(a, b)`, `newTuple(…)` take any number of arguments; `do({a: x, return: y})`,
  `newStruct({…})`, `newMap({…})` named ones; `contextual(…)` and `static(…)` JSON verbatim.
* The sugar of 1.0 that has a meaning here: `v.n` and `v["k"]` are the long forms of `field` and `key`;
  `!a`, `a == b`, `a != b`, `a && b`, `a || b`, pipelines.
* `json(…)` is JSON verbatim as an expression. There are no functions, lists or structs of its own, and no
  names but parameters: `$name` is `bind("$name")`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from karma_tui.errors import Span
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import FunctionSpec, Param
from karma_tui.lang.nodes import Call, Literal, Node, Word
from karma_tui.lang.steps import Answer, Steps
from karma_tui.lang.text_calls import call, unknown_function
from karma_tui.lang.text_json import raw
from karma_tui.lang.text_reading import Reading, check_qualifier, given_word, is_parameter, missing, number
from karma_tui.lang.text_sugar import chain, comparison, negation


def expression(reading: Reading, syntax: syn.Syntax, param: Param | None) -> Answer[Node]:
    """The node for an expression of dialect 0.1."""
    return _READERS[type(syntax)](reading, syntax, param)


def datum(reading: Reading, syntax: syn.Syntax) -> Answer[Node]:
    """Dialect 0.1 has no data language: literals and constructors are expressions."""
    return reading.expression(reading, syntax, None)


def _plain(reading: Reading, syntax: syn.Text | syn.Constant, param: Param | None) -> Node:
    return Literal("", syntax.value, span=syntax.span)


def _numeral(reading: Reading, syntax: syn.Numeral, param: Param | None) -> Node:
    if syntax.kind:
        written = f"new{syntax.kind[0].upper()}{syntax.kind[1:]}({syntax.value})"
        raise reading.fault(
            syntax,
            "Number suffixes belong to dialect 1.0",
            expected="a plain number",
            hint=f"Write {written}.",
        )
    return Literal("", number(syntax.value), span=syntax.span)


def _name(reading: Reading, syntax: syn.Name, param: Param | None) -> Answer[Node]:
    """There are no names but those of parameters, which are gone before the expression is sent."""
    if is_parameter(syntax):
        return given_word(syntax, "bind")
    return _no_names(reading, syntax, param)


def _member(reading: Reading, syntax: syn.Member, param: Param | None) -> Steps[Node]:
    value = yield reading.expression(reading, syntax.target, None)
    name = Literal("", syntax.name, span=Span(syntax.name_start, syntax.end))
    return Call("field", (name, value), span=syntax.span)


def _subscript(reading: Reading, syntax: syn.Subscript, param: Param | None) -> Steps[Node]:
    if isinstance(syntax.index, syn.Numeral):
        raise reading.fault(
            syntax.index,
            "A tuple's position is written with index",
            expected="a key",
            hint=f"Write index(tuple, newInt({syntax.index.value})).",
        )
    value = yield reading.expression(reading, syntax.target, None)
    name = yield reading.expression(reading, syntax.index, None)
    return Call("key", (name, value), span=syntax.span)


def _application(reading: Reading, syntax: syn.Application, param: Param | None) -> Answer[Node]:
    check_qualifier(reading, syntax)
    if syntax.name == "json":
        return raw(reading, syntax)
    spec = reading.catalogue.get(syntax.name)
    if spec is None:
        raise unknown_function(reading, syntax, ("json",))
    return _short_form(syntax, spec) or call(reading, syntax, spec)


def _short_form(syntax: syn.Application, spec: FunctionSpec) -> Node | None:
    """The call with a bare string for its argument object, or None for any other call."""
    if not spec.short or len(syntax.args) != 1 or syntax.piped is not None:
        return None
    text = syntax.args[0]
    if not isinstance(text, syn.Text):
        return None
    word = Word(text.value, span=text.span)
    args = tuple(word if param.name == spec.short else None for param in spec.params)
    return Call(syntax.name, args, span=syntax.span, name_span=syntax.name_span)


def _refuse(what: str, hint: str) -> _Reader:
    def refuse(reading: Reading, syntax: syn.Syntax, param: Param | None) -> Node:
        raise reading.fault(
            syntax, f"Dialect 0.1 has no {what}", expected="an expression of dialect 0.1", hint=hint
        )

    return refuse


_no_names = _refuse("names", 'A binding of do is bind("name"), the input is arg().')

_Reader: TypeAlias = "Callable[[Reading, Any, Param | None], Answer[Node]]"
_READERS: dict[type[syn.Syntax], _Reader] = {
    syn.Missing: missing,
    syn.Text: _plain,
    syn.Constant: _plain,
    syn.Numeral: _numeral,
    syn.Member: _member,
    syn.Subscript: _subscript,
    syn.Negation: negation,
    syn.Comparison: comparison,
    syn.Chain: chain,
    syn.Application: _application,
    syn.Name: _name,
    syn.Binding: _refuse("let", "Write do({name: value, return: result})."),
    syn.Arrow: _refuse("functions", "Write the body alone; its input is arg()."),
    syn.Record: _refuse("bare structs", "Write newStruct({…}) or newMap({…})."),
    syn.Listing: _refuse("bare lists", "Write newList(…) or newTuple(…)."),
}
