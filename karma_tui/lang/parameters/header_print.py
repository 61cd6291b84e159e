"""A header as text: what is written for a new snippet. Reading it gives the same header."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from karma_tui.lang.nodes import Items
from karma_tui.lang.parameters.header import MARK
from karma_tui.lang.parameters.header_parts import Parameter
from karma_tui.lang.parameters.types import ParameterType
from karma_tui.lang.parameters.values import read_value, value_text

_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029]')
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_IN_QUOTES = ("string", "symbol", "dateTime", "ref", "expression")


def print_header(
    name: str = "",
    description: str = "",
    tags: tuple[str, ...] = (),
    created: datetime | None = None,
    parameters: tuple[Parameter, ...] = (),
) -> str:
    """The header with the line end after it."""
    lines = [f"name = {toml_string(name)}"] if name else []
    if description:
        lines.append(f"description = {toml_string(description)}")
    if tags:
        lines.append(f"tags = [{', '.join(toml_string(tag) for tag in tags)}]")
    if created is not None:
        moment = created.astimezone(UTC).isoformat().replace("+00:00", "Z")
        lines.append(f"created = {moment}")
    for parameter in parameters:
        lines += ["", "[[parameters]]", *_lines_of(parameter)]
    return commented("\n".join(lines))


def commented(toml: str) -> str:
    """TOML as the lines of a header, with their marks."""
    lines = [f"// {line}".rstrip() for line in toml.strip("\n").split("\n")] if toml.strip() else []
    return "\n".join([MARK, *lines, MARK]) + "\n"


def toml_string(text: str) -> str:
    """A TOML string on one line."""
    return '"' + _ESCAPED.sub(lambda it: _SHORT.get(it[0]) or f"\\u{ord(it[0]):04x}", text) + '"'


def _lines_of(parameter: Parameter) -> list[str]:
    lines = [f"name = {toml_string(parameter.name)}", f"type = {toml_string(str(parameter.type))}"]
    if parameter.default is not None:
        lines.append(f"default = {_value(parameter.type, parameter.default)}")
    if parameter.choices:
        kind = parameter.type.item or parameter.type
        lines.append(f"choices = [{', '.join(_value(kind, choice) for choice in parameter.choices)}]")
    if parameter.description:
        lines.append(f"description = {toml_string(parameter.description)}")
    lines += [f"{key} = true" for key in ("optional", "secret") if getattr(parameter, key)]
    return lines


def _value(type_: ParameterType, text: str) -> str:
    """A typed text in TOML."""
    if type_.item is not None:
        items = read_value(type_, text)
        assert isinstance(items, Items), "a list has items"
        kind = type_.item
        return f"[{', '.join(_value(kind, value_text(kind, item)) for item in items.items)}]"
    if type_.kind in _IN_QUOTES:
        return toml_string(text)
    return text.strip().lower().removeprefix("+")
