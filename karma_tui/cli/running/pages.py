"""A long list written while it is asked for page by page: what is in memory is one page, however many come.

JSON is a list again, byte by byte the one that would have come at once. Tables need all columns before
their first row, so for them the pages wait in a temporary file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from karma_tui.cli.running.formats import TABLES
from karma_tui.errors import StorageError, UsageError
from karma_tui.results.document import Document, Form
from karma_tui.results.export import Format, Options, export
from karma_tui.results.scan import SPACE

if TYPE_CHECKING:
    from karma_tui.results.export_columns import ExportColumn

PAGED = frozenset({"json", "pretty", "ndjson", *TABLES})
"""Formats that can be written page by page."""


def refuse_unpaged(wanted: str) -> None:
    """Raises UsageError for a format that needs the whole result."""
    if wanted not in PAGED:
        raise UsageError(
            f"The format {wanted} cannot be written page by page",
            "It needs the whole result at once.",
            f"These can: {', '.join(sorted(PAGED))}.",
        )


def written_pages(pages: Iterator[Document], wanted: str) -> Iterator[bytes]:
    """The bytes of all pages as one result. A page must be a list (`Form.LIST`)."""
    if wanted == "json":
        return _json(pages)
    if wanted == "pretty":
        return _pretty(pages)
    if wanted == "ndjson":
        return (chunk.data for page in pages for chunk in export(page, Format.NDJSON))
    return _table(pages, Format[TABLES[wanted]])


def is_page(document: Document) -> bool:
    """Whether an answer is a list."""
    return document.kind is Form.LIST


def _json(pages: Iterator[Document]) -> Iterator[bytes]:
    begun = False
    for page in pages:
        inside = bytes(page.root[1:-1]).strip(SPACE)
        if inside:
            yield (b"," if begun else b"[") + inside
            begun = True
    yield b"]\n" if begun else b"[]\n"


def _pretty(pages: Iterator[Document]) -> Iterator[bytes]:
    """Each page laid out as a list of its own, without its brackets."""
    begun = False
    for page in pages:
        if not page.records:
            continue
        yield b"," if begun else b"["
        begun = True
        _, *chunks = [chunk.data for chunk in export(page, Format.PRETTY)]
        yield b"".join(chunks[:-1])
    yield b"\n]\n" if begun else b"[]\n"


def _table(pages: Iterator[Document], wanted: Format) -> Iterator[bytes]:
    from karma_tui.results.export_columns import Survey

    survey: Survey | None = None
    with tempfile.TemporaryFile(prefix="karma-tui-") as spool:
        for page in pages:
            if survey is None:
                survey = Survey(page)
            else:
                survey.go_on(page)
            for _ in survey.steps():
                continue
            _put(spool, page)
            yield b""  # a sign of life, and a moment to stop
        columns = survey.columns() if survey is not None else ()
        spool.seek(0)
        yield from _rows(spool, columns, wanted)


def _put(spool: BinaryIO, page: Document) -> None:
    text = page.root
    try:
        spool.write(len(text).to_bytes(8, "big"))
        spool.write(text)
    except OSError as failure:
        raise StorageError(
            "There is no room for the pages in the temporary folder",
            failure.strerror or "",
            "Name another one with TMPDIR, or use --format ndjson, which needs none.",
        ) from failure


def _rows(spool: BinaryIO, columns: tuple[ExportColumn, ...], wanted: Format) -> Iterator[bytes]:
    if not columns:
        return
    is_first = True
    while head := spool.read(8):
        page = Document.from_bytes(spool.read(int.from_bytes(head, "big")))
        titles, *rows = [chunk.data for chunk in export(page, wanted, Options(columns))]
        if is_first:
            yield titles
        is_first = False
        yield b"".join(rows)
