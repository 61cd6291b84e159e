"""Dialect 1.0 to 0.1, for the part of the language both share (mapping-0.1-to-1.0.md, read backwards).

0.1 has one implicit input where 1.0 names parameters, and one expression where 1.0 has statements. So
a function may use its own value only, not that of a function around it, nor an index; and definitions
become `do` and `bind`, or are written out where they are used when they store nothing. Everything
else is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.effects import writes
from karma_tui.lang.literals import INTEGER_RANGES, floating, integer, is_date
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
    Table,
    UnionCase,
    Word,
    walk,
)
from karma_tui.lang.refusals import refusal
from karma_tui.lang.steps import Steps, run

MOST_WRITTEN_OUT = 20_000
"""Definitions written out where they are used may multiply a query; beyond so many nodes it is refused."""

_ARITHMETIC = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "lt": "less",
    "gt": "greater",
}
_RENAMED = {"filterList": "filter", "indexTuple": "index"}
_RENAMED_PARAMS = {
    ("create", "in"): "model",
    ("createMultiple", "in"): "model",
    ("isPresent", "value"): "optional",
    ("filter", "expression"): "filter",
    ("mapList", "expression"): "mapper",
    ("mapSet", "expression"): "mapper",
    ("mapMap", "expression"): "mapper",
    ("memSort", "expression"): "sorter",
    ("with", "return"): "body",
    ("index", "number"): "index",
}
_TYPES = {kind: kind[0].upper() + kind[1:] for kind in (*INTEGER_RANGES, "float")}
_EMPTY_LIST = Call("newList", (Many(()),))
_ANYWHERE = -1
_NOT_TRANSLATED = ("reduceList", "symbol")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name stands for in 0.1: `node` as it is, or the reason why it cannot be said."""

    node: Node | None = None
    reason: str = ""
    level: int = _ANYWHERE
    """The only level of functions at which it can be said: an inner function has an input of its own."""
    definition: Node | None = None
    """A 1.0 expression to write out in place of the name, in the scope it was defined in."""
    scope: _Scope | None = None
    refs_of: Node | None = None
    """The 1.0 model whose new records the parameter of a createMultiple function holds."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """The names of a function, the scope around it, and how many functions deep the place is."""

    names: dict[str, _Meaning] = field(default_factory=dict)
    parent: _Scope | None = None
    level: int = 0
    written_out: bool = False
    """Whether the place is in a copy of a definition."""

    def find(self, name: str) -> _Meaning | None:
        """The innermost meaning of a name, or None."""
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None


def to_v01(root: Node) -> Function:
    """The 0.1 expression of a 1.0 query, as the one body of a function without parameters.

    Raises UntranslatableError that names the part 0.1 has no words for, with its span.
    """
    if not isinstance(root, Function) or root.params:
        raise refusal("A query of dialect 0.1 has no parameters", root, Dialect.V01)
    translator = _Translator()
    expression = run(translator.program(root))
    return Function((), (expression,), span=root.span)


class _Translator:
    """One translation; counts the nodes of definitions it writes out."""

    __slots__ = ("_rules", "known", "known_v1", "written")

    def __init__(self) -> None:
        self.known = catalogue(Dialect.V01)
        self.known_v1 = catalogue(Dialect.V1)
        self.written = 0
        self._rules: dict[str, Callable[[Call, _Scope], Steps[Node]]] = {
            "scope": self._scope,
            "field": self._field,
            "indexTuple": self._index,
            "create": self._create,
            "createMultiple": self._create_multiple,
        }

    def program(self, root: Function) -> Steps[Node]:
        """The top of a query: definitions become a `do` where its rules allow it (kvm-0.1.md section 3)."""
        if not _do_reaches(root):
            return (yield from self.body(root, _Scope()))
        bindings: list[tuple[str, Node]] = []
        names: dict[str, _Meaning] = {}
        for statement in root.body[:-1]:
            name, value = _definition(statement)
            bindings.append((name, (yield self.expression(value, _Scope(names)))))
            names[name] = _Meaning(Call("bind", (Word(name),)))
        result = yield self.expression(root.body[-1], _Scope(names))
        return Call("do", (Table((*bindings, ("return", result))),), span=root.span)

    def body(self, function: Function, scope: _Scope) -> Steps[Node]:
        """The one expression of a function body, definitions written out where they are used."""
        if not function.body:
            raise refusal("A function without a body has no result", function, Dialect.V01)
        scope = _Scope({}, scope, scope.level, scope.written_out)
        for statement in function.body[:-1]:
            name, value = _definition(statement)
            if writes(value):
                reason = f"{name} stores something, and dialect 0.1 would do so wherever {name} is used"
                raise refusal(reason, statement, Dialect.V01)
            # One scope for all: a definition that used a later one would be refused by the server.
            scope.names[name] = _Meaning(definition=value, scope=scope)
        return (yield self.expression(function.body[-1], scope))  # type: ignore[no-any-return]

    def expression(self, node: Node, scope: _Scope) -> Steps[Node]:
        """Any 1.0 expression or datum as a 0.1 expression."""
        self.written += scope.written_out
        if self.written > MOST_WRITTEN_OUT:
            raise refusal("Its definitions written out, this query becomes too large", node, Dialect.V01)
        match node:
            case Literal():
                return _literal(node)
            case Data(datum=inner) | Expr(expression=inner):
                return (yield self.expression(inner, scope))  # type: ignore[no-any-return]
            case Items() | Fields() | UnionCase() | Ref():
                return (yield from self._constructor(node, scope))
            case Call(name=name) if name in self._rules:
                return (yield from self._rules[name](node, scope))
            case Call():
                return (yield from self._call(node, scope))
            case _:
                raise refusal("This is no expression that dialect 0.1 knows", node, Dialect.V01)

    def _constructor(self, node: Items | Fields | UnionCase | Ref, scope: _Scope) -> Steps[Node]:
        if isinstance(node, Ref):
            model = Call("model", (Literal("", node.model),))
            return Call("newRef", (model, Literal("", node.record)), span=node.span)
        if isinstance(node, UnionCase):
            payload = yield self.expression(node.payload, scope)
            return Call("newUnion", (_text(node.case), payload), span=node.span)
        if isinstance(node, Fields):
            entries = []
            for key, value in node.fields:
                entries.append((key, (yield self.expression(value, scope))))
            return Call("new" + node.kind.capitalize(), (Table(tuple(entries)),), span=node.span)
        if node.kind == "set":
            raise refusal("Dialect 0.1 has no set constructor", node, Dialect.V01)
        items = []
        for item in node.items:
            items.append((yield self.expression(item, scope)))
        return Call("new" + node.kind.capitalize(), (Many(tuple(items)),), span=node.span)

    def _call(self, node: Call, scope: _Scope) -> Steps[Node]:
        """A function with a namesake, arguments by name; operators lose the type in their name."""
        name = _RENAMED.get(node.name, node.name)
        for prefix, general in _ARITHMETIC.items():
            if node.name[len(prefix) :] in _TYPES.values() and node.name.startswith(prefix):
                name = general
        if node.name.startswith("to") and node.name[2:] in _TYPES.values():
            name = "new" + node.name[2:]
        spec = self.known.get(name)
        before = self.known_v1.get(node.name)
        if spec is None or before is None or node.name in _NOT_TRANSLATED:
            raise refusal(f"{node.name} has no counterpart in dialect 0.1", node, Dialect.V01)
        given = dict(zip((param.name for param in before.params), node.args, strict=True))
        args = []
        for param in spec.params:
            argument = given.get(_RENAMED_PARAMS.get((name, param.name), param.name))
            # In 0.1 the default of switchModelRef has the value for its input.
            hidden = name == "switchModelRef" and param.name == "default"
            place = replace(scope, level=scope.level + 1) if hidden else scope
            value = yield from self._argument(spec, argument, place)
            if value is not None and param.kind == "composite expression":
                value = _composite(value)
            args.append(value)
        return Call(name, tuple(args), span=node.span, name_span=node.name_span)

    def _argument(self, spec: FunctionSpec, argument: Node | None, scope: _Scope) -> Steps[Node | None]:
        match argument:
            case None:
                return None
            case Word(value=bool(flag)):
                return Literal("", flag) if flag else None
            case Word(value=str(text)):
                return _text(text)
            case Function():
                return (yield from self._lambda(spec.name, argument, scope))
            case Many(items=items):
                rows = []
                for item in items:
                    rows.append((yield from self._row(item, scope)))
                return Many(tuple(rows))
            case Table(entries=entries):
                cases = []
                for key, function in entries:
                    cases.append((key, (yield from self._lambda(spec.name, function, scope))))
                return Table(tuple(cases))
            case _:
                return (yield self.expression(argument, scope))  # type: ignore[no-any-return]

    def _row(self, item: Node, scope: _Scope) -> Steps[Node]:
        if isinstance(item, Flow):
            source = yield self.expression(item.source, scope)
            ways = []
            for way in (item.forward, item.backward):
                models = []
                for model in way.items if isinstance(way, Many) else ():
                    models.append((yield self.expression(model, scope)))
                ways.append(Many(tuple(models)))
            return Flow(source, *ways)
        if isinstance(item, ModelCase):
            match = yield self.expression(item.match, scope)
            return ModelCase(match, (yield from self._lambda("switchModelRef", item.returns, scope)))
        return (yield self.expression(item, scope))  # type: ignore[no-any-return]

    def _lambda(self, name: str, function: Node, scope: _Scope) -> Steps[Node]:
        """A function as an expression: its last parameter is the input, names around it lose theirs."""
        if not isinstance(function, Function):
            raise refusal("A function is wanted here", function, Dialect.V01)
        names: dict[str, _Meaning] = {}
        level = scope.level + 1
        if name == "mapMap":
            for parameter, part in zip(function.params, ("key", "value"), strict=False):
                names[parameter] = _Meaning(Call("field", (Word(part), None)), level=level)
        else:
            for parameter in function.params[:-1]:
                names[parameter] = _Meaning(reason=f"Dialect 0.1 hands no {parameter} to this function")
            for parameter in function.params[-1:]:
                names[parameter] = _Meaning(Call("arg", ()), level=level)
        return (yield from self.body(function, _Scope(names, scope, level, scope.written_out)))

    def _scope(self, node: Call, scope: _Scope) -> Steps[Node]:
        name = _word(node.args[0])
        meaning = scope.find(name)
        if meaning is None:
            raise refusal(f"{name} is not defined", node, Dialect.V01)
        if meaning.level not in (_ANYWHERE, scope.level):
            raise refusal(f"In dialect 0.1 an inner function cannot see {name}", node, Dialect.V01)
        if meaning.definition is not None and meaning.scope is not None:
            there = replace(meaning.scope, level=scope.level, written_out=True)
            return (yield self.expression(meaning.definition, there))  # type: ignore[no-any-return]
        if meaning.node is None:
            raise refusal(meaning.reason or f"{name} can only be used by its fields", node, Dialect.V01)
        return replace(meaning.node, span=node.span)

    def _field(self, node: Call, scope: _Scope) -> Steps[Node]:
        """A field; of the refs of createMultiple it is a ref whose id is the key."""
        name, value = _word(node.args[0]), node.args[1]
        if isinstance(value, Call) and value.name == "scope":
            meaning = scope.find(_word(value.args[0]))
            if meaning is not None and meaning.refs_of is not None:
                model = yield self.expression(meaning.refs_of, scope)
                return Call("newRef", (model, Literal("", name)), span=node.span)
        of = yield self.expression(value or Literal("null", None), scope)
        if of == Call("arg", ()):
            return Call("field", (Word(name), None), span=node.span)
        return Call("field", (_text(name), of), span=node.span)

    def _index(self, node: Call, scope: _Scope) -> Steps[Node]:
        value, position = node.args
        of = yield self.expression(value or Literal("null", None), scope)
        number = position.value if isinstance(position, Word) else 0
        return Call("index", (of, Call("newInt", (Literal("", number),))), span=node.span)

    def _create(self, node: Call, scope: _Scope) -> Steps[Node]:
        model, function = node.args
        made = yield from self._made(
            function, scope, _Meaning(reason="Dialect 0.1 has no ref of a record to be")
        )
        target = yield self.expression(model or Literal("null", None), scope)
        return Call("create", (target, made), span=node.span, name_span=node.name_span)

    def _create_multiple(self, node: Call, scope: _Scope) -> Steps[Node]:
        model, functions = node.args
        entries = []
        for key, function in functions.entries if isinstance(functions, Table) else ():
            entries.append((key, (yield from self._made(function, scope, _Meaning(refs_of=model)))))
        target = yield self.expression(model or Literal("null", None), scope)
        return Call(
            "createMultiple", (target, Table(tuple(entries))), span=node.span, name_span=node.name_span
        )

    def _made(self, function: Node | None, scope: _Scope, parameter: _Meaning) -> Steps[Node]:
        """The value of a record to be; unlike other functions it keeps the input around it."""
        if not isinstance(function, Function):
            raise refusal("A function is wanted here", function or Literal("null", None), Dialect.V01)
        names = dict.fromkeys(function.params, parameter)
        return (yield from self.body(function, _Scope(names, scope, scope.level, scope.written_out)))


def _do_reaches(root: Function) -> bool:
    """Whether every use of a definition is where a server looks: a result, or its direct argument."""
    if len(root.body) < 2:
        return False
    defined = set()
    for statement in root.body[:-1]:
        defined.add(_definition(statement)[0])
    if len(defined) < len(root.body) - 1 or "return" in defined:
        return False
    return all(_near(_definition(statement)[1], defined) for statement in root.body[:-1]) and _near(
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
        if isinstance(node, Call) and node.name == "scope" and _word(node.args[0]) in defined
    )


def _definition(statement: Node) -> tuple[str, Node]:
    if isinstance(statement, Call) and statement.name == "define" and statement.args[1] is not None:
        return _word(statement.args[0]), statement.args[1]
    raise refusal("In dialect 0.1 only the last expression has an effect", statement, Dialect.V01)


def _literal(node: Literal) -> Node:
    """A literal with the constructor that gives it its width; plain where 0.1 reads it the same way."""
    kind, value = node.kind, node.value
    if kind in ("null", "bool"):
        return Literal("", value, span=node.span)
    if kind == "string" and isinstance(value, str):
        return replace(_text(value), span=node.span)
    if kind == "dateTime":
        return Call("newDateTime", (Literal("", value),), span=node.span)
    if kind == "symbol":
        return Call("contextual", (Raw(value),), span=node.span)
    if kind in INTEGER_RANGES:
        number = integer(kind, value)
        if number is not None:
            return Call("new" + _TYPES[kind], (Literal("", number),), span=node.span)
    elif floating(value) is not None and (not isinstance(value, str) or isinstance(value, Number)):
        return Call("newFloat", (Literal("", value),), span=node.span)
    raise refusal(f"Dialect 0.1 cannot write this {kind}", node, Dialect.V01)


def _text(text: str) -> Literal | Call:
    """A string; one that 0.1 would take for a date is marked as text."""
    plain = Literal("", text)
    return Call("newString", (plain,)) if is_date(text) else plain


def _composite(value: Node) -> Node:
    """An expression where 0.1 accepts neither literals nor constructors: a list is joined to an empty one."""
    if isinstance(value, Call) and value.name == "newList":
        return Call("concatLists", (value, _EMPTY_LIST))
    if isinstance(value, Literal) or (isinstance(value, Call) and value.name.startswith("new")):
        raise refusal("Dialect 0.1 accepts no literal here", value, Dialect.V01)
    return value


def _word(node: Node | None) -> str:
    return str(node.value) if isinstance(node, Word) else ""
