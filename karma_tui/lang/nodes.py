"""The one tree that every form of an expression is read into and printed from.

A node says what is written, not what it means: types live in the checker, evaluation in the local
instance. Both dialects use the same classes; which functions exist and how their arguments are laid
out is the catalogue's business. Nodes are values: frozen, compared and hashed without their spans.

Expressions are `Literal`, `Call`, `Function`, `Data`, `Raw`. Data (inside `Data`) are `Literal`,
`Items`, `Fields`, `UnionCase`, `Ref`, `Expr`, `Raw`. The other nodes appear only as arguments.
In an unfinished text a `Hole` may stand wherever any of them does.
Trees may be ten thousand levels deep: never walk them by recursion, use `walk` or an explicit stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

from karma_tui.errors import Span


class Dialect(StrEnum):
    """The two languages: release 1.0.0 and the 0.1.4 releases."""

    V1 = "1.0"
    V01 = "0.1"


class Number(str):
    """A JSON number that is not a plain integer, kept as it was written so that no digit is lost.

    It equals only another `Number` of the same spelling, never the JSON string with those letters.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Number, str.__hash__(self)))


Scalar: TypeAlias = bool | int | float | str | None
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

PRIMITIVES = (
    "null",
    "bool",
    "string",
    "symbol",
    "dateTime",
    "float",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
)


@dataclass(frozen=True, slots=True)
class Node:
    """Common to all nodes: where it stands in the source, if it came from one."""

    span: Span | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A primitive value. `kind` is one of PRIMITIVES, or "" for a bare literal of dialect 0.1.

    `value`: None, bool, int, str; a non-integer number is a `Number` (from text) or a float. Odd but
    accepted spellings stay as they are (`{"int32": "12"}` holds the str "12").
    """

    kind: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A catalogue function with its arguments in the catalogue's parameter order; None where left out.

    `define`, `scope`, `and`, `field` ... are all calls. `name_span` covers the function's name alone.
    """

    name: str
    args: tuple[Node | None, ...]
    name_span: Span | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Function(Node):
    """`{"function": [[params], [body...]]}`: the query itself (no parameters) or a lambda argument."""

    params: tuple[str, ...]
    body: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Data(Node):
    """`{"data": D}`: a datum standing where an expression is wanted."""

    datum: Node


@dataclass(frozen=True, slots=True)
class Items(Node):
    """A list, set or tuple constructor; `kind` is "list", "set" or "tuple"."""

    kind: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fields(Node):
    """A struct or map constructor; `kind` is "struct" or "map"; order as written."""

    kind: str
    fields: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class UnionCase(Node):
    """A union constructor: case name and payload datum."""

    case: str
    payload: Node


@dataclass(frozen=True, slots=True)
class Ref(Node):
    """A reference constructor: two literal ids, not checked for existence."""

    model: str
    record: str


@dataclass(frozen=True, slots=True)
class Expr(Node):
    """`{"expr": E}` inside data: an expression whose value goes there."""

    expression: Node


@dataclass(frozen=True, slots=True)
class Raw(Node):
    """JSON kept verbatim, for what the catalogue has no place for; `json(...)` in KVM text."""

    value: Json = field(hash=False)


@dataclass(frozen=True, slots=True)
class Hole(Node):
    """A place where an expression is missing or cannot be read.

    Only the tolerant reader makes it; printing a tree with one raises ValueError.
    """


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A raw JSON string, integer or bool that a function's layout demands (a field's name, a flag)."""

    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Many(Node):
    """Several expressions as one argument: the operands of `and`, the models of `resolveRefs`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """Named entries as one argument: function maps (Function), string maps (Word), expression maps."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Flow(Node):
    """One row of `graphFlow`: from which model, forward and backward to which."""

    source: Node
    forward: Node | None
    backward: Node | None


@dataclass(frozen=True, slots=True)
class ModelCase(Node):
    """One row of `switchModelRef`: the model to match and what to return."""

    match: Node
    returns: Node


def children(node: Node) -> tuple[Node, ...]:
    """The direct sub-nodes of a node, in source order; omitted arguments are left out."""
    inner = _CHILDREN.get(type(node))
    return () if inner is None else inner(node)


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, parents before children, in source order; no recursion."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        inner = _CHILDREN.get(type(current))
        if inner is not None:
            stack.extend(inner(current)[::-1])


def _given(parts: tuple[Node | None, ...]) -> tuple[Node, ...]:
    return tuple([part for part in parts if part is not None])


def _values(entries: tuple[tuple[str, Node], ...]) -> tuple[Node, ...]:
    return tuple([value for _, value in entries])


# By class rather than by matching: trees of tens of thousands of nodes are walked at every key stroke.
_CHILDREN: Final[dict[type[Node], Callable[[Any], tuple[Node, ...]]]] = {
    Call: lambda node: _given(node.args),
    Function: lambda node: node.body,
    Data: lambda node: (node.datum,),
    Expr: lambda node: (node.expression,),
    UnionCase: lambda node: (node.payload,),
    Items: lambda node: node.items,
    Many: lambda node: node.items,
    Fields: lambda node: _values(node.fields),
    Table: lambda node: _values(node.entries),
    Flow: lambda node: _given((node.source, node.forward, node.backward)),
    ModelCase: lambda node: (node.match, node.returns),
}
