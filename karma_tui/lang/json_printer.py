"""Plain values to JSON text, every digit kept; the counterpart of `json_reader`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from karma_tui.lang.nodes import Json, Number

if TYPE_CHECKING:
    from collections.abc import Iterator


def dump_json(value: Json, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """Print a value as JSON: compact, or one entry a line with `indent` spaces a level.

    `Number`s keep their spelling, non-ASCII stays readable, lone surrogates and control characters are
    escaped, so that reading it back gives the same value. Not recursive.
    """
    out: list[str] = []
    open_containers: list[tuple[Iterator[tuple[str, Json]], str]] = [(iter((("", value),)), "")]
    while open_containers:
        entries, closer = open_containers[-1]
        for prefix, item in entries:
            out.append(prefix)
            if isinstance(item, (list, dict)) and item:
                opener, ending = "[]" if isinstance(item, list) else "{}"
                out.append(opener)
                outer = _line(indent, len(open_containers) - 1)
                entries = _entries(item, indent, len(open_containers), sort_keys)
                open_containers.append((entries, outer + ending))
                break
            out.append(_scalar(item))
        else:
            out.append(closer)
            open_containers.pop()
    return "".join(out)


def _entries(
    container: list[Json] | dict[str, Json], indent: int | None, depth: int, sort_keys: bool
) -> Iterator[tuple[str, Json]]:
    """Each value of a container with the text that goes before it."""
    line = _line(indent, depth)
    comma = ""
    if isinstance(container, list):
        for item in container:
            yield comma + line, item
            comma = ","
    else:
        colon = ":" if indent is None else ": "
        for key in sorted(container) if sort_keys else container:
            yield f"{comma}{line}{quote(key)}{colon}", container[key]
            comma = ","


def _line(indent: int | None, depth: int) -> str:
    return "" if indent is None else "\n" + " " * (indent * depth)


def _scalar(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, (int, float)):
        return repr(value)
    return "[]" if isinstance(value, list) else "{}"


_TO_ESCAPE = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(text: str) -> str:
    """A JSON string; what a terminal or an editor could not show as itself is escaped."""
    return '"' + _TO_ESCAPE.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    return _ESCAPES.get(char) or f"\\u{ord(char):04x}"
