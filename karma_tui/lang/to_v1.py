"""Dialect 0.1 to 1.0, as far as one can go without asking a server (mapping-0.1-to-1.0.md).

0.1 leaves out what 1.0 demands: the width of numbers, the names of parameters, the model of a ref.
Names are made up; widths are taken from the neighbourhood, else int64 and float; what needs a type
that only the server knows (`contextual`, most refs) is refused by name. The result is for a person to
look at before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.kinds import Kinds
from karma_tui.lang.literals import integer
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Expr,
    Fields,
    Flow,
    Function,
    Items,
    Json,
    Literal,
    Many,
    ModelCase,
    Node,
    Number,
    Ref,
    Table,
    UnionCase,
    Word,
    walk,
)
from karma_tui.lang.refusals import refusal
from karma_tui.lang.steps import Steps, run
from karma_tui.lang.to_v1_parts import (
    INPUT,
    Argument,
    arguments,
    datum,
    do_names,
    fits,
    fresh,
    in_order,
    literal,
    only,
    same,
    string_of,
    uses_input,
    word,
)

_NULL = Literal("null", None)
_ARITHMETIC = {
    "add": "add",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "less": "lt",
    "greater": "gt",
}
_SEQUENCES = {"newList": "list", "newTuple": "tuple"}
_OBJECTS = {"newMap": "map", "newStruct": "struct"}
_RENAMED = {"filter": "filterList", "intToFloat": "toFloat", "floatToInt": "toInt64"}
_RENAMED_PARAMS = {
    ("create", "model"): "in",
    ("createMultiple", "model"): "in",
    ("isPresent", "optional"): "value",
    ("filterList", "filter"): "expression",
    ("mapList", "mapper"): "expression",
    ("mapSet", "mapper"): "expression",
    ("mapMap", "mapper"): "expression",
    ("memSort", "sorter"): "expression",
    ("with", "body"): "return",
}
_WANTED = {"slice": "int64", "after": "dateTime", "before": "dateTime"}


@dataclass(frozen=True, slots=True)
class _Scope:
    """What can be referred to at a place: the input, as an expression, and the names of `do`."""

    input: Node | None = None
    entry: tuple[str, str] | None = None
    """In the body of mapMap: the names of the parameters that hold the input's key and value."""
    bound: dict[str, int] = field(default_factory=dict)
    """For each name of the enclosing `do`, the level at which it is defined; -1 if it needs no input."""
    level: int = 0
    siblings: tuple[str, frozenset[str], Node | None] | None = None
    """In createMultiple: the parameter that holds the refs, their keys, and the model as written."""


def to_v1(root: Node) -> Function:
    """The 1.0 query of a 0.1 expression, given alone or as the one body of a function.

    Raises UntranslatableError that names the function or the value that 1.0 has no words for, with its
    span. Linear in the size of the query.
    """
    if isinstance(root, Function):
        if root.params or len(root.body) != 1:
            raise refusal("A query of dialect 0.1 is one expression", root, Dialect.V1)
        root = root.body[0]
    translator = _Translator(root)
    body = run(translator.body(root, _Scope()))
    return Function((), body, span=root.span)


