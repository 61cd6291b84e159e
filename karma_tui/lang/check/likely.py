"""What types do not forbid and what is wrong all the same: numbers out of range, comparisons never true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from karma_tui.lang.check.findings import Note
from karma_tui.lang.check.hints import what_to_write
from karma_tui.lang.check.misfits import meant
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.check.world import NOWHERE
from karma_tui.lang.literals import misfit
from karma_tui.lang.machine.types import (
    Const,
    Enum,
    ListOf,
    MapOf,
    Optional,
    Prim,
    RefTo,
    SetOf,
    Struct,
    TupleOf,
    Type,
    UnionOf,
    opened,
)
from karma_tui.lang.nodes import Call, Data, Dialect, Function, Literal, Node, walk

_MOST_LETTERS = 60
_MOST_DETAIL = 160
_PAIR = 2
_MOST = 100
"""Problems of this kind that are told of one statement."""


def likely_wrong(root: Node, notes: Mapping[int, Note], names: Mapping[str, str]) -> Iterator[Problem]:
    """The problems of a checked statement of dialect 1.0; `names` are models' ids with their tags."""
    told = 0
    for node in walk(root):
        problem = None
        if type(node) is Literal:
            problem = _out_of_range(node)
        elif type(node) is Call and node.name in _CALLS:
            problem = _CALLS[node.name](node, notes, names)
        if problem is not None:
            told += 1
            yield problem
        if told >= _MOST:
            return


def _out_of_range(node: Literal) -> Problem | None:
    if node.kind == "dateTime" or node.span is None:
        return None
    wrong = misfit(node.kind, node.value)
    if wrong is None:
        return None
    title = f"This is no {node.kind}"
    return Problem(Severity.ERROR, title, "", f"Write {wrong.expected}.", node.span, node)


def _never_equal(node: Call, notes: Mapping[int, Note], names: Mapping[str, str]) -> Problem | None:
    """A warning about two values of different kinds: the server says false, whatever they hold."""
    if len(node.args) != _PAIR or node.args[0] is None or node.args[1] is None:
        return None
    found = [notes.get(id(arg)) for arg in node.args]
    types = [note.type for note in found if note is not None]
    kinds = [_kind(type_) for type_ in types]
    if len(types) != _PAIR or not all(kinds):
        return None
    if kinds[0] == kinds[1]:
        return _no_such_symbol(node, types) if kinds[0] == "enum" else None
    shown = [type_text(type_, names, most=_MOST_LETTERS, notes=False) for type_ in types]
    hint = _as_the_other(types[1], types[0], node.args[1]) or _as_the_other(types[0], types[1], node.args[0])
    return Problem(
        Severity.WARNING, f"Never equal: {shown[0]} and {shown[1]}", "", hint, node.args[1].span, node
    )


def _no_such_symbol(node: Call, types: list[Type]) -> Problem | None:
    """A warning about a symbol that is compared with an enum that does not have it."""
    for at, (one, other) in enumerate((types, types[::-1])):
        symbols, written = _inner(other), _inner(one)
        if not (isinstance(written, Enum) and isinstance(symbols, Enum) and len(written.symbols) == 1):
            continue
        if isinstance(node.args[at], Literal | Data) and written.symbols.isdisjoint(symbols.symbols):
            (symbol,) = written.symbols
            known = sorted(symbols.symbols)
            detail = f"The symbols: {', '.join(known)}."[:_MOST_DETAIL]
            title = f'Never equal: no symbol "{symbol}"'
            arg = node.args[at]
            span = arg.span if arg is not None else None
            return Problem(Severity.WARNING, title, detail, meant(symbol, known), span, node)
    return None


def _as_the_other(have: Type, want: Type, node: Node | None) -> str:
    """How a literal is written that is to be compared with the other type."""
    if not isinstance(node, Literal | Data) or node.span is None:
        return ""
    hint = what_to_write(have, want, node, NOWHERE, Dialect.V1)
    return "" if "(…)" in hint else hint


def _never_the_case(node: Call, notes: Mapping[int, Note], names: Mapping[str, str]) -> Problem | None:
    """A warning about a case that a union does not have: the server says false."""
    found = [notes.get(id(arg)) if arg is not None else None for arg in node.args]
    if len(found) != _PAIR or found[0] is None or found[1] is None or node.args[1] is None:
        return None
    union, case = opened(found[0].type), found[1].type
    if not isinstance(union, UnionOf) or not isinstance(case, Const) or case.value in union.cases:
        return None
    known = tuple(union.cases)
    title = f'This is never the case "{case.value}"'
    detail = f"Its cases: {', '.join(known)}."[:_MOST_DETAIL]
    hint = meant(str(case.value), known)
    return Problem(Severity.WARNING, title, detail, hint, node.args[1].span, node)


def _unsortable(node: Call, notes: Mapping[int, Note], names: Mapping[str, str]) -> Problem | None:
    """A warning about a sort key that a server gives up on."""
    function = node.args[-1] if node.args else None
    if not isinstance(function, Function) or not function.body:
        return None
    key = notes.get(id(function.body[-1]))
    inner = opened(key.type) if key is not None else None
    if not isinstance(inner, Enum | RefTo | Struct) or key is None:
        return None
    shown = type_text(key.type, names, most=_MOST_LETTERS, notes=False)
    hint = "Sort by a number, a string, a bool or a dateTime."
    return Problem(
        Severity.WARNING, f"A server cannot sort by this: {shown}", "", hint, function.body[-1].span, node
    )


def _kind(type_: Type) -> str:
    """The kind of value, "" where more than one is possible or it does not matter."""
    inner = _inner(type_)
    if isinstance(inner, Prim):
        return "" if inner.kind == "null" else inner.kind
    return _KINDS.get(type(inner), "")


def _inner(type_: Type) -> Type:
    inner = opened(type_)
    while isinstance(inner, Optional):
        inner = opened(inner.of)
    return inner


_KINDS = {
    Enum: "enum",
    RefTo: "ref",
    Struct: "struct",
    ListOf: "list",
    SetOf: "set",
    MapOf: "map",
    UnionOf: "union",
    TupleOf: "tuple",
}
_CALLS: Mapping[str, Callable[[Call, Mapping[int, Note], Mapping[str, str]], Problem | None]] = {
    "equal": _never_equal,
    "isCase": _never_the_case,
    "memSort": _unsortable,
}
"""Functions of which something may be likely to be wrong."""
