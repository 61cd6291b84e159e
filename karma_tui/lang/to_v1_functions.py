"""Arguments of dialect 0.1 that hold expressions with an input of their own, as functions of 1.0.

The implicit input becomes a parameter. Each function is a walk for `steps.run`.
"""

from __future__ import annotations

from dataclasses import replace

from karma_tui.lang.catalogue import FunctionSpec
from karma_tui.lang.nodes import (
    Call,
    Data,
    Expr,
    Fields,
    Flow,
    Function,
    Literal,
    Many,
    ModelCase,
    Node,
    Table,
    Word,
)
from karma_tui.lang.steps import Steps
from karma_tui.lang.to_v1_scope import NULL, Scope, Translator

_NOTHING = Literal("", None)


def function(translator: Translator, spec: FunctionSpec, body: Node | None, scope: Scope) -> Steps[Function]:
    """A function body with its implicit input made a parameter."""
    if spec.name == "create":
        # The value of a create still sees the input around it; its own ref is new in 1.0.
        made = yield from translator.body(body or _NOTHING, scope)
        return Function((translator.names["self"],), made, span=body.span if body else None)
    names = tuple(
        translator.names["arg" if name == "value" else name] for name in spec.params[-1].param_names
    )
    inner = _inside(scope, names[-1])
    if spec.name == "mapMap":
        key, value = (Call("scope", (Word(name),)) for name in names)
        both = Data(Fields("struct", (("key", Expr(key)), ("value", Expr(value)))))
        inner = replace(inner, input=both, entry=(names[0], names[1]))
    statements = yield from translator.body(body or _NOTHING, inner)
    return Function(names, statements, span=body.span if body else None)


def _inside(scope: Scope, name: str) -> Scope:
    return replace(scope, input=Call("scope", (Word(name),)), entry=None, level=scope.level + 1)


def cases(translator: Translator, argument: Node | None, scope: Scope) -> Steps[Table]:
    """The functions of switchCase, whose input is the payload."""
    entries = []
    name = translator.names["arg"]
    for key, body in argument.entries if isinstance(argument, Table) else ():
        statements = yield from translator.body(body, _inside(scope, name))
        entries.append((key, Function((name,), statements, span=body.span)))
    return Table(tuple(entries), span=argument.span if argument else None)


def model_cases(translator: Translator, argument: Node | None, scope: Scope) -> Steps[Many]:
    """The rows of switchModelRef, whose input is the record."""
    rows = []
    name = translator.names["record"]
    for row in argument.items if isinstance(argument, Many) else ():
        if isinstance(row, ModelCase):
            match = yield translator.expression(row.match, scope)
            statements = yield from translator.body(row.returns, _inside(scope, name))
            rows.append(ModelCase(match, Function((name,), statements), span=row.span))
    return Many(tuple(rows), span=argument.span if argument else None)


def flows(translator: Translator, argument: Node | None, scope: Scope) -> Steps[Many]:
    """The rows of graphFlow, missing directions empty."""
    rows = []
    for row in argument.items if isinstance(argument, Many) else ():
        if isinstance(row, Flow):
            source = yield translator.expression(row.source, scope)
            ways = []
            for way in (row.forward, row.backward):
                ways.append((yield from many(translator, way if isinstance(way, Many) else Many(()), scope)))
            rows.append(Flow(source, *ways, span=row.span))
    return Many(tuple(rows), span=argument.span if argument else None)


def create_multiple(translator: Translator, node: Call, scope: Scope) -> Steps[Node]:
    """createMultiple, whose functions are handed the refs of all its records."""
    model, values = node.args
    entries = values.entries if isinstance(values, Table) else ()
    name = translator.names["refs"]
    inner = replace(scope, siblings=(name, frozenset(key for key, _ in entries), model))
    made = []
    for key, value in entries:
        statements = yield from translator.body(value, inner)
        made.append((key, Function((name,), statements, span=value.span)))
    of = NULL if model is None else (yield translator.expression(model, scope))
    return Call("createMultiple", (of, Table(tuple(made))), span=node.span, name_span=node.name_span)


def many(translator: Translator, argument: Many, scope: Scope, want: str = "") -> Steps[Many]:
    """Several expressions as one argument."""
    items = []
    for item in argument.items:
        items.append((yield translator.expression(item, scope, want)))
    return Many(tuple(items), span=argument.span)
