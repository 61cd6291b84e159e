"""The productions of KVM text that contain no expression: names, literals, parameter lists, `return`.

Most of a text is made of these, and none of them needs a walk. The rest is `text_parse`.
"""

from __future__ import annotations

from karma_tui.lang import text_syntax as syn
from karma_tui.lang.text_cursor import Cursor
from karma_tui.lang.tokens import END, NAME, NUMBER, QUOTED_NAME, STRING, split_number

_WITH_COMMA = 2
_FORM = "Parameters are written (a, b) => value."
_NO_PARAMETERS = frozenset({NAME, QUOTED_NAME, STRING, NUMBER, ",", ";"})
"""What may stand by mistake in a parameter list."""
_CONSTANTS = {"true": True, "false": False, "null": None}
_LEAVES = frozenset({NAME, QUOTED_NAME, STRING, NUMBER})
_BEGINS_VALUE = frozenset({NAME, QUOTED_NAME, STRING, NUMBER, "{", "(", "!"})


def leaf(cursor: Cursor) -> syn.Syntax | None:
    """A primary without brackets, or None (and nothing read) where brackets or an arrow begin."""
    at = cursor.at
    kind = cursor.kinds[at]
    if kind == NAME:
        after = cursor.kinds[at + 1]
        if after in ("(", "=>"):
            return None
        word = cursor.values[at]
        cursor.at += 1
        if word in _CONSTANTS:
            return syn.Constant(cursor.starts[at], cursor.ends[at], _CONSTANTS[word])
        if word == "let":
            cursor.at -= 1
            return cursor.missing("a value", "A let stands at the beginning of a statement.")
        return syn.Name(cursor.starts[at], cursor.ends[at], word, False)
    if kind == STRING:
        cursor.at += 1
        return syn.Text(cursor.starts[at], cursor.ends[at], cursor.values[at])
    if kind == NUMBER:
        cursor.at += 1
        return syn.Numeral(cursor.starts[at], cursor.ends[at], *split_number(cursor.values[at]))
    if kind == QUOTED_NAME and cursor.kinds[at + 1] not in ("(", "=>"):
        cursor.at += 1
        return syn.Name(cursor.starts[at], cursor.ends[at], cursor.values[at], True)
    return None


def lone_leaf(cursor: Cursor, closer: str) -> syn.Syntax | None:
    """A leaf that is a whole item of a bracket, the most frequent case, or None; only for speed."""
    after = cursor.kinds[cursor.at + 1] if cursor.kinds[cursor.at] in _LEAVES else ""
    return leaf(cursor) if after in (",", closer) else None


def begins_parameters(cursor: Cursor) -> bool:
    """Whether the parenthesis under the cursor opens a parameter list: names up to `) =>`.

    Commas that are missing there are blamed by `parameters`.
    """
    at, kinds = cursor.at + 1, cursor.kinds
    while kinds[at] in (NAME, QUOTED_NAME):
        at += 1
        if kinds[at] == ",":
            at += 1
    several = kinds[at - 1] == "," or kinds[at - 2] == ","
    if kinds[at] == END:
        return kinds[at - 1] == "," and at > cursor.at + _WITH_COMMA  # what is being typed
    if several and kinds[at] == ")" and kinds[at + 1] in ("=", ":"):
        return True  # names with commas between stand in no other parentheses
    while kinds[at] in _NO_PARAMETERS:
        at += 1
    return kinds[at] == ")" and kinds[at + 1] == "=>"


def parameters(cursor: Cursor) -> tuple[str, ...]:
    """Take `name` or `(names)` before an arrow."""
    if cursor.kinds[cursor.at] != "(":
        return (cursor.new_name("a parameter"),)
    cursor.at += 1
    names: list[str] = []
    while cursor.kinds[cursor.at] != ")":
        before = cursor.at
        names.append(cursor.new_name("a parameter"))
        if cursor.at == before and cursor.kinds[before] != END:
            cursor.at += 1  # over what is no name
        if cursor.kinds[cursor.at] == ";":
            cursor.blame(", or )", _FORM)
            cursor.at += 1
        elif cursor.kinds[cursor.at] == ",":
            cursor.at += 1
        if cursor.kinds[cursor.at] == END:
            cursor.blame("a parameter")
            return tuple(name for name in names if name)
        if cursor.kinds[cursor.at - 1] not in (",", ";") and cursor.kinds[cursor.at] != ")":
            cursor.blame(", or )", _FORM)
    cursor.at += 1
    return tuple(names)


def is_return(cursor: Cursor) -> bool:
    """Whether `return` is a keyword here: a value follows that could not continue a name."""
    after = cursor.kinds[cursor.at + 1]
    return after in _BEGINS_VALUE or (after == "[" and cursor.starts[cursor.at + 1] > cursor.ends[cursor.at])
