"""Some value for a parameter, where one is needed only to see what the types make of it."""

from __future__ import annotations

from karma_tui.errors import UsageError
from karma_tui.lang.literals import INTEGER_RANGES
from karma_tui.lang.nodes import Items, Literal, Node, Ref
from karma_tui.lang.parameters.header_parts import Parameter
from karma_tui.lang.parameters.values import read_value


def sample(parameter: Parameter) -> Node:
    """Its default, its first choice, or whatever its type has."""
    for text in (parameter.default, *parameter.choices[:1]):
        if text is not None:
            try:
                return read_value(parameter.type, text)
            except UsageError:
                break
    kind = parameter.type.kind
    if parameter.type.item is not None:
        return Items("list", ())
    if kind == "ref":
        return Ref("", "")
    if kind in INTEGER_RANGES or kind == "float":
        return Literal(kind, 0)
    values: dict[str, Literal] = {
        "bool": Literal("bool", True),
        "dateTime": Literal("dateTime", "2000-01-01T00:00:00Z"),
        "expression": Literal("null", None),
    }
    return values.get(kind, Literal(kind, ""))
