"""Takes an answer in as it arrives, and cuts a long list into blocks of whole records on the way.

Where a record ends is guessed from how the first ones begin and proved by the reader: the beginning of a
list up to some comma, closed with a bracket, is a list only if the comma stood between two records. So
a million records cost what the reader costs, and the first are there with the first bytes. Whatever is
not a list by the book is kept as it comes and read at the end, as a short answer is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from karma_tui.results.blocks import Block, Blocks
from karma_tui.results.cuts import Cut, SpanCut, cut, spans_of
from karma_tui.results.document import BYTE_ORDER_MARK, Document
from karma_tui.results.long_cut import cut_in_bites
from karma_tui.results.scan import SPACE, BrokenJson, members

FIRST_BLOCK = 1 << 16
BLOCK = 2 << 20
"""Bytes of a block: cut in a few milliseconds, during which nothing else of the program runs."""

_GUESSES = 6
_SAMPLE = 1 << 13
_PREFIX = 24
"""Bytes of the records' common beginning that are looked for."""


class Intake:
    """Feed it the body's bytes, then `finish`. `blocks` can be shown meanwhile, once it is not None."""

    __slots__ = ("_between", "_blocks", "_parts", "_pending", "_sizes", "_wanted", "size")

    def __init__(self, first_block: int = FIRST_BLOCK, block: int = BLOCK) -> None:
        self._sizes = (first_block, block)
        self.begin()

    def begin(self) -> None:
        """Another answer begins: what came before is void."""
        self._blocks: Blocks | None = None
        self._parts: list[bytes] = []
        self._pending = 0
        self._wanted: int | None = self._sizes[0]
        """Bytes to wait for before the next cut; None if the answer is read at its end."""
        self._between: bytes | None = None
        self.size = 0
        """Bytes taken in so far."""

    @property
    def blocks(self) -> Blocks | None:
        """The records so far; None as long as it is not known to be a list."""
        return self._blocks

    def feed(self, data: bytes) -> bool:
        """Take in what came next; whether there are more records than before."""
        self._parts.append(data)
        self._pending += len(data)
        self.size += len(data)
        if self._wanted is None or self._pending < self._wanted:
            return False
        return self._cut_off()

    def finish(self) -> Document:
        """The whole answer. Never raises; what is no JSON becomes text, as `Document.from_bytes` says."""
        rest = self._take()
        if self._blocks is None:
            return Document.from_bytes(rest)
        tail = rest.rstrip(SPACE)
        if tail.endswith(b"]") and tail[:-1].strip(SPACE):
            block = _long_block(tail) if len(tail) > 2 * BLOCK else _block(tail[:-1]) or _tolerant(tail[:-1])
            if block is not None:
                self._blocks.append(block)
                return Document.of_blocks(self._blocks)
        # not a list after all, or cut off: what came is read again as one text
        return Document.from_bytes(bytes(Document.of_blocks(self._blocks).text()[:-1]) + b"," + rest)

    def _take(self) -> bytes:
        data = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts.clear()
        self._pending = 0
        return data

    def _cut_off(self) -> bool:
        """Make a block of the whole records that are pending; the rest waits for more."""
        data = self._take()
        begun = self._blocks
        if begun is None:
            start = _list_start(data)
            if start is None:
                self._wanted = None
                self._keep(data)
                return False
            head, data = data[:start], data[start:]
            self._between = separator(data)
            begun = Blocks()
        else:
            head = b""
        found = whole_records(data, self._between)
        if found is None:
            self._keep(head + data)
            # a record longer than a block; of a very long one the end is waited for, and cut in a thread
            self._wanted = self._pending * 2 if self._pending < BLOCK else None
            return False
        block, rest = found
        self._blocks = begun
        self._blocks.append(block)
        self._keep(rest)
        self._wanted = self._sizes[1]
        return True

    def _keep(self, data: bytes) -> None:
        self._parts = [data]
        self._pending = len(data)


def whole_records(data: bytes, between: bytes | None) -> tuple[Block, bytes] | None:
    """A block of the records that are complete in `data`, and what comes behind their last comma.

    `data` begins with a record; `between` is what `separator` tells. None if there is no whole record.
    """
    for comma in islice(_commas(data, between), _GUESSES):
        block = _block(data[:comma])
        if block is not None:
            return block, data[comma + 1 :]
    return _counted(data)


def _commas(data: bytes, between: bytes | None) -> Iterator[int]:
    """Where a comma between records may be, the last first."""
    if between is None:
        return
    at = data.rfind(between)
    while at >= 0:
        yield data.index(b",", at)
        at = data.rfind(between, 0, at)


def _block(inside: bytes) -> Block | None:
    """Records as a block, or None if they are not whole; only JSON by the book."""
    import msgspec  # with the first long result: it would delay the first frame

    text = b"[" + inside + b"]"
    try:
        records: Cut = cut(text, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return Block(text, records)


def _tolerant(inside: bytes) -> Block | None:
    """As `_block`, for what servers write though it is no JSON by the book."""
    text = b"[" + inside + b"]"
    try:
        return Block(text, cut(text))
    except BrokenJson:
        return None


def _long_block(tail: bytes) -> Block | None:
    """As `_tolerant`, in bites; `tail` has the list's closing bracket."""
    text = b"[" + tail
    try:
        return Block(text, cut_in_bites(memoryview(text)))
    except BrokenJson:
        return None


def _counted(data: bytes) -> tuple[Block, bytes] | None:
    """As `whole_records`, by looking at each member: for what the quick reader refuses."""
    text = b"[" + data
    spans = spans_of(_before_break(text))
    while spans:
        end = spans[-1]
        comma = end + len(text[end:]) - len(text[end:].lstrip(SPACE))
        if text[comma : comma + 1] == b",":
            whole = text[:comma] + b"]"
            return Block(whole, SpanCut(memoryview(whole), spans, False)), text[comma + 1 :]
        del spans[-4:]
    return None


def _before_break(text: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The members that are there, up to the one that is not."""
    found = members(text)
    while True:
        try:
            member = next(found, None)
        except BrokenJson:
            return
        if member is None:
            return
        yield member


def _list_start(data: bytes) -> int | None:
    """Where the list's first record may begin, or None if it is no list."""
    start = len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
    while data[start : start + 1] and data[start] in SPACE:
        start += 1
    return start + 1 if data[start : start + 1] == b"[" else None


def separator(data: bytes) -> bytes | None:
    """What stands between records, as far as the first two tell: an end, the comma, how the next begins."""
    text = b"[" + data[:_SAMPLE]
    first_two = list(islice(_before_break(text), 2))
    if len(first_two) < 2:
        return b","
    (_, _, start, end), (_, _, next_start, next_end) = first_two
    size = 0
    longest = min(_PREFIX, end - start, next_end - next_start)
    while size < longest and text[start + size] == text[next_start + size]:
        size += 1
    return text[end - 1 : next_start + size]
