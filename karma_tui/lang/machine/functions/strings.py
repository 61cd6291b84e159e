"""Texts and regular expressions; offsets count bytes, patterns are RE2's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from karma_tui.lang.machine.bounds import LONGEST_TEXT, check
from karma_tui.lang.machine.functions.numbers import binary_rule
from karma_tui.lang.machine.functions.rule import Codes, Rule, text, word
from karma_tui.lang.machine.patterns import compiled
from karma_tui.lang.machine.typed import Code, Frame, Typed
from karma_tui.lang.machine.types import BOOL, INT64, STRING, ListOf, Type
from karma_tui.lang.machine.values import Items, Lazy, Map, Record, Union, Value
from karma_tui.lang.machine.weight import MANY, refuse_vast

if TYPE_CHECKING:
    from karma_tui.lang.machine.infer import Args, Checker


def _contains(value: str, search: str) -> bool:
    return search in value


def _index(value: str, search: str) -> int:
    at = value.find(search)
    return at if at <= 0 else len(value[:at].encode("utf-8"))


def _search_rule(name: str, result: Type) -> Rule:
    operation = _contains if result is BOOL else _index

    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        return Typed(name, result, (cx.infer(a["value"], STRING), cx.infer(a["search"], STRING)), plain=True)

    return Rule(infer, binary_rule(STRING, result, operation).code)


def lower(value: str) -> str:
    """Letter by letter, as Unicode's simple mapping does it: no final sigma, one letter for one."""
    if value.isascii():
        return value.lower()
    return "".join([letter.lower()[0] for letter in value])


def _infer_lower(cx: Checker, a: Args, _: Type) -> Typed:
    return Typed("stringToLower", STRING, (cx.infer(a["value"], STRING),), plain=True)


def _code_lower(_: Typed, codes: Codes) -> Code:
    value = codes.plain(0)

    def run(frame: Frame) -> Value:
        return lower(value(frame))

    return run


def _infer_join(cx: Checker, a: Args, _: Type) -> Typed:
    args = (cx.infer(a["strings"], ListOf(STRING)), cx.infer(a["separator"], STRING))
    return Typed("joinStrings", STRING, args, plain=True)


def _code_join(_: Typed, codes: Codes) -> Code:
    strings, separator = codes.plain(0), codes.plain(1)

    def run(frame: Frame) -> Value:
        parts = [item.value if type(item) is Record else item for item in strings(frame)]
        return joined(parts, separator(frame))

    return run


def joined(parts: list[str], separator: str) -> str:
    """The texts in one; refuses to make one that is too long."""
    check(sum(map(len, parts)) + len(separator) * len(parts), LONGEST_TEXT, "characters")
    return separator.join(parts)


def _matches(pattern: Any, value: str) -> bool:
    return pattern.search(value) is not None


def _first_match(pattern: Any, value: str) -> int:
    found = pattern.search(value)
    return -1 if found is None else len(value[: found.start()].encode("utf-8"))


def _all_matches(pattern: Any, value: str) -> list[int]:
    """Offsets of the matches; an empty match right after another match does not count."""
    offsets, last_end, counted, offset = [], -1, 0, 0
    for found in pattern.finditer(value):
        start, end = found.span()
        if end > start or start != last_end:
            offset += len(value[counted:start].encode("utf-8"))
            counted = start
            offsets.append(offset)
        last_end = end
    return offsets


def _regex_rule(name: str, result: Type, operation: Any) -> Rule:
    def infer(cx: Checker, a: Args, _: Type) -> Typed:
        flags = ("i" if _flag(a, "caseInsensitive") else "") + ("m" if _flag(a, "multiLine") else "")
        source = (f"(?{flags})" if flags else "") + text(a["regex"])
        value = cx.infer(a["value"], STRING)
        try:
            pattern = compiled(source)
        except ValueError:
            raise a.refuse(f"{name}: regex does not compile") from None
        return Typed(name, result, (value,), pattern, plain=True)

    def code(typed: Typed, codes: Codes) -> Code:
        value, pattern = codes.plain(0), typed.info

        def run(frame: Frame) -> Value:
            return operation(pattern, value(frame))

        return run

    return Rule(infer, code)


def _flag(a: Args, name: str) -> bool:
    node = a.get(name)
    return node is not None and bool(word(node))


def _infer_extract(cx: Checker, a: Args, _: Type) -> Typed:
    return Typed("extractStrings", ListOf(STRING), (cx.infer(a["value"]),), plain=True)


def _code_extract(_: Typed, codes: Codes) -> Code:
    value = codes[0]

    def run(frame: Frame) -> Value:
        return sorted(strings_in(value(frame)))

    return run


def strings_in(value: Value) -> list[str]:
    """All strings inside a value; keys, symbols and references are none."""
    found: list[str] = []
    stack = [value]
    left = MANY
    while stack:
        item = stack.pop()
        left -= 1
        if left == 0:
            refuse_vast(value)
        kind = type(item)
        if kind is str:
            found.append(item)
        elif kind is Record:
            stack.append(item.value)
        elif kind is Union:
            stack.append(item.payload)
        elif kind is dict or kind is Map:
            stack.extend(item.values())
        elif kind in (list, tuple, Lazy, Items):
            stack.extend(item)
    return found


RULES: Final = {
    "stringContains": _search_rule("stringContains", BOOL),
    "substringIndex": _search_rule("substringIndex", INT64),
    "stringToLower": Rule(_infer_lower, _code_lower),
    "joinStrings": Rule(_infer_join, _code_join),
    "matchRegex": _regex_rule("matchRegex", BOOL, _matches),
    "searchRegex": _regex_rule("searchRegex", INT64, _first_match),
    "searchAllRegex": _regex_rule("searchAllRegex", ListOf(INT64), _all_matches),
    "extractStrings": Rule(_infer_extract, _code_extract),
}
