"""Dialect 0.1 to 1.0, as far as one can go without asking a server (mapping-0.1-to-1.0.md).

0.1 leaves out what 1.0 demands: the width of numbers, the names of parameters, the model of a ref.
Names are made up; widths are taken from the neighbourhood, else int64 and float; what needs a type
that only the server knows (`contextual`, most refs) is refused by name. The result is for a person to
look at before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from karma_tui.lang import to_v1_functions as functions
from karma_tui.lang import to_v1_values as values
from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.kinds import Kinds
from karma_tui.lang.nodes import (
    Call,
    Dialect,
    Function,
    Json,
    Literal,
    Many,
    Node,
    Table,
    Word,
    walk,
)
from karma_tui.lang.refusals import refusal
from karma_tui.lang.source import placing
from karma_tui.lang.steps import Steps, run
from karma_tui.lang.to_v1_parts import (
    INPUT,
    Argument,
    arguments,
    do_names,
    fresh,
    in_order,
    literal,
    string_of,
    uses_input,
    word,
)
from karma_tui.lang.to_v1_scope import NULL, Scope, Translator

_ARITHMETIC = {
    "add": "add",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "less": "lt",
    "greater": "gt",
}
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


def to_v1(root: Node, text: str | None = None) -> Function:
    """The 1.0 query of a 0.1 expression, given alone or as the one body of a function.

    Raises UntranslatableError that names the function or the value that 1.0 has no words for, with its
    span, and with line and column if the `text` that the spans refer to is given. Linear in the size of
    the query.
    """
    with placing(text):
        if isinstance(root, Function):
            if root.params or len(root.body) != 1:
                raise refusal("A query of dialect 0.1 is one expression", root, Dialect.V1)
            root = root.body[0]
        body = run(_Translator(root).body(root, Scope()))
    return Function((), body, span=root.span)


class _Translator:
    """One translation: the made-up names and what is known of number widths."""

    __slots__ = ("_leaves", "kinds", "known", "names")

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
        self._leaves: dict[str, Callable[[Call, Scope], Node]] = {
            "id": self._input,
            "arg": self._input,
            "bind": self._bind,
            **dict.fromkeys(("reduceList", "contextual", "static", "switchType"), self._refuse),
        }

    def body(self, node: Node, scope: Scope) -> Steps[tuple[Node, ...]]:
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

    def expression(self, node: Node, scope: Scope, want: str = "") -> Steps[Node]:
        """Any expression; `want` is the primitive that its place gives to a bare literal."""
        if isinstance(node, Literal):
            return literal(node, want)
        if not isinstance(node, Call):
            raise refusal("This is no function of dialect 0.1", node, Dialect.V1)
        if node.name in self._leaves:
            return self._leaves[node.name](node, scope)
        if node.name in _RULES:
            return (yield from _RULES[node.name](self, node, scope))
        if node.name == "newRef":
            return values.ref(node, scope)
        if node.name == "do":
            return (yield from self._nested_do(node, scope))
        if node.name == "field" and _entry_part(node, scope):
            return Call("scope", (Word(_entry_part(node, scope)),), span=node.span)
        if node.name in _ARITHMETIC:
            return (yield from self._arithmetic(node, scope, want))
        if node.name.startswith("new"):
            return (yield from values.constructor(self, node, scope))
        spec = self.known.get(_RENAMED.get(node.name, node.name))
        if spec is None:
            raise refusal(f"{node.name} has no counterpart in dialect 1.0", node, Dialect.V1)
        return (yield from self._call(node, spec, scope, want))

    def _call(self, node: Call, spec: FunctionSpec, scope: Scope, want: str) -> Steps[Node]:
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
        self, node: Call, spec: FunctionSpec, kind: str, argument: Argument, scope: Scope, want: str
    ) -> Steps[Node]:
        given = argument.node
        if kind == "function":
            return (yield from functions.function(self, spec, given, scope))
        if kind == "function map":
            return (yield from functions.cases(self, given, scope))
        if kind == "model case list":
            return (yield from functions.model_cases(self, given, scope))
        if kind == "flow list":
            return (yield from functions.flows(self, given, scope))
        if kind in ("string literal", "bool literal"):
            return word(node, argument)
        if isinstance(given, Many):
            return (yield from functions.many(self, given, scope, want))
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

    def _missing(self, node: Call, default: Json, scope: Scope) -> Node:
        """What a left-out argument means: the input, a text, or null."""
        if default == INPUT:
            return self._current(node, scope)
        return Literal("string", default) if isinstance(default, str) else NULL

    def _current(self, node: Node, scope: Scope) -> Node:
        if scope.input is None:
            raise refusal("There is no input at the top of a query", node, Dialect.V1)
        return scope.input

    def _input(self, node: Call, scope: Scope) -> Node:
        return self._current(node, scope)

    def _bind(self, node: Call, scope: Scope) -> Node:
        name = string_of(node.args[0])
        if name is None or name not in scope.bound:
            raise refusal(f"No do around it defines {name}", node, Dialect.V1)
        if scope.bound[name] not in (-1, scope.level):
            raise refusal(f"{name} means something else in every function that uses it", node, Dialect.V1)
        return Call("scope", (Word(name),), span=node.span)

    def _nested_do(self, node: Call, scope: Scope) -> Steps[Node]:
        statements = yield from self.body(node, scope)
        return Call("with", (NULL, Function((self.names["nothing"],), statements)), span=node.span)

    def _refuse(self, node: Call, scope: Scope) -> Node:
        reasons = {
            "contextual": "contextual is plain JSON, and dialect 1.0 wants it typed",
            "static": "static is plain JSON, and dialect 1.0 wants it typed",
            "reduceList": "reduceList of dialect 1.0 needs an initial value",
        }
        raise refusal(reasons.get(node.name, f"{node.name} has no counterpart"), node, Dialect.V1)

    def _arithmetic(self, node: Call, scope: Scope, want: str) -> Steps[Node]:
        kind = self.kinds.operands(node, want)
        if not kind:
            raise refusal(f"Dialect 1.0 wants to know which numbers {node.name} works on", node, Dialect.V1)
        name = _ARITHMETIC[node.name] + kind[0].upper() + kind[1:]
        args = []
        for arg in node.args:
            args.append((yield self.expression(arg or Literal("", None), scope, kind)))
        return Call(name, tuple(args), span=node.span, name_span=node.name_span)


def _entry_part(node: Call, scope: Scope) -> str:
    """In the body of mapMap: the parameter that a field of the input stands for, else ""."""
    name, value = node.args
    of_input = isinstance(name, Word) or (isinstance(value, Call) and value.name in ("id", "arg"))
    parts = dict(zip(("key", "value"), scope.entry or (), strict=False))
    return parts.get(string_of(name) or "", "") if of_input else ""


_RULES: dict[str, Callable[[Translator, Call, Scope], Steps[Node]]] = {
    "newUnion": values.union,
    "newString": values.string,
    "newBool": values.unchanged,
    "newDateTime": values.date,
    "index": values.index,
    "createMultiple": functions.create_multiple,
}
