"""JSON text to plain values with every digit kept and every place known.

The standard reader loses digits and places and recurses; this one keeps both, walks on a stack of its
own and reads megabytes in linear time. It reads two languages: RFC 8259 for what a person typed, and
the laxer one of a karma.run 1.0 server (kvm-1.0.md section 1, "JSON reader") for the local instance.
It knows nothing of expressions.
"""

from __future__ import annotations

from typing import TypeAlias

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.json_grammar import (
    ARRAY,
    INTEGER,
    LENIENT,
    NUMBER,
    OBJECT,
    PARTIAL_NUMBER,
    PLAIN,
    STRICT,
    STRING_BODY,
    STRING_END,
    SURROGATE,
    WORD,
    WORDS,
    Grammar,
    unescaped,
)
from karma_tui.lang.json_place import HALF, JsonText, Place, packed, unpacked
from karma_tui.lang.nodes import Json, Number
from karma_tui.lang.pausing import collector_paused
from karma_tui.lang.source import fault

MAX_DEPTH = 50_000
"""Deepest nesting of arrays and objects that is read: ten thousand levels of any expression fit."""

_LONGEST_INTEGER = 400
"""Integers of more digits stay `Number`: no type holds them, and int() would take quadratic time."""


def read_json(text: str, *, lenient: bool = False) -> JsonText:
    """Read one JSON document.

    Strict reading is RFC 8259; lone surrogates survive. Lenient reading is what a 1.0 server accepts:
    `//` comments, trailing commas, commas missing between the entries of an object (see `Place.gap`),
    anything after the first value ignored, lone surrogates turned into U+FFFD. Of a repeated key the
    last value wins. Numbers that are no plain integers are `Number`.

    Raises ExpressionError whose span starts where a 1.0 server says the fault is; nesting beyond
    MAX_DEPTH is refused.
    """
    with collector_paused(len(text)):
        return Reader(text, LENIENT if lenient else STRICT).read()


