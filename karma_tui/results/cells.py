"""What a cell of a table says about a value: short, safe, and never to be mistaken for another value.

Text stands without quotes, as people read it; only where it could be taken for something else (null, a
number, a list, nothing at all) it has them. A field that is absent has an empty cell.
"""

from __future__ import annotations

import re
from typing import Final

from karma_tui.results.preview import (
    Kind,
    Names,
    Part,
    is_container,
    key_text,
    kind_of,
    line_of_text,
    preview,
)
from karma_tui.results.scan import BrokenJson, Buffer, first, members
from karma_tui.results.strings import decode_string, quoted

PREVIEW: Final = 60
"""Characters of a container's preview, about."""
_HEAD: Final = 4096
_LOOKS_ELSE: Final = re.compile(
    r"\s|.*\s\Z|[\"\[{→…]|[+-]?\.?[0-9][0-9_,.]*(?:e[+-]?[0-9]+)?\Z|[+-]?(?:inf|infinity|nan|null|true|false)\Z",
    re.IGNORECASE | re.DOTALL,
)


def cell(value: Buffer | None, names: Names, *, own: bool = False) -> tuple[Part, ...]:
    """The parts of a cell; `None` is a field that the record does not have.

    `own` cells belong to a container whose members have columns of their own, and say less.
    """
    if value is None:
        return ()
    kind = kind_of(value)
    if own and kind in (Kind.LIST, Kind.OBJECT) and is_container(value):
        return (Part("{…}" if kind is Kind.OBJECT else "[…]", Kind.PUNCTUATION),)
    if kind is Kind.OBJECT and (case := _case(value, names)) is not None:
        return case
    parts = preview(value, names, PREVIEW)
    return _unquoted(value, parts) if kind is Kind.STRING else parts


def text_cell(line: Buffer) -> tuple[Part, ...]:
    """A line of an answer that is not JSON."""
    return line_of_text(line)


def _unquoted(value: Buffer, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A string without quotes, and without the escapes that only quotes need."""
    whole = len(parts) == 1
    text = parts[0].text
    if whole and ("\\" in text or '"' in text[1:-1]):
        return parts
    bare = text[1:-1] if whole else text[1:]
    if not bare or _LOOKS_ELSE.match(bare):
        return parts
    return Part(bare, Kind.STRING), *parts[1:]


def _case(value: Buffer, names: Names) -> tuple[Part, ...] | None:
    """An object with one member, as unions are: its case and a short view of what is in it."""
    head = value[:_HEAD]
    found = members(head)
    try:
        member = next(found, None)
    except BrokenJson:
        return None
    if member is None:
        return None
    key_start, key_end, start, end = member
    if not bytes(value[end : end + 64]).lstrip().startswith(b"}"):
        return None
    name = decode_string(head[key_start:key_end])
    key = Part(key_text(name), Kind.KEY)
    inside = head[start:end]
    if first(inside) == b"{" and not is_container(inside):
        return (Part(quoted(key.text), Kind.KEY) if _LOOKS_ELSE.match(name) and name == key.text else key,)
    return key, Part(": ", Kind.PUNCTUATION), *preview(inside, names, PREVIEW)
