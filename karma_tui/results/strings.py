"""Strings of a response: decoded as they are, and made safe and visible for a terminal.

Data from a server must not move the cursor, colour the screen or turn the reading direction around, and a
reader must see that a strange character is there. So whatever is not plainly visible becomes a sign:
control characters their Unicode picture, direction and zero-width characters their `\\u` code, and bytes
that are no UTF-8 their `\\x` code. Nothing here cuts text; `preview` does.
"""

from __future__ import annotations

import json
import re

from karma_tui.results.scan import Buffer

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_DECODER = json.JSONDecoder(strict=False)
_QUOTED = str.maketrans({'"': '\\"', "\\": "\\\\"})


def utf8(data: Buffer) -> str:
    """The text of some bytes; bytes that are not UTF-8 become surrogates, so that none is lost."""
    return str(data, "utf-8", "surrogateescape")


def decode_string(data: Buffer) -> str:
    """The characters of a JSON string given with its quotes; lone surrogates stay as they are.

    A string whose escapes make no sense is returned as it was written, without its quotes.
    """
    text = utf8(data)
    if "\\" not in text:
        return text[1:-1]
    try:
        value = _DECODER.decode(text)
    except ValueError:
        return text[1:-1]
    return value if isinstance(value, str) else text[1:-1]


def visible(text: str) -> str:
    """The text with everything replaced that a terminal would obey or a reader could not see."""
    return text if text.isprintable() else _HIDDEN.sub(_sign, text)


def quoted(text: str) -> str:
    """A string as shown in a row: quotes around, quotes and backslashes inside escaped, all visible."""
    return f'"{visible(text.translate(_QUOTED))}"'


def _sign(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
