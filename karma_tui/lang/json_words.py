"""JSON that is no expression, in words: what is wrong with a value where something else is expected.

What is expected is the decoders' business (`decoding.Spot.fault`); here it is put as people ask for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from karma_tui.lang.catalogue import catalogue, nearest
from karma_tui.lang.literals import misfit
from karma_tui.lang.nodes import Dialect, Json, Number

FUNCTION_NAME = "the name of a function"
ONE_KEY = "an object with one key"
ONLY_ONE_KEY = "an object with exactly one key"
FUNCTION_PARTS = "an array of parameter names and an array of expressions"
_ARRAY = "an array of "
_COUNTED = re.compile(r"an array of (\d+) ")
DATA_CASE = "a data constructor"
_OF_KIND = "a value of kind "
_DATA = ("list", "set", "tuple", "map", "struct", "union", "ref")
_LONGEST = 30


class JsonWords(NamedTuple):
    """Title and hint of a fault."""

    title: str
    hint: str = ""


def json_words(
    expected: str, value: Json, step: str | int | None, name: str, known: Iterable[str]
) -> JsonWords:
    """What to say of a value; `step` leads to it, `name` is what was looked for among the `known`."""
    if expected == FUNCTION_NAME:
        return _no_function(name, tuple(known), is_whole=step is None)
    if expected == ONE_KEY:
        return JsonWords("Expected an expression", _as_expression(value))
    if expected == ONLY_ONE_KEY:
        return JsonWords(
            "An expression has one key", "The key is a function's name; its arguments stand inside."
        )
    if expected == '"function"':
        return JsonWords("A function is wanted here", 'Write {"function": [["name"], [expression]]}.')
    if expected.startswith('the key "'):
        return JsonWords(f"{expected[:1].upper()}{expected[1:]} is missing")
    if expected.startswith("a key of "):
        near = nearest(name, tuple(known))
        hint = f"Did you mean {near}?" if near else f"The form is {expected.removeprefix('a key of ')}."
        return JsonWords(f'There is no key "{name}"', hint)
    if expected == FUNCTION_PARTS and isinstance(value, list):
        return JsonWords(
            "A function is [[names], [expressions]]", "Both arrays are wanted, also an empty one."
        )
    if expected.startswith(_ARRAY) and isinstance(value, list) and isinstance(step, str):
        count = _COUNTED.match(expected)
        if count is not None:
            title = "Too many arguments" if len(value) > int(count[1]) else "Too few arguments"
            return JsonWords(f"{title} for {step}", f"It takes {count[1]}.")
        parts = expected.removeprefix(_ARRAY).split(", ")
        if len(value) < len(parts):
            lacking = " and ".join(parts[len(value) :])
            return JsonWords(f"{step} lacks {lacking}", f"The form is [{', '.join(parts)}].")
        return JsonWords(f"Too many arguments for {step}", f"The form is [{', '.join(parts)}].")
    if expected == DATA_CASE:
        return _no_data(name, tuple(known))
    if expected.startswith(_OF_KIND):
        kind = expected.removeprefix(_OF_KIND)
        wrong = misfit(kind, value)
        return JsonWords(
            f"This is no {kind}", f"Write {wrong.expected if wrong is not None else 'a plain number'}."
        )
    near = nearest(name, tuple(known)) if name else None
    return JsonWords(f"Expected {expected}", f"Did you mean {near}?" if near else _form(expected, value))


def _form(expected: str, value: Json) -> str:
    """How that is written which is expected in place of a value."""
    if expected == FUNCTION_PARTS:
        return "A function is [[names], [expressions]]."
    if expected.startswith(_ARRAY) and isinstance(value, dict):
        parts = expected.removeprefix(_ARRAY)
        return f"The form is [{parts}]." if ", " in parts else "It stands in brackets: [{…}]."
    if expected.startswith("an object with "):
        parts = ", ".join(f'"{part}": …' for part in expected.removeprefix("an object with ").split(", "))
        return f"The form is {{{parts}}}."
    if expected == "a whole number" and isinstance(value, dict) and len(value) == 1:
        (number,) = value.values()
        return f"Write {number}." if type(number) is int and abs(number) < 1 << 63 else ""
    if expected.endswith("in double quotes") and isinstance(value, dict):
        inner = value.get("string")
        if len(value) == 1 and isinstance(inner, str) and len(inner) <= _LONGEST:
            return f"Write {json.dumps(inner, ensure_ascii=False)}."
        return "It is fixed when the expression is compiled, so it cannot be computed."
    return ""


def _no_function(name: str, known: tuple[str, ...], *, is_whole: bool) -> JsonWords:
    title = f"There is no function {name}"
    if name == "function":
        return JsonWords(
            "A function cannot stand here", "Functions are arguments of mapList, with and the like."
        )
    if name in _DATA:
        return JsonWords(f"{name} has its place inside of data", f'Write {{"data": {{"{name}": …}}}}.')
    if name == "expr":
        return JsonWords("expr has its place inside of data", "Leave it out here.")
    near = nearest(name, (*known, *(("function",) if is_whole else ())))
    return JsonWords(title, f"Did you mean {near}?" if near else "")


def _no_data(name: str, known: tuple[str, ...]) -> JsonWords:
    if catalogue(Dialect.V1).get(name) is not None:
        return JsonWords(f"{name} is no data", f'Write {{"expr": {{"{name}": …}}}}.')
    near = nearest(name, known)
    return JsonWords(f"There is no data constructor {name}", f"Did you mean {near}?" if near else "")


def _as_expression(value: Json) -> str:
    """How a bare value is written as an expression."""
    if isinstance(value, bool):
        return f'Write {{"bool": {json.dumps(value)}}}.'
    if value is None:
        return 'Write {"null": null}.'
    if isinstance(value, str) and not isinstance(value, Number):
        shown = json.dumps(value, ensure_ascii=False) if len(value) <= _LONGEST else '"…"'
        return f'Write {{"string": {shown}}}.'
    if isinstance(value, int):
        return f'Write {{"int64": {value}}} or another width.' if abs(value) < 1 << 63 else ""
    if isinstance(value, (float, Number)):
        return f'Write {{"float": {value}}}.' if len(str(value)) <= _LONGEST else ""
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], dict):
            return "Leave out the brackets: one expression is wanted."
        return 'A list is written {"data": {"list": […]}}.'
    return "The key is a function's name."
