"""How a string can be edited without losing a character: on a line, on several lines, or as a literal."""

from __future__ import annotations

import re

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.nodes import Number

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that a text area would change or a terminal obey; not among them: tab and line feed."""


def fits_line(text: str) -> bool:
    """Whether it can be edited on one line as it is."""
    return not _UNSAFE.search(text) and not any(char in text for char in "\n\t")


def fits_lines(text: str) -> bool:
    """Whether it can be edited on several lines as it is."""
    return not _UNSAFE.search(text)


def as_literal(text: str) -> str:
    """The string in quotes, with escapes for whatever cannot be typed or seen."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", dump_json(text))


def from_literal(literal: str) -> str | None:
    """The string that a literal writes; None if it is none."""
    try:
        value = read_json(literal).value
    except ExpressionError:
        return None
    return value if isinstance(value, str) and not isinstance(value, Number) else None
