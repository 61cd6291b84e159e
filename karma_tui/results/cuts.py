"""The direct members of one container, as slices of the response: what an open row of the tree needs.

Three kinds of cut stand behind one protocol, because lists, objects and plain text are found in different
ways; none of them copies or decodes the members.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from karma_tui.results.scan import Buffer, first, members
from karma_tui.results.strings import decode_string

if TYPE_CHECKING:
    import msgspec


class Cut(Protocol):
    """The members of a container in the order of the response."""

    def __len__(self) -> int:
        """How many members there are."""

    def value(self, index: int) -> memoryview:
        """The bytes of one member's value, without white space around it."""

    def key(self, index: int) -> str | int:
        """The member's key as sent, or its position in a list; lines of a text count from 1."""


_LONE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that stand for no byte."""


@dataclass(frozen=True, slots=True, repr=False)
class ListCut:
    """A list cut by msgspec; every item keeps a view of the response."""

    items: Sequence[msgspec.Raw]

    def __len__(self) -> int:
        return len(self.items)

    def value(self, index: int) -> memoryview:
        """See `Cut`."""
        return memoryview(self.items[index])

    def key(self, index: int) -> int:
        """See `Cut`."""
        return index


@dataclass(frozen=True, slots=True, repr=False)
class SpanCut:
    """A list or an object cut by our scanner: four offsets into `data` for each member."""

    data: memoryview
    spans: array[int]
    is_object: bool

    def __len__(self) -> int:
        return len(self.spans) // 4

    def value(self, index: int) -> memoryview:
        """See `Cut`."""
        return self.data[self.spans[index * 4 + 2] : self.spans[index * 4 + 3]]

    def key(self, index: int) -> str | int:
        """See `Cut`."""
        if not self.is_object:
            return index
        return decode_string(bytes(self.data[self.spans[index * 4] : self.spans[index * 4 + 1]]))

    def slot(self, key: str) -> int | None:
        """Where the first member of that name is; only keys that may be it are decoded."""
        plain = f'"{key}"'.encode("utf-8", "surrogateescape") if not _LONE.search(key) else b""
        data, spans = self.data, self.spans
        for at, (start, end) in enumerate(zip(spans[0::4], spans[1::4], strict=True)):
            if end - start >= len(plain):  # an escape is longer than what it stands for
                spelled = bytes(data[start:end])
                if spelled == plain or (b"\\" in spelled and decode_string(spelled) == key):
                    return at
        return None

    def spelled(self, index: int) -> memoryview:
        """A member's key as sent, with its quotes; nothing in a list."""
        return self.data[self.spans[index * 4] : self.spans[index * 4 + 1]]


@dataclass(frozen=True, slots=True, repr=False)
class LineCut:
    """A text that is not JSON, line by line; `starts` has one entry more than there are lines."""

    data: memoryview
    starts: array[int]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def value(self, index: int) -> memoryview:
        """The line without its end."""
        start, end = self.starts[index], self.starts[index + 1]
        while end > start and self.data[end - 1] in b"\r\n":
            end -= 1
        return self.data[start:end]

    def key(self, index: int) -> int:
        """See `Cut`."""
        return index + 1


def cut(data: Buffer, *, strict: bool = False) -> Cut:
    """Cuts the container `data` (which begins with its bracket); raises `BrokenJson` if it is not one.

    A `strict` cut of a list takes JSON by the book only, and raises what msgspec raises.
    """
    if first(data) == b"[":
        import msgspec  # with the first result: it would delay the first frame

        try:
            return ListCut(msgspec.json.decode(data, type=list[msgspec.Raw]))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            if strict:
                raise
            # not JSON by the book: the tolerant scanner below decides
    return SpanCut(memoryview(data), spans_of(members(data)), first(data) == b"{")


def spans_of(found: Iterable[tuple[int, int, int, int]]) -> array[int]:
    """The spans of members, for `SpanCut`."""
    spans = array("q")
    for member in found:
        spans.extend(member)
    return spans


def starts_of(records: Cut, text: bytes) -> Sequence[int]:
    """Where each record of a part begins in its text."""
    if isinstance(records, LineCut):
        return records.starts[:-1]
    if isinstance(records, SpanCut):
        return records.spans[2::4]
    lengths = [len(records.value(number)) for number in range(len(records))]
    if sum(lengths) + len(lengths) + 1 == len(text):  # nothing but commas between them
        return [0, *accumulate((length + 1 for length in lengths[:-1]), initial=1)][1:]
    starts: list[int] = []
    place = 1
    for length in lengths:
        while text[place] in b", \t\r\n":
            place += 1
        starts.append(place)
        place += length
    return starts


def cut_lines(data: Buffer) -> LineCut:
    """Cuts text into lines at line feeds; a line feed at the very end opens no further line."""
    body = bytes(data)
    starts = array("q", [0])
    position = body.find(b"\n")
    while position >= 0:
        starts.append(position + 1)
        position = body.find(b"\n", position + 1)
    if starts[-1] != len(body):
        starts.append(len(body))
    return LineCut(memoryview(body), starts)
