"""TOML values of a header as what one would type for a parameter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from karma_tui.errors import UsageError
from karma_tui.lang.jsontext import quote
from karma_tui.lang.nodes import Number
from karma_tui.lang.parameters.types import ParameterType


def toml_text(type_: ParameterType, value: object) -> str:
    """A TOML value as one would type it for that type. Raises UsageError if it is of another kind."""
    if type_.item is not None:
        if not isinstance(value, list):
            raise UsageError("A list is wanted", "[…] is wanted here.")
        if type_.item.kind == "expression":
            return f"[{', '.join(toml_text(type_.item, it) for it in value)}]"
        return f"[{', '.join(quote(toml_text(type_.item, it)) for it in value)}]"
    match value:
        case bool() if type_.kind == "bool":
            return "true" if value else "false"
        case bool():
            pass
        case int() if type_.is_whole_number or type_.kind == "float":
            return str(value)
        case Number():  # as it was written, so that no digit is lost
            if type_.kind == "float":
                return str(value).replace("_", "").removeprefix("+").removesuffix("nan") or "NaN"
        case datetime() if type_.kind == "dateTime":
            return value.isoformat().replace("+00:00", "Z")
        case date() if type_.kind == "dateTime":
            return value.isoformat()
        case str() if type_.kind in ("string", "symbol", "dateTime", "ref", "expression"):
            return value
    raise UsageError("Another kind of value is wanted", _WANTED.get(type_.kind, "A plain value is wanted."))


_WANTED: Final = {
    "bool": "true or false is wanted, without quotes.",
    "float": "A number is wanted, without quotes.",
    "dateTime": "A date is wanted, such as 2026-01-31T12:00:00Z.",
    "string": "A text in quotes is wanted.",
    "symbol": "A text in quotes is wanted.",
    "ref": 'A text in quotes is wanted: "MODEL/RECORD".',
    "expression": "KVM text in quotes is wanted.",
} | dict.fromkeys(
    ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    "A whole number is wanted, without quotes.",
)
