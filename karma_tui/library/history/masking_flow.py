"""Where a secret comes from that stands behind a name: `let p = "..."`, or the argument of a function.

let p = "..."; create(tag("_user"), self => ({password: p}))
with("...", p => create(tag("_user"), self => ({password: p})))
"""

from __future__ import annotations

from collections.abc import Iterator

from karma_tui.library.history.masking_reading import Brackets, Token, is_json, value_at
from karma_tui.library.history.secret_looks import is_secret_name

_LONGEST_WAY = 30
"""Names behind names that are followed; after that everything counts as secret."""
MOST_LOOKS = 20
"""How often each token may be looked at; what is nested deeper than that counts as secret as a whole."""
_JSON_NAMES = frozenset(('"scope"', '"bind"', '"arg"', '"field"'))
"""Keys of JSON behind which the value is something that was named elsewhere."""


def flowing(tokens: list[Token], brackets: Brackets, hidden: set[int]) -> set[int]:
    """The tokens whose values get to where secrets are meant (`hidden`)."""
    if is_json(tokens):
        is_named = any(tokens[at].text in _JSON_NAMES for at in hidden)
        return set(range(len(tokens))) if is_named else set()
    found: set[int] = set()
    known: set[str] = set()
    for _ in range(_LONGEST_WAY):
        names = _names(tokens, hidden | found) - known
        if not names:
            return found
        known |= names
        found |= _defined(tokens, names) | _given(tokens, brackets, names)
    return set(range(len(tokens)))


def _names(tokens: list[Token], where: set[int]) -> set[str]:
    """Names that stand for a value there; not functions, fields, or what has a secret of its own."""
    return {tokens[at].text for at in where if tokens[at].kind == "name" and _is_value(tokens, at)}


def _is_value(tokens: list[Token], at: int) -> bool:
    after = [token.text for token in tokens[at + 1 : at + 3]]
    if at > 0 and tokens[at - 1].text == ".":
        return False
    if after[:1] == ["."]:
        return len(after) < 2 or not is_secret_name(after[1])
    return after[:1] not in (["("], [":"])


def _defined(tokens: list[Token], names: set[str]) -> set[int]:
    found: set[int] = set()
    for at in range(len(tokens) - 2):
        token = tokens[at]
        if token.kind == "name" and token.text in names:
            if tokens[at + 1].text == "=" and tokens[at + 2].text not in ("=", ">"):
                found |= value_at(tokens, at + 2)
        elif (
            token.kind == "string"
            and token.text[1:-1] in names
            and at > 1
            and tokens[at - 2].text == "define"
        ):
            found |= value_at(tokens, at + 2)
    return found


def _given(tokens: list[Token], brackets: Brackets, names: set[str]) -> set[int]:
    """What stands beside a function that has one of these parameters."""
    groups: dict[tuple[int, int], set[int]] = {}
    """What is between the brackets around such functions, with the functions' own bodies."""
    left = MOST_LOOKS * len(tokens)
    for at in range(1, len(tokens) - 1):
        is_arrow = tokens[at].text == "=" and tokens[at + 1].text == ">"
        if is_arrow and names & set(_parameters(tokens, at)):
            start, end = brackets.around(at, 1)
            body = value_at(tokens, at + 2)
            left -= len(body) + (end - start if (start, end) not in groups else 0)
            if left < 0:
                return set(range(len(tokens)))
            groups.setdefault((start, end), set()).update(body)
    return {at for group, bodies in groups.items() for at in range(*group) if at not in bodies}


def _parameters(tokens: list[Token], arrow: int) -> Iterator[str]:
    before = tokens[arrow - 1]
    if before.kind == "name":
        yield before.text
    at = arrow - 2
    while before.text == ")" and at >= 0 and tokens[at].text != "(":
        if tokens[at].kind == "name":
            yield tokens[at].text
        at -= 1
