"""A value, or a part of one, as text to edit, and back.

In dialect 1.0 the text is KVM text (`{title: "x", year: int32(4)}`), in 0.1 JSON; reading takes either.
"""

from __future__ import annotations

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.literals import INTEGER_RANGES, integer
from karma_tui.lang.nodes import (
    Data,
    Dialect,
    Fields,
    Items,
    Json,
    Literal,
    Node,
    Number,
    Ref,
    UnionCase,
)
from karma_tui.lang.print_text import print_pretty
from karma_tui.lang.source import placing
from karma_tui.lang.steps import Steps, run
from karma_tui.lang.text import parse_text
from karma_tui.schema.forms.datum import Unfit, plain_expression
from karma_tui.schema.forms.shape import Model
from karma_tui.schema.forms.values import NOT_A_NUMBER


def text_of(model: Model, value: Json, dialect: Dialect = Dialect.V1) -> str:
    """The value as text; a value that does not fit its model as JSON."""
    if dialect is Dialect.V1:
        try:
            return print_pretty(plain_expression(model, value))
        except Unfit:
            pass
    return dump_json(value, indent=2)


def value_from(text: str, dialect: Dialect = Dialect.V1) -> Json:
    """The value that a text writes, JSON or KVM text. Raises ExpressionError with its place."""
    try:
        return read_json(text).value
    except ExpressionError:
        if dialect is Dialect.V01:
            raise
    program = parse_text(text)
    with placing(text):
        if len(program.body) != 1:
            raise ExpressionError("One value is wanted here", hint='Text goes in quotes, as "some text".')
        return run(_value(program.body[0]))


def _value(node: Node) -> Steps[Json]:
    match node:
        case Data(datum=inner):
            return (yield _value(inner))  # type: ignore[no-any-return]
        case Literal():
            return _literal(node)
        case Items(items=items):
            found: list[Json] = []
            for item in items:
                found.append((yield _value(item)))
            return found
        case Fields(fields=fields):
            entries: dict[str, Json] = {}
            for key, inner in fields:
                if key in entries:
                    raise ExpressionError(f"{key} is there twice", span=inner.span)
                entries[key] = yield _value(inner)
            return entries
        case UnionCase(case=name, payload=inner):
            return {name: (yield _value(inner))}
        case Ref(model=model, record=record):
            return [model, record]
    raise ExpressionError(
        "Only a value can be written here",
        "This is an expression.",
        "Run expressions from the editor.",
        node.span,
    )


def _literal(node: Literal) -> Json:
    value = node.value
    if node.kind in INTEGER_RANGES and isinstance(value, str):
        whole = integer(node.kind, value)
        return value if whole is None else whole
    if node.kind == "float" and isinstance(value, str) and not isinstance(value, Number):
        return Number(value) if value in NOT_A_NUMBER or _is_json_number(value) else value
    return Number(repr(value)) if isinstance(value, float) else value


def _is_json_number(text: str) -> bool:
    try:
        return not isinstance(read_json(text).value, (str, list, dict)) or isinstance(
            read_json(text).value, Number
        )
    except ExpressionError:
        return False
