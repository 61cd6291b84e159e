"""What begins no token of KVM text: what is wrong with it, how far it goes, what it was probably meant for.

Signs of other languages, typographic quotes, strings without an end. A reader that goes on takes the
token that was meant, so that one slip is one problem. Only `tokens` asks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.foreign_signs import ENTITIES, SIGNS
from karma_tui.lang.source import fault

_TITLE = "A character that has no meaning here"
_LINE_END = re.compile(r"[\n\r]")
_CONTROL = re.compile(r"[\x00-\x1f]")
_ENDING = re.compile(r"[\s)\]},;]*\Z")
_ARROW = re.compile(r"->|[⇒→➔]")
_KEY_TITLE = "A key that is no name stands in quotes"
_REST_OF_KEY = re.compile(r"((?:-[\w$]+)+)\s*:")
_HTML = "A character in the spelling of HTML"
_ENTITY = re.compile("|".join(map(re.escape, ENTITIES)))
_GROUPED = re.compile(r"(?:_[0-9]+)+(?:[iuf][0-9]*)?")
_HEXADECIMAL = re.compile(r"[xX][0-9a-fA-F]{1,16}")
_SCRIPT_PATTERN = re.compile(r"/(?![*/\s])(?:[^/\\\n]|\\.)+/[a-z]*")
_CLOSERS = " \t)]},;"
_CLOSING = {
    "“": "”“",
    "”": "”“",
    "„": "“”",
    "«": "»",
    "»": "«",
    "\u2018": "\u2019\u2018",
    "\u2019": "\u2019\u2018",
    "\u201a": "\u2018\u2019",
}
"""Typographic quotes that may open a string, and those that may close it again."""
_OPERATORS = frozenset("()[]{},;:.!=")
_ANY_WIDTH = "Name the width as in 5i32, 5i64, 5u8, 5f, or separate the words."
_LONGEST_SIGN = 3
_LONGEST_STRING = 500
"""How far the end of a string in typographic quotes is looked for: each costs a look."""
_LONGEST_SUFFIX = 20


class Misread(NamedTuple):
    """What is wrong from an offset on, and what stands there in effect: reading goes on at `end`.

    `kind` is "string", "quoted name", "comment", an operator, or "" if nothing takes its place.
    """

    title: str
    span: Span
    hint: str
    expected: str
    end: int
    kind: str = ""
    value: str = ""
    begin: int = -1
    """Where what takes its place begins, if not where the fault does."""

    def error(self, text: str) -> ExpressionError:
        """The problem in words."""
        return fault(text, self.span, self.title, hint=self.hint, expected=self.expected)


def misread(text: str, at: int, kinds: Sequence[str], starts: Sequence[int]) -> Misread:
    """What stands at `at`, where no token begins; `kinds` and `starts` are those of the tokens before."""
    char = text[at]
    if char in "\"'":
        return _broken_string(text, at)
    if char == "`":
        hint = "A backtick inside of a name is written \\`."
        line = _line_end(text, at)
        title = "A quoted name without its end"
        name = text[at + 1 : line]
        return Misread(title, Span(at, len(text)), hint, "a closing `", line, "quoted name", name)
    if text.startswith("/*", at):
        title, hint = "A comment without its end", "Close the comment with */."
        return Misread(title, Span(at, at + 2), hint, "a closing */", len(text), "comment")
    return (
        _arrow(text, at, kinds, starts)
        or _typographic(text, at)
        or _script_pattern(text, at, kinds)
        or _dashed_key(text, at, kinds, starts)
        or _entity(text, at, kinds, starts)
        or _sign(text, at)
    )


def width_hint(digits: str, suffix: str, suffixes: Mapping[str, str]) -> str:
    """How a number is written whose suffix names no width."""
    if len(suffix) > _LONGEST_SUFFIX:
        return _ANY_WIDTH
    for short, kind in suffixes.items():
        if suffix == kind:
            return f"Write {digits}{short}."
    grouped = _GROUPED.fullmatch(suffix)
    if grouped is not None:
        return f"Digits stand together: {digits}{suffix.replace('_', '')}."
    if digits.lstrip("-") == "0" and _HEXADECIMAL.fullmatch(suffix):
        return f"Numbers are decimal: {int(suffix[1:], 16)}i64."
    near = next((short for short in suffixes if sorted(short) == sorted(suffix)), "")
    if near:
        return f"Did you mean {digits}{near}?"
    return _ANY_WIDTH


def _dashed_key(text: str, at: int, kinds: Sequence[str], starts: Sequence[int]) -> Misread | None:
    """`a-b:` as a key, which needs quotes."""
    if text[at] != "-" or kinds[-1:] != ["name"] or kinds[-2:-1] not in (["{"], [","]):
        return None
    found = _REST_OF_KEY.match(text, at)
    if found is None or text[starts[-1] : at].strip() != text[starts[-1] : at]:
        return None
    begin, end = starts[-1], found.end(1)
    key = text[begin:end]
    hint = f'Write "{key}": …'
    return Misread(_KEY_TITLE, Span(begin, end), hint, "a key", end, "string", key, begin)


def _entity(text: str, at: int, kinds: Sequence[str], starts: Sequence[int]) -> Misread | None:
    """A character as HTML writes it, in what was copied from the source of a page."""
    found = _ENTITY.match(text, at)
    if found is None:
        return None
    char, end = ENTITIES[found[0]], found.end()
    span = Span(at, end)
    hint = f"Write {char} in its place." if char != " " else "Write a blank in its place."
    expected = "a character as it is"
    if char in "\"'":
        closing = text.find(found[0], end, _line_end(text, at, at + _LONGEST_STRING))
        after = closing + len(found[0]) if closing > 0 else end
        value = text[end:closing] if closing > 0 else ""
        return Misread(_HTML, Span(at, after), hint, expected, after, "string", value)
    if char == ">" and kinds[-1:] == ["="] and starts[-1] == at - 1:
        return Misread(_HTML, span, hint, expected, end, "=>", "=>", at - 1)
    operator = char if char in ("&&", "|>") else ""
    return Misread(_HTML, span, hint, expected, end, operator, operator)


def _sign(text: str, at: int) -> Misread:
    """A sign that KVM text does not have, as long as it is known."""
    expected = "a name, a value or an operator"
    for length in range(_LONGEST_SIGN, 0, -1):
        sign = text[at : at + length]
        hint = SIGNS.get(sign)
        if hint is not None and len(sign) == length:
            meant = sign[:2] if length == _LONGEST_SIGN else "!=" if sign in ("<>", "≠") else ""
            title = f"There is no {sign}" if sign.isascii() else _TITLE
            end = at + length
            begins = text[max(0, at - 1) : at] in ("", "\n")
            if sign in ("--", "#") and begins:
                end = _line_end(text, at)  # a comment of another language
            return Misread(title, Span(at, at + length), hint, expected, end, meant, meant)
    char = text[at]
    span = Span(at, at + 1)
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and plain in _OPERATORS:
        return Misread(_TITLE, span, f"Write a plain {plain} in its place.", expected, at + 1, plain, plain)
    if unicodedata.category(char) in ("Cf", "Cc"):
        hint = f"Delete it: it is the character U+{ord(char):04X}."
        return Misread("An invisible character", span, hint, expected, at + 1)
    return Misread(_TITLE, span, "", expected, at + 1)


def _arrow(text: str, at: int, kinds: Sequence[str], starts: Sequence[int]) -> Misread | None:
    """`->`, `= >` and the like in place of `=>`."""
    found = _ARROW.match(text, at)
    begin = at
    if found is not None:
        end = found.end()
    elif text[at] == ">" and kinds and kinds[-1] == "=" and not text[starts[-1] + 1 : at].strip():
        begin, end = starts[-1], at + 1
    else:
        return None
    hint = "A function is written name => value or (a, b) => value."
    return Misread("An arrow is written =>", Span(begin, end), hint, "=>", end, "=>", "=>", begin)


def _typographic(text: str, at: int) -> Misread | None:
    """A string between typographic quotes: all of it, if it ends on its line."""
    closing = _CLOSING.get(text[at])
    if closing is None:
        return None
    quote = "'" if text[at] in "\u2018\u2019\u201a" else '"'
    hint = f"Straight quotes: {quote}text{quote}."
    line = _line_end(text, at, at + _LONGEST_STRING)
    ends = [found for mark in closing + quote if (found := text.find(mark, at + 1, line)) > 0]
    if not ends:
        return Misread(_TITLE, Span(at, at + 1), hint, "a name, a value or an operator", at + 1)
    end = min(ends) + 1
    return Misread(
        "A string in typographic quotes", Span(at, end), hint, "a string in plain quotes", end, "string",
        text[at + 1 : end - 1].strip(),
    )  # fmt: skip


def _script_pattern(text: str, at: int, kinds: Sequence[str]) -> Misread | None:
    """`/a+/i`, as JavaScript has it, where a value is due."""
    found = _SCRIPT_PATTERN.match(text, at) if text[at] == "/" else None
    if found is None or (kinds and kinds[-1] not in ("(", ",", "[", ":", "=")):
        return None
    hint = "It stands in quotes, with each backslash doubled; flags are arguments of their own."
    title, end = "A regular expression is a string", found.end()
    return Misread(title, Span(at, end), hint, "a string in quotes", end, "string", found[0].strip("/"))


def _broken_string(text: str, at: int) -> Misread:
    """A string that does not end on its line. What closes brackets there is not meant to be in it."""
    quote = text[at]
    line = _line_end(text, at)
    control = _CONTROL.search(text, at, line)
    if control is not None and text.find(quote, control.end(), line) > 0:
        code = ord(control[0])
        escape = "\\t" if code == ord("\t") else f"\\u{code:04x}"
        end = text.find(quote, control.end(), line) + 1
        title = "A raw control character inside a string"
        hint = f"Write it as {escape}."
        return Misread(title, Span(*control.span()), hint, escape, end, "string", "", at)
    title = "A string without its end"
    expected = f"a closing {quote}"
    hint = "A string ends on its own line; a line break inside is written \\n."
    other = _other_end(text, at, line)
    if other > 0:
        hint = f"It begins with {quote} and has to end with {quote}."
        return Misread(title, Span(at, other), hint, expected, other, "string", text[at + 1 : other - 1])
    next_quote = text.find(quote, line)
    if next_quote > 0 and _ends_nothing(text, next_quote, quote):
        value = text[at + 1 : next_quote]
        return Misread(title, Span(at, line), hint, expected, next_quote + 1, "string", value)
    value = text[at + 1 : line].rstrip(_CLOSERS)
    return Misread(title, Span(at, line), hint, expected, at + 1 + len(value), "string", value)


def _other_end(text: str, at: int, line: int) -> int:
    """The end of a string that is closed by another quote than it was opened with; 0 if it is not."""
    for mark in "'\"”“\u2019\u2018":
        found = text.find(mark, at + 1, line) if mark != text[at] else -1
        if found > 0 and _ENDING.match(text, found + 1, line) is not None:
            return found + 1
    return 0


def _ends_nothing(text: str, at: int, quote: str) -> bool:
    """Whether a quote begins no string of its own: it is the only one of its line."""
    begin = text.rfind("\n", 0, at) + 1
    return text.count(quote, begin, _line_end(text, at)) == 1


def _line_end(text: str, at: int, limit: int | None = None) -> int:
    limit = len(text) if limit is None else min(limit, len(text))
    found = _LINE_END.search(text, at, limit)
    return found.start() if found is not None else limit
