"""Nodes into KVM text: canonical on one line a statement, or broken to a width; the same JSON either way.

The canonical layout is spec grammar.md §6. Every node has exactly one text; sugar is printed where there
is one. Printing and reading again gives the same nodes.
"""

from __future__ import annotations

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import Data, Dialect, Fields, Function, Items, Literal, Node
from karma_tui.lang.print_nodes import Printer
from karma_tui.lang.print_pieces import Mark, Pieces, expand, on_one_line, within
from karma_tui.lang.tokens import IDENTIFIER

WIDTH = 100


def print_text(node: Node, dialect: Dialect = Dialect.V1) -> str:
    """The canonical text: one statement a line at top level, everything else on one line.

    Raises ValueError for a node that does not belong to the dialect.
    """
    return on_one_line(expand(_pieces(node, dialect)))


def print_pretty(node: Node, dialect: Dialect = Dialect.V1, width: int = WIDTH) -> str:
    """The canonical text with long lines broken inside of brackets, indented by two spaces a level."""
    return within(expand(_pieces(node, dialect)), width)


def _pieces(node: Node, dialect: Dialect) -> Pieces:
    printer = Printer(catalogue(dialect))
    if not isinstance(node, Function) or node.params:
        return printer.anything(node)
    pieces: Pieces = []
    for at, statement in enumerate(node.body):
        if at:
            pieces += [";", Mark.NEWLINE]
        pieces += printer.statement(statement)
    return ["(", *pieces, ")"] if len(node.body) == 1 and _reads_as_json(node.body[0]) else pieces


def _reads_as_json(node: Node) -> bool:
    """Whether the text would be a JSON object with one key, which an editor takes for JSON (§7)."""
    if not isinstance(node, Data) or not isinstance(node.datum, Fields) or len(node.datum.fields) != 1:
        return False
    waiting: list[Node] = [node.datum]
    while waiting:
        match waiting.pop():
            case Fields(kind="struct", fields=fields) if not any(
                IDENTIFIER.fullmatch(key) for key, _ in fields
            ):
                waiting.extend(value for _, value in fields)
            case Items(kind="list", items=items):
                waiting.extend(items)
            case Literal(kind="string" | "bool" | "null"):
                pass
            case _:
                return False
    return True
