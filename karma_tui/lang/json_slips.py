"""What people write that is no JSON, in words; only `json_reader` asks, and only for what a person typed."""

from __future__ import annotations

import re
import unicodedata

from karma_tui.errors import Span
from karma_tui.lang.source import position

_ZEROS = re.compile(r"-?0+[0-9][0-9.]*")
_WORD = re.compile(r"[^\W\d][\w$]*")
_WORDS = {
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
    **dict.fromkeys(("None", "NULL", "Null", "nil", "undefined"), "null"),
    "NaN": '"NaN"',
    "Infinity": '"Inf"',
}
_TYPOGRAPHIC = "“”„«»\u2018\u2019\u201a"


def json_slip(text: str, at: int, expected: str, opener: int) -> tuple[str, str, Span]:
    """Title, hint and place for what stands at `at`, where something else is expected.

    `opener` is where the innermost bracket is that is still open.
    """
    char = text[at : at + 1]
    here = Span(at, min(at + 1, len(text)))
    title = f"Expected {expected}"
    if not char:
        return "The text ends too early", _still_open(text, opener) or f"Expected {expected}.", here
    if char in _TYPOGRAPHIC:
        return title, 'Straight quotes: "text".', here
    if char == "'":
        return title, "JSON has double quotes.", here
    if text.startswith(("//", "/*"), at):
        end = text.find("*/", at) + len("*/") if text.startswith("/*", at) and "*/" in text[at:] else 0
        return (
            "JSON has no comments",
            "Delete it; comments are KVM text's.",
            Span(at, end or _line_end(text, at)),
        )
    if char.isspace() or unicodedata.category(char) == "Cf":
        return "A blank that JSON does not have", f"It is the character U+{ord(char):04X}.", here
    before = at - 1 if char in "]}" else -1
    while before >= 0 and text[before] in " \t\r\n":
        before -= 1
    if before >= 0 and text[before] == ",":
        return "A comma too many", "JSON has no comma at the end.", Span(before, before + 1)
    if char.isdigit() and at and text[at - 1] == "0":
        zeros = _ZEROS.match(text, at - 1)
        end = zeros.end() if zeros is not None else at + 1
        return "A number with a leading zero", "Leave out the zeros in front.", Span(at - 1, end)
    number = _number(text, at, expected)
    if number:
        return title, number, here
    word = _WORD.match(text, at)
    if word is not None:
        return title, _of_word(word[0], expected), Span(*word.span())
    if char in '"{[' and expected.startswith("a comma"):
        return "A comma is missing", "", here
    if char in "]}" and expected == "nothing after the JSON document":
        return "This closes nothing", "Nothing is open any more before it.", here
    return title, _still_open(text, opener) if char in "]}" else "", here


def string_slip(text: str, start: int, stop: int) -> tuple[str, str, Span]:
    """Title, hint and place for a string that begins at `start` and breaks off at `stop`."""
    char = text[stop]
    if char == "\\":
        if text.startswith("\\u", stop):
            return "Incomplete \\u escape", "Write it as in \\u00e9.", Span(stop, stop + 2)
        title = "Unknown escape in a string"
        return title, "A backslash itself is written \\\\.", Span(stop, min(stop + 2, len(text)))
    if char in "\n\r":
        return "A string without its end", "A line break inside is written \\n.", Span(start, stop)
    escape = "\\t" if char == "\t" else f"\\u{ord(char):04x}"
    return "A raw control character inside a string", f"Write it as {escape}.", Span(stop, stop + 1)


def _number(text: str, at: int, expected: str) -> str:
    """A hint about a number of another language; "" if there is none."""
    char, before = text[at], text[at - 1 : at]
    if expected == "a value" and char == "+":
        return "Leave out the plus sign."
    if expected == "a value" and char == ".":
        return "A number begins with a digit: 0.5."
    if before == ".":
        return "A digit is missing behind the point."
    if before == "0" and char in "xX":
        return "Numbers are decimal."
    return "Write a comma." if char == ";" and expected.startswith("a comma") else ""


def _still_open(text: str, opener: int) -> str:
    if text[opener : opener + 1] not in ("{", "["):
        return ""
    line, column = position(text, opener)
    return f"The {text[opener]} of line {line}, column {column} is still open."


def _of_word(word: str, expected: str) -> str:
    if word in _WORDS:
        return f"Write {_WORDS[word]}."
    return f'Write "{word}".' if expected in ("a value", "a key in double quotes") and len(word) < 40 else ""


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end > 0 else len(text)
