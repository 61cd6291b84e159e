"""Hints in the form of the text: who writes JSON is told in JSON what to write.

The checker speaks KVM text, whatever the nodes came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from karma_tui.lang.check.hints import SUFFIXES
from karma_tui.lang.check.problem import Problem
from karma_tui.lang.nodes import Dialect

_KINDS = {suffix: kind for kind, suffix in SUFFIXES.items()}
_NUMBER = re.compile(rf"Write (-?[0-9][0-9.eE+-]*?)({'|'.join(_KINDS)})\.")
_LAMBDA = re.compile(r"Write (?:\((\w+(?:, \w+)*)\)|(\w+)) => and what it returns\.")
_CALL = re.compile(r'Write (symbol|dateTime|float|tag|new\w+)\(("[^"]*"|-?[0-9.]+)\)\.')
_WORDED = (
    ('Write ref("model id", "record id").', 'Write {"data": {"ref": ["model id", "record id"]}}.'),
    ('A symbol is written symbol("…").', 'A symbol is written {"symbol": "…"}.'),
    ("A tuple is written tuple(a, b).", 'A tuple is written {"data": {"tuple": […]}}.'),
    ("A set is written set(a, b).", 'A set is written {"data": {"set": […]}}.'),
    ("A set is no list; [a, b] is one.", 'A set is no list; {"data": {"list": […]}} is one.'),
    ("A map is written map({name: value}).", 'A map is written {"data": {"map": {…}}}.'),
    ("A struct is written {name: value}.", 'A struct is written {"data": {"struct": {…}}}.'),
    ("Write [0] for the first item of a tuple.", 'Write {"indexTuple": [value, 0]} for the first item.'),
)
_FIELD = re.compile(r"Write \.(\S+) for a field\.")
_ENTRY = re.compile(r'Write \["(.*)"\] for an entry of a map\.')


def in_json(problems: Iterable[Problem], dialect: Dialect) -> Iterator[Problem]:
    """The problems of a text in JSON, with hints in JSON."""
    for problem in problems:
        hint = _in_json(problem.hint, dialect) if problem.hint else ""
        yield replace(problem, hint=hint) if hint != problem.hint else problem


def _in_json(hint: str, dialect: Dialect) -> str:
    number = _NUMBER.fullmatch(hint)
    if number is not None:
        return f'Write {{"{_KINDS[number[2]]}": {number[1]}}}.'
    function = _LAMBDA.fullmatch(hint)
    if function is not None:
        names = ", ".join(f'"{name}"' for name in (function[1] or function[2]).split(", "))
        return f'Write {{"function": [[{names}], [what it returns]]}}.'
    call = _CALL.fullmatch(hint)
    if call is not None:
        is_tag = call[1] == "tag" and dialect is Dialect.V1
        value = f'{{"string": {call[2]}}}' if is_tag else call[2]
        return f'Write {{"{call[1]}": {value}}}.'
    if dialect is Dialect.V01:
        return hint
    field, entry = _FIELD.fullmatch(hint), _ENTRY.fullmatch(hint)
    if field is not None:
        return f'Write {{"field": ["{field[1]}", value]}} for a field.'
    if entry is not None:
        return f'Write {{"key": [{{"string": "{entry[1]}"}}, value]}} for an entry of a map.'
    return next((said for known, said in _WORDED if known == hint), hint)
