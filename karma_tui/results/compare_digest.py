"""What two values must share to be the same: everything but the order of keys and the spelling of numbers.

A digest is 16 bytes, so that a result of any size can be compared with another without holding either
decoded. Records are read by the standard library's scanner straight into a form that is the same for the
same values; values that are decoded already, and those too deep for it, are gone through with a stack.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from json import JSONDecoder
from typing import TypeAlias, TypeGuard

from karma_tui.lang.nodes import Number
from karma_tui.results.decode import Decoded, Members, decode
from karma_tui.results.scan import BrokenJson, Buffer
from karma_tui.results.strings import utf8

_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,18}))?")
_ID = re.compile(r"[A-Za-z0-9_-]{16,40}")
_SIZE = 16
_PLAIN_DIGITS = 18
"""Zeros at the end up to which a whole number is written out, so that a small `int` is its own text."""
_SMALL = 10**_PLAIN_DIGITS


def value_of(data: Buffer) -> Decoded:
    """A record decoded; what is no JSON (a line of text) is a string of its own characters."""
    try:
        return decode(data)
    except BrokenJson:
        return utf8(data)


def is_ref(value: Decoded) -> TypeGuard[list[str]]:
    """Whether it is taken for a reference: a list of two ids."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(part, str) and _ID.fullmatch(part) for part in value)
    )


def is_number(value: Decoded) -> bool:
    """Whether it is a number, in whatever spelling; true and false are none."""
    return isinstance(value, int | Number) and not isinstance(value, bool)


def number_text(value: int | Number) -> str:
    """The number as it was written."""
    return str(value)


def canonical_number(text: str) -> str:
    """The same text for the same number: 1, 1.0 and 10e-1; `-0` is 0. Exact at any length."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text.lstrip("+").replace("Infinity", "Inf")
    sign, whole, fraction, exponent = found.groups(default="")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "0"
    short = digits.rstrip("0")
    power = int(exponent or 0) - len(fraction) + len(digits) - len(short)
    return sign + short + "0" * power if 0 <= power <= _PLAIN_DIGITS else f"{sign}{short}e{power}"


def is_same_number(old: int | Number, new: int | Number) -> bool:
    """Whether two numbers have the same value."""
    return canonical_number(number_text(old)) == canonical_number(number_text(new))


class Digests:
    """The digests of the containers inside some values; the values must outlive it."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[int, bytes] = {}

    def of(self, value: Decoded) -> bytes:
        """Equal for equal values, and practically never else."""
        if not isinstance(value, list | Members):
            return _scalar(value)
        stack: list[list[Decoded] | Members] = [value]
        while stack:
            node = stack[-1]
            if id(node) in self._known:
                stack.pop()
                continue
            waiting = [
                child
                for child in _children(node)
                if isinstance(child, list | Members) and id(child) not in self._known
            ]
            if waiting:
                stack.extend(waiting)
                continue
            self._known[id(node)] = self._container(node)
            stack.pop()
        return self._known[id(value)]

    def _container(self, node: list[Decoded] | Members) -> bytes:
        if isinstance(node, list):
            return b"[" + _hashed([self._part(child) for child in node])
        # a stable sort: members of the same name keep their order, which is part of what they mean
        pairs = sorted(node.pairs, key=_name)
        return b"{" + _hashed([part for name, child in pairs for part in (_encoded(name), self._part(child))])

    def _part(self, value: Decoded) -> bytes:
        return self._known[id(value)] if isinstance(value, list | Members) else _scalar(value)


Plain: TypeAlias = "bool | int | bytes | str | list[Plain] | tuple[tuple[str, Plain], ...] | None"
"""A value in the form that its equals have, too: members sorted by name, big and broken numbers as bytes."""


def plain(data: Buffer) -> Plain:
    """That form of a record. Raises ValueError or RecursionError for what the quick reader refuses."""
    value: Plain = _READER.decode(utf8(data))
    return value


def digest(data: Buffer) -> bytes:
    """The digest of a record; not comparable with those of `Digests`."""
    try:
        text = repr(plain(data))  # of two such values the same only if they are equal
    except (ValueError, RecursionError):
        return Digests().of(value_of(data))
    return blake2b(_encoded(text), digest_size=_SIZE).digest()


def _plain_number(text: str) -> int | bytes:
    if len(text) < _PLAIN_DIGITS and text.isdecimal():
        return int(text)
    canonical = canonical_number(text)
    return canonical.encode() if "e" in canonical or not canonical.strip("-").isdecimal() else int(canonical)


def _plain_members(pairs: list[tuple[str, Plain]]) -> tuple[tuple[str, Plain], ...]:
    pairs.sort(key=_name)
    return tuple(pairs)


def _name(pair: tuple[str, object]) -> str:
    return pair[0]


_READER = JSONDecoder(
    object_pairs_hook=_plain_members,
    parse_int=_plain_number,
    parse_float=_plain_number,
    parse_constant=_plain_number,
    strict=False,
)


def _children(node: list[Decoded] | Members) -> list[Decoded]:
    return node if isinstance(node, list) else [child for _, child in node.pairs]


def _hashed(parts: list[bytes]) -> bytes:
    """Each part with its length in front, so that no two lists of parts are the same text."""
    return blake2b(b"".join(b"%d:%b" % (len(part), part) for part in parts), digest_size=_SIZE).digest()


def _scalar(value: Decoded) -> bytes:
    if isinstance(value, str) and not isinstance(value, Number):
        text = _encoded(value)
        return b'"' + (text if len(text) < _SIZE else blake2b(text, digest_size=_SIZE).digest())
    if value is None or isinstance(value, bool):
        return b"%r" % value
    if isinstance(value, int) and -_SMALL < value < _SMALL:
        return b"#%d" % value
    return b"#" + canonical_number(str(value)).encode()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
