"""A decoded value, or the change from one to another, in a line that fits: safe to show, and bounded.

Long strings that differ somewhere in their middle are cut so that the difference is in sight.
"""

from __future__ import annotations

import json

from karma_tui.lang.nodes import Number
from karma_tui.results.compare_digest import is_ref
from karma_tui.results.decode import Decoded, Members
from karma_tui.results.preview import Kind, Names, Part
from karma_tui.results.strings import quoted, visible

WIDTH = 60
"""Characters shown of each side."""

NO_NAMES: Names = {}

_BEFORE = 12
"""Characters shown in front of the first that differs."""


def excerpt(value: Decoded, width: int = WIDTH, names: Names = NO_NAMES) -> Part:
    """A value on one line; an ellipsis stands for what is left out."""
    if isinstance(value, str) and not _is_number(value):
        return Part(_cut_string(value, 0, width), Kind.STRING)
    if is_ref(value):
        model, record = value
        return Part(f"{visible(names.get(model, model))}/{record}", Kind.REF)
    if isinstance(value, list | Members):
        kind = Kind.LIST if isinstance(value, list) else Kind.OBJECT
        return Part(_shortened("".join(_tokens(value, width)), width), kind)
    return Part(_shortened(scalar_text(value), width), _kind(value))


def excerpts(old: Decoded, new: Decoded, width: int = WIDTH, names: Names = NO_NAMES) -> tuple[Part, Part]:
    """Both sides of a change."""
    if not (isinstance(old, str) and isinstance(new, str)) or _is_number(old) or _is_number(new):
        return excerpt(old, width, names), excerpt(new, width, names)
    start = 0 if max(len(old), len(new)) <= width else max(0, _shared(old, new) - _BEFORE)
    return Part(_cut_string(old, start, width), Kind.STRING), Part(
        _cut_string(new, start, width), Kind.STRING
    )


def scalar_text(value: Decoded) -> str:
    """A value without members as JSON has it, digit by digit."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return quoted(value) if isinstance(value, str) and not _is_number(value) else visible(str(value))


def full_text(value: Decoded, limit: int) -> str:
    """A value over several lines, up to about so many characters; strings as their own characters."""
    if isinstance(value, str) and not _is_number(value):
        text = value
    elif isinstance(value, list | Members):
        text = "".join(_tokens(value, limit, indent=2))
    else:
        text = str(scalar_text(value))
    return text if len(text) <= limit else f"{text[:limit]}…"


def _is_number(value: Decoded) -> bool:
    return isinstance(value, Number)


def _kind(value: Decoded) -> Kind:
    if value is None:
        return Kind.NULL
    return Kind.BOOL if isinstance(value, bool) else Kind.NUMBER


def _shared(old: str, new: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _cut_string(text: str, start: int, width: int) -> str:
    shown = quoted(text[start : start + width])
    before = "…" if start else ""
    behind = "…" if start + width < len(text) else ""
    return f'"{before}{shown[1:-1]}{behind}"'


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _tokens(value: Decoded, limit: int, indent: int = 0) -> list[str]:
    """A container's text in pieces, until there is enough of it; deep levels are not indented further."""
    out: list[str] = []
    size = 0
    stack: list[tuple[str, Decoded] | str] = [("", value)]
    depth = 0
    while stack and size <= limit:
        task = stack.pop()
        if isinstance(task, str):
            depth -= task in ("]", "}")
            text = _line_break(depth, indent) + task if task in ("]", "}") else task
        else:
            key, node = task
            text = _line_break(depth, indent) if depth else ""
            text += key
            if isinstance(node, list | Members):
                empty = not node if isinstance(node, list) else not node.pairs
                text += ("[]" if empty else "[") if isinstance(node, list) else ("{}" if empty else "{")
                if not empty:
                    depth += 1
                    stack.extend(_inside(node, limit, "," if indent else ", "))
            else:
                text += scalar_text(node[: limit + 1] if type(node) is str else node)
        out.append(text)
        size += len(text)
    return out


def _inside(node: list[Decoded] | Members, limit: int, comma: str) -> list[tuple[str, Decoded] | str]:
    """What comes behind the opening bracket, the last first; not more than can be shown."""
    if isinstance(node, list):
        children = [("", child) for child in node[: limit + 1]]
        closing = "]"
    else:
        children = [(f"{quoted(name[:200])}: ", child) for name, child in node.pairs[: limit + 1]]
        closing = "}"
    tasks: list[tuple[str, Decoded] | str] = [closing]
    for at, child in enumerate(reversed(children)):
        if at:
            tasks.append(comma)
        tasks.append(child)
    return tasks


def _line_break(depth: int, indent: int) -> str:
    return "\n" + " " * (indent * min(depth, 30)) if indent else ""
