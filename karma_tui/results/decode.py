"""From the bytes of one value to Python values that lose nothing: digits, duplicate keys, key order.

Plain integers become `int`, every other number the `Number` of lang.nodes with its text; objects become
`Members`, because a dict would drop duplicate keys. The standard library's scanner does the work; what it
refuses (bare +Inf, nesting beyond Python's recursion limit) is read again with an explicit stack.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TypeAlias

from karma_tui.lang.nodes import Number
from karma_tui.results.scan import KEY, SCALAR, STRING, BrokenJson, Buffer
from karma_tui.results.strings import decode_string, utf8

Decoded: TypeAlias = "bool | int | Number | str | list[Decoded] | Members | None"

_LONGEST_INT = 4000
"""Digits up to which integers become `int`; Python refuses to read much longer ones."""


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a JSON object as sent: in order, duplicates included."""

    pairs: tuple[tuple[str, Decoded], ...]

    def get(self, key: str) -> Decoded:
        """The value of the last member of that name, as JSON readers agree on; None if there is none."""
        return next((value for name, value in reversed(self.pairs) if name == key), None)

    def __contains__(self, key: str) -> bool:
        return any(name == key for name, _ in self.pairs)


def decode(data: Buffer) -> Decoded:
    """Decodes one whole value; raises `BrokenJson` if it is none. No depth is too much."""
    try:
        value: Decoded = _DECODER.decode(utf8(data))
    except (ValueError, RecursionError):
        return _decode_with_stack(data)
    return value


def number(text: str) -> int | Number:
    """A number by its text: an `int` where that says the same, else the text."""
    if len(text) <= _LONGEST_INT and text.removeprefix("-").isdecimal() and text != "-0":
        return int(text)
    return Number(text)


def _object(pairs: list[tuple[str, Decoded]]) -> Members:
    return Members(tuple(pairs))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=number, parse_float=Number, parse_constant=Number, strict=False
)

_TOKEN = re.compile(rb"\s*+(?:(" + STRING + rb")|(" + SCALAR + rb")|([\[{]))", re.DOTALL)
_SIGN = re.compile(rb"\s*+([,\]}])")
_END = re.compile(rb"\s*+\Z")
_WORDS: dict[bytes, bool | None] = {b"null": None, b"true": True, b"false": False}


class _Frame:
    """A container being read: its values so far and, in an object, as many keys or one more."""

    __slots__ = ("closing", "keys", "values")

    def __init__(self, opening: bytes) -> None:
        self.closing = b"}" if opening == b"{" else b"]"
        self.keys: list[str] = []
        self.values: list[Decoded] = []

    def read_key(self, data: Buffer, position: int) -> int:
        """Takes the key of the next value, if this is an object; the position behind its colon."""
        if self.closing == b"]":
            return position
        found = KEY.match(data, position)
        if found is None:
            raise BrokenJson(position)
        self.keys.append(decode_string(found.group(1)))
        return found.end()

    def finished(self) -> Decoded:
        """The container as a value."""
        return Members(tuple(zip(self.keys, self.values, strict=True))) if self.keys else self._bare()

    def _bare(self) -> Decoded:
        return self.values if self.closing == b"]" else Members(())


def _decode_with_stack(data: Buffer) -> Decoded:
    """The slow way: one token after the other, open containers on a stack."""
    stack: list[_Frame] = []
    position = 0
    while True:
        token = _TOKEN.match(data, position)
        if token is None:
            raise BrokenJson(position)
        position = token.end()
        string, scalar, opening = token.groups()
        if opening is None:
            value = decode_string(string) if string is not None else _scalar(scalar)
        else:
            frame = _Frame(opening)
            sign = _SIGN.match(data, position)
            if sign is None or sign.group(1) != frame.closing:
                stack.append(frame)
                position = frame.read_key(data, position)
                continue
            value, position = frame.finished(), sign.end()
        value, position = _close_frames(data, position, stack, value)
        if not stack:
            if _END.match(data, position) is None:
                raise BrokenJson(position)
            return value


def _close_frames(data: Buffer, position: int, stack: list[_Frame], value: Decoded) -> tuple[Decoded, int]:
    """Puts a finished value into its container, and closes all containers that end behind it."""
    while stack:
        frame = stack[-1]
        frame.values.append(value)
        sign = _SIGN.match(data, position)
        if sign is None:
            raise BrokenJson(position)
        position = sign.end()
        if sign.group(1) == b",":
            return value, frame.read_key(data, position)
        if sign.group(1) != frame.closing:
            raise BrokenJson(sign.start(1))
        value = stack.pop().finished()
    return value, position


def _scalar(text: bytes) -> Decoded:
    return _WORDS[text] if text in _WORDS else number(text.decode("ascii"))
