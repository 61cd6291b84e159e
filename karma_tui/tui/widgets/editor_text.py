"""Characters that an editor of lines cannot hold or a terminal must not get.

Textual takes eight characters besides line feeds for line ends and would turn them into line feeds; inside
a string that changes the value. They are written as the escapes that JSON and KVM text have for them. And
a pasted control or direction character is drawn as a sign of the same length, so that columns still agree.
"""

from __future__ import annotations

import re

_FALSE_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSHOWN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def as_lines(text: str) -> str:
    """The text with characters that would be mistaken for line ends written as `\\u` escapes."""
    return _FALSE_LINE_ENDS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def as_shown(line: str) -> str:
    """The line with every character replaced that a terminal would obey; as many characters as before."""
    return line if line.isprintable() else _UNSHOWN.sub(_sign, line)


def _sign(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
