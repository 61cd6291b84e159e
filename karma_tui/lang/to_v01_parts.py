"""What the translation of 1.0 to 0.1 asks of single parts: what names mean, where do reaches, literals.

The walk that uses it is in `to_v01`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from karma_tui.lang.literals import INTEGER_RANGES, floating, integer, is_date
from karma_tui.lang.nodes import Call, Dialect, Function, Literal, Many, Node, Number, Raw, Word, walk
from karma_tui.lang.refusals import refusal

ANYWHERE = -1
"""The level of a name that means the same in every function."""

TYPES = {kind: kind[0].upper() + kind[1:] for kind in (*INTEGER_RANGES, "float")}
"""The part of a function's name that says its number type, by kind."""

_EMPTY_LIST = Call("newList", (Many(()),))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for in 0.1: `node` as it is, or the reason why it cannot be said."""

    node: Node | None = None
    reason: str = ""
    level: int = ANYWHERE
    """The only level of functions at which it can be said: an inner function has an input of its own."""
    definition: Node | None = None
    """A 1.0 expression to write out in place of the name, in the scope it was defined in."""
    scope: Scope | None = None
    refs_of: Node | None = None
    """The 1.0 model whose new records the parameter of a createMultiple function holds."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of a function, the scope around it, and how many functions deep the place is."""

    names: dict[str, Meaning] = field(default_factory=dict)
    parent: Scope | None = None
    level: int = 0
    written_out: bool = False
    """Whether the place is in a copy of a definition."""

    def find(self, name: str) -> Meaning | None:
        """The innermost meaning of a name, or None."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None


def do_reaches(root: Function) -> bool:
    """Whether every use of a definition is where a server looks: a result, or its direct argument."""
    if len(root.body) < 2:
        return False
    defined = set()
    for statement in root.body[:-1]:
        defined.add(definition(statement)[0])
    if len(defined) < len(root.body) - 1 or "return" in defined:
        return False
    return all(_near(definition(statement)[1], defined) for statement in root.body[:-1]) and _near(
        root.body[-1], defined
    )


def _near(expression: Node, defined: set[str]) -> bool:
    """Whether names are used by the expression itself or by its plain arguments, and nowhere deeper."""
    reached = {id(expression)}
    if isinstance(expression, Call):
        reached.update(id(arg) for arg in expression.args)
        reached.update(id(item) for arg in expression.args if isinstance(arg, Many) for item in arg.items)
    return all(
        id(node) in reached
        for node in walk(expression)
        if isinstance(node, Call) and node.name == "scope" and word(node.args[0]) in defined
    )


def definition(statement: Node) -> tuple[str, Node]:
    """Name and value of a `define`; any other statement has an effect 0.1 cannot have."""
    if isinstance(statement, Call) and statement.name == "define" and statement.args[1] is not None:
        return word(statement.args[0]), statement.args[1]
    raise refusal("In dialect 0.1 only the last expression has an effect", statement, Dialect.V01)


def literal(node: Literal) -> Node:
    """A literal with the constructor that gives it its width; plain where 0.1 reads it the same way."""
    kind, value = node.kind, node.value
    if kind in ("null", "bool"):
        return Literal("", value, span=node.span)
    if kind == "string" and isinstance(value, str):
        return replace(text(value), span=node.span)
    if kind == "dateTime":
        return Call("newDateTime", (Literal("", value),), span=node.span)
    if kind == "symbol":
        return Call("contextual", (Raw(value),), span=node.span)
    if kind in INTEGER_RANGES:
        number = integer(kind, value)
        if number is not None:
            return Call("new" + TYPES[kind], (Literal("", number),), span=node.span)
    elif floating(value) is not None and (not isinstance(value, str) or isinstance(value, Number)):
        return Call("newFloat", (Literal("", value),), span=node.span)
    raise refusal(f"Dialect 0.1 cannot write this {kind}", node, Dialect.V01)


def text(letters: str) -> Literal | Call:
    """A string; one that 0.1 would take for a date is marked as text."""
    plain = Literal("", letters)
    return Call("newString", (plain,)) if is_date(letters) else plain


def composite(value: Node) -> Node:
    """An expression where 0.1 accepts neither literals nor constructors: a list is joined to an empty one."""
    if isinstance(value, Call) and value.name == "newList":
        return Call("concatLists", (value, _EMPTY_LIST))
    if isinstance(value, Literal) or (isinstance(value, Call) and value.name.startswith("new")):
        raise refusal("Dialect 0.1 accepts no literal here", value, Dialect.V01)
    return value


def word(node: Node | None) -> str:
    """The text of a raw string; "" if it is none."""
    return str(node.value) if isinstance(node, Word) else ""