class Reader:
    """The state of one reading: the text, how far it is read, and the containers still open."""

    __slots__ = ("at", "container", "grammar", "key", "place", "stack", "surrogates", "text")

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.at = 0
        self.container: list[Json] | dict[str, Json] | None = None
        self.place: Place = Place(0, 0)
        self.key = ""
        self.stack: list[_Frame] = []
        self.surrogates = not text.isascii() and SURROGATE.search(text) is not None

    def read(self) -> JsonText:
        """Values one after the other; each goes into the innermost open container, or is the document."""
        while True:
            value, place = self._value()
            if isinstance(place, Place) and not self._enter(value, place):
                continue
            while (container := self.container) is not None:
                if isinstance(container, list):
                    container.append(value)
                    self.place.packed_items.append(place)
                    if not self._array_closed():
                        break
                else:
                    container[self.key] = value
                    self.place.packed_entries[self.key] = place
                    if not self._object_closed():
                        break
                value, place = self._leave()
            else:
                self._finish()
                return JsonText(value, unpacked(place))

    def _value(self) -> tuple[Json, Place | int]:
        """The value that stands next and its packed place; a container is handed out empty, with a Place."""
        found = self.grammar.value(self.text, self.at)
        if found is None:
            raise self._unexpected("a value")
        which = found.lastindex or 0
        start = found.start(which)
        self.at = end = found.end()
        if which == PLAIN:
            letters = found[PLAIN]
            return (self._mended(letters) if self.surrogates else letters), (start - 1) << HALF | end
        if which == OBJECT:
            return {}, Place(start, end)
        if which == ARRAY:
            return [], Place(start, end)
        if which == INTEGER:
            return _integer(found[INTEGER]), start << HALF | end
        if which == NUMBER:
            return Number(found[NUMBER]), start << HALF | end
        if which == WORD:
            return WORDS[found[WORD]], start << HALF | end
        return self._string(start), packed(start, self.at)

    def _enter(self, value: Json, place: Place) -> bool:
        """Begin a container; true when it ends at once, so that its value is complete."""
        first = None if isinstance(value, list) else self.grammar.first_key(self.text, self.at)
        if first is None:
            at_end = self.grammar.array_end if isinstance(value, list) else self.grammar.object_end
            found = at_end(self.text, self.at)
            if found is not None:
                self.at = place.end = found.end()
                return True
        if len(self.stack) >= MAX_DEPTH:
            raise fault(
                self.text,
                place.span,
                "The JSON is nested too deeply",
                f"More than {MAX_DEPTH} arrays and objects stand inside one another.",
                "Split it into several expressions.",
            )
        self.stack.append((self.container, self.place, self.key))
        self.place = place
        if isinstance(value, dict):
            self.container = value
            place.packed_entries, place.packed_keys = {}, {}
            if first is None:
                self._key()
            else:
                self.at = first.end()
                self._keep_key(first[1], packed(first.start(1) - 1, first.end(1) + 1))
        elif isinstance(value, list):
            self.container = value
            place.packed_items = []
        return False

    def _leave(self) -> tuple[Json, Place]:
        """The container that has just been closed; the one around it is the innermost again."""
        value, place = self.container, self.place
        place.end = self.at
        self.container, self.place, self.key = self.stack.pop()
        return value, place

    def _array_closed(self) -> bool:
        found = self.grammar.array_next(self.text, self.at)
        if found is None:
            raise self._unexpected("a comma or the array's ]")
        self.at = found.end()
        if found.lastindex:
            return True
        if self.grammar.lenient and (closing := self.grammar.array_end(self.text, self.at)):
            self.at = closing.end()
            return True
        return False

    def _object_closed(self) -> bool:
        found = self.grammar.object_next(self.text, self.at)
        if found is None:
            return self._object_oddly_closed()
        self.at = found.end()
        if found.lastindex == 1:
            return True
        if self.place.extra < 0:
            self.place.extra = found.start(2)
        self._keep_key(found[3], packed(found.start(3) - 1, found.end(3) + 1))
        return False

    def _object_oddly_closed(self) -> bool:
        """The rarer continuations: a key with escapes, a trailing comma, a missing comma, a fault."""
        self._skip_blank()
        here = self.at
        lenient = self.grammar.lenient
        if self.text.startswith(",", here):
            self._mark_extra(here)
            self.at += 1
            if lenient and (closing := self.grammar.object_end(self.text, self.at)):
                self.at = closing.end()
                return True
        elif lenient and self.text.startswith('"', here):
            self._mark_extra(here)
            if self.place.gap < 0:
                self.place.gap = here
        else:
            raise self._unexpected("a comma or the object's }")
        self._key()
        return False

    def _mark_extra(self, offset: int) -> None:
        if self.place.extra < 0:
            self.place.extra = offset

    def _key(self) -> None:
        """Read an object's key and the colon after it."""
        self._skip_blank()
        start = self.at
        if not self.text.startswith('"', start):
            raise self._unexpected("a key in double quotes")
        self.at += 1
        key = self._string(start)
        place = packed(start, self.at)
        self._skip_blank()
        if not self.text.startswith(":", self.at):
            raise self._unexpected("a colon")
        self.at += 1
        self._keep_key(key, place)

    def _keep_key(self, key: str, place: int) -> None:
        self.key = self._mended(key) if self.surrogates else key
        self.place.packed_keys[self.key] = place

    def _string(self, start: int) -> str:
        """The string whose opening quote at `start` is read already, escapes resolved."""
        ending = STRING_END.match(self.text, self.at)
        if ending is None:
            end = len(self.text)
            line_end = -1 if self.grammar.lenient else self.text.find("\n", start)
            raise fault(
                self.text,
                # A server names the end of the text; who typed it looks for the beginning.
                Span(end, end) if self.grammar.lenient else Span(start, line_end if line_end > 0 else end),
                "A string without its end",
                hint="Close it with a double quote.",
                expected='"',
            )
        body = STRING_BODY.match(self.text, self.at)
        stop = body.end() if body is not None else self.at
        if stop != ending.end() - 1:
            if not self.grammar.lenient:
                from karma_tui.lang.json_slips import string_slip

                title, hint, span = string_slip(self.text, start, stop)
                raise fault(self.text, span, title, hint=hint, expected="a string")
            raise fault(
                self.text,
                Span(start, ending.end()),
                "A string is malformed",
                f"It breaks off at {self.text[stop : stop + 2]!a}: control characters must be escaped, and a"
                ' backslash is followed by one of " \\ / b f n r t or by u and four hexadecimal digits.',
                expected="a string",
            )
        letters = self.text[self.at : stop]
        self.at = ending.end()
        return self._mended(unescaped(letters)) if "\\" in letters else letters

    def _mended(self, letters: str) -> str:
        """Surrogates joined to characters where they pair; the others are kept, or U+FFFD on a server."""
        if letters.isascii() or SURROGATE.search(letters) is None:
            return letters
        joined = letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return SURROGATE.sub("\ufffd", joined) if self.grammar.lenient else joined

    def _skip_blank(self) -> None:
        blank = self.grammar.blank.match(self.text, self.at)
        if blank is not None:
            self.at = blank.end()

    def _finish(self) -> None:
        if self.grammar.lenient:
            return
        self._skip_blank()
        if self.at < len(self.text):
            raise self._unexpected("nothing after the JSON document")

    def _unexpected(self, expected: str) -> ExpressionError:
        """The fault that something else than `expected` comes next; half a number is blamed at its end."""
        if self.at and self.text[self.at : self.at + 1] in (".", "e", "E"):
            begin = self.at
            while begin and self.text[begin - 1] in "-.0123456789":
                begin -= 1
            self.at = self._number_end(begin)
        else:
            self._skip_blank()
            if self.text.startswith("-", self.at):
                self.at = self._number_end(self.at)
        end = min(self.at + 1, len(self.text))
        if self.grammar.lenient:
            return fault(self.text, Span(self.at, end), "This is not valid JSON", expected=expected)
        from karma_tui.lang.json_slips import json_slip

        title, hint, span = json_slip(self.text, self.at, expected, self.place.start)
        return fault(self.text, span, title, hint=hint, expected=expected)

    def _number_end(self, begin: int) -> int:
        partial = PARTIAL_NUMBER.match(self.text, begin)
        return max(self.at, partial.end()) if partial is not None else self.at


_Frame: TypeAlias = "tuple[list[Json] | dict[str, Json] | None, Place, str]"


def _integer(digits: str) -> int | Number:
    """A plain int; minus zero and numbers of absurd length keep their spelling."""
    if digits == "-0" or len(digits) > _LONGEST_INTEGER:
        return Number(digits)
    return int(digits)
