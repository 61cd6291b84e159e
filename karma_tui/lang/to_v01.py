"""Dialect 1.0 to 0.1, for the part of the language both share (mapping-0.1-to-1.0.md, read backwards).

0.1 has one implicit input where 1.0 names parameters, and one expression where 1.0 has statements. So
a function may use its own value only, not that of a function around it, nor an index; and definitions
become `do` and `bind`, or are written out where they are used when they store nothing. Everything
else is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.effects import writes
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
    Ref,
    Table,
    UnionCase,
    Word,
)
from karma_tui.lang.refusals import refusal
from karma_tui.lang.source import placing
from karma_tui.lang.steps import Steps, run
from karma_tui.lang.to_v01_parts import (
    ANYWHERE,
    TYPES,
    Meaning,
    Scope,
    composite,
    definition,
    do_reaches,
    literal,
    text,
    word,
)

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
_NOT_TRANSLATED = ("reduceList", "symbol")


def to_v01(root: Node, text: str | None = None) -> Function:
    """The 0.1 expression of a 1.0 query, as the one body of a function without parameters.

    Raises UntranslatableError that names the part 0.1 has no words for, with its span, and with line and
    column if the `text` that the spans refer to is given.
    """
    with placing(text):
        if not isinstance(root, Function) or root.params:
            raise refusal("A query of dialect 0.1 has no parameters", root, Dialect.V01)
        expression = run(_Translator().program(root))
    return Function((), (expression,), span=root.span)


class _Translator:
    """One translation; counts the nodes of definitions it writes out."""

    __slots__ = ("_rules", "known", "known_v1", "written")

    def __init__(self) -> None:
        self.known = catalogue(Dialect.V01)
        self.known_v1 = catalogue(Dialect.V1)
        self.written = 0
        self._rules: dict[str, Callable[[Call, Scope], Steps[Node]]] = {
            "scope": self._scope,
            "field": self._field,
            "indexTuple": self._index,
            "create": self._create,
            "createMultiple": self._create_multiple,
        }

    def program(self, root: Function) -> Steps[Node]:
        """The top of a query: definitions become a `do` where its rules allow it (kvm-0.1.md section 3)."""
        if not do_reaches(root):
            return (yield from self.body(root, Scope()))
        bindings: list[tuple[str, Node]] = []
        names: dict[str, Meaning] = {}
        for statement in root.body[:-1]:
            name, value = definition(statement)
            bindings.append((name, (yield self.expression(value, Scope(names)))))
            names[name] = Meaning(Call("bind", (Word(name),)))
        result = yield self.expression(root.body[-1], Scope(names))
        return Call("do", (Table((*bindings, ("return", result))),), span=root.span)

    def body(self, function: Function, scope: Scope) -> Steps[Node]:
        """The one expression of a function body, definitions written out where they are used."""
        if not function.body:
            raise refusal("A function without a body has no result", function, Dialect.V01)
        scope = Scope({}, scope, scope.level, scope.written_out)
        for statement in function.body[:-1]:
            name, value = definition(statement)
            if writes(value):
                reason = f"{name} stores something, and dialect 0.1 would do so wherever {name} is used"
                raise refusal(reason, statement, Dialect.V01)
            # One scope for all: a definition that used a later one would be refused by the server.
            scope.names[name] = Meaning(definition=value, scope=scope)
        return (yield self.expression(function.body[-1], scope))  # type: ignore[no-any-return]

    def expression(self, node: Node, scope: Scope) -> Steps[Node]:
        """Any 1.0 expression or datum as a 0.1 expression."""
        self.written += scope.written_out
        if self.written > MOST_WRITTEN_OUT:
            raise refusal("Its definitions written out, this query becomes too large", node, Dialect.V01)
        match node:
            case Literal():
                return literal(node)
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

    def _constructor(self, node: Items | Fields | UnionCase | Ref, scope: Scope) -> Steps[Node]:
        if isinstance(node, Ref):
            model = Call("model", (Literal("", node.model),))
            return Call("newRef", (model, Literal("", node.record)), span=node.span)
        if isinstance(node, UnionCase):
            payload = yield self.expression(node.payload, scope)
            return Call("newUnion", (text(node.case), payload), span=node.span)
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

    def _call(self, node: Call, scope: Scope) -> Steps[Node]:
        """A function with a namesake, arguments by name; operators lose the type in their name."""
        name = _RENAMED.get(node.name, node.name)
        for prefix, general in _ARITHMETIC.items():
            if node.name[len(prefix) :] in TYPES.values() and node.name.startswith(prefix):
                name = general
        if node.name.startswith("to") and node.name[2:] in TYPES.values():
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
                value = composite(value)
            args.append(value)
        return Call(name, tuple(args), span=node.span, name_span=node.name_span)

    def _argument(self, spec: FunctionSpec, argument: Node | None, scope: Scope) -> Steps[Node | None]:
        match argument:
            case None:
                return None
            case Word(value=bool(flag)):
                return Literal("", flag) if flag else None
            case Word(value=str(letters)):
                return text(letters)
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

    def _row(self, item: Node, scope: Scope) -> Steps[Node]:
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

    def _lambda(self, name: str, function: Node, scope: Scope) -> Steps[Node]:
        """A function as an expression: its last parameter is the input, names around it lose theirs."""
        if not isinstance(function, Function):
            raise refusal("A function is wanted here", function, Dialect.V01)
        names: dict[str, Meaning] = {}
        level = scope.level + 1
        if name == "mapMap":
            for parameter, part in zip(function.params, ("key", "value"), strict=False):
                names[parameter] = Meaning(Call("field", (Word(part), None)), level=level)
        else:
            for parameter in function.params[:-1]:
                names[parameter] = Meaning(reason=f"Dialect 0.1 hands no {parameter} to this function")
            for parameter in function.params[-1:]:
                names[parameter] = Meaning(Call("arg", ()), level=level)
        return (yield from self.body(function, Scope(names, scope, level, scope.written_out)))

    def _scope(self, node: Call, scope: Scope) -> Steps[Node]:
        name = word(node.args[0])
        meaning = scope.find(name)
        if meaning is None:
            raise refusal(f"{name} is not defined", node, Dialect.V01)
        if meaning.level not in (ANYWHERE, scope.level):
            raise refusal(f"In dialect 0.1 an inner function cannot see {name}", node, Dialect.V01)
        if meaning.definition is not None and meaning.scope is not None:
            there = replace(meaning.scope, level=scope.level, written_out=True)
            return (yield self.expression(meaning.definition, there))  # type: ignore[no-any-return]
        if meaning.node is None:
            raise refusal(meaning.reason or f"{name} can only be used by its fields", node, Dialect.V01)
        return replace(meaning.node, span=node.span)

    def _field(self, node: Call, scope: Scope) -> Steps[Node]:
        """A field; of the refs of createMultiple it is a ref whose id is the key."""
        name, value = word(node.args[0]), node.args[1]
        if isinstance(value, Call) and value.name == "scope":
            meaning = scope.find(word(value.args[0]))
            if meaning is not None and meaning.refs_of is not None:
                model = yield self.expression(meaning.refs_of, scope)
                return Call("newRef", (model, Literal("", name)), span=node.span)
        of = yield self.expression(value or Literal("null", None), scope)
        if of == Call("arg", ()):
            return Call("field", (Word(name), None), span=node.span)
        return Call("field", (text(name), of), span=node.span)

    def _index(self, node: Call, scope: Scope) -> Steps[Node]:
        value, position = node.args
        of = yield self.expression(value or Literal("null", None), scope)
        number = position.value if isinstance(position, Word) else 0
        return Call("index", (of, Call("newInt", (Literal("", number),))), span=node.span)

    def _create(self, node: Call, scope: Scope) -> Steps[Node]:
        model, function = node.args
        made = yield from self._made(
            function, scope, Meaning(reason="Dialect 0.1 has no ref of a record to be")
        )
        target = yield self.expression(model or Literal("null", None), scope)
        return Call("create", (target, made), span=node.span, name_span=node.name_span)

    def _create_multiple(self, node: Call, scope: Scope) -> Steps[Node]:
        model, functions = node.args
        entries = []
        for key, function in functions.entries if isinstance(functions, Table) else ():
            entries.append((key, (yield from self._made(function, scope, Meaning(refs_of=model)))))
        target = yield self.expression(model or Literal("null", None), scope)
        return Call(
            "createMultiple", (target, Table(tuple(entries))), span=node.span, name_span=node.name_span
        )

    def _made(self, function: Node | None, scope: Scope, parameter: Meaning) -> Steps[Node]:
        """The value of a record to be; unlike other functions it keeps the input around it."""
        if not isinstance(function, Function):
            raise refusal("A function is wanted here", function or Literal("null", None), Dialect.V01)
        names = dict.fromkeys(function.params, parameter)
        return (yield from self.body(function, Scope(names, scope, scope.level, scope.written_out)))
