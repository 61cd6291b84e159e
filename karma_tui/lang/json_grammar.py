"""The words of JSON as patterns, for the strict language and for the lax one of a 1.0 server.

No pattern goes back over what it has matched, so that no text takes more than linear time.
What the words mean together is `json_reader`.
"""

from __future__ import annotations

import re

from karma_tui.lang.nodes import Json

PLAIN, INTEGER, NUMBER, WORD, ARRAY, OBJECT, QUOTE = range(1, 8)
"""Groups of `Grammar.value`: a string without escapes, and so on to the quote of any other string."""

WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}
_BLANK = r"[ \t\n\r]*+"
_COMMENTED = r"(?:[ \t\n\r]++|//[^\n]*+)*+"
_LETTERS = r'"([^"\\\x00-\x1f]*+)"'
_DIGITS = r"-?(?:0|[1-9][0-9]*+)"
_VALUE = (
    rf"(?:{_LETTERS}|({_DIGITS})(?![.eE])|({_DIGITS}(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)"
    r'|(true|false|null)(?![A-Za-z0-9_])|(\[)|(\{)|("))'
)
STRING_END = re.compile(r'(?:[^"\\]++|\\.)*+"', re.DOTALL)
STRING_BODY = re.compile(r'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
PARTIAL_NUMBER = re.compile(r"-?(?:(?:0|[1-9][0-9]*)(?:\.(?:[0-9]+(?:[eE][+-]?)?)?|[eE][+-]?)?)?")
_ESCAPE = re.compile(r"\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|u(....)|(.))")
_SHORT_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
SURROGATE = re.compile("[\ud800-\udfff]")


class Grammar:
    """The compiled patterns of one of the two languages."""

    __slots__ = (
        "array_end",
        "array_next",
        "blank",
        "first_key",
        "lenient",
        "object_end",
        "object_next",
        "value",
    )

    def __init__(self, lenient: bool) -> None:
        blank = _COMMENTED if lenient else _BLANK
        self.lenient = lenient
        self.blank = re.compile(blank)
        self.value = re.compile(blank + _VALUE).match
        self.array_next = re.compile(rf"{blank}(?:(\])|,)").match
        self.array_end = re.compile(rf"{blank}\]").match
        self.first_key = re.compile(rf"{blank}{_LETTERS}{blank}:").match
        self.object_next = re.compile(rf"{blank}(?:(\}})|(,){blank}{_LETTERS}{blank}:)").match
        self.object_end = re.compile(rf"{blank}\}}").match


STRICT = Grammar(lenient=False)
LENIENT = Grammar(lenient=True)


def unescaped(letters: str) -> str:
    """What a sound string means, its escapes resolved; those of a pair of surrogates give one character."""
    return _ESCAPE.sub(_unescape, letters)


def _unescape(found: re.Match[str]) -> str:
    high, low, code, char = found.groups()
    if high is not None:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    return chr(int(code, 16)) if code is not None else _SHORT_ESCAPES.get(char, char)
