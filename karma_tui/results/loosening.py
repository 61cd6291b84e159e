"""What is looked for, made so loose that it is found in raw text wherever it would be found in a value.

A pattern is meant for one key or value at a time, and asking for each of thirty million takes minutes. The
loosened one is asked once for a whole record, and only the keys and values that it touches are looked at.
"""

from __future__ import annotations

import re
from typing import Any, Final

from karma_tui.results.scan import Buffer

_EMPTY: Final = "(?:)"
_PART: Final = re.compile(
    r"""
    \\Q (?:[^\\] | \\(?!E))*+ (?:\\E)?                        # words taken as they are
    | \[ \^? \]? (?:\[:\^?\w*+:\] | \\. | [^\]\\])*+ \]   # a class
    | \\?.
    """,
    re.VERBOSE | re.DOTALL,
)
_PLACES: Final = frozenset({r"\A", r"\b", r"\B", r"\z", "^", "$"})
_ESCAPE: Final = b"\\"
_SAME: Final = {"i": ("\u0130", "\u0131"), "k": ("\u212a",), "s": ("\u017f",)}
"""What else is the same letter where case does not count."""


class Loose:
    """Where in the text of a record a pattern may match."""

    __slots__ = ("_pattern",)

    def __init__(self, pattern: Any) -> None:
        self._pattern = pattern

    def is_in(self, text: bytes) -> bool:
        """Whether the pattern may match anywhere in the text of some records."""
        return _ESCAPE in text or not _is_utf8(text) or self._pattern.search(text) is not None

    def spans(self, record: Buffer) -> list[tuple[int, int]] | None:
        """The stretches that every match touches, in their order; None if it cannot be told."""
        text = bytes(record)
        if _ESCAPE in text or not _is_utf8(text):
            return None  # a value reads otherwise than it is spelled
        return [found.span() for found in self._pattern.finditer(text)]


def loosen(pattern: str, *, counts_case: bool) -> Loose | None:
    """Of a pattern that RE2 takes; None where it would be found everywhere."""
    import re2  # for those who search by pattern only

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = counts_case
    options.never_capture = True
    try:
        found = re2.compile(loosened(pattern), options)
    except re2.error:
        return None
    return None if found.search(b"") is not None else Loose(found)


def in_bytes(words: str, *, folds: bool) -> Loose:
    """Of ASCII words that are to be found as they are; `folds`: whatever their case."""
    flags = re.IGNORECASE if folds else re.NOFLAG
    same = {ord(letter): f"(?:{letter}|{'|'.join(others)})" for letter, others in _SAME.items()}
    pattern = re.escape(words.lower()).translate(same) if folds else re.escape(words)
    return Loose(re.compile(pattern.encode(), flags))


def same_letters(words: str) -> list[bytes]:
    """How letters are spelled that count as ASCII letters of these words where case does not count."""
    return [other.encode() for letter, others in _SAME.items() if letter in words.lower() for other in others]


def loosened(pattern: str) -> str:
    """The pattern without the places that it asks for: ends of text, of lines, of words."""
    return _PART.sub(lambda part: _EMPTY if part.group() in _PLACES else part.group(), pattern)


def _is_utf8(text: bytes) -> bool:
    try:
        return text.isascii() or bool(text.decode())
    except UnicodeDecodeError:
        return False
