"""An expression as tokens and brackets, whatever form it has, and also if it is wrong."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*(?:"|$)|'(?:[^'\\\n]|\\.)*(?:'|$))"""
    r"|(?P<name>`(?:[^`\\\n]|\\.)*`|[^\W\d][\w$]*|\$[\w$]*)"
    r"|(?P<open>[([{])|(?P<close>[)\]}])|(?P<mark>[,:;.=])|(?P<other>[^\s\w\"'`()\[\]{},:;.=$]|\d[\w.]*)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; `kind` is one of the groups above."""

    kind: str
    start: int
    end: int
    text: str


def tokens_of(text: str) -> Iterator[Token]:
    """All of them; blanks are left out."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "", match.start(), match.end(), match[0])


class Brackets:
    """Which brackets are around each token; those of a broken text as well as it goes."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._outer: list[int] = []
        self._close: dict[int, int] = {}
        self._ends = [-1]
        """Where statements end."""
        stack = [-1]
        for at, token in enumerate(tokens):
            if token.kind == "close" and len(stack) > 1:
                self._close[stack.pop()] = at
            self._outer.append(stack[-1])
            if token.kind == "open":
                stack.append(at)
            elif token.text == ";" and len(stack) == 1:
                self._ends.append(at)
        self._ends.append(len(tokens))

    def around(self, at: int, levels: int) -> tuple[int, int]:
        """First and last token but one of what is in the brackets so many levels out, or in the statement."""
        start = at
        for _ in range(levels):
            if self._outer[start] < 0:
                end = bisect_left(self._ends, at)
                return self._ends[end - 1] + 1, self._ends[end]
            start = self._outer[start]
        return start + 1, self._close.get(start, len(self._outer))

    def values_beside(self, start: int, end: int) -> set[int]:
        """Strings that are the whole values of fields between the same brackets: `kind: "x"`."""
        tokens = self._tokens
        return {
            at
            for at in range(start + 1, end)
            if self._outer[at] == start - 1
            and tokens[at - 1].text == ":"
            and (at + 1 == len(tokens) or tokens[at + 1].text in (",", "}"))
        }


def value_at(tokens: list[Token], start: int) -> set[int]:
    """The tokens from a place on that are one value: up to a comma, a semicolon, or the end around it."""
    found: set[int] = set()
    depth = 0
    for at in range(start, len(tokens)):
        token = tokens[at]
        depth += (token.kind == "open") - (token.kind == "close")
        if depth < 0 or (depth == 0 and token.text in (",", ";")):
            break
        found.add(at)
    return found


def is_json(tokens: list[Token]) -> bool:
    """Whether it is a JSON object."""
    return len(tokens) > 2 and tokens[0].text == "{" and tokens[1].kind == "string" and tokens[2].text == ":"
