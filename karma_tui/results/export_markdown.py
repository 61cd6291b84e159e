"""A Markdown table (the pipe tables of GitHub and most others), a record a row, for reading.

Whatever Markdown would take for markup is escaped, so that the text that was sent is what is read. Line
ends inside a cell become `<br>`. An absent field is an empty cell, an empty text `""`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from karma_tui.results.document import Document
from karma_tui.results.export import Chunk, Options, one_line
from karma_tui.results.export_table import Rows, encoded
from karma_tui.results.scan import Buffer, first
from karma_tui.results.strings import decode_string, utf8, visible

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~&$]")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def markdown(document: Document, options: Options) -> Iterator[Chunk]:
    """See `export.export`."""
    rows = Rows(document, options)
    yield from rows.prepare()
    if not rows.columns:
        return
    head = _line([_escaped(column.title) for column in rows.columns]) + _line(["---"] * len(rows.columns))
    yield Chunk(encoded(head), rows.total - document.records, rows.total)
    for done, batch in rows.batches():
        yield Chunk(encoded("".join(_line(list(map(cell, row))) for row in batch)), done, rows.total)


def cell(value: Buffer | None) -> str:
    """A cell's text, escaped."""
    if value is None:
        return ""
    opening = first(value)
    if opening == b'"':
        return _escaped(decode_string(value)) or '""'
    return _escaped(one_line(value) if opening in (b"{", b"[") else utf8(value))


def _escaped(text: str) -> str:
    lines = (_MARKUP.sub(r"\\\g<0>", visible(line)) for line in _LINE_END.split(text))
    return "<br>".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
