"""The `new...` constructors of dialect 0.1, and positions in tuples, in the words of 1.0.

Each function is a walk for `steps.run`; sub-expressions go back to the translator.
"""

from __future__ import annotations

from karma_tui.lang.literals import integer
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Fields,
    Items,
    Literal,
    Many,
    Node,
    Number,
    Ref,
    Table,
    UnionCase,
    Word,
)
from karma_tui.lang.refusals import refusal
from karma_tui.lang.steps import Steps
from karma_tui.lang.to_v1_parts import datum, fits, only, same, string_of
from karma_tui.lang.to_v1_scope import NULL, Scope, Translator

_SEQUENCES = {"newList": "list", "newTuple": "tuple"}
_OBJECTS = {"newMap": "map", "newStruct": "struct"}


def unchanged(translator: Translator, node: Call, scope: Scope) -> Steps[Node]:
    """A constructor that changes nothing, such as newBool."""
    return (yield translator.expression(only(node), scope))  # type: ignore[no-any-return]


def date(translator: Translator, node: Call, scope: Scope) -> Steps[Node]:
    """newDateTime, whose bare text is a date."""
    return (yield translator.expression(only(node), scope, "dateTime"))  # type: ignore[no-any-return]


def string(translator: Translator, node: Call, scope: Scope) -> Steps[Node]:
    """newString of a text or of an integer as written; computed integers have no text in 1.0."""
    argument = only(node)
    if isinstance(argument, Literal) and isinstance(argument.value, (str, int)):
        if not isinstance(argument.value, (bool, Number)):
            return Literal("string", str(argument.value), span=node.span)
    elif translator.kinds.of(argument) == "string":
        return (yield translator.expression(argument, scope))  # type: ignore[no-any-return]
    raise refusal("Dialect 1.0 cannot turn an integer into text", node, Dialect.V1)


def constructor(translator: Translator, node: Call, scope: Scope) -> Steps[Node]:
    """`newList` and its like as data, `newInt32` and its like as literals or conversions."""
    argument = only(node)
    if node.name in _SEQUENCES and isinstance(argument, Many):
        items = []
        for item in argument.items:
            items.append(datum((yield translator.expression(item, scope))))
        return Data(Items(_SEQUENCES[node.name], tuple(items), span=node.span), span=node.span)
    if node.name in _OBJECTS and isinstance(argument, Table):
        fields = []
        for key, entry in argument.entries:
            fields.append((key, datum((yield translator.expression(entry, scope)))))
        return Data(Fields(_OBJECTS[node.name], tuple(fields), span=node.span), span=node.span)
    kind = translator.kinds.of(node)
    if isinstance(argument, Literal) and fits(kind, argument):
        return Literal(kind, argument.value, span=node.span)
    converted = yield translator.expression(argument, scope)
    return Call("to" + kind[0].upper() + kind[1:], (converted,), span=node.span, name_span=node.name_span)


def union(translator: Translator, node: Call, scope: Scope) -> Steps[Node]:
    """newUnion as data; its case must be written out."""
    case = string_of(node.args[0])
    if case is None:
        raise refusal("The case of a union must be a plain string in dialect 1.0", node, Dialect.V1)
    payload = node.args[1]
    value = NULL if payload is None else (yield translator.expression(payload, scope))
    return Data(UnionCase(case, datum(value), span=node.span), span=node.span)


def ref(node: Call, scope: Scope) -> Node:
    """newRef as data, or the ref of a record made by the same createMultiple."""
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


def index(translator: Translator, node: Call, scope: Scope) -> Steps[Node]:
    """index with its position written out."""
    value, number = node.args
    while isinstance(number, Call) and number.name.startswith("newInt"):
        number = only(number)
    if not isinstance(number, Literal) or integer("int64", number.value) is None:
        raise refusal("A position in a tuple must be a plain number in dialect 1.0", node, Dialect.V1)
    of = NULL if value is None else (yield translator.expression(value, scope))
    return Call("indexTuple", (of, Word(int(str(number.value)))), span=node.span)
