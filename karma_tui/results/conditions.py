"""What a record's field must be like to be kept, as a person types it: `> 5`, `= "x"`, `null`, `~ word`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from karma_tui.errors import UsageError
from karma_tui.results.fields import Field
from karma_tui.results.order import NUMBER, TEXT, Key, sort_key
from karma_tui.results.rows import Path
from karma_tui.results.scan import Buffer, first
from karma_tui.results.strings import decode_string, utf8
from karma_tui.results.text import path_text


class Test(StrEnum):
    """How a field is compared."""

    __test__ = False  # pytest must not take it for tests

    EQUALS = "="
    DIFFERS = "!="
    CONTAINS = "~"
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="
    NULL = "null"
    ABSENT = "absent"


HELP = "= equals  != differs  ~ contains  > greater  < less  >= <=  null  absent"
_SHORT = 60
_COMPARED = re.compile(r"\s*(!=|[<>]=|[=~<>])\s*(.*?)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Condition:
    """One field of a record, compared with a value."""

    path: Path
    """Inside the record."""
    test: Test
    value: str = ""
    """As typed: a number, or text with or without quotes."""

    @property
    def name(self) -> str:
        """The field in words: `value.rank`."""
        return field_name(self.path)

    @property
    def text(self) -> str:
        """`value.rank > 5`."""
        if self.test in (Test.NULL, Test.ABSENT):
            return f"{self.name} is {self.test}"
        return f"{self.name} {self.test} {self.value}"

    def predicate(self) -> _Predicate:
        """The condition, made ready for many records."""
        return _Predicate(self)


def field_name(path: Path) -> str:
    """A field of a record in words, by its path inside of it."""
    return path_text(path).removeprefix("$").removeprefix(".") or "the record"


def suggested(value: Buffer | None) -> str:
    """A condition to begin with, from the value under the cursor; "" for what is too long to be meant."""
    if value is None or len(value) > _SHORT or first(value) in (b"{", b"["):
        return ""
    return "null" if bytes(value) == b"null" else f"= {utf8(value)}"


def read_condition(path: Path, words: str) -> Condition:
    """A condition on the field at a path inside the record. Raises UsageError for what is none.

    Words without a sign in front are looked for inside the field.
    """
    plain = words.strip()
    if plain in (Test.NULL, Test.ABSENT):
        return Condition(path, Test(plain))
    found = _COMPARED.fullmatch(words)
    test, value = (Test(found[1]), found[2]) if found else (Test.CONTAINS, plain)
    if not value:
        raise UsageError("There is nothing to compare with", hint=HELP)
    return Condition(path, test, value)


class _Predicate:
    """Called with a record's text; whether it is kept."""

    __slots__ = ("_case", "_field", "_key", "_test", "_text")

    def __init__(self, condition: Condition) -> None:
        self._field = Field(condition.path)
        self._test = condition.test
        typed = condition.value.encode("utf-8", "surrogateescape")
        self._text = decode_string(typed) if _is_quoted(typed) else condition.value
        self._key: Key = sort_key(typed) if typed else (TEXT, "")
        self._case = self._text != self._text.lower()

    def __call__(self, record: Buffer) -> bool:
        """See the class."""
        value = self._field.of(record)
        if value is None:
            return self._test in (Test.ABSENT, Test.DIFFERS)
        match self._test:
            case Test.ABSENT:
                return False
            case Test.NULL:
                return bytes(value) == b"null"
            case Test.EQUALS:
                return self._equals(value)
            case Test.DIFFERS:
                return not self._equals(value)
            case Test.CONTAINS:
                text = _plain(value)
                return self._text in (text if self._case else text.lower())
        return self._is_beyond(value)

    def _equals(self, value: Buffer) -> bool:
        if _plain(value) == self._text:
            return True
        return self._key[0] == NUMBER and sort_key(value) == self._key

    def _is_beyond(self, value: Buffer) -> bool:
        """Only numbers with numbers, text with text; a number that was typed is also text."""
        key = sort_key(value)
        other = self._key
        if key[0] == TEXT and other[0] != TEXT:
            other = sort_key(_as_string(self._text))
        if key[0] != other[0] or key[0] not in (NUMBER, TEXT):
            return False
        if self._test in (Test.GREATER, Test.LESS):
            return key > other if self._test is Test.GREATER else key < other
        return key >= other if self._test is Test.AT_LEAST else key <= other


def _plain(value: Buffer) -> str:
    """A string's characters, any other value as sent."""
    return decode_string(value) if first(value) == b'"' else utf8(value)


def _is_quoted(typed: bytes) -> bool:
    return len(typed) > 1 and typed[:1] == b'"' == typed[-1:]


def _as_string(text: str) -> bytes:
    import json

    return json.dumps(text).encode()
