"""Finds where the values inside a piece of JSON begin and end, without decoding any of them.

A result may be hundreds of megabytes of which forty lines are looked at, so a container is cut into its
direct members only when it is opened. msgspec cuts well-formed lists; this scanner cuts objects (it
keeps duplicate keys and their order) and everything msgspec refuses: bare NaN/+Inf/-Inf (notes-for-client
9), lone surrogates, nesting of any depth. It must not interpret values: a number stays the text it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

Buffer: TypeAlias = bytes | memoryview

SPACE = b" \t\n\r"
STRING = rb'"(?:[^"\\]++|\\.)*+"'
NUMBER = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
NOT_FINITE = rb"[+-]?(?:NaN|Infinity|Inf)"
SCALAR = rb"(?:true|false|null|" + NOT_FINITE + rb"|" + NUMBER + rb')(?![^\s,:\[\]{}"])'

_NESTING_IN_C = 8
"""Levels of nesting that one regular expression skips; deeper values are skipped by counting brackets."""

_BITE = 256
"""Members that one regular expression skips, so that no call to it holds up the rest of the program."""


def _block(levels: int) -> bytes:
    """A pattern for a container whose own containers are at most `levels` deep, brackets not checked."""
    pattern = b""
    for _ in range(levels):
        pattern = rb"[\[{]" + _inside(pattern) + rb"[\]}]"
    return pattern


def _inside(block: bytes) -> bytes:
    """A pattern for what is in a container, as much of it as is skipped at once."""
    inner = b"|" + block if block else b""
    return rb'(?:[^"\[\]{}]++|' + STRING + inner + b"){0,%d}+" % (2 * _BITE)


_VALUE = STRING + b"|" + SCALAR + b"|" + _block(_NESTING_IN_C)
_ITEM = re.compile(rb"\s*+(" + _VALUE + rb")\s*+", re.DOTALL)
KEY = re.compile(rb"\s*+(" + STRING + rb")\s*+:", re.DOTALL)
_BITES = re.compile(_inside(_block(_NESTING_IN_C - 1)), re.DOTALL)
_FLAT = re.compile(_inside(b""), re.DOTALL)
_RUN = re.compile(rb"[\[{]++|[\]}]++")
_DEEP = 16
"""Levels from which on brackets are counted one by one: what is nested so deeply goes on so."""
_SPACES = re.compile(rb"\s*+")


class BrokenJson(ValueError):
    """Text that is not JSON even in the tolerant sense above, from the byte `offset` on."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"not JSON from byte {offset} on")
        self.offset = offset


def first(data: Buffer) -> bytes:
    """The first byte, or nothing: enough to tell what kind of value follows."""
    return bytes(data[:1])


def value_span(data: Buffer, start: int = 0) -> tuple[int, int]:
    """Start and end of the one value that begins at `start` or after white space; raises `BrokenJson`."""
    found = _ITEM.match(data, start)
    if found is not None:
        return found.span(1)
    opening = skip_space(data, start)
    return opening, _skip_deep(data, opening)


def whole_span(data: Buffer) -> tuple[int, int]:
    """Start and end of the only value in `data`; raises `BrokenJson` if anything but space is around it."""
    start, end = value_span(data)
    rest = skip_space(data, end)
    if rest != len(data):
        raise BrokenJson(rest)
    return start, end


def members(data: Buffer) -> Iterator[tuple[int, int, int, int]]:
    """The direct members of the container `data`: start and end of the key (0, 0 in a list) and of the value.

    `data` starts with its bracket. Raises `BrokenJson` at the first member that cannot be found, after
    those before it were given out, so that a cut-off beginning can be shown as far as it goes.
    """
    is_object = first(data) == b"{"
    closing = ord("}") if is_object else ord("]")
    position = skip_space(data, 1)
    if _byte(data, position) == closing:
        _end_of_container(data, position)
        return
    key_start = key_end = 0
    while True:
        if is_object:
            key = KEY.match(data, position)
            if key is None:
                raise BrokenJson(position)
            key_start, key_end = key.span(1)
            position = key.end()
        start, end = value_span(data, position)
        yield key_start, key_end, start, end
        position = skip_space(data, end)
        byte = _byte(data, position)
        if byte == closing:
            _end_of_container(data, position)
            return
        if byte != ord(","):
            raise BrokenJson(position)
        position += 1


def _end_of_container(data: Buffer, position: int) -> None:
    if position + 1 != len(data):
        raise BrokenJson(position + 1)


def _byte(data: Buffer, position: int) -> int:
    if position >= len(data):
        raise BrokenJson(position)
    return data[position]


def skip_space(data: Buffer, position: int) -> int:
    """Where the white space at a place ends."""
    found = _SPACES.match(data, position)
    return found.end() if found is not None else position


def _skip_deep(data: Buffer, start: int) -> int:
    """The end of the container that opens at `start`, by counting brackets; for any depth and length."""
    if start >= len(data) or data[start] not in b"[{":
        raise BrokenJson(start)
    depth, position = 1, start + 1
    while depth:
        bitten = (_BITES if depth < _DEEP else _FLAT).match(data, position)
        end = bitten.end() if bitten is not None else position
        if end >= len(data):
            raise BrokenJson(len(data))
        byte = data[end]
        if depth >= _DEEP and (run := _RUN.match(data, end)) is not None:
            count = min(run.end() - end, depth)
            depth += run.end() - end if byte in b"[{" else -count
            position = run.end() if byte in b"[{" else end + count
            continue
        if byte in b"[{":
            depth += 1
        elif byte in b"]}":
            depth -= 1
        elif end == position:  # a string without an end
            raise BrokenJson(len(data))
        else:
            position = end
            continue
        position = end + 1
    return position
