"""`json(...)` in KVM text: JSON verbatim, for what the notation has no form for.

The tokens of JSON are tokens of KVM text, so that raw JSON is read from the syntax like everything else.
"""

from __future__ import annotations

from karma_tui.lang import text_syntax as syn
from karma_tui.lang.nodes import Json, Raw
from karma_tui.lang.steps import Answer, Steps
from karma_tui.lang.text_reading import Reading, no_pipeline, number


def raw(reading: Reading, application: syn.Application) -> Steps[Raw]:
    """`json(JSON)` as a Raw node. Raises ExpressionError unless there is one argument and it is JSON."""
    no_pipeline(reading, application)
    if len(application.args) != 1:
        raise reading.fault(
            application, f"{application.name} takes one JSON value", expected="one JSON value"
        )
    value: Json = yield value_of(reading, application.args[0])
    return Raw(value, span=application.span)


def value_of(reading: Reading, syntax: syn.Syntax) -> Answer[Json]:
    """The JSON value that a piece of syntax spells; of a repeated key the last wins, as in JSON."""
    match syntax:
        case syn.Text(value=text):
            return text
        case syn.Constant(value=constant):
            return constant
        case syn.Numeral(value=digits, kind=""):
            return number(digits)
        case syn.Listing(items=items):
            return _array(reading, items)
        case syn.Record(entries=entries):
            return _object(reading, entries)
        case _:
            raise reading.fault(
                syntax,
                "Only JSON may stand here",
                expected="a JSON value",
                hint="json(...) takes JSON verbatim: strings, numbers, true, false, null, arrays, objects.",
            )


def _array(reading: Reading, items: list[syn.Syntax]) -> Steps[Json]:
    values: list[Json] = []
    for item in items:
        values.append((yield value_of(reading, item)))
    return values


def _object(reading: Reading, entries: list[syn.Entry]) -> Steps[Json]:
    values: dict[str, Json] = {}
    for entry in entries:
        values[entry.key] = yield value_of(reading, entry.value)
    return values
