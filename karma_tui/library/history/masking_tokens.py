"""Finds in the tokens of an expression what belongs to a secret name, and masks it.

A text may be of any form, and wrong, so it is looked at token by token. A string is masked where the name has
a value (`password: "..."`), and where both are arguments of one call (`setField("password", "...", user)`,
`user.password == "..."`). Too much may be masked, never too little.
"""

from __future__ import annotations

import re
from collections import Counter

from karma_tui.library.history.masking_flow import MOST_LOOKS, flowing
from karma_tui.library.history.masking_reading import Brackets, Token, is_json, tokens_of, value_at
from karma_tui.library.history.secret_looks import is_secret_name
from karma_tui.redact import MASK, redact

_FIELD = re.compile(r"""["'][\w$]+["']""")
_FLAG = re.compile(r"""//[ \t]*["']?secret["']?[ \t]*=[ \t]*(?:true|false)[ \t]*""")
_HARMLESS = frozenset(("tag", "model", "ref", "field", "key", "scope", "bind"))
"""Functions whose strings name something of the instance or of the expression."""


def without_values(text: str) -> str:
    """The text with the values of secret names masked."""
    tokens = list(tokens_of(text))
    brackets = Brackets(tokens)
    levels = 3 if is_json(tokens) else 2
    hidden: set[int] = set()
    seen: set[tuple[int, int]] = set()
    left = MOST_LOOKS * len(tokens)
    for at, token in enumerate(tokens):
        if token.kind == "comment":
            hidden.add(at)
        elif token.kind in ("name", "string") and is_secret_name(token.text):
            after = tokens[at + 1].text if at + 1 < len(tokens) else ""
            if after in (":", "="):
                if at + 2 not in hidden:  # what is inside another value is known already
                    hidden |= value_at(tokens, at + 2)
            elif after != "(" if token.kind == "name" else _FIELD.fullmatch(token.text):
                around = brackets.around(at, levels if token.kind == "string" else 1)
                left -= around[1] - around[0] if around not in seen else 0
                if left < 0:  # nested beyond reason: all of it counts as secret
                    hidden = set(range(len(tokens)))
                    break
                if around not in seen:
                    seen.add(around)
                    others = brackets.values_beside(*around) if token.kind == "name" else set()
                    hidden |= _strings(tokens, *around) - others
    hidden |= flowing(tokens, brackets, hidden)
    return _joined(text, tokens, hidden, _lonely(tokens, hidden))


def _strings(tokens: list[Token], start: int, end: int) -> set[int]:
    """The strings between two places that may be values."""
    return {
        at
        for at in range(start, end)
        if tokens[at].kind == "string"
        and not (_is_key(tokens, at) or _is_harmless(tokens, at) or is_secret_name(tokens[at].text))
    }


def _is_key(tokens: list[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].text == ":"


def _is_harmless(tokens: list[Token], at: int) -> bool:
    before = [token.text.strip("\"'`") for token in tokens[max(0, at - 2) : at]]
    return len(before) == 2 and before[1] in ("(", ":") and before[0] in _HARMLESS


def _lonely(tokens: list[Token], hidden: set[int]) -> set[int]:
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


def _joined(text: str, tokens: list[Token], hidden: set[int], lonely: set[int]) -> str:
    parts: list[str] = []
    end = 0
    for at in sorted(hidden):
        token = tokens[at]
        parts += [text[end : token.start], MASK if at in lonely else _hidden(tokens, at)]
        end = token.end
    return "".join([*parts, text[end:]])


def _hidden(tokens: list[Token], at: int) -> str:
    token = tokens[at]
    if token.kind == "comment":
        return token.text if _FLAG.fullmatch(token.text) else redact(token.text)
    if token.kind == "string" and not _is_key(tokens, at):
        quote = token.text[0]
        return f"{quote}{MASK}{quote}"
    if token.kind == "other" and token.text[0].isdigit():
        return MASK
    return token.text
