"""What the translation of 0.1 to 1.0 asks of single 0.1 parts: their arguments, their order, their literals.

The walk that uses it is in `to_v1`. Nothing here builds more than one node.
"""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.json01 import to_json
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.literals import INTEGER_RANGES, floating, integer, is_date
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Expr,
    Json,
    Literal,
    Node,
    Number,
    Table,
    Word,
    children,
    walk,
)
from karma_tui.lang.refusals import refusal

INPUT: Json = {"arg": {}}
_OWN_INPUT = {
    **dict.fromkeys(("mapList", "filter", "memSort", "mapSet", "mapMap", "reduceList"), ("expression",)),
    "with": ("return",),
    "switchCase": ("cases",),
    "switchModelRef": ("cases", "default"),
}
"""For each function, the arguments that are evaluated with an input of their own."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a 0.1 call: the node or None, its kind, and what None means."""

    node: Node | None
    kind: str
    default: Json


def arguments(node: Call) -> dict[str, Argument]:
    """The arguments of a 0.1 call by name; in a short form the value left out is the input."""
    spec = catalogue(Dialect.V01).get(node.name)
    if spec is None:
        raise refusal(f"{node.name} is no function of dialect 0.1", node, Dialect.V1)
    short = any(isinstance(arg, Word) for arg in node.args)
    return {
        param.name: Argument(arg, param.kind, INPUT if short and param.name == "value" else param.default)
        for param, arg in zip(spec.params, node.args, strict=True)
    }


def uses_input(node: Node | None) -> bool:
    """Whether an expression refers to the input around it, openly or by leaving something out."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part is None:
            continue
        if not isinstance(part, Call):
            waiting.extend(children(part))
            continue
        if part.name in ("id", "arg"):
            return True
        for name, argument in arguments(part).items():
            if argument.node is None and argument.default == INPUT:
                return True
            if name not in _OWN_INPUT.get(part.name, ()):
                waiting.append(argument.node)
    return False


def in_order(bindings: dict[str, Node], node: Node) -> list[str]:
    """The names of a `do`, each after those it uses."""
    uses = {
        name: [
            str(part.args[0].value)
            for part in walk(value)
            if isinstance(part, Call) and part.name == "bind" and isinstance(part.args[0], Word)
        ]
        for name, value in bindings.items()
    }
    ordered: dict[str, None] = {}
    entered: set[str] = set()
    waiting = [(name, False) for name in reversed(bindings)]
    while waiting:
        name, done = waiting.pop()
        if done:
            ordered[name] = None
        elif name in entered and name not in ordered:
            raise refusal(f"The names of this do need each other: {name}", node, Dialect.V1)
        elif name not in ordered:
            entered.add(name)
            waiting.append((name, True))
            waiting.extend((used, False) for used in uses[name] if used in bindings)
    return list(ordered)


def literal(node: Literal, want: str) -> Literal:
    """A bare literal with the type its place wants, where it fits, else with its usual one."""
    value = node.value
    kind = "float"
    if value is None:
        kind = "null"
    elif isinstance(value, bool):
        kind = "bool"
    elif isinstance(value, str) and not isinstance(value, Number):
        kind = "dateTime" if is_date(value) and want != "string" else "string"
    elif want in INTEGER_RANGES and integer(want, value) is not None:
        kind = want
    elif want != "float":
        kind = next((name for name in ("int64", "uint64") if integer(name, value) is not None), "float")
    if kind == "float" and floating(value) is None:
        raise refusal("No float of 64 bits holds this number", node, Dialect.V1)
    return Literal(kind, value, span=node.span)


def fits(kind: str, literal: Literal) -> bool:
    """Whether a bare number is a literal of that kind as it stands, without conversion."""
    value = literal.value
    if isinstance(value, bool) or value is None or (isinstance(value, str) and not isinstance(value, Number)):
        return False
    if kind in INTEGER_RANGES:
        return integer(kind, value) is not None
    return kind == "float" and floating(value) is not None


def datum(node: Node) -> Node:
    """An expression as a datum: literals and data as they are, the rest wrapped."""
    if isinstance(node, Literal):
        return node
    return node.datum if isinstance(node, Data) else Expr(node, span=node.span)


def word(node: Call, argument: Argument) -> Word:
    """The raw string or flag that 1.0 demands; refused if it is computed."""
    given = argument.node
    if isinstance(given, Call) and given.name in ("newString", "newBool"):
        given = given.args[0]
    if given is None and isinstance(argument.default, bool):
        return Word(argument.default)
    if isinstance(given, Word):
        return given
    if isinstance(given, Literal) and isinstance(given.value, (str, bool)):
        return Word(given.value, span=given.span)
    raise refusal(f"{node.name} of dialect 1.0 wants a plain string or flag here", node, Dialect.V1)


def string_of(node: Node | None) -> str | None:
    """The text of a plain string, with or without newString around it."""
    if isinstance(node, Call) and node.name == "newString":
        node = node.args[0]
    value = node.value if isinstance(node, (Literal, Word)) else None
    return value if isinstance(value, str) and not isinstance(value, Number) else None


def only(node: Call) -> Node:
    """The first argument, or the null that leaving it out means."""
    return node.args[0] or Literal("", None)


def same(one: Node | None, other: Node | None) -> bool:
    """Whether two 0.1 expressions are written alike."""
    if one is None or other is None:
        return one is other
    return dump_json(to_json(one), sort_keys=True) == dump_json(to_json(other), sort_keys=True)


def do_names(node: Call) -> tuple[str, ...]:
    """The names that a `do` defines, its result included."""
    table = node.args[0]
    return tuple(key for key, _ in table.entries) if isinstance(table, Table) else ()


def fresh(name: str, taken: set[str]) -> str:
    """A name like `name` that is not taken."""
    while name in taken:
        name += "_"
    return name
