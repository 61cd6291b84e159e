"""What types do not forbid and what is wrong all the same: numbers out of range, comparisons never true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from karma_tui.lang.check.findings import Note
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.type_text import type_text
from karma_tui.lang.literals import misfit
from karma_tui.lang.machine.types import Enum, Optional, Prim, RefTo, Type, opened
from karma_tui.lang.nodes import Call, Literal, Node, walk

_MOST_LETTERS = 60
_MOST = 100
"""Problems of this kind that are told of one statement."""


def likely_wrong(root: Node, notes: Mapping[int, Note], names: Mapping[str, str]) -> Iterator[Problem]:
    """The problems of a checked statement of dialect 1.0; `names` are models' ids with their tags."""
    told = 0
    for node in walk(root):
        problem = None
        if type(node) is Literal:
            problem = _out_of_range(node)
        elif type(node) is Call and node.name == "equal":
            problem = _never_equal(node, notes, names)
        if problem is not None:
            told += 1
            yield problem
        if told >= _MOST:
            return


def _out_of_range(node: Literal) -> Problem | None:
    if node.kind == "dateTime" or node.span is None:
        return None
    wrong = misfit(node.kind, node.value)
    if wrong is None or not wrong.late:
        return None
    title = f"This is no {node.kind}"
    return Problem(Severity.ERROR, title, "", f"Write {wrong.expected}.", node.span, node)


def _never_equal(node: Call, notes: Mapping[int, Note], names: Mapping[str, str]) -> Problem | None:
    """A warning about two values of different kinds: the server says false, whatever they hold."""
    if len(node.args) != 2 or node.args[0] is None or node.args[1] is None:
        return None
    found = [notes.get(id(arg)) for arg in node.args]
    types = [note.type for note in found if note is not None]
    kinds = [_kind(type_) for type_ in types]
    if len(types) != 2 or not all(kinds) or kinds[0] == kinds[1]:
        return None
    shown = [type_text(type_, names, most=_MOST_LETTERS) for type_ in types]
    hint = 'A symbol is written symbol("…").' if set(kinds) == {"enum", "string"} else ""
    return Problem(
        Severity.WARNING, f"Never equal: {shown[0]} and {shown[1]}", "", hint, node.args[1].span, node
    )


def _kind(type_: Type) -> str:
    """The kind of value, "" where more than one is possible or it does not matter."""
    inner = opened(type_)
    while isinstance(inner, Optional):
        inner = opened(inner.of)
    if isinstance(inner, Prim):
        return "" if inner.kind == "null" else inner.kind
    return "enum" if isinstance(inner, Enum) else "ref" if isinstance(inner, RefTo) else ""
