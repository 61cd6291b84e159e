"""Reads one value into the lines of its pretty text, each a few offsets into the value.

The lines are exactly those of `text.pretty`. No stack is needed for values nested in any depth.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final, NamedTuple

from karma_tui.results.scan import SCALAR, STRING, BrokenJson, Buffer
from karma_tui.results.text import pretty

_TOKEN: Final = re.compile(
    rb"\s*+(?:(?P<string>" + STRING + rb")|(?P<scalar>" + SCALAR + rb")|(?P<sign>[\[\]{},:]))", re.DOTALL
)
_END: Final = re.compile(rb"\s*+\Z")
_LONG: Final = 1 << 16
"""Bytes of a string from which on it is not looked through."""
_CLOSING: Final = {b"[": b"]", b"{": b"}"}


class Sort(IntEnum):
    """What stands on a line behind its key."""

    SCALAR = 0
    OPEN = 1
    CLOSE = 2
    EMPTY = 3
    """A container without members; both brackets are on the line."""
    BROKEN = 4
    """A line of a value that is no JSON."""


class Line(NamedTuple):
    """One line of a piece. Offsets are those of the value; `parent` is the container's opening line or -1."""

    sort: Sort
    depth: int
    key_start: int
    key_end: int
    start: int
    end: int
    """Of a container's opening line: of the whole container."""
    position: int
    """Among the members of its container."""
    parent: int
    mate: int
    """The closing line of an opening one, and the other way round; else the line itself."""
    comma: bool


class _Frame:
    """A container being read."""

    __slots__ = ("closing", "count", "line")

    def __init__(self, line: int, closing: bytes) -> None:
        self.line = line
        self.closing = closing
        self.count = 0


def lines_of(data: Buffer) -> list[Line]:
    """The lines of one value; of what is no JSON, lines without places."""
    if len(data) > _LONG and data[:1] == b'"':
        return [Line(Sort.SCALAR, 0, 0, 0, 0, len(data), 0, -1, 0, False)]
    try:
        return _Reader(data).read()
    except BrokenJson:
        count = pretty(data).count("\n") + 1
        return [Line(Sort.BROKEN, 0, 0, 0, 0, 0, at, -1, at, False) for at in range(count)]


class _Reader:
    """Reads one value token by token."""

    def __init__(self, data: Buffer) -> None:
        self._data = data
        self._at = 0
        self._lines: list[Line] = []
        self._stack: list[_Frame] = []

    def read(self) -> list[Line]:
        while True:
            if self._value():
                continue  # a container was opened: its first member follows
            while self._stack and self._ends():
                pass
            if not self._stack:
                if _END.match(self._data, self._at) is None:
                    raise BrokenJson(self._at)
                return self._lines

    def _token(self) -> re.Match[bytes]:
        found = _TOKEN.match(self._data, self._at)
        if found is None:
            raise BrokenJson(self._at)
        self._at = found.end()
        return found

    def _value(self) -> bool:
        """A key, if there is one, and a value; whether that is a container with members."""
        frame = self._stack[-1] if self._stack else None
        key_start = key_end = position = 0
        token = self._token()
        if frame is not None:
            position = frame.count
            frame.count += 1
            if frame.closing == b"}":
                if token["string"] is None:
                    raise BrokenJson(token.start())
                key_start, key_end = token.span("string")
                if self._token()["sign"] != b":":
                    raise BrokenJson(key_end)
                token = self._token()
        parent = frame.line if frame is not None else -1
        sort, (start, end) = Sort.SCALAR, token.span(token.lastgroup or 0)
        sign = token["sign"]
        if sign is not None:
            closing = _CLOSING.get(sign)
            if closing is None:
                raise BrokenJson(start)
            found = _TOKEN.match(self._data, self._at)
            if found is not None and found["sign"] == closing:
                self._at = end = found.end()
                sort = Sort.EMPTY
            else:
                sort = Sort.OPEN
                self._stack.append(_Frame(len(self._lines), closing))
        at = len(self._lines)
        depth = len(self._stack) - (1 if sort is Sort.OPEN else 0)
        self._lines.append(Line(sort, depth, key_start, key_end, start, end, position, parent, at, False))
        return sort is Sort.OPEN

    def _ends(self) -> bool:
        """What follows a value: a comma, or the end of its container, which is again a value that ended."""
        frame = self._stack[-1]
        token = self._token()
        sign = token["sign"]
        if sign == b",":
            self._lines[-1] = self._lines[-1]._replace(comma=True)
            return False
        if sign != frame.closing:
            raise BrokenJson(token.start())
        self._stack.pop()
        at, opening = len(self._lines), self._lines[frame.line]
        self._lines[frame.line] = opening._replace(mate=at, end=self._at)
        self._lines.append(
            Line(
                Sort.CLOSE,
                opening.depth,
                0,
                0,
                self._at - 1,
                self._at,
                opening.position,
                opening.parent,
                frame.line,
                False,
            )
        )
        return True


def count_lines(data: Buffer) -> int:
    """How many lines `lines_of` has for a value, faster."""
    import msgspec  # with the first result: it would delay the first frame

    if data[:1] not in (b"[", b"{"):
        return 1
    try:
        return msgspec.json.format(bytes(data), indent=1).count(b"\n") + 1
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return len(lines_of(data))
