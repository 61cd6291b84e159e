"""What may be told of an exception's words: those of the program, not those of the user or of a server.

An exception quotes what it stumbled over: a text being typed, a record, a password. Kept is what stands in
the program, letter by letter, at one of the places that the exception came through; where Python itself
speaks, its own words. Whatever else there is becomes an ellipsis. It must never raise.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from types import CodeType

from karma_tui.redact import MASK, redact

_LONGEST = 300
"""Characters of the words that are told."""

_MOST_READ = 4_000

_TELLING = 4
"""Letters of a text of the program from which on it is taken for that where it turns up."""

_NUMBER = re.compile(r"(?<!\w)\d{1,4}(?!\w)")
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
    names, texts = _of_program(codes)
    kept = _only_texts(text, texts) or _only_words(text, names | _of_attribute(failure))
    return kept if len(kept) <= _LONGEST else f"{kept[:_LONGEST]}…"


def _only_texts(text: str, texts: frozenset[str]) -> str:
    """What of it stands in the program letter by letter; "" if nothing does, and Python itself speaks."""
    keeps = [False] * len(text)
    for known in texts:
        at = text.find(known)
        while at >= 0:
            keeps[at : at + len(known)] = [True] * len(known)
            at = text.find(known, at + len(known))
    if not any(keeps):
        return ""
    for number in _NUMBER.finditer(text):
        keeps[number.start() : number.end()] = [True] * len(number[0])
    for mask in re.finditer(re.escape(MASK), text):
        keeps[mask.start() : mask.end()] = [True] * len(MASK)
    shown = "".join(letter if keep else "\0" for letter, keep in zip(text, keeps, strict=True))
    return re.sub("\0+", "…", shown)


def _only_words(text: str, names: frozenset[str]) -> str:
    """Python's own words and the program's names; what is in quotes is a value unless it is such a name."""
    text = _QUOTED.sub(lambda found: found[0] if found[0][1:-1] in names else "'…'", text)
    known = names | _PYTHONS
    text = _WORD.sub(lambda found: found[0] if _may_be_told(found[0], known) else "…", text)
    return re.sub(r"…(?:[^\w…]{0,3}…)+", "…", text)


def _text(failure: BaseException) -> str:
    try:
        return str(failure)
    except Exception as second:  # an exception whose own words fail
        return type(second).__name__


def _of_program(codes: Iterable[CodeType]) -> tuple[frozenset[str], frozenset[str]]:
    """The names at those places, and the texts that are long enough to be known by."""
    names: set[str] = set()
    texts: set[str] = set()
    for code in codes:
        names.update(code.co_names, code.co_varnames, code.co_freevars, (code.co_name,))
        stack: list[object] = list(code.co_consts)
        while stack:
            constant = stack.pop()
            if isinstance(constant, str) and len(constant) >= _TELLING:
                texts.add(constant)
            elif isinstance(constant, tuple | frozenset):
                stack.extend(constant)
    return frozenset(names), frozenset(texts)


def _of_attribute(failure: BaseException) -> frozenset[str]:
    """The class that was asked for an attribute it has not."""
    if not isinstance(failure, AttributeError) or failure.obj is None:
        return frozenset({"NoneType"})
    return frozenset({type(failure.obj).__name__})


def _may_be_told(word: str, known: frozenset[str]) -> bool:
    """Small numbers say how many and where; a long one may be somebody's."""
    if word.isdecimal():
        return len(word) <= 4
    return word in known or word.lower() in _PYTHONS or hasattr(builtins, word)
