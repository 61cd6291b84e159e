"""The pieces of text for every kind of node, of both dialects.

A `Printer` only knows its catalogue; each method gives the pieces of one node and leaves the nodes inside
as jobs, so that depth costs nothing. Layout is `print_pieces`, the choice of sugar `print_forms`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from karma_tui.lang.catalogue import Catalogue, FunctionSpec, Param
from karma_tui.lang.encoding import encode
from karma_tui.lang.jsontext import quote
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Expr,
    Fields,
    Flow,
    Function,
    Items,
    Literal,
    Many,
    ModelCase,
    Node,
    Number,
    Raw,
    Ref,
    Scalar,
    Table,
    UnionCase,
    Word,
)
from karma_tui.lang.print_forms import (
    Form,
    Level,
    begins_with_brace,
    form_of,
    level_of,
    operand_level,
)
from karma_tui.lang.print_pieces import Job, Mark, Pieces, bracketed
from karma_tui.lang.print_words import json_pieces, key_text, name_text, scalar_text
from karma_tui.lang.steps import run

_ITEM_BRACKETS = {"list": ("[", "]"), "set": ("set(", ")"), "tuple": ("tuple(", ")")}
_FIELD_BRACKETS = {"struct": ("{", "}"), "map": ("map({", "})")}


@dataclass(frozen=True, slots=True)
class Printer:
    """The printer of one dialect."""

    catalogue: Catalogue

    # statements and functions

    def anything(self, node: Node) -> Pieces:
        """Any node by itself, also those that are only parts of expressions."""
        match node:
            case Function():
                return self.function(node)
            case Call() | Data() | Literal() | Raw():
                return self.expression(node)
            case Items() | Fields() | UnionCase() | Ref() | Expr():
                return self.datum(node)
            case _:
                return self.argument(_ANY, node)

    def statement(self, node: Node) -> Pieces:
        """A statement: `let name = value` for a definition, else an expression."""
        if isinstance(node, Call) and node.name == "define":
            name, value = node.args
            if isinstance(name, Word) and isinstance(name.value, str) and value is not None:
                return [f"let {name_text(name.value)} = ", self._expression(value)]
        return self.expression(node)

    def function(self, node: Node) -> Pieces:
        """A lambda; `json(…)` if it is kept verbatim."""
        if not isinstance(node, Function):
            return self.expression(node)
        names = [name_text(param) for param in node.params]
        head = (names[0] if len(names) == 1 else f"({', '.join(names)})") + " => "
        if len(node.body) != 1:
            statements: list[Pieces] = [[Job(partial(self.statement, item))] for item in node.body]
            return [head, *bracketed("{", statements, "}", ";")]
        body = self._expression(node.body[0])
        brace = begins_with_brace(node.body[0], self.catalogue.dialect)
        return [head, "(", body, ")"] if brace else [head, body]

    # expressions

    def _expression(self, node: Node, level: Level = Level.ANY, param: Param | None = None) -> Job:
        return Job(partial(self.expression, node, level, param))

    def expression(self, node: Node, level: Level = Level.ANY, param: Param | None = None) -> Pieces:
        """An expression, in parentheses if it binds less tightly than `level`."""
        match node:
            case Literal():
                return [self.literal(node, param)]
            case Data(datum=datum):
                return self.data(datum)
            case Raw(value=value):
                return ["json(", Job(partial(json_pieces, value)), ")"]
            case Call():
                pieces = self.call(node)
                loose = level_of(node, self.catalogue.dialect) < level
                return ["(", *pieces, ")"] if loose else pieces
        raise ValueError(f"a {type(node).__name__} is no expression")

    def literal(self, node: Literal, param: Param | None = None) -> str:
        """A primitive value: short where the bare form means it, else `kind(value)`."""
        kind, value = node.kind, node.value
        text = scalar_text(value)
        if not kind:
            return text
        coerced = param is not None and param.coerce == "dateTime"
        if kind == "string" and isinstance(value, str) and not isinstance(value, Number) and not coerced:
            return text
        if (kind == "bool" and isinstance(value, bool)) or (kind == "null" and value is None):
            return text
        return f"{kind}({text})"

    def call(self, node: Call) -> Pieces:
        """A call in its sugar, or as name and arguments."""
        form = form_of(node, self.catalogue.dialect)
        if form is Form.CALL:
            return self.plain_call(node)
        first, second = (*node.args, None)[:2]
        level = operand_level(form)
        match form:
            case Form.NAME:
                return [name_text(_word(first))]
            case Form.MEMBER:
                return [self._operand(second, level), f".{name_text(_word(first))}"]
            case Form.KEY:
                return [self._operand(second, level), "[", Mark.OPEN, self._operand(first), Mark.CLOSE, "]"]
            case Form.POSITION:
                return [self._operand(first, level), f"[{scalar_text(_scalar(second))}]"]
            case Form.NOT:
                return ["!", self._operand(first, level)]
            case Form.EQUAL:
                return [self._operand(first, level), " == ", self._operand(second, level)]
            case Form.UNEQUAL:
                assert isinstance(first, Call), "chosen for not(equal(…)) only"
                left, right = first.args
                return [self._operand(left, level), " != ", self._operand(right, level)]
        operator = " && " if form is Form.AND else " || "
        pieces: Pieces = []
        for at, item in enumerate(first.items if isinstance(first, Many) else ()):
            pieces += [operator] * bool(at) + [self._operand(item, level)]
        return pieces

    def _operand(self, node: Node | None, level: Level = Level.ANY) -> Job:
        assert node is not None, "sugar is chosen only where no argument is missing"
        return self._expression(node, level)

    def plain_call(self, node: Call) -> Pieces:
        """`name(args)`; an object of named arguments where some are left out (dialect 0.1)."""
        spec = self.catalogue.get(node.name)
        if spec is None:
            raise ValueError(f"the catalogue of dialect {self.catalogue.dialect} has no function {node.name}")
        if spec.params and spec.params[0].variadic and isinstance(node.args[0], Many):
            items: list[Pieces] = [[self._expression(item)] for item in node.args[0].items]
            return bracketed(f"{node.name}(", items, ")")
        given = self._given(spec, node)
        positional: list[Pieces] = [
            [Job(partial(self.argument, param, arg))] for param, arg in zip(spec.params, given, strict=False)
        ]
        if None not in given and not _reads_as_short_form(spec, given):
            return bracketed(f"{node.name}(", positional, ")")
        if self.catalogue.dialect is Dialect.V1:
            return ["json(", *json_pieces(run(encode(node, self.catalogue))), ")"]
        named = [(spec.params[at], node.args[at]) for at in spec.layout]
        entries: list[Pieces] = [
            [f"{key_text(param.name)}: ", Job(partial(self.argument, param, arg))]
            for param, arg in named
            if arg is not None
        ]
        return bracketed(f"{node.name}({{", entries, "})")

    def _given(self, spec: FunctionSpec, node: Call) -> list[Node | None]:
        """The arguments without those at the end that are understood when nothing is written."""
        given = list(node.args)
        writes_defaults = self.catalogue.dialect is Dialect.V1
        while given and spec.params[len(given) - 1].optional:
            default = spec.params[len(given) - 1].default
            understood = Word(default) if writes_defaults and isinstance(default, (bool, int, str)) else None
            if given[-1] != understood:
                break
            given.pop()
        return given

    # arguments

    def argument(self, param: Param, node: Node | None) -> Pieces:
        """One argument of a call; `param` says what may stand there."""
        match node:
            case Function():
                return self.function(node)
            case Word(value=value):
                return [scalar_text(value)]
            case Raw(value=value) if param.kind == "json":
                return json_pieces(value)
            case Many(items=items):
                parts: list[Pieces] = [[Job(partial(self.argument, _ANY, item))] for item in items]
                return bracketed("[", parts, "]")
            case Table(entries=entries):
                return self._entries([(key, value) for key, value in entries])
            case Flow(source=source, forward=forward, backward=backward):
                return self._entries([("from", source), ("forward", forward), ("backward", backward)])
            case ModelCase(match=match, returns=returns):
                return self._entries([("match", match), ("return", returns)])
            case None:
                raise ValueError(f"the argument {param.name} is missing")
        return self.expression(node, Level.ANY, param)

    def _entries(self, entries: list[tuple[str, Node | None]]) -> Pieces:
        parts: list[Pieces] = [
            [f"{key_text(key)}: ", Job(partial(self.argument, _ANY, value))]
            for key, value in entries
            if value is not None
        ]
        return bracketed("{", parts, "}")

    # data

    def data(self, datum: Node) -> Pieces:
        """A datum standing for an expression: constructors speak for themselves, the rest is in `data(…)`."""
        if isinstance(datum, Expr):
            return ["data(expr(", self._expression(datum.expression), "))"]
        inner = self.datum(datum)
        return ["data(", *inner, ")"] if isinstance(datum, (Literal, Raw)) else inner

    def datum(self, node: Node) -> Pieces:
        """A datum in data mode."""
        match node:
            case Literal():
                return [self.literal(node)]
            case Items(kind=kind, items=items):
                opener, closer = _ITEM_BRACKETS[kind]
                return bracketed(opener, [[Job(partial(self.datum, item))] for item in items], closer)
            case Fields(kind=kind, fields=fields):
                opener, closer = _FIELD_BRACKETS[kind]
                entries: list[Pieces] = [
                    [f"{key_text(key)}: ", Job(partial(self.datum, value))] for key, value in fields
                ]
                return bracketed(opener, entries, closer)
            case UnionCase(case=case, payload=payload):
                return bracketed("union(", [[quote(case)], [Job(partial(self.datum, payload))]], ")")
            case Ref(model=model, record=record):
                return [f"ref({quote(model)}, {quote(record)})"]
            case Expr(expression=inner):
                plain = isinstance(inner, Literal) or (
                    isinstance(inner, Data) and isinstance(inner.datum, (Items, Fields, UnionCase, Ref))
                )
                return ["expr(", self._expression(inner), ")"] if plain else [self._expression(inner)]
            case Raw(value=value):
                return ["raw(", Job(partial(json_pieces, value)), ")"]
        raise ValueError(f"a {type(node).__name__} is no datum")


_ANY = Param("", "expression", "any")


def _reads_as_short_form(spec: FunctionSpec, given: list[Node | None]) -> bool:
    """Whether the positional text would read as the 0.1 short form although the call is not in it."""
    if not spec.short or len(given) != 1:
        return False
    only = given[0]
    return isinstance(only, Literal) and isinstance(only.value, str) and not isinstance(only.value, Number)


def _word(node: Node | None) -> str:
    value = _scalar(node)
    assert isinstance(value, str), "sugar is chosen only for plain names"
    return value


def _scalar(node: Node | None) -> Scalar:
    assert isinstance(node, (Word, Literal)), "sugar is chosen only for plain names and positions"
    return node.value
