"""The colours of one line of KVM text or JSON, and what the next line needs to know about it.

For editors, which ask on every keystroke: no tokens are kept, nothing is parsed, a broken line is coloured
as far as it makes sense. `lexer` shows the same to Pygments. What may be an error is only marked where the
line alone proves it.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.tokens import SUFFIXES


class LineState(Enum):
    """What a line begins inside of."""

    NONE = "none"
    COMMENT = "block comment"
    NAME = "quoted name"


CLASSES = (
    "comment",
    "constant",
    "error",
    "field",
    "function",
    "function.unknown",
    "key",
    "key.function",
    "keyword",
    "name",
    "number",
    "number.suffix",
    "operator",
    "parameter",
    "punctuation",
    "reference",
    "string",
)
"""Every class a stretch of a line can have; `key.function` is a function's name as a JSON key, `reference`
a string that names a model or a record in a `ref`."""

_IDENT = r"(?:[^\W\d]|\$)[\w$]*+"
_QUOTED = r"`[^`\\]*+(?:\\.[^`\\]*+)*+`"
_DOUBLE = r'"[^"\\]*+(?:\\.[^"\\]*+)*+'
_SINGLE = r"'[^'\\]*+(?:\\.[^'\\]*+)*+"
_LINE = re.compile(
    rf"""\s*+(?:
    ({_IDENT})(?=\s*+\()
  | (\(\s*+(?:(?:{_IDENT}|{_QUOTED})\s*+(?:,\s*+)?+)*+\)(?=\s*+=>))
  | ([()\[\]{{}},;])
  | \.\s*+((?:{_IDENT}|{_QUOTED}))(?!\s*+\()
  | ((?:{_IDENT}|{_QUOTED})(?=\s*+=>))
  | ((?:{_IDENT}|{_QUOTED}|{_DOUBLE}"|{_SINGLE}')(?=\s*+:))
  | (true|false|null)(?![\w$])
  | (let|const|var|return)(?![\w$])
  | ({_IDENT}|{_QUOTED})
  | ({_DOUBLE}(?:"|\\?$)|{_SINGLE}(?:'|\\?$))
  | (-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)([\w$]*+)
  | (=>|\|>|\|\||&&|==|!=|[:.!=])
  | (//.*|/\*.*?\*/)
  | (/\*.*)
  | (`.*)
  | (\S)
    )""",
    re.VERBOSE,
)
_CLASS_OF_GROUP = (
    "",
    "function",
    "parameter",
    "punctuation",
    "field",
    "parameter",
    "key",
    "constant",
    "keyword",
    "name",
    "string",
    "number",
    "number.suffix",
    "operator",
    "comment",
    "comment",
    "name",
    "error",
)
_CALL, _PARAMETERS, _PUNCTUATION, _FIELD, _KEY, _PLAIN, _STRING, _SUFFIX = 1, 2, 3, 4, 6, 9, 10, 12
_OPERATOR, _OPEN_COMMENT, _OPEN_NAME = 13, 15, 16
_REFS = frozenset({"ref", '"ref"', "'ref'"})
_WITHIN_REF = frozenset("([,:")
"""What may stand between `ref` and the strings that it is made of."""
_COMMENT_END = re.compile(r".*?\*/")
_NAME_END = re.compile(r"[^`\\]*+(?:\\.[^`\\]*+)*+`")
_NAME = re.compile(f"{_IDENT}|{_QUOTED}")
_END_OF = {LineState.COMMENT: "*/", LineState.NAME: "`"}
LONG = 100_000
"""Characters of a line beyond which `state_after` does not lex."""


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Every name that may stand before an opening parenthesis, in either dialect."""
    from karma_tui.lang.text_data import CONSTRUCTORS  # these read text, and are loaded once there is one
    from karma_tui.lang.text_models import FORMS

    names = {name for dialect in Dialect for name in catalogue(dialect).names}
    return frozenset(names | set(CONSTRUCTORS) | set(FORMS) | {"data", "expr", "raw", "json", "function"})


def lex_line(line: str, state: LineState = LineState.NONE) -> tuple[list[tuple[int, int, str]], LineState]:
    """The coloured stretches of a line as (start, end, class), and the state the next line begins in.

    `line` has no line break; offsets are characters; blanks between stretches are in none. Never raises,
    linear in the length of the line.
    """
    found: list[tuple[int, int, str]] = []
    at = 0
    if state is not LineState.NONE:
        ending = (_COMMENT_END if state is LineState.COMMENT else _NAME_END).match(line)
        at = ending.end() if ending is not None else len(line)
        if at:
            found.append((0, at, "comment" if state is LineState.COMMENT else "name"))
        if ending is None:
            return found, state
    state = LineState.NONE
    if at == len(line):
        return found, state  # an empty buffer needs no names, and so nothing of what they come from
    known = known_names()
    in_ref = False
    add = found.append
    # Blanks at the end would be tried one by one: no alternative matches there.
    for match in _LINE.finditer(line, at, len(line.rstrip())):
        group = match.lastindex
        assert group is not None, "one of the groups has matched"
        start, end = match.span(group)
        if in_ref and group == _STRING:
            add((start, end, "reference"))
            continue
        in_ref = (in_ref and group in (_PUNCTUATION, _OPERATOR) and match[group] in _WITHIN_REF) or (
            group in (_CALL, _KEY) and match[group] in _REFS
        )
        if group == _CALL:
            add((start, end, "function" if match[group] in known else "function.unknown"))
        elif group == _SUFFIX:
            _add_number(found, match)
        elif group == _PARAMETERS:
            _add_parameters(found, line, start, end)
        elif group == _KEY:
            quoted = line[start] == '"' and line[start + 1 : end - 1] in known
            add((start, end, "key.function" if quoted else "key"))
        else:
            if group == _FIELD:
                add((dot := line.index(".", match.start()), dot + 1, "operator"))
            elif group == _OPEN_COMMENT:
                state = LineState.COMMENT
            elif group == _OPEN_NAME:
                state = LineState.NAME
            given = group == _PLAIN and line[start] == "$" and end - start > 1
            add((start, end, "parameter" if given else _CLASS_OF_GROUP[group]))
    return found, state


def state_after(line: str, state: LineState = LineState.NONE) -> LineState:
    """The state that the line after this one begins in; a search settles it for nearly every line.

    Of a line of more than `LONG` characters only that is taken which a search settles, else it counts as
    if it were not there: nobody writes such a line, and reading it all at each key would be felt.
    """
    if state is LineState.NONE:
        if "`" not in line and "/*" not in line:
            return state
    elif _END_OF[state] not in line:
        return state
    return state if len(line) > LONG else lex_line(line, state)[1]


def _add_number(found: list[tuple[int, int, str]], match: re.Match[str]) -> None:
    """A number, and its suffix or what is wrong with it."""
    start, end = match.span(_SUFFIX - 1)
    found.append((start, end, "number"))
    suffix = match[_SUFFIX]
    if suffix:
        found.append((end, match.end(), "number.suffix" if suffix in SUFFIXES else "error"))


def _add_parameters(found: list[tuple[int, int, str]], line: str, start: int, end: int) -> None:
    """A parameter list: brackets, commas and names apart."""
    at = start
    for name in _NAME.finditer(line, start, end):
        _add_punctuation(found, line, at, name.start())
        found.append((name.start(), name.end(), "parameter"))
        at = name.end()
    _add_punctuation(found, line, at, end)


def _add_punctuation(found: list[tuple[int, int, str]], line: str, start: int, end: int) -> None:
    found.extend((at, at + 1, "punctuation") for at in range(start, end) if not line[at].isspace())
