"""KVM text cut into tokens: one compiled expression, one pass, every character accounted for.

The syntax reader gets tokens with offsets and decoded values; comments are kept apart as trivia. What a
sequence of tokens means is none of this module's business. Lexical rules: spec grammar.md §1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.sink import Sink
from karma_tui.lang.source import fault

NAME = "name"
QUOTED_NAME = "quoted name"
STRING = "string"
NUMBER = "number"
END = "end"

SUFFIXES = {
    "i8": "int8",
    "i16": "int16",
    "i32": "int32",
    "i64": "int64",
    "u8": "uint8",
    "u16": "uint16",
    "u32": "uint32",
    "u64": "uint64",
    "f": "float",
}
"""Number suffixes and the primitive that each stands for."""

RESERVED = frozenset({"let", "true", "false", "null"})
"""Words that are names only between backticks."""

IDENTIFIER = re.compile(r"(?:[^\W\d]|\$)[\w$]*")
"""An unquoted name or key, to be used with `fullmatch`."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens of a text as columns of equal length, the last one of kind END; comments apart.

    Columns rather than objects: a megabyte of text has a third of a million tokens, and strings and
    integers cost the collector nothing. `kinds` holds NAME, QUOTED_NAME, STRING, NUMBER, END or the
    operator itself; `values` the decoded text of a string or name, a number as written with its suffix.
    """

    text: str
    kinds: list[str]
    starts: list[int]
    ends: list[int]
    values: list[str]
    comments: list[Span]


_TOKEN = re.compile(
    r"""[\s\ufeff]*(?:
    (=>|[()\[\]{},;:.]|==(?!=)|!=(?!=)|\|>|\|\||&&|[!=](?!==))
  | ((?:[^\W\d]|\$)[\w$]*)
  | ("[^"\\\x00-\x1f]*(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*)*"
    |'[^'\\\x00-\x1f]*(?:\\[^\x00-\x1f][^'\\\x00-\x1f]*)*')
  | (-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[\w$]*)
  | (`[^`\\]*(?:\\[\s\S][^`\\]*)*`)
  | (//[^\n]*|/\*[\s\S]*?\*/)
  | (\Z)
  | ([\s\S])
    )""",
    re.VERBOSE,
)
_OPERATOR, _NAME, _STRING, _NUMBER_GROUP, _QUOTED, _COMMENT, _END, _OTHER = range(1, 9)
_KINDS = ("", "", NAME, STRING, NUMBER, QUOTED_NAME, "", END)
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(.*)", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))"
)
_SIMPLE = {"\\": "\\", "/": "/", '"': '"', "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def tokenize(text: str, sink: Sink | None = None) -> Tokens:
    """Cut a text into tokens, in linear time.

    Raises ExpressionError (with line and column) for an unterminated string, name or comment, a wrong
    escape or number, and a character that begins no token. With a `sink` such faults go there: what is
    unterminated ends with its line (a comment with the text), a character without meaning is passed over.
    """
    tokens = Tokens(text, [], [], [], [], [])
    at: int | None = 0
    while at is not None:
        at = _scan(tokens, at, sink)
    return tokens


def _scan(tokens: Tokens, at: int, sink: Sink | None) -> int | None:
    """Add the tokens from an offset on; where to go on after a fault, None at the end of the text."""
    text = tokens.text
    kind, begin, finish, keep = (
        tokens.kinds.append,
        tokens.starts.append,
        tokens.ends.append,
        tokens.values.append,
    )
    for found in _TOKEN.finditer(text, at):
        group = found.lastindex or _END
        start, end = found.span(group)
        value = found[group]
        if group == _OPERATOR:
            kind(value)
        elif group == _COMMENT:
            tokens.comments.append(Span(start, end))
            continue
        elif group == _OTHER:
            return _passed_over(tokens, start, sink)
        else:
            kind(_KINDS[group])
            if group in (_STRING, _QUOTED):
                value = _unquoted(text, start, end, sink)
            elif group == _NUMBER_GROUP and (value[0] == "0" or not value.isdecimal()):
                _check_number(text, start, end, sink)
        begin(start)
        finish(end)
        keep(value)
        if group == _END:
            break
    return None


def _passed_over(tokens: Tokens, start: int, sink: Sink | None) -> int:
    """Report the character at `start`, add the token it may have been meant for, say where to go on."""
    from karma_tui.lang.misread import misread

    found = misread(tokens.text, start, tokens.kinds, tokens.starts)
    _report(found.error, tokens.text, sink=sink)
    if 0 <= found.begin < start:  # it begins with a token that was read already
        for column in (tokens.kinds, tokens.starts, tokens.ends, tokens.values):
            column.pop()
    if found.kind not in ("", "comment"):
        tokens.kinds.append(found.kind)
        tokens.starts.append(found.begin if found.begin >= 0 else found.span.start)
        tokens.ends.append(found.end)
        tokens.values.append(found.value)
    return found.end


def _report(make: Callable[..., ExpressionError], *args: Any, sink: Sink | None) -> None:
    """Raise the error that `make` makes, or put it into the sink."""
    if sink is None:
        raise make(*args)
    if not sink.full:
        sink.note(make(*args))


def split_number(value: str) -> tuple[str, str]:
    """A number token's value as the number itself and the primitive its suffix names, "" without one."""
    found = _NUMBER.match(value)
    assert found is not None, "the tokenizer lets only numbers through"
    return found[1], SUFFIXES.get(found[2], "")


def _unquoted(text: str, start: int, end: int, sink: Sink | None) -> str:
    inner = text[start + 1 : end - 1]
    if "\\" not in inner:
        return inner
    quote = text[start]

    def decode(found: re.Match[str]) -> str:
        high, low, code, char = found.groups()
        if high is not None:
            return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
        if code is not None:
            return chr(int(code, 16))
        if char == quote:
            return quote
        plain = _SIMPLE.get(char)
        if plain is None:
            _report(_bad_escape, text, start + 1 + found.start(), found[0], sink=sink)
            return found[0]
        return plain

    return _ESCAPE.sub(decode, inner)


def _bad_escape(text: str, at: int, escape: str) -> ExpressionError:
    if escape == "\\u":
        return fault(
            text,
            Span(at, at + 2),
            "Incomplete \\u escape",
            expected="four hexadecimal digits after \\u",
            hint="Write it as in \\u00e9.",
        )
    return fault(
        text,
        Span(at, at + len(escape)),
        "Unknown escape in a string or name",
        expected='one of \\\\ \\/ \\" \\b \\f \\n \\r \\t \\uXXXX',
        hint="A backslash itself is written \\\\.",
    )


def _check_number(text: str, start: int, end: int, sink: Sink | None) -> None:
    found = _NUMBER.match(text, start, end)
    assert found is not None, "the token's pattern begins with the number's pattern"
    digits, suffix = found.groups()
    if suffix and suffix not in SUFFIXES:
        _report(_bad_number, text, Span(start, end), Span(start + len(digits), end), sink=sink)


def _bad_number(text: str, whole: Span, suffix: Span) -> ExpressionError:
    if text[suffix.start].isdecimal():
        return fault(
            text,
            whole,
            "A number with a leading zero",
            expected="a number as JSON writes it",
            hint="Leave out the zeros in front.",
        )
    from karma_tui.lang.misread import width_hint

    return fault(
        text,
        suffix,
        "Unknown number suffix",
        expected="one of " + ", ".join(SUFFIXES),
        hint=width_hint(text[whole.start : suffix.start], text[suffix.start : suffix.end], SUFFIXES),
    )
