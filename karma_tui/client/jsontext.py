"""Reading the JSON of error answers: any depth, every digit, and the infinities that servers write bare.

The standard reader stops at about a thousand levels and knows neither `+Inf` nor `-Inf`
(notes-for-client 9); a refused query of ten thousand levels comes back inside its error. Results of
queries are not read here, they stay bytes.
"""

from __future__ import annotations

import json
import re
from typing import TypeAlias

from karma_tui.lang.nodes import Json, Number

_TOKEN = re.compile(
    r"[ \t\r\n]*(?:"
    r"(?P<mark>[\[\]{},:])"
    r'|(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")'
    r"|(?P<word>true|false|null|NaN|[+-]?Inf|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r")",
    re.DOTALL,
)
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}
_PLAIN_INTEGER = re.compile(r"-?[0-9]{1,400}")

_Container: TypeAlias = list[Json] | dict[str, Json]


class NotJson(ValueError):
    """The text is not the JSON it should be."""


def read_json(text: str) -> Json:
    """One JSON value and nothing after it; numbers that are not plain integers stay as written (`Number`).

    Raises NotJson.
    """
    top: list[Json] = []
    open_: list[tuple[_Container, str | None]] = []
    inside: _Container = top
    key: str | None = None
    previous = ","
    position = 0
    end = len(text.rstrip(" \t\r\n"))
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise NotJson(f"unexpected text at character {position}")
        position = match.end()
        mark = match["mark"]
        if mark is None:
            value = _scalar(match)
            if isinstance(inside, dict) and key is None:
                key = _key(value, previous, position)
                previous = "key"
                continue
            _need(previous in "[,:", position)
            _put(inside, key, value)
            key, previous = None, "value"
        elif mark in "[{":
            _need(previous in "[,:" and not (isinstance(inside, dict) and key is None), position)
            open_.append((inside, key))
            inside, key, previous = ({} if mark == "{" else []), None, mark
        elif mark in "]}":
            _need(bool(open_) and previous in ("value", "[", "{"), position)
            _need(isinstance(inside, dict) == (mark == "}"), position)
            closed = inside
            inside, key = open_.pop()
            _put(inside, key, closed)
            key, previous = None, "value"
        else:
            _need(previous == ("value" if mark == "," else "key") and inside is not top, position)
            previous = mark
    _need(len(top) == 1 and not open_, position)
    return top[0]


def _need(truth: bool, position: int) -> None:
    if not truth:
        raise NotJson(f"malformed before character {position}")


def _key(value: Json, previous: str, position: int) -> str:
    if not isinstance(value, str) or isinstance(value, Number) or previous not in ("{", ","):
        raise NotJson(f"malformed before character {position}")
    return value


def _put(inside: _Container, key: str | None, value: Json) -> None:
    if isinstance(inside, list):
        inside.append(value)
    elif key is not None:
        inside[key] = value


def _scalar(match: re.Match[str]) -> Json:
    text = match["text"]
    if text is not None:
        try:
            value: Json = json.loads(text, strict=False)
        except ValueError as error:
            raise NotJson(str(error)) from None
        return value
    word = match["word"]
    if word in _WORDS:
        return _WORDS[word]
    return int(word) if _PLAIN_INTEGER.fullmatch(word) else Number(word)
