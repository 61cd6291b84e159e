"""Masks what is secret in an expression: values of fields like `password`, hashes, and what `redact` knows.

A text may be of any form, and wrong, so it is looked at token by token. A string that belongs to a secret
name is masked where the name has a value (`password: "..."`), and where both are arguments of one call
(`setField("password", "...", user)`, `user.password == "..."`). Too much may be masked, never too little.
It must not know what is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from karma_tui.redact import MASK, redact, redact_known

_PIECE = 1 << 16
_LAP = 2_048
"""Characters that two pieces share, so that a secret on the edge is seen whole."""

_NAMES = frozenset(
    ("password", "passwords", "passwd", "passphrase", "secret", "secrets", "credential", "credentials", "pwd")
)
_PAIRS = frozenset((("api", "key"), ("access", "token"), ("auth", "token"), ("private", "key")))
_HINT = re.compile(
    r"(?i)passw|passphrase|secret|credential|pwd|api_?key|access_?token|auth_?token|private_?key"
)
_HEADERS = re.compile(r"(?i)authorization|cookie|x-karma-|karma(?:_tui)?_secret|\bbearer\s")
_HASH = re.compile(
    r"\$(?:2[abxy]?|5|6|7|y|apr1|argon2(?:id?|d)|scrypt|pbkdf2(?:-\w+)?)\$[./A-Za-z0-9$=,+-]{20,}"
)
_SIGN_OF_HASH = b"$"
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*(?:"|$)|'(?:[^'\\\n]|\\.)*(?:'|$))"""
    r"|(?P<name>`(?:[^`\\\n]|\\.)*`|[^\W\d][\w$]*|\$[\w$]*)"
    r"|(?P<open>[([{])|(?P<close>[)\]}])|(?P<mark>[,:;.=])|(?P<other>[^\s\w\"'`()\[\]{},:;.=$]|\d[\w.]*)",
    re.DOTALL | re.MULTILINE,
)
_HARMLESS = frozenset(("tag", "model", "ref", "field", "key", "scope", "bind"))
"""Functions whose strings name something of the instance or of the expression."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    start: int
    end: int
    text: str


def masked(text: str) -> str:
    """The expression without secrets; harmless text comes back unchanged. Never raises."""
    text = _HASH.sub(MASK, redact_known(text))
    if _HEADERS.search(text):
        return redact(text)
    return _without_values(text) if _HINT.search(text) else text


def masked_parameter(name: str, value: str) -> str:
    """A parameter's value; nothing of it is left if the name is that of a secret."""
    return MASK if is_secret_name(name) else masked(value)


def has_secret(body: bytes) -> bool:
    """Whether a result holds something secret. In pieces, so that other threads have their turn."""
    for start in range(0, len(body), _PIECE):
        piece = body[max(0, start - _LAP) : start + _PIECE].decode("utf-8", "replace")
        if redact(piece) != piece or _HASH.search(piece):
            return True
    return False


def is_secret_name(name: str) -> bool:
    """Whether a field or parameter of that name has a secret for its value."""
    words = [word.lower() for word in _WORDS.findall(name)]
    return any(word in _NAMES for word in words) or any(pair in _PAIRS for pair in pairwise(words))


def _without_values(text: str) -> str:
    tokens = list(_tokens(text))
    hidden: set[int] = set()
    for at, token in enumerate(tokens):
        if token.kind == "comment":
            hidden.add(at)
        elif token.kind in ("name", "string") and is_secret_name(token.text):
            after = tokens[at + 1].text if at + 1 < len(tokens) else ""
            if after in (":", "="):
                hidden |= _value(tokens, at + 2)
            elif not (token.kind == "name" and after == "("):
                hidden |= _group(tokens, at)
    hidden |= _definitions(tokens, hidden)
    return _joined(text, tokens, hidden)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        yield _Token(match.lastgroup or "", match.start(), match.end(), match[0])


def _value(tokens: list[_Token], start: int) -> set[int]:
    """The tokens from a place on that are one value: up to a comma, a semicolon, or the end around it."""
    found: set[int] = set()
    depth = 0
    for at in range(start, len(tokens)):
        token = tokens[at]
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
        if depth < 0 or (depth == 0 and token.text in (",", ";")):
            break
        found.add(at)
    return found


def _group(tokens: list[_Token], at: int) -> set[int]:
    """What stands in the call around a token; of JSON, three brackets further out, where the call is."""
    levels = 3 if tokens[at].kind == "string" and _is_json(tokens) else 1
    start = at
    depth = 0
    while start > 0:
        token = tokens[start - 1]
        if token.kind == "close":
            depth += 1
        elif token.kind == "open":
            depth -= 1
            if depth == -levels:
                break
        elif token.text == ";" and depth == 1 - levels:
            break
        start -= 1
    found: set[int] = set()
    depth = 0
    for place in range(start, len(tokens)):
        token = tokens[place]
        depth += (token.kind == "open") - (token.kind == "close")
        if depth < 0 or (depth == 0 and token.text == ";"):
            break
        if not (token.kind == "string" and (_is_key(tokens, place) or _is_harmless(tokens, place))):
            found.add(place)
    return {
        place for place in found if tokens[place].kind == "string" and not is_secret_name(tokens[place].text)
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


def _joined(text: str, tokens: list[_Token], hidden: set[int]) -> str:
    parts: list[str] = []
    end = 0
    for at in sorted(hidden):
        token = tokens[at]
        parts += [text[end : token.start], _hidden(tokens, at)]
        end = token.end
    return "".join([*parts, text[end:]])


def _hidden(tokens: list[_Token], at: int) -> str:
    token = tokens[at]
    if token.kind == "comment":
        return redact(token.text)
    if token.kind == "string" and not _is_key(tokens, at):
        quote = token.text[0]
        return f"{quote}{MASK}{quote}"
    if token.kind == "other" and token.text[0].isdigit():
        return MASK
    return token.text
