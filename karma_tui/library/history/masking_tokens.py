"""Finds in the tokens of an expression what belongs to a secret name, and masks it.

A text may be of any form, and wrong, so it is looked at token by token. A string is masked where the name has
a value (`password: "..."`), and where both are arguments of one call (`setField("password", "...", user)`,
`user.password == "..."`). Too much may be masked, never too little.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from karma_tui.library.history.secret_looks import is_secret_name
from karma_tui.redact import MASK, redact

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*(?:"|$)|'(?:[^'\\\n]|\\.)*(?:'|$))"""
    r"|(?P<name>`(?:[^`\\\n]|\\.)*`|[^\W\d][\w$]*|\$[\w$]*)"
    r"|(?P<open>[([{])|(?P<close>[)\]}])|(?P<mark>[,:;.=])|(?P<other>[^\s\w\"'`()\[\]{},:;.=$]|\d[\w.]*)",
    re.DOTALL | re.MULTILINE,
)
_FIELD = re.compile(r"""["'][\w$]+["']""")
_FLAG = re.compile(r"""//[ \t]*["']?secret["']?[ \t]*=[ \t]*(?:true|false)[ \t]*""")
_HARMLESS = frozenset(("tag", "model", "ref", "field", "key", "scope", "bind"))
"""Functions whose strings name something of the instance or of the expression."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    start: int
    end: int
    text: str


def without_values(text: str) -> str:
    """The text with the values of secret names masked."""
    tokens = list(_tokens(text))
    brackets = _Brackets(tokens)
    levels = 3 if _is_json(tokens) else 2
    hidden: set[int] = set()
    seen: set[tuple[int, int]] = set()
    for at, token in enumerate(tokens):
        if token.kind == "comment":
            hidden.add(at)
        elif token.kind in ("name", "string") and is_secret_name(token.text):
            after = tokens[at + 1].text if at + 1 < len(tokens) else ""
            if after in (":", "="):
                hidden |= _value(tokens, at + 2)
            elif after != "(" if token.kind == "name" else _FIELD.fullmatch(token.text):
                around = brackets.around(at, levels if token.kind == "string" else 1)
                if around not in seen:
                    seen.add(around)
                    others = brackets.values_beside(*around) if token.kind == "name" else set()
                    hidden |= _strings(tokens, *around) - others
    hidden |= _definitions(tokens, hidden)
    return _joined(text, tokens, hidden, _lonely(tokens, hidden))


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        yield _Token(match.lastgroup or "", match.start(), match.end(), match[0])


class _Brackets:
    """Which brackets are around each token; those of a broken text as well as it goes."""

    def __init__(self, tokens: list[_Token]) -> None:
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


def _value(tokens: list[_Token], start: int) -> set[int]:
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


def _strings(tokens: list[_Token], start: int, end: int) -> set[int]:
    """The strings between two places that may be values."""
    return {
        at
        for at in range(start, end)
        if tokens[at].kind == "string"
        and not (_is_key(tokens, at) or _is_harmless(tokens, at) or is_secret_name(tokens[at].text))
    }


def _is_json(tokens: list[_Token]) -> bool:
    return len(tokens) > 2 and tokens[0].text == "{" and tokens[1].kind == "string" and tokens[2].text == ":"


def _is_key(tokens: list[_Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].text == ":"


def _is_harmless(tokens: list[_Token], at: int) -> bool:
    before = [token.text.strip("\"'`") for token in tokens[max(0, at - 2) : at]]
    return len(before) == 2 and before[1] in ("(", ":") and before[0] in _HARMLESS


def _definitions(tokens: list[_Token], hidden: set[int]) -> set[int]:
    """The values of names (`let p = "..."`) that stand where a secret is meant."""
    names = {tokens[at].text for at in hidden if tokens[at].kind == "name"}
    found: set[int] = set()
    for at, token in enumerate(tokens[:-2]):
        is_one = token.kind == "name" and token.text in names and tokens[at + 1].text == "="
        if is_one and tokens[at + 2].text not in ("=", ">"):
            found |= _value(tokens, at + 2)
    return found


def _lonely(tokens: list[_Token], hidden: set[int]) -> set[int]:
    """Names among these that mean nothing in the text: a secret that somebody forgot to quote."""
    many = Counter(token.text for token in tokens if token.kind == "name")
    return {
        at
        for at in hidden
        if tokens[at].kind == "name"
        and many[tokens[at].text] == 1
        and tokens[at].text not in ("true", "false", "null")
        and not (at + 1 < len(tokens) and tokens[at + 1].text in ("(", "."))
        and tokens[at - 1].text != "."
    }


def _joined(text: str, tokens: list[_Token], hidden: set[int], lonely: set[int]) -> str:
    parts: list[str] = []
    end = 0
    for at in sorted(hidden):
        token = tokens[at]
        parts += [text[end : token.start], MASK if at in lonely else _hidden(tokens, at)]
        end = token.end
    return "".join([*parts, text[end:]])


def _hidden(tokens: list[_Token], at: int) -> str:
    token = tokens[at]
    if token.kind == "comment":
        return token.text if _FLAG.fullmatch(token.text) else redact(token.text)
    if token.kind == "string" and not _is_key(tokens, at):
        quote = token.text[0]
        return f"{quote}{MASK}{quote}"
    if token.kind == "other" and token.text[0].isdigit():
        return MASK
    return token.text
