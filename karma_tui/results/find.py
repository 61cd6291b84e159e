"""Finds text in a whole result: in keys, strings and other scalars, however they are spelled in the JSON.

A result of 300 MB has thirty million keys and values, so the bytes are searched first, and only what may
be a match is read. `Search.steps` goes block by block, for a thread that shows progress and can be stopped.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from karma_tui.errors import UsageError
from karma_tui.results.blocks import Blocks
from karma_tui.results.cuts import Cut, LineCut, SpanCut, starts_of
from karma_tui.results.document import Document, Form
from karma_tui.results.loosening import Loose, in_bytes, loosen, same_letters
from karma_tui.results.picked import Picked
from karma_tui.results.scan import KEY, SCALAR, STRING, BrokenJson, first, skip_space, value_span
from karma_tui.results.strings import decode_string, utf8

_TOKEN: Final = re.compile(b"(?P<text>" + STRING + rb")(?P<key>\s*:)?|(?P<plain>" + SCALAR + b")", re.DOTALL)
_MARK: Final = re.compile(b"(?P<text>" + STRING + rb")(?P<key>\s*:)?|[\[\]{},]", re.DOTALL)
_QUOTE: Final = ord('"')
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PICKED_STEP: Final = 4096
"""Picked records that are searched in one go."""
_PIECE: Final = 1 << 16
"""Bytes of a record that is searched in one go; of longer ones, pieces are."""
_UNITS: Final = re.compile(rb'(?:[^",]++|,|' + STRING + rb"(?:\s*+:)?+){0,512}+", re.DOTALL)
"""Many keys and values, the last of them whole."""
_STEP: Final = 2 << 20
"""Bytes of one record after which it is told what was found."""
_ALIKE: Final = re.compile(r"[A-Za-z0-9 _.,;:!?()\[\]{}@#$%^*+=|~`'-]+")
"""Characters that nobody spells with an escape."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. Making one raises UsageError for a pattern that is no regular expression.

    Regular expressions are RE2's: linear in the text, so that no pattern freezes the program.
    """

    text: str
    is_regex: bool = False
    case: bool | None = None
    """Whether case counts; None: only if there is a capital letter in the text."""
    keys: bool = True
    values: bool = True
    _pattern: Any = field(init=False, compare=False, repr=False)
    """Of `re` or of RE2, which share what is used of them here."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", self._compiled())

    def matches(self, text: str) -> bool:
        """Whether it is found in a key or a value."""
        return self._pattern.search(self._readable(text)) is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it is found in a text; matches of nothing are left out."""
        for match in self._pattern.finditer(self._readable(text)):
            if match.end() > match.start():
                yield match.span()

    def _readable(self, text: str) -> str:
        """RE2 reads no lone surrogates."""
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text) if self.is_regex else text

    def _compiled(self) -> Any:
        if not self.is_regex:
            return re.compile(re.escape(self.text), re.NOFLAG if self.counts_case else re.IGNORECASE)
        import re2  # for those who search by pattern only

        options = re2.Options()
        options.log_errors = False  # it would write over the screen
        options.case_sensitive = self.counts_case
        try:
            return re2.compile(self._readable(self.text), options)
        except re2.error as error:
            reason = error.args[0] if error.args else ""
            words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
            raise UsageError("Not a regular expression", words) from error

    @property
    def counts_case(self) -> bool:
        """Whether case counts for this text."""
        return self.text != self.text.lower() if self.case is None else self.case


@dataclass(frozen=True, slots=True)
class Hits:
    """Matches of a stretch of records: numbers of the records, and where in their text the token begins.

    One entry for each key or value that matches, in reading order. `done` is the number of the first
    record that was not looked at.
    """

    records: array[int]
    offsets: array[int]
    done: int


@dataclass(frozen=True, slots=True)
class _Part:
    """Neighbouring records and the text they stand in, which one alone does without."""

    text: bytes
    records: Cut
    start: int
    """The number of the first."""


class Search:
    """One search through one document."""

    def __init__(self, document: Document, query: Query, *, once: bool = False) -> None:
        """`once`: each record is told only once, at its first match."""
        self._document = document
        self._query = query
        self._most = 1 if once else None
        plain = "" if query.is_regex else max(_ALIKE.findall(query.text), key=len, default="")
        self._needle = plain.encode()
        self._folds = not query.counts_case and plain.lower() != plain.upper()
        self._loose: Loose | None = None
        if query.is_regex:
            self._loose = loosen(query.text, counts_case=query.counts_case)
        elif plain:
            self._loose = in_bytes(plain, folds=self._folds)

    def steps(self, done: int = 0) -> Iterator[Hits]:
        """The matches, some megabytes of text at a time. Never raises; what is no JSON is skipped.

        Of a list that is still coming in, what came while it was searched is searched too; a search that
        had ended goes on behind the `done` records that it looked at.
        """
        for part in self._parts(done):
            yield from self._hits(part)

    def _parts(self, done: int) -> Iterator[_Part]:
        document = self._document
        cut = document.cut
        if isinstance(cut, Blocks):
            at = cut.block_of(done)
            while at < cut.number_of_blocks:
                block = cut.block(at)
                yield _Part(block.text, block.records, cut.start(at))
                at += 1
        elif document.kind is Form.LIST and isinstance(document.source, bytes) and cut is not None:
            yield _Part(bytes(document.root), cut, 0)
        elif document.kind is Form.TEXT and isinstance(cut, LineCut):
            yield _Part(bytes(cut.data), cut, 0)
        elif isinstance(cut, Picked):
            for start in range(0, len(cut), _PICKED_STEP):
                yield _gathered(cut, start, min(start + _PICKED_STEP, len(cut)))
        else:
            for number, record in enumerate(document.iter_bytes()):
                yield _Part(b"", SpanCut(record, array("q", [0, 0, 0, len(record)]), False), number)

    def _hits(self, part: _Part) -> Iterator[Hits]:
        records, offsets, looked_at = array("q"), array("q"), 0
        for number in self._suspects(part):
            record = part.records.value(number)
            for start, end in _pieces(record):
                for offset in islice(self._in_piece(record, start, end), self._most):
                    records.append(part.start + number)
                    offsets.append(offset)
                looked_at += end - start
                if len(records) and self._most is not None and records[-1] == part.start + number:
                    break
                if looked_at > _STEP and end < len(record):
                    yield Hits(records, offsets, part.start + number)
                    records, offsets, looked_at = array("q"), array("q"), 0
        yield Hits(records, offsets, part.start + len(part.records))

    def _in_piece(self, record: memoryview, start: int, end: int) -> Iterator[int]:
        """Where the matching tokens of a record, or of a piece of it, begin."""
        text = record[start:end]
        if self._document.kind is Form.TEXT:
            if self._query.matches(utf8(text)):
                yield start
            return
        for token in self._tokens(text):
            is_key = token["key"] is not None
            if not (self._query.keys if is_key else self._query.values):
                continue
            spelled = token["text"]
            shown = decode_string(spelled) if spelled is not None else utf8(token["plain"])
            if self._query.matches(shown):
                yield start + token.start()

    def _tokens(self, text: memoryview) -> Iterator[re.Match[bytes]]:
        """The keys and values that may match."""
        spans = self._loose.spans(text) if self._loose is not None else None
        if spans is None:
            yield from _TOKEN.finditer(text)
            return
        spans.reverse()
        if not spans:
            return
        for token in _TOKEN.finditer(text):
            while spans and spans[-1][1] <= token.start():
                spans.pop()
            if not spans:
                return
            if spans[-1][0] < token.end():
                yield token

    def _suspects(self, part: _Part) -> Iterator[int]:
        """Numbers of records, within the part, that may have a match."""
        if len(part.records) == 1:
            yield 0
            return
        if not self._needle:
            if self._loose is None or self._loose.is_in(part.text):
                yield from range(len(part.records))
            return
        text = part.text
        searched = text.lower() if self._folds else text
        signs = [self._needle.lower() if self._folds else self._needle]
        if b"\\" in text:  # a single byte is looked for thirty times faster than two
            signs.append(b"\\u")
        if self._folds and not text.isascii():
            signs.extend(same_letters(self._needle.decode()))
        places = [searched.find(sign) for sign in signs]
        if max(places) < 0:
            return
        starts = starts_of(part.records, text)
        while (nearest := min((place for place in places if place >= 0), default=-1)) >= 0:
            number = bisect_right(starts, nearest) - 1
            if number >= 0:
                yield number
            end = starts[number + 1] if number + 1 < len(starts) else len(text)
            places = [
                place if place < 0 or place >= end else searched.find(sign, end)
                for place, sign in zip(places, signs, strict=True)
            ]


def _pieces(record: memoryview) -> Iterator[tuple[int, int]]:
    """A record in pieces that begin and end between its keys and values."""
    start = 0
    while len(record) - start > _PIECE:
        found = _UNITS.match(record, start)
        if found is None or found.end() == start:  # a string without an end
            break
        yield start, found.end()
        start = found.end()
    yield start, len(record)


def _gathered(picked: Picked, start: int, end: int) -> _Part:
    """Some of the picked records, put together as if they had been sent so."""
    spans = array("q")
    records: list[memoryview] = []
    place = 0
    for slot in range(start, end):
        record = picked.value(slot)
        records.append(record)
        spans.extend((0, 0, place, place + len(record)))
        place += len(record) + 1
    text = b",".join(records)
    return _Part(text, SpanCut(memoryview(text), spans, False), start)


def path_at(record: memoryview, offset: int) -> tuple[str | int, ...]:
    """The path, inside a record, to the key or value whose token begins at an offset.

    Whatever is inside of what is around the place was passed before, or comes behind it; so it takes as
    long as reading up to there, however deeply the place is nested.
    """
    around: list[tuple[int, int] | int | None] = []
    for mark in _MARK.finditer(record):
        start, sign = mark.start(), record[mark.start()]
        if sign == _QUOTE and mark["key"] is not None and around and start <= offset:
            around[-1] = mark.span("text")
        if start >= offset:
            break
        if sign in b"[{":
            around.append(0 if sign in b"[" else None)
        elif sign in b"]}" and around:
            around.pop()
        elif sign in b"," and around and isinstance(last := around[-1], int):
            around[-1] = last + 1
    return tuple(
        step if isinstance(step, int) else decode_string(record[step[0] : step[1]])
        for step in around
        if step is not None
    )


def offset_of(record: memoryview, path: tuple[str | int, ...]) -> int:
    """Where the value at a path begins inside a record; as near to it as the path can be followed."""
    start = 0
    for key in path:
        if first(record[start:]) not in (b"{", b"["):
            break
        found = _value_of(record, start, key)
        if found is None:
            break
        start = found
    return start


def _value_of(record: memoryview, start: int, key: str | int) -> int | None:
    """Where the member of a container begins; what is behind it is not read."""
    is_object = first(record[start:]) == b"{"
    position, at = start + 1, 0
    try:
        while True:
            name: str | int = at
            if is_object:
                spelled = KEY.match(record, position)
                if spelled is None:
                    return None
                name, position = decode_string(record[slice(*spelled.span(1))]), spelled.end()
            position = skip_space(record, position)
            if name == key and first(record[position:]) not in (b"]", b""):
                return position
            position = skip_space(record, value_span(record, position)[1])
            if first(record[position:]) != b",":
                return None
            position, at = position + 1, at + 1
    except BrokenJson:
        return None
