"""CSV as RFC 4180 has it: commas, CRLF, quotes doubled; UTF-8 without a mark.

A reader that looks at the quotes gets everything back: text stands in quotes wherever it could be taken
for something else. `null` is null, `"null"` the word; an empty cell is a field that is absent, `""` an
empty text; lists and objects are compact JSON. Numbers are the digits that were sent.

A spreadsheet takes text such as `=1+2` for a formula, and runs it. `guard_formulas` puts an apostrophe
before it; it is off unless asked for, because it changes the data for every other reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from karma_tui.results.document import Document
from karma_tui.results.export import Chunk, Options, one_line
from karma_tui.results.export_table import Rows, encoded
from karma_tui.results.scan import Buffer, first
from karma_tui.results.strings import decode_string, utf8

_SPECIAL: Final = re.compile(r'[",\r\n]')
_LOOKS_ELSE: Final = re.compile(
    r"|\s.*|.*\s|[\[{].*|[+-]?[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?|[+-]?(?:Inf|Infinity|NaN)|null|true|false",
    re.DOTALL,
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv(document: Document, options: Options) -> Iterator[Chunk]:
    """See `export.export`."""
    rows = Rows(document, options)
    yield from rows.prepare()
    if not rows.columns:
        return
    titles = (_text(column.title, options.guard_formulas) for column in rows.columns)
    yield Chunk(encoded(",".join(titles) + "\r\n"), rows.total - document.records, rows.total)
    for done, batch in rows.batches():
        lines = (",".join([cell(value, options.guard_formulas) for value in row]) for row in batch)
        if len(rows.columns) == 1:  # a line with nothing on it is no row to many readers
            lines = (line or '""' for line in lines)
        yield Chunk(encoded("".join(f"{line}\r\n" for line in lines)), done, rows.total)


def cell(value: Buffer | None, guard: bool = False) -> str:
    """A cell's text with its quotes if it needs any."""
    if value is None:
        return ""
    opening = first(value)
    if opening == b'"':
        return _text(decode_string(value), guard)
    text = one_line(value) if opening in (b"{", b"[") else utf8(value)
    return _quoted(text) if _SPECIAL.search(text) else text


def _text(text: str, guard: bool) -> str:
    if guard and text.startswith(_FORMULA):
        text = f"'{text}"
    return _quoted(text) if _SPECIAL.search(text) or _LOOKS_ELSE.fullmatch(text) else text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
