"""Expressions as records: brought into the form in which they are stored, and read back to be compiled.

The stored form has its constants computed, no do, `arg` for the input and no short forms
(spec kvm-0.1 section 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from karma_tui.errors import ExpressionError
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.encoding import encode
from karma_tui.lang.json01 import from_json
from karma_tui.lang.literals import guessed_kind
from karma_tui.lang.machine.decode import load
from karma_tui.lang.machine.dialect01.compile import emit_function
from karma_tui.lang.machine.dialect01.donotation import without_do
from karma_tui.lang.machine.dialect01.infer import Checker
from karma_tui.lang.machine.encode import PRIVATE
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.numeral import float_text
from karma_tui.lang.machine.refusal import Refused, execution
from karma_tui.lang.machine.typed import Binder, TypedFunction
from karma_tui.lang.machine.types import ANY, Const, Type
from karma_tui.lang.machine.values import KINDS, Ref, Symbol, Value
from karma_tui.lang.nodes import Call, Dialect, Json, Node, Number, Word, walk
from karma_tui.lang.steps import run
from karma_tui.local.dialect01.schema import Schema
from karma_tui.local.dialect01.stored import shown_expression
from karma_tui.local.expressions import read_function, typed_function

_ARG: Final[Json] = {"arg": {}}


def folded(expression: Json, schema: Schema) -> Json:
    """The form to store; refuses an unsound expression, and constants that the real server dies of."""
    checker = Checker(schema)
    try:
        node = without_do(from_json(expression, strict=True))
        typed = checker.body(node, (ANY,)).body[0]
    except ExpressionError as error:
        raise execution(f"the expression cannot be read: {error.detail}") from None
    except Refused as refused:
        problem = "there was an error compiling the expression to be persisted"
        raise execution(problem, refused.human) from None
    meta = schema.meta

    def note(part: Node, json: Json) -> Json:
        found = checker.found.get(id(part))
        if found is not None and isinstance(found.type, Const):
            known = _constant(found.type.value, meta)
            if known is not None:
                return known[0]
        return _long_form(part, json) if isinstance(part, Call) else json

    for part in walk(node):
        made_tuple = isinstance(part, Call) and part.name == "newTuple" and checker.found.get(id(part))
        if made_tuple and not isinstance(made_tuple.type, Const):
            raise execution("newTuple of anything but constants cannot be stored as an expression")
    made = run(encode(node, catalogue(Dialect.V01), note))
    if not isinstance(typed.type, Const):
        return made
    if isinstance(typed.type.value, Ref):
        raise execution("a constant reference cannot be stored as an expression")
    return _static(typed.type.value, made)


def _static(value: Value, made: Json) -> Json:
    """A constant list of plain scalars is stored as static JSON."""
    if type(value) is list:
        items = [_constant(item, "") for item in value]
        plain = [item[0] for item in items if item is not None and not isinstance(item[0], dict)]
        if len(plain) == len(value):
            return {"static": list(plain)}
    return made


def _constant(value: Value, meta: str) -> tuple[Json] | None:
    """A scalar or a reference as the shortest expression of the same type; None for anything else."""
    kind = KINDS.get(type(value))
    if isinstance(value, Ref):
        return ({"model": value.record} if value.model == meta else _reference(value),)
    if isinstance(value, DateTime):
        return (value.text(fraction=True),)
    if isinstance(value, Symbol) or kind is None or not isinstance(value, str | int | float | None):
        return None
    json: Json = Number(_decimal(value)) if isinstance(value, float) else value
    if isinstance(value, int) and not isinstance(value, bool):
        json = int(value)
    if guessed_kind(json) == kind:
        return (json,)
    return ({"new" + kind[0].upper() + kind[1:]: json},)


def _decimal(value: float) -> str:
    text = float_text(value)
    return text if "." in text or "e" in text else text + ".0"


def _reference(ref: Ref) -> Json:
    return {"newRef": {"model": ref.model, "id": ref.record}}


def _long_form(call: Call, json: Json) -> Json:
    given = [arg for arg in call.args if arg is not None]
    if call.name == "id":
        return _ARG
    if len(call.args) > 1 and len(given) == 1 and isinstance(given[0], Word):
        name = "regex" if call.name.endswith("Regex") else "name"
        return {call.name: {name: given[0].value, "value": _ARG}}
    return json


def compiled(
    body: bytes, schema: Schema, params: Sequence[Type], expected: Type
) -> tuple[TypedFunction, Binder]:
    """A stored expression of either dialect, checked for what it is used for, and its compiled form.

    One of this dialect is given an input of which nothing is known; `params` are for those of 1.0.
    """
    expression, ours = shown_expression(load(body.removeprefix(PRIVATE)))
    if not ours:
        return typed_function(read_function(body), schema.stored, params, expected)
    try:
        node = without_do(from_json(expression, strict=True))
    except ExpressionError as error:
        raise execution(f"the stored expression cannot be read: {error.detail}") from None
    typed = Checker(schema).body(node, (ANY,), expected)
    return typed, emit_function(typed)
