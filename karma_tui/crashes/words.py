"""What may be told of an exception's words: those of the program, not those of the user or of a server.

An exception quotes what it stumbled over: a text being typed, a record, a password. A word is kept if it
stands in the program at one of the places that the exception came through, or if Python itself says it;
whatever else there is becomes an ellipsis. It must never raise.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from types import CodeType

from karma_tui.redact import redact

_LONGEST = 300
"""Characters of the words that are told."""

_MOST_READ = 4_000

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`")

_MESSAGES = """
    a an and are argument arguments at attribute base be bytes by can cannot case character characters codec
    could convert decode deleted denied device dict dictionary directory division does empty encode error
    exceeded exist expected file float for from function got has have in index index int integer invalid is
    item iterable keyword length list literal maximum memory missing module must name named no not object
    of on only open operand operation or out permission pop position positional range recursion required s
    sequence set size space start str string such supported takes target the to too tuple type types
    unexpected unhashable unpack unsupported value values was were while with zero depth comparison many
    left be called coroutine generator raised already closed event loop different running found changed
    during iteration given modulo by hidden
"""

_PYTHONS = frozenset(_MESSAGES.split())
"""Words of the interpreter's own messages."""


def told_words(failure: BaseException, codes: Iterable[CodeType]) -> str:
    """The exception's words on one line; `codes` are those it came through."""
    text = redact(_text(failure)[:_MOST_READ]).partition("\n")[0]
    known = _known(codes) | _of_attribute(failure)
    if not _is_all_known(text, known):
        text = _QUOTED.sub(lambda found: found[0] if _is_all_known(found[0], known) else "'…'", text)
        text = _WORD.sub(lambda found: found[0] if _may_be_told(found[0], known) else "…", text)
        text = re.sub(r"…(?:[^\w…]{0,3}…)+", "…", text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _text(failure: BaseException) -> str:
    try:
        return str(failure)
    except Exception as second:  # an exception whose own words fail
        return type(second).__name__


def _known(codes: Iterable[CodeType]) -> frozenset[str]:
    """The words in the program at those places: names and texts."""
    words = set(_PYTHONS)
    for code in codes:
        words.update(code.co_names, code.co_varnames, code.co_freevars, (code.co_name,))
        stack: list[object] = list(code.co_consts)
        while stack:
            constant = stack.pop()
            if isinstance(constant, str):
                words.update(_WORD.findall(constant))
            elif isinstance(constant, tuple | frozenset):
                stack.extend(constant)
    return frozenset(words)


def _of_attribute(failure: BaseException) -> frozenset[str]:
    """The class that was asked for an attribute it has not."""
    if not isinstance(failure, AttributeError) or failure.obj is None:
        return frozenset({"NoneType"})
    return frozenset({type(failure.obj).__name__})


def _is_all_known(text: str, known: frozenset[str]) -> bool:
    return all(_may_be_told(word, known) for word in _WORD.findall(text))


def _may_be_told(word: str, known: frozenset[str]) -> bool:
    """Small numbers say how many and where; a long one may be somebody's."""
    if word.isdecimal():
        return len(word) <= 4
    return word in known or word.lower() in _PYTHONS or hasattr(builtins, word)
