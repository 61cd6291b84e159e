r"""Tab-separated lines for `cut`, `awk` and `sort`: a record a line, a tab between two cells, no quotes.

Inside a cell a tab is `\t`, a line end `\n` or `\r`, a backslash `\\`, so that neither can be mistaken.
An absent field is an empty cell, and so is an empty text; `null` is null, and so is the word. Where that
matters, CSV and NDJSON keep them apart. Numbers are the digits that were sent; lists and objects are
compact JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from karma_tui.results.document import Document
from karma_tui.results.export import Chunk, Options, one_line
from karma_tui.results.export_table import Rows, encoded
from karma_tui.results.scan import Buffer, first
from karma_tui.results.strings import decode_string, utf8

_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def tsv(document: Document, options: Options) -> Iterator[Chunk]:
    """See `export.export`."""
    rows = Rows(document, options)
    yield from rows.prepare()
    if not rows.columns:
        return
    head = "\t".join(column.title.translate(_ESCAPES) for column in rows.columns)
    yield Chunk(encoded(head + "\n"), rows.total - document.records, rows.total)
    for done, batch in rows.batches():
        lines = ["\t".join(map(cell, row)) for row in batch]
        yield Chunk(encoded("\n".join([*lines, ""])), done, rows.total)


def cell(value: Buffer | None) -> str:
    """A cell's text."""
    if value is None:
        return ""
    opening = first(value)
    if opening == b'"':
        return decode_string(value).translate(_ESCAPES)
    return one_line(value).translate(_ESCAPES) if opening in (b"{", b"[") else utf8(value)
