"""Where in a text the cursor is, cut down to the expression around it, with a mark for what is typed.

Only the statement of the cursor is kept, and the definitions it needs, so that the length of a buffer does
not matter; the rest is looked at by one expression that finds brackets, strings and comments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import Dialect

MARK = "\ua66e"
"""Stands for the word under the cursor: a letter that nobody writes."""

_SMALL = 4_000
"""Characters before the statement up to which everything is kept."""
_TOKEN = re.compile(
    r"""
    (?P<string>"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?)
  | (?P<comment>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)
  | (?P<name>`(?:[^`\\\n]|\\.)*+`?)
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<end>;)
  | (?P<blank>\n[ \t\r]*\n)
  | (?P<let>(?<![^\n])let[ \t])
    """,
    re.VERBOSE,
)
_LET = re.compile(r"\s*(?:let|const|var)\s+([\w$]+)\s*=")
_WORD = re.compile(r"[\w$]*")
_IDENTIFIER = re.compile(r"(?:[^\W\d]|\$)[\w$]*")
_GOES_ON = re.compile(r"\s*(?:\|>|\|\||&&|==|!=|=>|[.,:)\]}=])")
_UNFINISHED = re.compile(r"(?:\|>|\|\||&&|==|!=|=>|[.,:(\[{=])\s*\Z")
_FIRST_KEY = re.compile(r"""\s*\{\s*"([^"\n]*)""")


_Stretch: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """The place of the cursor. `start..end` is what a proposal replaces, in the whole text."""

    start: int
    end: int
    typed: str
    """What stands between `start` and the cursor."""
    text: str
    """The expression and the definitions it needs, with `MARK` for what is at `start..end`."""
    at: int
    """Where in `text` the mark stands."""
    shift: int
    """What is added to an offset before the mark, in the cursor's statement, to get it in the whole text."""
    quote: str = ""
    """The quotation mark of the string that the cursor is in, or ""."""
    closed: bool = True
    """Whether that string has an end of its own."""
    is_json: bool = False
    before: str = ""
    """The last character before `start` that is no blank; "" at the beginning."""
    after: str = ""
    """The first character after `end` (and the quotation mark) that is no blank."""


@dataclass(slots=True)
class _Cut:
    start: int
    end: int
    defined: tuple[_Stretch, ...]
    inside: re.Match[str] | None


@dataclass(frozen=True, slots=True)
class Piece:
    """The expression around an offset and the definitions it needs, as written but for a mark."""

    text: str
    at: int
    """The offset in `text`."""
    shift: int
    """What is added to offsets before the mark, in the cursor's statement, to get those in the whole text."""
    marked: bool
    """Whether a mark stands at the offset, for the argument that is about to be typed there."""


def piece_at(text: str, offset: int) -> Piece | None:
    """The piece around an offset; None inside of a comment."""
    offset = max(0, min(offset, len(text)))
    cut = _cut(text, offset)
    if cut.inside is not None and cut.inside.lastgroup == "comment":
        return None
    is_json = _is_json(text, cut.start, cut.end, offset)
    kept = "" if is_json else "".join(f"{text[begin:finish]};" for begin, finish in cut.defined)
    head, tail = text[cut.start : offset], text[offset : max(cut.end, offset)]
    marked = not is_json and cut.inside is None and not _in_word(head[-1:]) and not _in_word(tail[:1])
    return Piece(
        kept + head + (MARK if marked else "") + tail, len(kept) + len(head), cut.start - len(kept), marked
    )


def _in_word(char: str) -> bool:
    return char.isalnum() or char in ("_", "$", '"', "'")


def place_at(text: str, offset: int) -> Place | None:
    """The place of an offset; None inside of a comment, a number or a quoted name, where nothing helps."""
    offset = max(0, min(offset, len(text)))
    cut = _cut(text, offset)
    inside = cut.inside
    if inside is not None and inside.lastgroup != "string":
        return None
    if inside is not None:
        return _in_string(text, offset, cut, inside)
    start = offset
    while start > cut.start and (text[start - 1].isalnum() or text[start - 1] in "_$"):
        start -= 1
    found = _WORD.match(text, offset)
    end = found.end() if found is not None else offset
    if text[start:end][:1].isdigit():
        return None
    return _placed(text, cut, start, end, offset, "", True)


def _in_string(text: str, offset: int, cut: _Cut, inside: re.Match[str]) -> Place:
    quote = inside[0][0]
    closed = len(inside[0]) > 1 and inside[0].endswith(quote)
    start = inside.start() + 1
    return _placed(text, cut, start, inside.end() - 1 if closed else offset, offset, quote, closed)


def _placed(text: str, cut: _Cut, start: int, end: int, offset: int, quote: str, closed: bool) -> Place:
    is_json = _is_json(text, cut.start, max(cut.end, offset), start)
    kept = "" if is_json else "".join(f"{text[begin:finish]};" for begin, finish in cut.defined)
    head = kept + text[cut.start : start]
    mark = MARK
    if quote and not closed:
        mark += quote
    elif is_json and not quote:
        head, mark = head + '"', mark + '"'
    behind = end + (1 if quote and closed else 0)
    return Place(
        start=start,
        end=end,
        typed=text[start:offset],
        text=head + mark + text[end : max(cut.end, end)],
        at=len(head),
        shift=cut.start - len(kept),
        quote=quote,
        closed=closed,
        is_json=is_json,
        before=text[cut.start : start - len(quote)].rstrip()[-1:],
        after=text[behind : behind + 200].lstrip()[:1],
    )


def _is_json(text: str, begin: int, end: int, at: int) -> bool:
    """Whether a statement is JSON: its first key is the name of a function, or is being typed."""
    found = _FIRST_KEY.match(text, begin, end)
    if found is None:
        return False
    known = found[1] == "function" or any(catalogue(dialect).get(found[1]) for dialect in Dialect)
    return known or found.start(1) == at


def _cut(text: str, offset: int) -> _Cut:
    """The statement around an offset, the definitions before it that count, and the token it is inside of."""
    open_brackets: list[str] = []
    begin, end, inside = 0, len(text), None
    statements: list[_Stretch] = []
    for found in _TOKEN.finditer(text):
        kind, at = found.lastgroup, found.start()
        if kind in ("string", "comment", "name"):
            if at < offset and _holds(found, offset):
                inside = found
            continue
        if kind == "close":
            if open_brackets:
                open_brackets.pop()
            continue
        if kind == "open":
            if open_brackets or found[0] != "{" or not _is_object(text, begin, at):
                open_brackets.append(found[0])
                continue
        elif not _ends(text, found, begin, open_brackets):
            continue
        if at >= offset and (kind == "end" or text[begin:at].strip() or at > offset):
            end = at
            break
        open_brackets[:] = ["{"] if kind == "open" else []
        statements.append((begin, at))
        begin = found.end() if kind in ("end", "blank") else at
    return _Cut(begin, end, _needed(text, statements, begin, end), inside)


def _is_object(text: str, begin: int, end: int) -> bool:
    """Whether a stretch is in braces as a whole, as JSON is that another one follows."""
    between = text[begin:end].strip()
    return between[:1] == "{" and between[-1:] == "}"


def _ends(text: str, found: re.Match[str], begin: int, open_brackets: list[str]) -> bool:
    """Whether a `;`, an empty line or a `let` at the beginning of a line ends the statement before it."""
    if found.lastgroup == "end":
        while open_brackets and open_brackets[-1] != "{":
            open_brackets.pop()
        return not open_brackets
    if found.lastgroup == "let":
        return True
    at = found.start()
    goes_on = _GOES_ON.match(text, found.end()) or _UNFINISHED.search(text, max(begin, at - 80), at)
    return not open_brackets and goes_on is None


def _holds(token: re.Match[str], offset: int) -> bool:
    """Whether an offset is inside of a token; at the end of an open one counts."""
    letters = token[0]
    if offset >= token.end():
        if offset > token.end():
            return False
        if token.lastgroup == "comment":
            return letters.startswith("//") or not letters.endswith("*/")
        return len(letters) < 2 or not letters.endswith(letters[0])
    return True


def _needed(
    text: str, statements: list[tuple[int, int]], begin: int, end: int
) -> tuple[tuple[int, int], ...]:
    """Of the statements before, the definitions that the statement needs, directly or through others."""
    wanted: set[str] | None = None
    if begin > _SMALL:
        wanted = set(_IDENTIFIER.findall(text, begin, end))
    kept: list[_Stretch] = []
    for start, finish in reversed(statements):
        found = _LET.match(text, start, finish)
        if found is None or (wanted is not None and found[1] not in wanted):
            continue
        kept.append((start, finish))
        if wanted is not None:
            wanted.discard(found[1])
            wanted.update(_IDENTIFIER.findall(text, found.end(), finish))
    return tuple(reversed(kept))
