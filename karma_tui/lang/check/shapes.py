"""Whether a call's arguments have the form its typing rule relies on; those of an unfinished text may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from karma_tui.lang.catalogue import Catalogue, Param
from karma_tui.lang.nodes import Call, Flow, Literal, Many, ModelCase, Node, Raw, Table, Word

Shape = Callable[[Node], bool]


def _is(*kinds: type[Node]) -> Shape:
    return lambda node: isinstance(node, kinds)


def _rows(kind: type[Node]) -> Shape:
    return lambda node: isinstance(node, Many) and all(isinstance(item, kind) for item in node.items)


def _words(node: Node) -> bool:
    return isinstance(node, Table) and all(isinstance(entry, Word) for _, entry in node.entries)


def _name(node: Node) -> bool:
    """A raw string; an empty one that takes no room in the text has not been written yet."""
    if not isinstance(node, Word):
        return False
    return node.value != "" or node.span is None or node.span.start < node.span.end


def _position(node: Node) -> bool:
    return isinstance(node, Word) and type(node.value) is int


_SHAPES: Final[dict[str, Shape]] = {
    "string literal": _name,
    "int literal": _position,
    "bool literal": _is(Word),
    "null literal": _is(Word, Literal),
    "dateTime literal": _is(Word, Literal),
    "number literal": _is(Word, Literal),
    "function map": _is(Table),
    "expression map": _is(Table),
    "string map": _words,
    "expression list": _is(Many),
    "flow list": _rows(Flow),
    "model case list": _rows(ModelCase),
    "json": _is(Raw),
}


class Demands(NamedTuple):
    """What a function's rule relies on: how many arguments, and the form of those at some positions."""

    arguments: int
    shapes: tuple[tuple[int, Shape, bool], ...]
    """Position, form, whether it may be left out."""


def demands(known: Catalogue) -> dict[str, Demands]:
    """What the rules of a dialect rely on, by the functions' names."""
    return {name: _demands(spec.params) for name, spec in known.by_name.items()}


def _demands(params: tuple[Param, ...]) -> Demands:
    shaped = [(at, _SHAPES.get(param.kind), param.optional) for at, param in enumerate(params)]
    return Demands(
        len(params), tuple([(at, shape, optional) for at, shape, optional in shaped if shape is not None])
    )


def is_orderly(call: Call, wanted: Demands) -> bool:
    """Whether the typing rule of the call's function can be asked about it."""
    if len(call.args) != wanted.arguments:
        return False
    for at, shape, optional in wanted.shapes:
        arg = call.args[at]
        if not (optional if arg is None else shape(arg)):
            return False
    return True
