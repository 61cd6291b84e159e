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
from karma_tui.results.scan import Buffer
from karma_tui.results.strings import decode_string

_SPECIAL: Final = re.compile(r'[",\r\n]')
_LOOKS_ELSE: Final = re.compile(
    r"|\s.*|.*\s|[\[{].*|[+-]?[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?|[+-]?(?:Inf|Infinity|NaN)|null|true|false",
    re.DOTALL,
)
_PLAIN: Final = re.compile(rb'"[A-Za-z_](?:[^\x00-\x1f",\\\x7f-\xff]*[A-Za-z0-9_.!?)])?"')
"""Text, with its quotes, of which nothing has to be looked at: the most of it."""
_WORDS: Final = frozenset({b'"null"', b'"true"', b'"false"', b'"NaN"', b'"Inf"', b'"Infinity"'})
_SPACE: Final = re.compile(rb"\s").search
_NEEDS_QUOTES: Final = re.compile(rb'[",\r\n]').search
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
        lines = [b",".join([cell(value, options.guard_formulas) for value in row]) for row in batch]
        if len(rows.columns) == 1:  # a line with nothing on it is no row to many readers
            lines = [line or b'""' for line in lines]
        yield Chunk(b"\r\n".join([*lines, b""]), done, rows.total)


def cell(value: Buffer | None, guard: bool = False) -> bytes:
    """A cell's bytes with its quotes if it needs any."""
    if value is None:
        return b""
    sent = bytes(value)
    opening = sent[:1]
    if opening == b'"':
        if _PLAIN.fullmatch(sent) and sent not in _WORDS:
            return sent[1:-1]
        return encoded(_text(decode_string(sent), guard))
    if opening == b"{" or opening == b"[":
        line = sent if _SPACE(sent) is None else encoded(one_line(sent))
        return b'"' + line.replace(b'"', b'""') + b'"' if _NEEDS_QUOTES(line) else line
    return sent


def _text(text: str, guard: bool) -> str:
    if guard and text.startswith(_FORMULA):
        text = f"'{text}"
    return _quoted(text) if _SPECIAL.search(text) or _LOOKS_ELSE.fullmatch(text) else text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
