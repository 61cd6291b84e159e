"""Whether a call's arguments have the form its typing rule relies on; those of an unfinished text may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from karma_tui.lang.catalogue import Param
from karma_tui.lang.nodes import Call, Flow, Literal, Many, ModelCase, Node, Raw, Table, Word

Shape = Callable[[Node], bool]


def _is(*kinds: type[Node]) -> Shape:
    return lambda node: isinstance(node, kinds)


def _rows(kind: type[Node]) -> Shape:
    return lambda node: isinstance(node, Many) and all(isinstance(item, kind) for item in node.items)


def _words(node: Node) -> bool:
    return isinstance(node, Table) and all(isinstance(entry, Word) for _, entry in node.entries)


_SHAPES: Final[dict[str, Shape]] = {
    "string literal": _is(Word),
    "int literal": _is(Word),
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


def is_orderly(call: Call, params: tuple[Param, ...]) -> bool:
    """Whether the typing rule of the call's function can be asked about it."""
    if len(call.args) != len(params):
        return False
    for param, arg in zip(params, call.args, strict=True):
        shape = _SHAPES.get(param.kind)
        if shape is None:
            continue
        if arg is None:
            if not param.optional:
                return False
        elif not shape(arg):
            return False
    return True
