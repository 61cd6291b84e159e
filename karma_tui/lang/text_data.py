"""Data mode of dialect 1.0: what stands inside of `[…]`, `{…}`, `set(…)`, `data(…)` (grammar.md §3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from karma_tui.errors import Span
from karma_tui.lang import text_syntax as syn
from karma_tui.lang.nodes import PRIMITIVES, Expr, Fields, Hole, Items, Node, Ref, UnionCase
from karma_tui.lang.paste import reference, through_arrow
from karma_tui.lang.steps import Answer, Steps
from karma_tui.lang.text_json import raw
from karma_tui.lang.text_models import is_model, model
from karma_tui.lang.text_reading import Reading, check_qualifier, checked_keys, no_pipeline

_LITERALS = (syn.Text, syn.Numeral, syn.Constant, syn.Missing)
_PRIMITIVES = frozenset(PRIMITIVES)


def datum(reading: Reading, syntax: syn.Syntax) -> Answer[Node]:
    """The datum for a piece of syntax: a literal, a constructor, or any other expression as `Expr`."""
    if isinstance(syntax, _LITERALS):
        return reading.expression(reading, syntax, None)
    constructed = constructor(reading, syntax)
    if constructed is not None:
        return constructed
    if isinstance(syntax, syn.Application):
        if syntax.name in _PRIMITIVES:
            return reading.expression(reading, syntax, None)
        if syntax.name == "expr":
            return _expr(reading, syntax)
        if syntax.name == "raw":
            return raw(reading, syntax)
    return _embedded(reading, syntax)


def constructor(reading: Reading, syntax: syn.Syntax) -> Answer[Node] | None:
    """The datum that a constructor makes, in whatever mode it stands; None for other syntax."""
    if isinstance(syntax, syn.Record):
        return None if reference(reading, syntax) is not None else _fields(reading, syntax, "struct", syntax)
    if isinstance(syntax, syn.Listing):
        return _items(reading, syntax, "list", syntax.items)
    if isinstance(syntax, syn.Application):
        if syntax.target is not None and is_model(syntax):
            return model(reading, syntax)
        form = CONSTRUCTORS.get(syntax.name)
        if form is not None:
            check_qualifier(reading, syntax)
            no_pipeline(reading, syntax)
            return form(reading, syntax)
    return None


def _embedded(reading: Reading, syntax: syn.Syntax) -> Steps[Node]:
    expression = yield reading.expression(reading, syntax, None)
    return Expr(expression, span=syntax.span)


def _expr(reading: Reading, application: syn.Application) -> Steps[Node]:
    """`expr(E)`, or `expr(e => E)` as pasted."""
    check_qualifier(reading, application)
    no_pipeline(reading, application)
    if len(application.args) != 1:
        raise reading.fault(application, "expr takes one expression", expected="expr(expression)")
    reading, inner = through_arrow(reading, application.args[0])
    expression = yield reading.expression(reading, inner, None)
    return Expr(expression, span=application.span)


def _items(reading: Reading, at: syn.Syntax, kind: str, members: list[syn.Syntax]) -> Steps[Node]:
    items: list[Node] = []
    for member in members:
        items.append((yield reading.datum(reading, member)))
    return Items(kind, tuple(items), span=at.span)


def _fields(reading: Reading, at: syn.Syntax, kind: str, record: syn.Record) -> Steps[Node]:
    fields: list[tuple[str, Node]] = []
    for entry in checked_keys(reading, record):
        fields.append((entry.key, (yield reading.datum(reading, entry.value))))
    return Fields(kind, tuple(fields), span=at.span)


def _of_items(reading: Reading, application: syn.Application) -> Answer[Node]:
    return _items(reading, application, application.name, application.args)


def _of_fields(reading: Reading, application: syn.Application) -> Answer[Node]:
    args = application.args
    if len(args) != 1 or not isinstance(args[0], syn.Record):
        form = f"{application.name}({{name: value}})"
        hint = f"Write {form}."
        if application.name == "map" and any(isinstance(arg, syn.Arrow) for arg in args):
            hint = "mapList(value, (index, value) => …) makes something of each item of a list."
        at = syn.Name(application.name_start, application.end, application.name, False)
        raise reading.fault(at, f"{application.name} takes named entries", expected=form, hint=hint)
    return _fields(reading, application, application.name, args[0])


def _union(reading: Reading, application: syn.Application) -> Steps[Node]:
    args = application.args
    if len(args) != 2 or not isinstance(args[0], syn.Text):
        case = args[0].value if args and isinstance(args[0], (syn.Name, syn.Text)) else "case"
        error = reading.fault(
            application,
            "union takes a case and a value",
            expected='union("case", value)',
            hint=f'Write union("{case}", …).',
        )
        if not args or not isinstance(args[0], syn.Text):
            raise error
        reading.report(error)
        if len(args) == 1:
            return UnionCase(
                args[0].value, Hole(span=Span(args[0].end, application.end)), span=application.span
            )
    payload = yield reading.datum(reading, args[1])
    return UnionCase(args[0].value, payload, span=application.span)


def _ref(reading: Reading, application: syn.Application) -> Node:
    args = application.args
    if len(args) == 1 and isinstance(args[0], syn.Listing):
        args = args[0].items
    if len(args) == 2:
        model_id, record_id = args
        if isinstance(model_id, syn.Text) and isinstance(record_id, syn.Text):
            return Ref(model_id.value, record_id.value, span=application.span)
    hint = "A reference that is computed comes from tag(…), refTo(…) or a field."
    if len(args) == 2 and all(isinstance(arg, (syn.Text, syn.Name)) for arg in args):
        ids = ", ".join(f'"{arg.value}"' for arg in args if isinstance(arg, (syn.Text, syn.Name)))
        hint = f"Write ref({ids})."
    title = "ref takes two ids as plain strings"
    raise reading.fault(application, title, expected='ref("model id", "record id")', hint=hint)


_Constructor: TypeAlias = Callable[[Reading, syn.Application], Answer[Node]]
CONSTRUCTORS: dict[str, _Constructor] = {
    "list": _of_items,
    "set": _of_items,
    "tuple": _of_items,
    "struct": _of_fields,
    "map": _of_fields,
    "union": _union,
    "ref": _ref,
}
"""Constructors written as calls."""
