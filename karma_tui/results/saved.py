"""A saved result, taken in as it is read from a file: JSON in one piece, or lines of it.

Lines of JSON (NDJSON) are records of a list. What begins as something else is read as an answer of a
server is: see `intake`.
"""

from __future__ import annotations

from karma_tui.results.blocks import Block, Blocks
from karma_tui.results.cuts import Cut, cut
from karma_tui.results.document import BYTE_ORDER_MARK, Document, Form
from karma_tui.results.intake import BLOCK, FIRST_BLOCK, Intake
from karma_tui.results.scan import SPACE, BrokenJson, first, whole_span

_ENOUGH = 1 << 16
"""Bytes of a list from which on it is taken in even if its first line has not ended: it has only one."""


class SavedIntake:
    """As `Intake`, for files: `feed` it, then `finish`."""

    __slots__ = ("_beginning", "_has_line", "_intake", "_is_list", "_sizes", "size")

    def __init__(self, first_block: int = FIRST_BLOCK, block: int = BLOCK) -> None:
        self._sizes = (first_block, block)
        self._beginning: list[bytes] = []
        self._is_list: bool | None = None
        self._has_line = False
        self._intake: Intake | Lines | None = None
        self.size = 0
        """Bytes taken in so far."""

    @property
    def blocks(self) -> Blocks | None:
        """The records so far; None as long as it is not known to be a list."""
        return self._intake.blocks if self._intake is not None else None

    def feed(self, data: bytes) -> bool:
        """Take in what came next; whether there are more records than before."""
        self.size += len(data)
        if self._intake is not None:
            return self._intake.feed(data)
        self._beginning.append(data)
        if self._is_list is None and (text := self._text().lstrip()):
            self._is_list = first(text) == b"["
        self._has_line = self._has_line or (b"\n" in data and b"\n" in self._text().lstrip())
        begins = self._has_line and self._text().lstrip().partition(b"\n")[2].strip()
        if begins or (self._is_list and self.size >= _ENOUGH):
            return self._begin()
        return False

    def finish(self) -> Document:
        """The whole of it. Never raises; what is no JSON becomes text with a note."""
        if self._intake is None:
            self._begin()
        assert self._intake is not None
        return self._intake.finish()

    def _text(self) -> bytes:
        return _without_mark(b"".join(self._beginning))

    def _begin(self) -> bool:
        text = self._text()
        kind = Lines if _is_lines(text) else Intake
        self._intake = kind(*self._sizes)
        beginning = text if kind is Lines else b"".join(self._beginning)
        self._beginning = []
        return self._intake.feed(beginning)


class Lines:
    """Takes lines in, each a record."""

    __slots__ = ("_blocks", "_broken", "_lines", "_pending", "_rest", "_sizes", "size")

    def __init__(self, first_block: int = FIRST_BLOCK, block: int = BLOCK) -> None:
        self._sizes = (first_block, block)
        self._blocks = Blocks()
        self._rest: list[bytes] = []
        self._pending = 0
        self._lines = 0
        """Lines in the blocks, empty ones included."""
        self._broken = 0
        """The number of the first line that is no JSON; 0 while there is none."""
        self.size = 0

    @property
    def blocks(self) -> Blocks | None:
        """The records so far; None while there are none."""
        return self._blocks if len(self._blocks) else None

    def feed(self, data: bytes) -> bool:
        """Take in what came next; whether there are more records than before."""
        self.size += len(data)
        self._rest.append(data)
        self._pending += len(data)
        wanted = self._sizes[1] if len(self._blocks) else self._sizes[0]
        if self._broken or self._pending < wanted or b"\n" not in data:
            return False
        rest = b"".join(self._rest)
        end = rest.rindex(b"\n") + 1
        return self._take(rest[:end], rest[end:])

    def finish(self) -> Document:
        """All lines as a list; as text if one of them is no JSON."""
        if not self._broken:
            self._take(b"".join(self._rest), b"")
        if not self._broken:
            return Document.of_blocks(self._blocks)
        values = [self._blocks.value(number) for number in range(len(self._blocks))]
        text = b"\n".join([*values, b"".join(self._rest)])
        document = Document.from_bytes(text)
        note = f"Line {self._broken:,} is not JSON, so this is shown as text."
        return (
            Document(document.source, document.kind, document.root, document.cut, note)
            if (document.kind is Form.TEXT)
            else document
        )

    def _take(self, whole: bytes, rest: bytes) -> bool:
        """Make a block of whole lines."""
        lines = [line for line in whole.split(b"\n") if line.strip(SPACE)]
        block = _block(lines)
        if block is None:
            self._broken = self._lines + _first_broken(whole)
            self._rest = [whole, rest]
            return False
        self._lines += whole.count(b"\n")
        self._rest, self._pending = [rest], len(rest)
        if lines:
            self._blocks.append(block)
        return bool(lines)


def _block(lines: list[bytes]) -> Block | None:
    """Lines as a block; None if one of them is not exactly one value."""
    text = b"[" + b",".join(lines) + b"]"
    try:
        records: Cut = cut(text)
    except BrokenJson:
        return None
    return Block(text, records) if len(records) == len(lines) else None


def _first_broken(whole: bytes) -> int:
    """The number of the first line, from 1, that is not one value; of the last if all of them are."""
    lines = whole.split(b"\n")
    broken = (at for at, line in enumerate(lines, 1) if line.strip(SPACE) and not _is_value(line))
    return next(broken, len(lines))


def _is_lines(text: bytes) -> bool:
    """Whether the first line is a value of its own and something follows that begins as one, too."""
    line, _, rest = text.lstrip().partition(b"\n")
    return first(rest.lstrip()) not in (b"", b",", b"]", b"}") and _is_value(line)


def _is_value(line: bytes) -> bool:
    try:
        whole_span(line)
    except BrokenJson:
        return False
    return True


def _without_mark(data: bytes) -> bytes:
    return data[len(BYTE_ORDER_MARK) :] if data.startswith(BYTE_ORDER_MARK) else data
