"""Forms that people paste: code for the JavaScript SDK and the notation of the public documentation.

Each is told from KVM text by something that KVM text cannot contain, so that no text changes its
meaning; docs/kvm-text.md lists them. Prefixes such as `e.` are known to `text_reading`, `const` and
`return` to `text_parse`.
"""

from __future__ import annotations

from dataclasses import replace

from karma_tui.lang import text_syntax as syn
from karma_tui.lang.catalogue import FunctionSpec
from karma_tui.lang.nodes import Call, Node, Word
from karma_tui.lang.text_reading import Reading, called


def through_arrow(reading: Reading, syntax: syn.Syntax) -> tuple[Reading, syn.Syntax]:
    """`d => X` as the argument of `data` or `expr` is X, with `d` as a qualifier inside."""
    if isinstance(syntax, syn.Arrow) and len(syntax.params) == 1 and not syntax.block:
        qualifiers = reading.qualifiers | {syntax.params[0]}
        return replace(reading, qualifiers=qualifiers), syntax.body[0]
    return reading, syntax


def bodies_of(reading: Reading, arrow: syn.Arrow) -> list[syn.Syntax]:
    """The statements of an arrow; an array with an `e.define(…)` in it is several, as in the SDK."""
    body = arrow.body
    if not arrow.block and isinstance(body[0], syn.Listing) and not body[0].grouped:
        for item in body[0].items:
            definition = called(item, "define")
            if definition is not None and definition.target is not None:
                return body[0].items
    return body


def function_literal(reading: Reading, literal: syn.Application) -> tuple[tuple[str, ...], list[syn.Syntax]]:
    """`function(["a", "b"], body…)` of the documentation, the bodies also as one array.

    Raises ExpressionError unless the first argument is an array of strings.
    """
    args = literal.args
    names = args[0].items if args and isinstance(args[0], syn.Listing) else None
    if names is None or not all(isinstance(name, syn.Text) for name in names):
        raise reading.fault(
            args[0] if args else literal,
            "A function literal begins with its parameters' names",
            expected='function(["a"], …)',
            hint="The short form is a => … or (a, b) => ….",
        )
    params = tuple(name.value for name in names if isinstance(name, syn.Text))
    bodies = args[1:]
    if len(bodies) == 1 and isinstance(bodies[0], syn.Listing):
        bodies = bodies[0].items
    return params, bodies


def parameters_of(reading: Reading, params: tuple[str, ...]) -> Reading:
    """The reading inside of a function literal, where `{scope: "a"}` is a reference to a parameter."""
    return replace(reading, references=reading.references | frozenset(params))


def reference(reading: Reading, record: syn.Record) -> Node | None:
    """`{scope: "a"}` as a reference if `a` is a parameter of a function literal around it, else None."""
    if not reading.references or len(record.entries) != 1:
        return None
    (entry,) = record.entries
    if entry.key != "scope" or not isinstance(entry.value, syn.Text):
        return None
    name = entry.value.value
    if name not in reading.references:
        return None
    return Call("scope", (Word(name, span=entry.value.span),), span=record.span, name_span=entry.span)


def fields_by_name(spec: FunctionSpec, args: list[syn.Syntax]) -> dict[str, syn.Entry] | None:
    """The entries of `update({ref: …, value: …})`, the documentation's form of `update(…, …)`, or None.

    Only for a function whose JSON is an object of several fields, called with one object literal whose
    keys are such fields; a wrong or missing key is left to the caller to report.
    """
    if spec.shape != "struct" or len(spec.params) < 2 or len(args) != 1:
        return None
    record = args[0]
    if not isinstance(record, syn.Record):
        return None
    return {entry.key: entry for entry in record.entries}
