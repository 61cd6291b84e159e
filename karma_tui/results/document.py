"""One answer of a server, held once as the bytes that came, and cut into records without decoding them.

A short answer is one string; a long list comes in blocks (`intake`), and is never put together again.

Every face reads a result from here: the tree asks for slices, the table for decoded records, the JSON view
and the clipboard for text. A body that is no JSON is still shown, as text, with a note that says why; an
empty body is not an error either (notes-for-client 19). No input or output happens here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from karma_tui.results.blocks import Blocks
from karma_tui.results.cuts import Cut, cut, cut_lines
from karma_tui.results.decode import Decoded, decode
from karma_tui.results.long_cut import LongCuts, cut_in_bites
from karma_tui.results.picked import Picked
from karma_tui.results.scan import SPACE, BrokenJson, first, whole_span

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

AT_ONCE: Final = 32 << 20
"""Bytes of a list that one call cuts, in a thirtieth of a second and a third of what bites take."""


class Form(StrEnum):
    """What an answer is as a whole."""

    LIST = "list"
    VALUE = "value"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A result. `root` is the text of the value; of blocks and picked records only a beginning, to preview.

    `note` says what is odd, or is empty. `cut` has the records of a list, the members of an object, the
    lines of a text; None for a plain value.
    """

    source: bytes | Blocks | Picked
    kind: Form
    root: memoryview
    cut: Cut | None = None
    note: str = ""
    long: LongCuts = field(default_factory=LongCuts, compare=False)
    """The cuts of long containers inside, for all views."""

    def __repr__(self) -> str:
        """Short: workers are named by what they are given, and a result may be very long."""
        return f"<{self.kind} of {self.records:,}>"

    @classmethod
    def from_bytes(cls, body: bytes) -> Document:
        """Cuts the top level of an answer: 1 to 3 ms for each MB of a list. Never raises."""
        root = memoryview(body)[len(BYTE_ORDER_MARK) if body.startswith(BYTE_ORDER_MARK) else 0 :]
        if not _trim(root):
            return cls(body, Form.EMPTY, root)
        try:
            return cls._from_json(body, root)
        except BrokenJson as error:
            note = f"This answer is not JSON (from byte {error.offset:,} on), so it is shown as text."
            return cls(body, Form.TEXT, root, cut_lines(root), note)

    @classmethod
    def _from_json(cls, body: bytes, root: memoryview) -> Document:
        trimmed = _trim(root)
        if first(trimmed) == b"[":
            cuts = cut if len(trimmed) <= AT_ONCE else cut_in_bites
            return cls(body, Form.LIST, trimmed, cuts(trimmed))
        start, end = whole_span(trimmed)
        value = trimmed[start:end]
        return cls(body, Form.VALUE, value, cut(value) if first(value) == b"{" else None)

    @classmethod
    def of_blocks(cls, blocks: Blocks) -> Document:
        """A list in blocks, of which more may be under way; it shows the records that there are."""
        beginning = blocks.blocks[0].text if blocks.blocks else b"[]"
        return cls(blocks, Form.LIST, memoryview(beginning), blocks)

    def picked(self, order: array[int]) -> Document:
        """The records with these numbers, in this order; `self` must be a list and not itself picked."""
        if self.cut is None:
            raise ValueError("only a list has records to pick")
        picked = Picked(self.cut, order)
        return Document(picked, Form.LIST, self.root if order else memoryview(b"[]"), picked, self.note)

    def prepare(self) -> None:
        """What finding picked records by their numbers needs; it takes a moment of many: in a thread."""
        if isinstance(self.source, Picked):
            self.source.prepare()

    @property
    def size(self) -> int:
        """Bytes of the answer as received; of picked records those of a list of them."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.size

    def pieces(self) -> Iterator[memoryview]:
        """The value's whole text, piece by piece."""
        return iter((self.root,)) if isinstance(self.source, bytes) else self.source.pieces()

    def text(self) -> memoryview:
        """The value's whole text in one piece; a long list is put together for it."""
        return self.root if isinstance(self.source, bytes) else memoryview(b"".join(self.pieces()))

    @property
    def records(self) -> int:
        """How many records: the items of a list, one for any other value, none for text or nothing."""
        if self.kind is Form.LIST and self.cut is not None:
            return len(self.cut)
        return 1 if self.kind is Form.VALUE else 0

    def record_bytes(self, index: int) -> memoryview:
        """The text of one record, as received; raises `IndexError` beyond `records`."""
        if not 0 <= index < self.records:
            raise IndexError(index)
        return self.cut.value(index) if self.kind is Form.LIST and self.cut is not None else self.root

    def record(self, index: int) -> Decoded:
        """One record decoded; `IndexError` beyond `records`, `BrokenJson` if its inside is no JSON."""
        return decode(self.record_bytes(index))

    def iter_bytes(self) -> Iterator[memoryview]:
        """The texts of all records, as received."""
        if self.kind is not Form.LIST or self.cut is None:
            return (self.record_bytes(index) for index in range(self.records))
        if isinstance(self.cut, Blocks):
            parts: Iterable[Cut] = (block.records for block in self.cut.blocks)
        else:
            parts = (self.cut,)
        return (part.value(index) for part in parts for index in range(len(part)))

    def iter_records(self) -> Iterator[Decoded]:
        """All records, decoded one at a time; raises `BrokenJson` as `record` does."""
        return (self.record(index) for index in range(self.records))


def _trim(data: memoryview) -> memoryview:
    """The slice without white space at either end; nothing is copied."""
    start, end = 0, len(data)
    while start < end and data[start] in SPACE:
        start += 1
    while end > start and data[end - 1] in SPACE:
        end -= 1
    return data[start:end]
