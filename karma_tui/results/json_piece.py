"""A value that is not long as the lines of its pretty text, each with its place: made when it is in sight.

The lines are exactly those of `text.pretty`, but never put together as one text: each is a few offsets into
the value. No stack is needed for values nested in any depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from karma_tui.results.rows import Path
from karma_tui.results.scan import SCALAR, STRING, BrokenJson, Buffer, first
from karma_tui.results.strings import decode_string, utf8
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


class Piece:
    """The lines of a value, some of them folded away. Line numbers are those of the unfolded value."""

    __slots__ = ("_broken", "data", "folded", "lines", "visible")

    def __init__(self, data: memoryview, folded: Iterable[int] = ()) -> None:
        self.data = data
        self.lines = lines_of(data)
        self.folded = frozenset(at for at in folded if self.lines[at].sort is Sort.OPEN)
        self.visible: Sequence[int] = self._visible()
        """The lines that can be seen, in order."""
        is_broken = self.lines[0].sort is Sort.BROKEN
        self._broken = pretty(data).split("\n") if is_broken else []

    def _visible(self) -> Sequence[int]:
        if not self.folded:
            return range(len(self.lines))
        seen: list[int] = []
        at = 0
        while at < len(self.lines):
            seen.append(at)
            at = self.lines[at].mate + 1 if at in self.folded else at + 1
        return seen

    def path(self, at: int) -> Path:
        """Keys and positions from the value to what is on a line; a closing line belongs to its container."""
        line = self.lines[at]
        steps: list[str | int] = []
        while line.parent >= 0:
            if line.sort is Sort.CLOSE:
                line = self.lines[line.mate]
            steps.append(self._step(line))
            line = self.lines[line.parent]
        return tuple(reversed(steps))

    def _step(self, line: Line) -> str | int:
        if line.key_end:
            return decode_string(self.data[line.key_start : line.key_end])
        return line.position

    def find(self, path: Path) -> tuple[int, int]:
        """The line of the value at a path, or of what is nearest around it; and how many steps led there."""
        at = 0
        for taken, step in enumerate(path):
            found = self._member(at, step)
            if found is None:
                return at, taken
            at = found
        return at, len(path)

    def _member(self, at: int, step: str | int) -> int | None:
        container = self.lines[at]
        if container.sort is not Sort.OPEN:
            return None
        member = at + 1
        while member < container.mate:
            if self._step(self.lines[member]) == step:
                return member
            member = self.lines[member].mate + 1
        return None

    def value(self, at: int) -> memoryview:
        """The value on a line as sent; of a closing line, its container."""
        line = self.lines[at]
        if line.sort is Sort.BROKEN:
            return self.data
        if line.sort is Sort.CLOSE:
            line = self.lines[line.mate]
        return self.data[line.start : line.end]

    def key(self, at: int) -> memoryview:
        """The key on a line as sent, with its quotes; empty if there is none."""
        line = self.lines[at]
        return self.data[line.key_start : line.key_end]

    def text(self, at: int) -> str:
        """A line as `text.pretty` writes it, without the indentation; not safe to show."""
        line = self.lines[at]
        if line.sort is Sort.BROKEN:
            return self._broken[at]
        key = f"{utf8(self.key(at))}: " if line.key_end else ""
        return f"{key}{self._token_text(line)}{',' if line.comma else ''}"

    def _token_text(self, line: Line) -> str:
        if line.sort is Sort.EMPTY:
            return "{}" if first(self.data[line.start :]) == b"{" else "[]"
        stop = line.start + 1 if line.sort is Sort.OPEN else line.end
        return utf8(self.data[line.start : stop])


def count_lines(data: Buffer) -> int:
    """How many lines `Piece` has for a value, faster."""
    import msgspec  # with the first result: it would delay the first frame

    if data[:1] not in (b"[", b"{"):
        return 1
    try:
        return msgspec.json.format(bytes(data), indent=1).count(b"\n") + 1
    except (msgspec.DecodeError, RecursionError):
        return len(lines_of(data))