class _Translator:
    """One translation: the made-up names and what is known of number widths."""

    __slots__ = ("_leaves", "_walks", "kinds", "known", "names")

    def __init__(self, root: Node) -> None:
        self.known = catalogue(Dialect.V1)
        self.kinds = Kinds(root)
        taken = {
            key
            for node in walk(root)
            if isinstance(node, Call) and node.name == "do"
            for key in do_names(node)
        }
        self.names = {
            name: fresh(name, taken) for name in ("arg", "index", "key", "record", "refs", "self", "nothing")
        }
        self._leaves: dict[str, Callable[[Call, _Scope], Node]] = {
            "id": self._input,
            "arg": self._input,
            "bind": self._bind,
            "newRef": self._ref,
            **dict.fromkeys(("reduceList", "contextual", "static", "switchType"), self._refuse),
        }
        self._walks: dict[str, Callable[[Call, _Scope], Steps[Node]]] = {
            "field": self._field,
            "do": self._nested_do,
            "newUnion": self._union,
            "newString": self._string,
            "newBool": self._unchanged,
            "newDateTime": self._date,
            "index": self._index,
            "createMultiple": self._create_multiple,
        }

    def body(self, node: Node, scope: _Scope) -> Steps[tuple[Node, ...]]:
        """The statements of a function body; a `do` becomes definitions and a result."""
        if not (isinstance(node, Call) and node.name == "do"):
            return ((yield self.expression(node, scope)),)
        table = node.args[0]
        bindings = dict(table.entries) if isinstance(table, Table) else {}
        if "return" not in bindings:
            raise refusal("A do without return has no result", node, Dialect.V1)
        result = bindings.pop("return")
        order = in_order(bindings, node)
        levels = {name: scope.level if uses_input(bindings[name]) else -1 for name in order}
        inner = replace(scope, bound=levels)
        statements: list[Node] = []
        for name in order:
            value = yield self.expression(bindings[name], inner)
            statements.append(Call("define", (Word(name), value), span=bindings[name].span))
        statements.append((yield self.expression(result, inner)))
        return tuple(statements)

    def expression(self, node: Node, scope: _Scope, want: str = "") -> Steps[Node]:
        """Any expression; `want` is the primitive that its place gives to a bare literal."""
        if isinstance(node, Literal):
            return literal(node, want)
        if not isinstance(node, Call):
            raise refusal("This is no function of dialect 0.1", node, Dialect.V1)
        if node.name in self._leaves:
            return self._leaves[node.name](node, scope)
        if node.name in self._walks:
            return (yield from self._walks[node.name](node, scope))
        if node.name in _ARITHMETIC:
            return (yield from self._arithmetic(node, scope, want))
        if node.name.startswith("new"):
            return (yield from self._constructor(node, scope))
        spec = self.known.get(_RENAMED.get(node.name, node.name))
        if spec is None:
            raise refusal(f"{node.name} has no counterpart in dialect 1.0", node, Dialect.V1)
        return (yield from self._call(node, spec, scope, want))

    def _call(self, node: Call, spec: FunctionSpec, scope: _Scope, want: str) -> Steps[Node]:
        """A function with a namesake: its arguments by name, bodies as functions, defaults written out."""
        given = arguments(node)
        wanted = self._wanted(node, want)
        if node.name == "switchModelRef" and uses_input(given["default"].node):
            raise refusal("The default of switchModelRef has no input in dialect 1.0", node, Dialect.V1)
        args: list[Node | None] = []
        for param in spec.params:
            argument = given[_RENAMED_PARAMS.get((spec.name, param.name), param.name)]
            args.append((yield from self._argument(node, spec, param.kind, argument, scope, wanted)))
        return Call(spec.name, tuple(args), span=node.span, name_span=node.name_span)

    def _argument(
        self, node: Call, spec: FunctionSpec, kind: str, argument: Argument, scope: _Scope, want: str
    ) -> Steps[Node]:
        given = argument.node
        if kind == "function":
            return (yield from self._lambda(spec, given, scope))
        if kind == "function map":
            return (yield from self._cases(given, scope))
        if kind == "model case list":
            return (yield from self._model_cases(given, scope))
        if kind == "flow list":
            return (yield from self._flows(given, scope))
        if kind in ("string literal", "bool literal"):
            return word(node, argument)
        if isinstance(given, Many):
            return (yield from self._many(given, scope, want))
        if isinstance(given, Word):
            return Literal("string", given.value, span=given.span)
        if given is None:
            return self._missing(node, argument.default, scope)
        return (yield self.expression(given, scope, "string" if argument.kind == "text" else want))  # type: ignore[no-any-return]

    def _wanted(self, node: Call, want: str) -> str:
        """The primitive a bare literal among the arguments takes."""
        if node.name in _WANTED:
            return _WANTED[node.name]
        if node.name == "if":
            return want or self.kinds.of(node)
        if node.name in ("equal", "inList"):
            known = {kind for arg in node.args if (kind := self.kinds.of(arg))}
            return known.pop() if len(known) == 1 else ""
        return ""

    def _missing(self, node: Call, default: Json, scope: _Scope) -> Node:
        """What a left-out argument means: the input, a text, or null."""
        if default == INPUT:
            return self._current(node, scope)
        return Literal("string", default) if isinstance(default, str) else _NULL

    def _current(self, node: Node, scope: _Scope) -> Node:
        if scope.input is None:
            raise refusal("There is no input at the top of a query", node, Dialect.V1)
        return scope.input

    def _input(self, node: Call, scope: _Scope) -> Node:
        return self._current(node, scope)

    def _bind(self, node: Call, scope: _Scope) -> Node:
        name = string_of(node.args[0])
        if name is None or name not in scope.bound:
            raise refusal(f"No do around it defines {name}", node, Dialect.V1)
        if scope.bound[name] not in (-1, scope.level):
            raise refusal(f"{name} means something else in every function that uses it", node, Dialect.V1)
        return Call("scope", (Word(name),), span=node.span)

    def _nested_do(self, node: Call, scope: _Scope) -> Steps[Node]:
        statements = yield from self.body(node, scope)
        return Call("with", (_NULL, Function((self.names["nothing"],), statements)), span=node.span)

    def _refuse(self, node: Call, scope: _Scope) -> Node:
        reasons = {
            "contextual": "contextual is plain JSON, and dialect 1.0 wants it typed",
            "static": "static is plain JSON, and dialect 1.0 wants it typed",
            "reduceList": "reduceList of dialect 1.0 needs an initial value",
        }
        raise refusal(reasons.get(node.name, f"{node.name} has no counterpart"), node, Dialect.V1)

    def _unchanged(self, node: Call, scope: _Scope) -> Steps[Node]:
        return (yield self.expression(only(node), scope))  # type: ignore[no-any-return]

    def _date(self, node: Call, scope: _Scope) -> Steps[Node]:
        return (yield self.expression(only(node), scope, "dateTime"))  # type: ignore[no-any-return]

    def _string(self, node: Call, scope: _Scope) -> Steps[Node]:
        argument = only(node)
        if isinstance(argument, Literal) and isinstance(argument.value, (str, int)):
            if not isinstance(argument.value, (bool, Number)):
                return Literal("string", str(argument.value), span=node.span)
        elif self.kinds.of(argument) == "string":
            return (yield self.expression(argument, scope))  # type: ignore[no-any-return]
        raise refusal("Dialect 1.0 cannot turn an integer into text", node, Dialect.V1)

    def _constructor(self, node: Call, scope: _Scope) -> Steps[Node]:
        """`newList` and its like as data, `newInt32` and its like as literals or conversions."""
        argument = only(node)
        if node.name in _SEQUENCES and isinstance(argument, Many):
            items = []
            for item in argument.items:
                items.append(datum((yield self.expression(item, scope))))
            return Data(Items(_SEQUENCES[node.name], tuple(items), span=node.span), span=node.span)
        if node.name in _OBJECTS and isinstance(argument, Table):
            fields = []
            for key, entry in argument.entries:
                fields.append((key, datum((yield self.expression(entry, scope)))))
            return Data(Fields(_OBJECTS[node.name], tuple(fields), span=node.span), span=node.span)
        kind = self.kinds.of(node)
        if isinstance(argument, Literal) and fits(kind, argument):
            return Literal(kind, argument.value, span=node.span)
        converted = yield self.expression(argument, scope)
        return Call("to" + kind[0].upper() + kind[1:], (converted,), span=node.span, name_span=node.name_span)

    def _union(self, node: Call, scope: _Scope) -> Steps[Node]:
        case = string_of(node.args[0])
        if case is None:
            raise refusal("The case of a union must be a plain string in dialect 1.0", node, Dialect.V1)
        payload = node.args[1]
        value = _NULL if payload is None else (yield self.expression(payload, scope))
        return Data(UnionCase(case, datum(value), span=node.span), span=node.span)

    def _ref(self, node: Call, scope: _Scope) -> Node:
        model, record = node.args
        record_id = string_of(record)
        if scope.siblings is not None and record_id in scope.siblings[1] and same(model, scope.siblings[2]):
            refs = Call("scope", (Word(scope.siblings[0]),))
            return Call("field", (Word(record_id), refs), span=node.span)
        model_id = string_of(model)
        if isinstance(model, Call) and model.name == "model":
            model_id = string_of(model.args[0])
        if model_id is None or record_id is None:
            raise refusal("A ref of dialect 1.0 is made of two plain ids", node, Dialect.V1)
        return Data(Ref(model_id, record_id, span=node.span), span=node.span)

    def _index(self, node: Call, scope: _Scope) -> Steps[Node]:
        value, number = node.args
        while isinstance(number, Call) and number.name.startswith("newInt"):
            number = only(number)
        if not isinstance(number, Literal) or integer("int64", number.value) is None:
            raise refusal("A position in a tuple must be a plain number in dialect 1.0", node, Dialect.V1)
        of = _NULL if value is None else (yield self.expression(value, scope))
        return Call("indexTuple", (of, Word(int(str(number.value)))), span=node.span)

    def _field(self, node: Call, scope: _Scope) -> Steps[Node]:
        """A field; in the body of mapMap, key and value of the input are parameters of their own."""
        name, value = node.args
        of_input = isinstance(name, Word) or (isinstance(value, Call) and value.name in ("id", "arg"))
        if scope.entry is not None and of_input and string_of(name) in ("key", "value"):
            parameter = scope.entry[("key", "value").index(string_of(name) or "")]
            return Call("scope", (Word(parameter),), span=node.span)
        spec = self.known.get("field")
        assert spec is not None
        return (yield from self._call(node, spec, scope, ""))

    def _arithmetic(self, node: Call, scope: _Scope, want: str) -> Steps[Node]:
        kind = self.kinds.operands(node, want)
        if not kind:
            raise refusal(f"Dialect 1.0 wants to know which numbers {node.name} works on", node, Dialect.V1)
        name = _ARITHMETIC[node.name] + kind[0].upper() + kind[1:]
        args = []
        for arg in node.args:
            args.append((yield self.expression(arg or Literal("", None), scope, kind)))
        return Call(name, tuple(args), span=node.span, name_span=node.name_span)

    def _many(self, argument: Many, scope: _Scope, want: str = "") -> Steps[Many]:
        items = []
        for item in argument.items:
            items.append((yield self.expression(item, scope, want)))
        return Many(tuple(items), span=argument.span)

    def _lambda(self, spec: FunctionSpec, body: Node | None, scope: _Scope) -> Steps[Function]:
        """A function body with its implicit input made a parameter."""
        if spec.name == "create":
            # The value of a create still sees the input around it; its own ref is new in 1.0.
            made = yield from self.body(body or Literal("", None), scope)
            return Function((self.names["self"],), made, span=body.span if body else None)
        names = tuple(self.names["arg" if name == "value" else name] for name in spec.params[-1].param_names)
        inner = self._inside(scope, names[-1])
        if spec.name == "mapMap":
            key, value = (Call("scope", (Word(name),)) for name in names)
            both = Data(Fields("struct", (("key", Expr(key)), ("value", Expr(value)))))
            inner = replace(inner, input=both, entry=(names[0], names[1]))
        statements = yield from self.body(body or Literal("", None), inner)
        return Function(names, statements, span=body.span if body else None)

    def _inside(self, scope: _Scope, name: str) -> _Scope:
        return replace(scope, input=Call("scope", (Word(name),)), entry=None, level=scope.level + 1)

    def _cases(self, argument: Node | None, scope: _Scope) -> Steps[Table]:
        entries = []
        name = self.names["arg"]
        for key, body in argument.entries if isinstance(argument, Table) else ():
            statements = yield from self.body(body, self._inside(scope, name))
            entries.append((key, Function((name,), statements, span=body.span)))
        return Table(tuple(entries), span=argument.span if argument else None)

    def _model_cases(self, argument: Node | None, scope: _Scope) -> Steps[Many]:
        rows = []
        name = self.names["record"]
        for row in argument.items if isinstance(argument, Many) else ():
            if isinstance(row, ModelCase):
                match = yield self.expression(row.match, scope)
                statements = yield from self.body(row.returns, self._inside(scope, name))
                rows.append(ModelCase(match, Function((name,), statements), span=row.span))
        return Many(tuple(rows), span=argument.span if argument else None)

    def _flows(self, argument: Node | None, scope: _Scope) -> Steps[Many]:
        rows = []
        for row in argument.items if isinstance(argument, Many) else ():
            if isinstance(row, Flow):
                source = yield self.expression(row.source, scope)
                ways = []
                for way in (row.forward, row.backward):
                    ways.append((yield from self._many(way if isinstance(way, Many) else Many(()), scope)))
                rows.append(Flow(source, *ways, span=row.span))
        return Many(tuple(rows), span=argument.span if argument else None)

    def _create_multiple(self, node: Call, scope: _Scope) -> Steps[Node]:
        model, values = node.args
        entries = values.entries if isinstance(values, Table) else ()
        name = self.names["refs"]
        inner = replace(scope, siblings=(name, frozenset(key for key, _ in entries), model))
        made = []
        for key, value in entries:
            statements = yield from self.body(value, inner)
            made.append((key, Function((name,), statements, span=value.span)))
        of = _NULL if model is None else (yield self.expression(model, scope))
        return Call("createMultiple", (of, Table(tuple(made))), span=node.span, name_span=node.name_span)
