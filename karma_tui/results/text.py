"""A value or a place in a result as text to copy: JSON with every digit, string contents, a path.

Text that leaves for the clipboard or a file is the data itself, not its display: nothing is replaced or
cut here, and numbers and escapes stay as they were sent.
"""

from __future__ import annotations

import json
import re

from karma_tui.results.rows import Path
from karma_tui.results.scan import STRING, Buffer, first
from karma_tui.results.strings import decode_string, utf8

_DEEPEST = 200
"""Levels that are still indented further where it is done here: beyond, the blanks would outgrow the data."""
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOKEN = re.compile(STRING + rb'|[\[\]{},:]|[^\s\[\]{},:"]++', re.DOTALL)


def pretty(data: Buffer, indent: int = 2) -> str:
    """JSON over several lines; the same values, digit by digit."""
    return _formatted(data, indent)


def compact(data: Buffer) -> str:
    """JSON on one line without spaces; a line of NDJSON."""
    return _formatted(data, -1)


def plain(data: Buffer) -> str:
    """A string's own characters without quotes or escapes; any other value as `pretty`."""
    return decode_string(data) if first(data) == b'"' else pretty(data)


def path_text(path: Path) -> str:
    """A path as written in JavaScript and jq: `$[0].value.title`, keys with other characters quoted."""
    return "".join(["$", *map(step_text, path)])


def step_text(key: str | int) -> str:
    """One step of a path, as `path_text` writes it."""
    if isinstance(key, int):
        return f"[{key}]"
    if _PLAIN_KEY.fullmatch(key):
        return f".{key}"
    return f"[{json.dumps(key, ensure_ascii=not key.isprintable())}]"


def _formatted(data: Buffer, indent: int) -> str:
    import msgspec  # not needed before there is a result

    try:
        return utf8(msgspec.json.format(bytes(data), indent=indent))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _laid_out(data, indent)


def _laid_out(data: Buffer, indent: int) -> str:
    """What msgspec does, for values it refuses: bare NaN, lone surrogates, any depth; no stack needed."""
    out: list[str] = []
    depth, after_opening = 0, False
    for found in _TOKEN.finditer(data):
        token = utf8(found.group())
        if token in ("]", "}"):
            depth -= 1
            if not after_opening:
                out.append(_line_break(depth, indent))
        elif after_opening:
            out.append(_line_break(depth, indent))
        out.append(token)
        after_opening = token in ("[", "{")
        if after_opening:
            depth += 1
        elif token == ",":
            out.append(_line_break(depth, indent))
        elif token == ":" and indent >= 0:
            out.append(" ")
    return "".join(out)


def _line_break(depth: int, indent: int) -> str:
    return "\n" + " " * (min(depth, _DEEPEST) * indent) if indent >= 0 else ""
