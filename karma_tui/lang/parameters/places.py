"""Where parameters stand in a tree, and the tree with their values in those places.

A parameter is a name that begins with `$`: `scope` of dialect 1.0, `bind` of 0.1. Where the language wants
a plain word that is fixed when it is compiled (the pattern of a search), a parameter may stand too; the
word is then the value's.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Final

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import (
    Call,
    Dialect,
    Expr,
    Function,
    Literal,
    Node,
    Number,
    Word,
    walk,
)
from karma_tui.lang.parameters.rebuilding import rebuilt
from karma_tui.lang.parameters.values import as_expression

SIGN: Final = "$"
_READING: Final = {"scope", "bind"}


def spelled(name: str) -> str:
    """A parameter as it stands in an expression."""
    return SIGN + name


def name_of(node: Node) -> str:
    """The parameter that a node asks for, without its sign; "" if it is none."""
    if isinstance(node, Call) and node.name in _READING and node.args:
        word = node.args[0]
        if isinstance(word, Word) and isinstance(word.value, str) and word.value[:1] == SIGN:
            return word.value[1:]
    return ""


def names_in(root: Node) -> dict[str, Span | None]:
    """The parameters a tree asks for, each with its first place; what it binds itself is none."""
    found: dict[str, Span | None] = {}
    bound: set[str] = set()
    for node in walk(root):
        name = name_of(node)
        if name:
            found.setdefault(name, node.span)
        bound.update(name[1:] for name in _binds(node) if name[:1] == SIGN)
    return {name: span for name, span in found.items() if name not in bound}


def refuse_bound(root: Node, names: Iterable[str]) -> None:
    """Raise ExpressionError if the tree gives one of these parameters another meaning."""
    taken = {spelled(name) for name in names}
    for node in walk(root):
        for name in _binds(node):
            if name in taken:
                raise ExpressionError(
                    f"{name} is a parameter",
                    "A parameter cannot be defined again.",
                    "Use another name.",
                    node.span,
                )


def open_words(root: Node, dialect: Dialect, names: Container[str] = ()) -> dict[str, Span | None]:
    """The parameters, without their sign, that stand where a plain word is wanted and are none of `names`.

    Elsewhere a name is a name; there only a parameter makes sense, and a server would not understand it.
    """
    specs = catalogue(dialect).by_name
    found: dict[str, Span | None] = {}
    for node in walk(root):
        spec = specs.get(node.name) if isinstance(node, Call) and node.name not in _READING else None
        if spec is None or not isinstance(node, Call):
            continue
        for param, arg in zip(spec.params, node.args, strict=False):
            name = name_of(arg) if arg is not None and param.kind in WORDS else ""
            if name and name not in names:
                found.setdefault(name, arg.span if arg is not None else None)
    return found


def substituted(root: Function, values: Mapping[str, Node], dialect: Dialect = Dialect.V1) -> Function:
    """The tree with data for parameters, in nodes of `dialect`; everything else is as it was.

    Each value has the place of the parameter it stands for. Raises ExpressionError where a parameter is
    defined again, or where a plain word is wanted and the value is none.
    """
    used = names_in(root)
    wanted = {name: datum for name, datum in values.items() if name in used or dialect is Dialect.V1}
    refuse_bound(root, wanted)
    if not used.keys() & wanted.keys():
        return root
    if dialect is Dialect.V01:
        wanted = {name: _in_v01(placed(datum, used[name])) for name, datum in wanted.items() if name in used}
    return rebuilt(root, _Putting(wanted, dialect))


class _Putting:
    """Says what stands in a place instead; None where nothing changes."""

    def __init__(self, values: Mapping[str, Node], dialect: Dialect) -> None:
        self._values = values
        self._specs = catalogue(dialect).by_name
        self._words: dict[int, Node] = {}

    def __call__(self, node: Node) -> Node | None:
        """Asked from the root down."""
        if id(node) in self._words:
            return self._words[id(node)]
        if isinstance(node, Expr):
            datum = self._values.get(name_of(node.expression))
            return placed(datum, node.expression.span) if datum is not None else None
        datum = self._values.get(name_of(node))
        if datum is not None:
            return placed(as_expression(datum), node.span)
        if isinstance(node, Call):
            self._look_for_words(node)
        return None

    def _look_for_words(self, call: Call) -> None:
        spec = self._specs.get(call.name)
        if spec is None or call.name in _READING:
            return
        for param, arg in zip(spec.params, call.args, strict=False):
            datum = self._values.get(name_of(arg)) if arg is not None else None
            if datum is not None and arg is not None and param.kind in WORDS:
                self._words[id(arg)] = _word(datum, param.kind, arg)


WORDS: Final = frozenset({"string literal", "int literal", "bool literal"})
"""Kinds of arguments that the language wants fixed."""


def _word(datum: Node, kind: str, place: Node) -> Word:
    value = datum.value if isinstance(datum, Literal) else None
    fits = {
        "string literal": isinstance(value, str) and not isinstance(value, Number),
        "int literal": isinstance(value, int) and not isinstance(value, bool),
        "bool literal": isinstance(value, bool),
    }
    if not fits[kind] or value is None or isinstance(value, float):
        wanted = {"string literal": "string", "int literal": "whole number", "bool literal": "bool"}[kind]
        raise ExpressionError(
            f"{spelled(name_of(place))} must be a {wanted} here",
            "The language wants this fixed before the expression runs.",
            "",
            place.span,
        )
    return Word(value, span=place.span)


def placed(node: Node, span: Span | None) -> Node:
    """The tree with one place for all of it: what went wrong in it went wrong there."""
    return rebuilt(node, None, lambda it: _with_span(it, span))


def _with_span(node: Node, span: Span | None) -> Node:
    if isinstance(node, Call):
        return replace(node, span=span, name_span=span)
    return replace(node, span=span)


def _binds(node: Node) -> tuple[str, ...]:
    if isinstance(node, Function):
        return node.params
    if isinstance(node, Call) and node.name == "define" and node.args:
        word = node.args[0]
        return (str(word.value),) if isinstance(word, Word) else ()
    return ()


def _in_v01(datum: Node) -> Node:
    """A datum as dialect 0.1 writes it, which has expressions only."""
    from karma_tui.lang.translate import to_v01

    query = to_v01(Function((), (as_expression(datum),)), "")
    return Expr(query.body[0])
