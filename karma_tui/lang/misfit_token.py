"""A token that does not fit where it stands, in words: what is wanted there, and what was probably meant.

The grammar says what it expects; people leave out commas and brackets, and write words and signs of
other languages. Only `text_cursor` asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.tokens import END, NAME, NUMBER, QUOTED_NAME, STRING

if TYPE_CHECKING:
    from karma_tui.lang.text_cursor import Cursor

ENDED = "The text ends too early"
CLOSES_NOTHING = "This closes nothing"
STAGE = "a call or .name after |>"
"""What a pipeline goes on with."""
WANTED = "Expected "
"""How the title begins wherever nothing better is known."""

_WORDLIKE = frozenset({NAME, QUOTED_NAME, STRING, NUMBER})
_CLOSERS = {")": "(", "]": "[", "}": "{"}
FOREIGN_WORDS = {
    "and": "A logical and is written &&.",
    "or": "A logical or is written ||.",
    "not": "Not is written !.",
    "is": "Equality is written ==.",
    "eq": "Equality is written ==.",
    "equals": "Equality is written ==.",
    "in": "inList(value, list) says whether a list holds a value.",
    "then": "A conditional is written if(condition, then, else).",
    "else": "A conditional is written if(condition, then, else).",
    "where": "filterList(list, (index, value) => condition) picks from a list.",
    "from": 'all(tag("…")) gives the records of a model.',
    "as": "A name is given with let name = value.",
}
"""Words between values in other languages."""
_BEFORE = {
    "await": "Leave out await.",
    "async": "Leave out async.",
    "new": "Leave out new.",
    "not": "Not is written !.",
    "export": "Leave out what JavaScript exports and imports.",
    "import": "Leave out what JavaScript exports and imports.",
    "const": "A name is given with let name = value.",
    "return": "Leave out return; it may stand at the beginning of a statement.",
    **dict.fromkeys(("lambda", "fn", "func", "def", "fun"), "A function is written (a, b) => value."),
    "var": "A name is given with let name = value.",
}
"""Words before values in other languages."""


_EQUAL = "Equality is written ==, a name is given with let name = value."


class TokenWords(NamedTuple):
    """Title and hint, and how far what is at fault goes if that is more than the token."""

    title: str
    hint: str
    end: int = 0


def misfit_words(cursor: Cursor, expected: str, hint: str) -> TokenWords:
    """What to say of the token under the cursor, where something else is `expected`."""
    at, kinds = cursor.at, cursor.kinds
    kind = kinds[at]
    if kind == END:
        return TokenWords(ENDED, hint)
    if expected == STAGE and kind == NAME:
        name = cursor.values[at]
        hint = (
            f"Write {name}()."
            if _is_function(name)
            else f"Write .{name} for a field, {name}() for a function."
        )
        return TokenWords(WANTED + expected, hint)
    if kind == NUMBER and expected.startswith("a field's name"):
        return TokenWords(WANTED + expected, "Write [0] for the first item of a tuple.")
    separated = expected.startswith((", or ", "; or "))
    title = WANTED + expected
    if separated and kind in _CLOSERS and expected.endswith("the end"):
        return TokenWords(CLOSES_NOTHING, f"There is no {_CLOSERS[kind]} before it that is still open.")
    if kind == "=" and separated:
        return TokenWords("There is no = here", hint if hint.startswith("Write ") else _EQUAL)
    if kind == "." and kinds[at + 1 : at + 3] == [".", "."]:
        more = "One struct does not go into another; setField(name, value, in) sets a field."
        return TokenWords("There is no ...", more, cursor.ends[at + 2])
    if kind == "." and expected == "a value" and kinds[at + 1] == NUMBER:
        return TokenWords(title, "A number begins with a digit: 0.5f.")
    if (
        separated
        and kind in ("[", "{")
        and at
        and kinds[at - 1] == NAME
        and _is_function(cursor.values[at - 1])
    ):
        name = cursor.values[at - 1]
        return TokenWords("Expected (", f"What a function takes stands in parentheses: {name}(…).")
    if separated and (kind in _WORDLIKE or (at and cursor.values[at - 1] in _BEFORE)):
        return _not_separated(cursor, expected, hint)
    if kind == "=>" and at and kinds[at - 1] in ("]", "}"):
        return TokenWords(title, "Parameters stand in parentheses: (a, b) => value.")
    if kind == "," and expected == ")":
        return TokenWords(title, "Parentheses hold one value: [a, b] is a list, tuple(a, b) a tuple.")
    if kind == "," and at and kinds[at - 1] in (",", "(", "[", "{"):
        return TokenWords(title, "Leave out this comma.")
    if expected.startswith("a key") and kind == NUMBER:
        return TokenWords(title, "A key that is no name stands in quotes.")
    return TokenWords(title, hint)


def _not_separated(cursor: Cursor, expected: str, hint: str) -> TokenWords:
    """What to say where a value stands right behind another one."""
    at = cursor.at
    before = cursor.values[at - 1] if at and cursor.kinds[at - 1] == NAME else ""
    word = cursor.values[at] if cursor.kinds[at] == NAME else ""
    known = _BEFORE.get(before) or FOREIGN_WORDS.get(word)
    missing = "A comma is missing" if expected[0] == "," else "A ; is missing"
    if known or (word == "let" and expected[0] == ","):
        return TokenWords(WANTED + expected, known or hint)
    if at and cursor.kinds[at - 1] == STRING and cursor.ends[at - 1] == cursor.starts[at]:
        quote = cursor.text[cursor.starts[at - 1]]
        return TokenWords(missing, f"A {quote} inside of a string is written \\{quote}.")
    if before and "\n" not in cursor.text[cursor.ends[at - 1] : cursor.starts[at]] and _is_function(before):
        return TokenWords("Expected (", f"What a function takes stands in parentheses: {before}(…).")
    return TokenWords(missing, hint)


def _is_function(name: str) -> bool:
    return any(catalogue(dialect).get(name) is not None for dialect in Dialect)
