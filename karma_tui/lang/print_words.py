"""The smallest words of KVM text: scalars, names and keys, and JSON kept verbatim.

What surrounds them is the business of `print_nodes`; nothing here knows a node.
"""

from __future__ import annotations

from functools import partial

from karma_tui.lang.jsontext import quote
from karma_tui.lang.nodes import Json, Number, Scalar
from karma_tui.lang.print_pieces import Job, Pieces, bracketed
from karma_tui.lang.tokens import IDENTIFIER, RESERVED


def json_pieces(value: Json) -> Pieces:
    """JSON verbatim, one space after commas and colons."""
    if isinstance(value, list):
        return bracketed("[", [[Job(partial(json_pieces, item))] for item in value], "]")
    if isinstance(value, dict):
        entries: list[Pieces] = [
            [f"{quote(key)}: ", Job(partial(json_pieces, item))] for key, item in value.items()
        ]
        return bracketed("{", entries, "}")
    return [scalar_text(value)]


def scalar_text(value: Scalar) -> str:
    """A scalar as JSON writes it, numbers digit by digit; a float that JSON lacks as a string."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Number():
            return str(value)
        case str():
            return quote(value)
        case float() if value != value or value in (float("inf"), float("-inf")):
            return quote({"nan": "NaN", "inf": "Inf", "-inf": "-Inf"}[repr(value)])
        case _:
            return repr(value)


def name_text(name: str) -> str:
    """A name as it is written: bare if it can be, else between backticks."""
    if IDENTIFIER.fullmatch(name) and name not in RESERVED:
        return name
    return "`" + quote(name)[1:-1].replace("`", "\\`") + "`"


def key_text(key: str) -> str:
    """A key as it is written: bare if it can be, else as a string."""
    return key if IDENTIFIER.fullmatch(key) else quote(key)
