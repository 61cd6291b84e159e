"""A result as the bytes of a file, piece by piece: never is the whole text in memory.

Numbers keep their digits in every format. The formats' own modules say what becomes of null, of fields
that are absent, and of nested values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from karma_tui.errors import UsageError
from karma_tui.results.document import Document, Form
from karma_tui.results.export_columns import LOOK, ExportColumn
from karma_tui.results.scan import Buffer
from karma_tui.results.text import compact, pretty


class Format(StrEnum):
    """What a result can be written as; the value is also the usual ending of a file's name."""

    JSON = "json"
    PRETTY = "pretty"
    NDJSON = "ndjson"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "md"
    PARQUET = "parquet"

    @property
    def ending(self) -> str:
        """The usual end of a file's name, with its dot."""
        return ".json" if self is Format.PRETTY else f".{self.value}"


LABELS: Final = {
    Format.JSON: "JSON, as received",
    Format.PRETTY: "JSON, indented",
    Format.NDJSON: "NDJSON, a record a line",
    Format.CSV: "CSV",
    Format.TSV: "TSV, for cut and awk",
    Format.MARKDOWN: "Markdown table",
    Format.PARQUET: "Parquet",
}
_ENDINGS: Final = {
    "json": Format.JSON,
    "ndjson": Format.NDJSON,
    "jsonl": Format.NDJSON,
    "csv": Format.CSV,
    "tsv": Format.TSV,
    "tab": Format.TSV,
    "md": Format.MARKDOWN,
    "markdown": Format.MARKDOWN,
    "parquet": Format.PARQUET,
}
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Chunk:
    """The next bytes of the file, perhaps none; `done` of `total` (whatever it counts) are behind it."""

    data: bytes
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Options:
    """How tables are written. `columns` None: whatever the records have."""

    columns: tuple[ExportColumn, ...] | None = None
    guard_formulas: bool = False
    """CSV: put an apostrophe before text that a spreadsheet would take for a formula. Changes the data."""


PLAIN: Final = Options()


def format_of(name: str) -> Format | None:
    """The format that the end of a file's name stands for; None if it stands for none."""
    return _ENDINGS.get(name.rpartition(".")[2].lower()) if "." in name else None


def export(document: Document, wanted: Format, options: Options = PLAIN) -> Iterator[Chunk]:
    """The bytes of a file. Raises UsageError, at the first step, where the format cannot be written.

    Takes as long as the result is big: for a thread, which can stop after any step.
    """
    if document.kind is Form.TEXT and wanted is not Format.JSON:
        raise UsageError(
            "Only its own text can be written",
            "This answer is not JSON, so it has no records.",
            "Choose the format JSON, which writes it as received.",
        )
    match wanted:
        case Format.JSON:
            yield from _as_received(document)
        case Format.PRETTY:
            yield from _indented(document)
        case Format.NDJSON:
            yield from _lines(document)
        case Format.CSV:
            from karma_tui.results.export_csv import csv

            yield from csv(document, options)
        case Format.TSV:
            from karma_tui.results.export_tsv import tsv

            yield from tsv(document, options)
        case Format.MARKDOWN:
            from karma_tui.results.export_markdown import markdown

            yield from markdown(document, options)
        case Format.PARQUET:
            from karma_tui.results.export_parquet import parquet

            yield from parquet(document, options)


def _as_received(document: Document) -> Iterator[Chunk]:
    total, done = document.size, 0
    for piece in document.pieces():
        for start in range(0, len(piece), _PIECE):
            data = bytes(piece[start : start + _PIECE])
            done += len(data)
            yield Chunk(data, min(done, total), total)


def _indented(document: Document) -> Iterator[Chunk]:
    """Byte by byte what indenting the whole text would give."""
    total = document.records
    if document.kind is not Form.LIST or not total:
        text = _bytes(pretty(document.root)) + b"\n" if document.kind is not Form.EMPTY else b""
        yield Chunk(text, total, total)
        return
    yield Chunk(b"[", 0, total)
    for done, records in _batches(document):
        data = b",".join(b"\n  " + _deeper(record) for record in records)
        yield Chunk(data if done == len(records) else b"," + data, done, total)
    yield Chunk(b"\n]\n", total, total)


def _deeper(record: Buffer) -> bytes:
    """A record indented by one level more; one whose strings are broken over lines stays on one line."""
    if b"\n" in bytes(record) and "\n" in compact(record):
        return _bytes(one_line(record))
    return _bytes(pretty(record).replace("\n", "\n  "))


def _lines(document: Document) -> Iterator[Chunk]:
    total = document.records
    for done, records in _batches(document):
        yield Chunk(b"".join(line_bytes(record) + b"\n" for record in records), done, total)


def line_bytes(record: Buffer) -> bytes:
    """A record on one line, without the line's end."""
    import msgspec  # with the first result: it would delay the first frame

    try:
        return msgspec.json.format(bytes(record), indent=-1)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _bytes(one_line(record))


def one_line(value: Buffer) -> str:
    """A value on one line; line ends that a careless server left inside a string are written as escapes."""
    return compact(value).replace("\n", "\\n").replace("\r", "\\r")


def _batches(document: Document) -> Iterator[tuple[int, list[memoryview]]]:
    """Some records at a time, with the number of records up to there."""
    batch: list[memoryview] = []
    done = 0
    size = 0
    for done, record in enumerate(document.iter_bytes(), 1):
        batch.append(record)
        size += len(record)
        if len(batch) == LOOK or size > _PIECE:
            yield done, batch
            batch, size = [], 0
    if batch:
        yield done, batch


def _bytes(text: str) -> bytes:
    """Bytes that were no UTF-8 when they came are written as they came."""
    return text.encode("utf-8", "surrogateescape")
