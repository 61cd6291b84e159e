"""Which written form a call has: the sugar that fits it and how tightly that sugar binds.

Shared by both dialects; a form is chosen by the shape of the arguments alone, so that it reads back.
"""

from __future__ import annotations

from enum import Enum, IntEnum

from karma_tui.lang.nodes import Call, Data, Dialect, Fields, Literal, Many, Node, Number, Word


class Level(IntEnum):
    """How tightly a form binds; an operand must bind at least as tightly as its place demands."""

    ANY = 0
    OR = 2
    AND = 3
    EQUALITY = 4
    UNARY = 5
    POSTFIX = 6


class Form(Enum):
    """The written forms of a call."""

    CALL = "name(args)"
    NAME = "name"
    MEMBER = "value.name"
    POSITION = "value[0]"
    KEY = "value[key]"
    NOT = "!a"
    EQUAL = "a == b"
    UNEQUAL = "a != b"
    AND = "a && b"
    OR = "a || b"


_LEVELS = {
    Form.NOT: Level.UNARY,
    Form.EQUAL: Level.EQUALITY,
    Form.UNEQUAL: Level.EQUALITY,
    Form.AND: Level.AND,
    Form.OR: Level.OR,
}


def form_of(call: Call, dialect: Dialect) -> Form:
    """The sugar for a call, or Form.CALL."""
    chooser = _CHOOSERS.get(call.name)
    return chooser(call, dialect) if chooser is not None else Form.CALL


def level_of(node: Node, dialect: Dialect) -> Level:
    """How tightly the text of an expression binds."""
    return _LEVELS.get(form_of(node, dialect), Level.POSTFIX) if isinstance(node, Call) else Level.POSTFIX


def begins_with_brace(node: Node, dialect: Dialect) -> bool:
    """Whether the text of an expression begins with `{`, which after `=>` would open a block."""
    while isinstance(node, Call):
        form = form_of(node, dialect)
        first = leftmost(node, form)
        if first is None or level_of(first, dialect) < operand_level(form):
            return False
        node = first
    return isinstance(node, Data) and isinstance(node.datum, Fields) and node.datum.kind == "struct"


def leftmost(call: Call, form: Form) -> Node | None:
    """The operand that the text of a call begins with, or None if it begins with something else."""
    match form:
        case Form.MEMBER | Form.KEY:
            return call.args[1]
        case Form.POSITION | Form.EQUAL:
            return call.args[0]
        case Form.UNEQUAL:
            inner = call.args[0]
            return inner.args[0] if isinstance(inner, Call) else None
        case Form.AND | Form.OR:
            many = call.args[0]
            return many.items[0] if isinstance(many, Many) else None
        case _:
            return None


def operand_level(form: Form) -> Level:
    """How tightly the operands of a form must bind to stand without parentheses."""
    match form:
        case Form.OR:
            return Level.AND
        case Form.AND:
            return Level.EQUALITY
        case Form.EQUAL | Form.UNEQUAL | Form.NOT:
            return Level.UNARY
        case _:
            return Level.POSTFIX


def _field(call: Call, dialect: Dialect) -> Form:
    name, value = call.args
    if value is None:
        return Form.CALL
    if dialect is Dialect.V1:
        return Form.MEMBER if isinstance(name, Word) and isinstance(name.value, str) else Form.CALL
    plain = isinstance(name, Literal) and isinstance(name.value, str) and not isinstance(name.value, Number)
    return Form.MEMBER if plain else Form.CALL


def _key(call: Call, dialect: Dialect) -> Form:
    name, value = call.args
    if name is None or value is None or isinstance(name, Word):
        return Form.CALL
    bare_number = isinstance(name, Literal) and not name.kind and not isinstance(name.value, (str, bool))
    if bare_number or (isinstance(name, Literal) and not name.kind and isinstance(name.value, Number)):
        return Form.CALL
    return Form.KEY


def _position(call: Call, dialect: Dialect) -> Form:
    value, index = call.args
    whole = isinstance(index, Word) and type(index.value) is int
    return Form.POSITION if whole and value is not None else Form.CALL


def _name(call: Call, dialect: Dialect) -> Form:
    name = call.args[0]
    return Form.NAME if isinstance(name, Word) and isinstance(name.value, str) else Form.CALL


def _not(call: Call, dialect: Dialect) -> Form:
    operand = call.args[0]
    if operand is None:
        return Form.CALL
    if isinstance(operand, Call) and operand.name == "equal" and None not in operand.args:
        return Form.UNEQUAL
    return Form.NOT


def _equal(call: Call, dialect: Dialect) -> Form:
    return Form.EQUAL if None not in call.args else Form.CALL


def _and(call: Call, dialect: Dialect) -> Form:
    return Form.AND if _chainable(call) else Form.CALL


def _or(call: Call, dialect: Dialect) -> Form:
    return Form.OR if _chainable(call) else Form.CALL


def _chainable(call: Call) -> bool:
    many = call.args[0]
    return isinstance(many, Many) and len(many.items) > 1


_CHOOSERS = {
    "field": _field,
    "key": _key,
    "indexTuple": _position,
    "scope": _name,
    "not": _not,
    "equal": _equal,
    "and": _and,
    "or": _or,
}
