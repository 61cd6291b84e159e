"""Model sugar: `m.struct({name: m.string()})` for the union value that `_model` stores (grammar.md §4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import nearest
from karma_tui.lang.nodes import PRIMITIVES, Fields, Items, Literal, Node, UnionCase
from karma_tui.lang.steps import Answer, Steps
from karma_tui.lang.text_reading import Reading, checked_keys, no_pipeline

QUALIFIERS = frozenset({"m", "mdl"})
"""Qualifiers that select the sugar: `m` always, `mdl` where the name is a model constructor's."""


def model(reading: Reading, application: syn.Application) -> Steps[Node]:
    """The union value for one `m.…` call. Raises ExpressionError for an unknown one or wrong arguments."""
    no_pipeline(reading, application)
    form = FORMS.get(application.name)
    if form is None:
        near = nearest(application.name, tuple(FORMS)) or ""
        raise reading.fault(
            application,
            f"There is no model m.{application.name}",
            expected="a model",
            near=near and f"m.{near}",
        )
    payload = yield form(reading, application)
    return UnionCase(application.name, payload, span=application.span)


def _primitive(reading: Reading, application: syn.Application) -> Node:
    _arguments(reading, application, 0, "()")
    return Fields("struct", (), span=application.span)


def _wrapper(reading: Reading, application: syn.Application) -> Answer[Node]:
    (inner,) = _arguments(reading, application, 1, "(model)")
    return reading.datum(reading, inner)


def _tuple(reading: Reading, application: syn.Application) -> Steps[Node]:
    items: list[Node] = []
    for item in application.args:
        items.append((yield reading.datum(reading, item)))
    return Items("list", tuple(items), span=application.span)


def _fields(reading: Reading, application: syn.Application) -> Answer[Node]:
    (record,) = _arguments(reading, application, 1, "({name: model})")
    return _map(reading, application, record)


def _enum(reading: Reading, application: syn.Application) -> Node:
    return Items(
        "set",
        tuple(Literal("string", _string(reading, item), span=item.span) for item in application.args),
        span=application.span,
    )


def _annotation(reading: Reading, application: syn.Application) -> Steps[Node]:
    return _labelled(reading, application, "value", "model", '("text", model)')


def _recursion(reading: Reading, application: syn.Application) -> Steps[Node]:
    return _labelled(reading, application, "label", "model", '("label", model)')


def _labelled(
    reading: Reading, application: syn.Application, label: str, inner: str, form: str
) -> Steps[Node]:
    text, wrapped = _arguments(reading, application, 2, form)
    literal = Literal("string", _string(reading, text), span=text.span)
    datum = yield reading.datum(reading, wrapped)
    return Fields("struct", ((label, literal), (inner, datum)), span=application.span)


def _recurse(reading: Reading, application: syn.Application) -> Node:
    (label,) = _arguments(reading, application, 1, '("label")')
    return Literal("string", _string(reading, label), span=label.span)


def _recursive(reading: Reading, application: syn.Application) -> Steps[Node]:
    top, models = _arguments(reading, application, 2, '("top", {label: model})')
    literal = Literal("string", _string(reading, top), span=top.span)
    datum = yield _map(reading, application, models)
    return Fields("struct", (("top", literal), ("models", datum)), span=application.span)


def _map(reading: Reading, application: syn.Application, record: syn.Syntax) -> Steps[Node]:
    if not isinstance(record, syn.Record):
        raise reading.fault(record, f"m.{application.name} takes named models", expected="{name: model}")
    entries: list[tuple[str, Node]] = []
    for entry in checked_keys(reading, record):
        entries.append((entry.key, (yield reading.datum(reading, entry.value))))
    return Fields("map", tuple(entries), span=record.span)


def _string(reading: Reading, syntax: syn.Syntax) -> str:
    if not isinstance(syntax, syn.Text):
        raise reading.fault(syntax, "A plain string is wanted here", expected="a string in quotes")
    return syntax.value


def _arguments(reading: Reading, application: syn.Application, count: int, form: str) -> list[syn.Syntax]:
    if len(application.args) != count:
        shown = f"m.{application.name}{form}"
        at = application.args[count] if len(application.args) > count else application
        raise reading.fault(
            at, f"m.{application.name} takes other arguments", expected=shown, hint=f"The form is {shown}."
        )
    return application.args


_Form: TypeAlias = Callable[[Reading, syn.Application], Answer[Node]]
_PRIMITIVES = tuple(kind for kind in PRIMITIVES if kind != "symbol")
FORMS: dict[str, _Form] = {
    **dict.fromkeys(_PRIMITIVES, _primitive),
    **dict.fromkeys(("optional", "unique", "list", "set", "map", "ref"), _wrapper),
    **dict.fromkeys(("struct", "union"), _fields),
    "tuple": _tuple,
    "enum": _enum,
    "annotation": _annotation,
    "recursion": _recursion,
    "recurse": _recurse,
    "recursive": _recursive,
}
"""The model constructors by name."""


def is_model(application: syn.Application) -> bool:
    """Whether an application is model sugar: its qualifier says so."""
    target = application.target
    if not isinstance(target, syn.Name) or target.quoted:
        return False
    return target.value == "m" or (target.value in QUALIFIERS and application.name in FORMS)
